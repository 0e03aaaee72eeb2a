/* Reads a followed file, one slice at a time: whole lines are handed out where they lie in the buffer, and what is not yet
 * a whole line is left in the file and read again.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "rules/tail_parts.h"

/* Hands out the whole lines among the n bytes that stand at f->offset. */
static void
deliver(struct tail *t, struct tail_file *f, const char *p, size_t n)
{
	const char *end;

	while (n > 0 && (end = memchr(p, '\n', n)) != NULL) {
		size_t length = (size_t)(end - p);

		if (f->skipping)
			t->skipped += length;
		else
			t->hooks.line(t->hooks.context, f->log, (struct span){ p, length });
		f->skipping = false;
		f->offset += length + 1;
		n -= length + 1;
		p = end + 1;
	}
	if (f->skipping) {
		t->skipped += n;
		f->offset += n;
	}
}

/* No line ended within a whole slice: looks as far as a line may reach, and cuts it there. */
static bool
deliver_long(struct tail *t, struct tail_file *f)
{
	uint64_t start = f->offset;
	ssize_t n = pread(f->fd, t->buffer, TAIL_LINE_MAX + 1, (off_t)f->offset);

	if (n <= 0)
		return false;
	deliver(t, f, t->buffer, (size_t)n);
	if (f->offset != start)
		return true;
	if (n <= TAIL_LINE_MAX)
		return false;
	t->hooks.line(t->hooks.context, f->log, (struct span){ t->buffer, TAIL_LINE_MAX });
	f->offset += TAIL_LINE_MAX;
	f->skipping = true;
	return true;
}

/* A writer that went on at its old place after a truncation leaves NULs before its next line. They are passed over, but
 * only where something follows them: a file filled with NULs in advance is not written yet. Returns how many of the n
 * bytes they are; n: nothing else is there. */
static size_t
pass_nuls(struct tail_file *f, const char *p, size_t n)
{
	size_t nuls = 0;
	off_t data;

	if (f->skipping)
		return 0;
	while (nuls < n && p[nuls] == '\0')
		nuls++;
	if (nuls < n) {
		f->offset += nuls;
		return nuls;
	}
	data = n == TAIL_READ_SIZE ? lseek(f->fd, (off_t)(f->offset + n), SEEK_DATA) : -1;
	if (data > 0)
		f->offset = (uint64_t)data;
	return n;
}

/* The file begins with other bytes, or with fewer: it was copied and cut. */
static void
begin_anew(struct tail *t, struct tail_file *f)
{
	tail_copied(t, f);
	f->offset = 0;
	f->skipping = false;
	f->id.print = 0;
	f->id.printed = 0;
	identity_holds(f->fd, &f->id);
}

/* True if more waits. */
static bool
read_at_offset(struct tail *t, struct tail_file *f)
{
	uint64_t start = f->offset;
	ssize_t n = pread(f->fd, t->buffer, TAIL_READ_SIZE, (off_t)start);
	size_t nuls;

	if (n <= 0)
		return false;
	nuls = pass_nuls(f, t->buffer, (size_t)n);
	if (nuls < (size_t)n)
		deliver(t, f, t->buffer + nuls, (size_t)n - nuls);
	if (f->offset == start && nuls == 0 && n == TAIL_READ_SIZE)
		return deliver_long(t, f);
	return f->offset != start && n == TAIL_READ_SIZE;
}

bool
tail_read_slice(struct tail *t, struct tail_file *f)
{
	struct stat st;
	uint64_t start;
	bool more;
	int holds = identity_holds(f->fd, &f->id);

	if (holds < 0 || fstat(f->fd, &st) != 0) {
		tail_forget(t, f); /* ESTALE, EIO: the next look opens it again */
		return false;
	}
	if (holds == 0) {
		begin_anew(t, f);
		tail_enqueue(t, f); /* after the copy, whose lines are older */
		return false;
	}
	if ((uint64_t)st.st_size < f->offset) { /* its end was cut off: what is left was read */
		f->offset = (uint64_t)st.st_size;
		f->skipping = false;
	}
	f->changed = tail_mtime(&st);
	start = f->offset;
	if ((uint64_t)st.st_size <= start)
		return false;
	more = read_at_offset(t, f);
	if (f->offset != start)
		f->active = ev_now(t->loop);
	return more;
}

void
tail_read_rest(struct tail *t, struct tail_file *f)
{
	ssize_t n = f->skipping ? 0 : pread(f->fd, t->buffer, TAIL_LINE_MAX, (off_t)f->offset);

	if (n <= 0 || pass_nuls(f, t->buffer, (size_t)n) == (size_t)n)
		return;
	n = pread(f->fd, t->buffer, TAIL_LINE_MAX, (off_t)f->offset);
	if (n <= 0)
		return;
	t->hooks.line(t->hooks.context, f->log, (struct span){ t->buffer, (size_t)n });
	f->offset += (uint64_t)n;
}
