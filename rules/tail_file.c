/* A followed file: how it is known again, where its reading begins, and when it is let go.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/tail_parts.h"

/* FNV-1a, 64 bits (draft-eastlake-fnv). */
static uint64_t
fnv1a(const unsigned char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	while (n-- > 0)
		h = (h ^ *p++) * 0x100000001b3ULL;
	return h;
}

int
identity_holds(int fd, struct identity *id)
{
	unsigned char first[TAIL_PRINT_BYTES];
	ssize_t n = pread(fd, first, sizeof first, 0);

	if (n < 0)
		return -errno;
	if ((size_t)n < id->printed || (id->printed > 0 && fnv1a(first, id->printed) != id->print))
		return 0;
	id->print = fnv1a(first, (size_t)n);
	id->printed = (uint32_t)n;
	return 1;
}

int
tail_open(const char *path, struct stat *st)
{
	/* Never to hang at a FIFO, nor to become the owner of a terminal. */
	int error, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return -errno;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	error = S_ISDIR(st->st_mode) ? -EISDIR : -EINVAL;
	close(fd);
	return error;
}

int64_t
tail_mtime(const struct stat *st)
{
	return st->st_mtim.tv_sec * SECOND + st->st_mtim.tv_nsec / 1000;
}

struct tail_file *
tail_followed(const struct tail *t, const struct stat *st)
{
	struct tail_file *f;

	DL_FOREACH(t->files, f)
		if (f->id.inode == st->st_ino && f->id.device == st->st_dev)
			return f;
	return NULL;
}

void
tail_file_free(struct tail_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->real);
	free(f->memo);
	free(f);
}

void
tail_unremember(struct tail *t, struct tail_file *f)
{
	DL_DELETE(t->remembered, f);
	t->remembered_count--;
}

void
tail_remember(struct tail *t, struct tail_file *f)
{
	struct tail_file *oldest = t->remembered;

	DL_APPEND(t->remembered, f);
	if (t->remembered_count++ < TAIL_REMEMBERED_MAX)
		return;
	tail_unremember(t, oldest);
	tail_file_free(oldest);
}

void
tail_enqueue(struct tail *t, struct tail_file *f)
{
	DL_DELETE(t->files, f);
	DL_PREPEND(t->files, f);
	if (f->queue)
		return;
	f->queue = &t->fresh;
	DL_APPEND2(t->fresh, f, qprev, qnext);
}

static void
detach(struct tail *t, struct tail_file *f)
{
	if (f->queue)
		DL_DELETE2(*f->queue, f, qprev, qnext);
	f->queue = NULL;
	DL_DELETE(t->files, f);
	t->file_count--;
	if (t->hooks.closed)
		t->hooks.closed(t->hooks.context, f->log);
	f->log = NULL;
}

void
tail_close(struct tail *t, struct tail_file *f)
{
	tail_read_rest(t, f);
	detach(t, f);
	tail_file_free(f);
}

void
tail_forget(struct tail *t, struct tail_file *f)
{
	detach(t, f);
	close(f->fd);
	f->fd = -1;
	f->pattern = NULL;
	f->leaving = false;
	tail_remember(t, f);
}

/* The device's number does not count: it may be another one after a reboot or a new mount. Nor does the inode's where
 * the name and the first bytes are the same: a copy, or a network mount that makes its numbers up. */
bool
tail_same(const struct tail_file *f, const char *path, int fd, const struct stat *st)
{
	struct identity id = f->id;
	bool named = id.printed >= TAIL_PRINT_LEAST && strcmp(f->path, path) == 0;

	return (id.inode == st->st_ino || named) && (uint64_t)st->st_size >= f->offset && identity_holds(fd, &id) == 1;
}

static struct tail_file *
recall(struct tail *t, const char *path, int fd, const struct stat *st)
{
	struct tail_file *f;

	DL_FOREACH(t->remembered, f) {
		if (!tail_same(f, path, fd, st))
			continue;
		tail_unremember(t, f);
		return f;
	}
	return NULL;
}

/* A copy of a followed file (mail.log.1 beside mail.log) is to be read from where that one stands. 0: it is no copy. */
static uint64_t
copied_offset(const struct tail *t, const char *path, int fd, const struct stat *st)
{
	struct tail_file *f;

	DL_FOREACH(t->files, f) {
		struct identity id = f->id;

		if (id.printed >= TAIL_PRINT_LEAST && strncmp(path, f->path, strlen(f->path)) == 0 &&
		    identity_holds(fd, &id) == 1)
			return (uint64_t)st->st_size < f->offset ? (uint64_t)st->st_size : f->offset;
	}
	return 0;
}

/* Not within a line: what is left of the one that stands there is passed over. */
static void
begin_at_end(struct tail_file *f, int fd, const struct stat *st)
{
	char last;

	f->offset = (uint64_t)st->st_size;
	f->skipping = st->st_size > 0 && pread(fd, &last, 1, st->st_size - 1) == 1 && last != '\n';
}

/* Makes room for a file that changed at that time. False: all that are followed changed later. */
static bool
make_room(struct tail *t, int64_t changed)
{
	struct tail_file *f, *least = NULL;

	if (t->file_count < TAIL_FILES_MAX)
		return true;
	DL_FOREACH(t->files, f)
		if (least == NULL || f->changed < least->changed)
			least = f;
	if (least->changed >= changed)
		return false;
	tail_forget(t, least);
	return true;
}

static struct tail_file *
file_new(struct tail *t, const char *path, int fd, const struct stat *st, bool from_end)
{
	struct tail_file *f = xcalloc(1, sizeof *f);

	f->path = xstrdup(path);
	if (from_end)
		begin_at_end(f, fd, st);
	else
		f->offset = copied_offset(t, path, fd, st);
	return f;
}

static void
name_file(struct tail_file *f, const char *path)
{
	char *real = realpath(path, NULL);

	if (f->path != path) {
		free(f->path);
		f->path = xstrdup(path);
	}
	free(f->real);
	f->real = real;
	if (real && strcmp(real, path) == 0) {
		free(real);
		f->real = NULL;
	}
}

struct tail_file *
tail_adopt(struct tail *t, struct pattern *p, const char *path, int fd, bool from_end)
{
	struct tail_file *f;
	struct stat st;

	if (fstat(fd, &st) != 0 || !make_room(t, tail_mtime(&st))) {
		close(fd);
		return NULL;
	}
	f = recall(t, path, fd, &st);
	if (f == NULL)
		f = file_new(t, path, fd, &st, from_end);
	name_file(f, path);
	f->fd = fd;
	f->asked = false;
	f->pattern = p;
	f->id.device = st.st_dev;
	f->id.inode = st.st_ino;
	identity_holds(fd, &f->id);
	f->changed = tail_mtime(&st);
	f->active = ev_now(t->loop);
	DL_PREPEND(t->files, f);
	t->file_count++;
	f->log = t->hooks.opened(t->hooks.context, f, f->path);
	tail_enqueue(t, f);
	return f;
}
