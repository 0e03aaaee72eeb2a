/* Past log files as one stream in order of time. zlib reads plain files as they are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve/logs.h"
#include "cmd/mailreeve/output.h"

enum { READ_SIZE = 1 << 20, LINE_MAX_BYTES = 1 << 20, PROGRESS_LINES = 4096 };

struct file {
	const char *path;
	gzFile gz;
	struct engine_log *log;
	char *buffer;      /* READ_SIZE + LINE_MAX_BYTES */
	size_t from, to;   /* unread part of the buffer */
	bool end, failed;
	bool ready;        /* a record is decoded and waits for its turn */
};
struct logs {
	struct engine *engine;
	struct file *file;
	int count;
	uint64_t bytes;    /* of all files on disk */
	struct progress progress;
	bool show;
};

/* A year-less stamp belongs to the latest year that is not after the file was last written. */
static bool
open_file(struct logs *l, struct file *f, const char *path, const struct logs_options *o)
{
	struct decode_options d = { .year = o->year, .zone = o->zone };
	struct stat st;

	f->path = path;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		fprintf(stderr, "mailreeve: %s: is a folder; name the files in it\n", path);
		return false;
	}
	f->gz = gzopen(path, "rb");
	if (!f->gz || stat(path, &st) < 0) {
		fprintf(stderr, "mailreeve: %s: %s\n", path, strerror(errno));
		return false;
	}
	l->bytes += (uint64_t)st.st_size;
	gzbuffer(f->gz, READ_SIZE);
	d.now = st.st_mtim.tv_sec * SECOND;
	f->log = engine_log_new(l->engine, path, NULL, &d, false);
	f->buffer = xcalloc(1, READ_SIZE + LINE_MAX_BYTES);
	return true;
}

struct logs *
logs_open(struct engine *en, char **path, int count, const struct logs_options *o)
{
	struct logs *l = xcalloc(1, sizeof(*l));
	int i;

	l->engine = en;
	l->count = count;
	l->show = o->progress;
	l->file = xcalloc((size_t)count, sizeof(*l->file));
	for (i = 0; i < count; i++)
		if (!open_file(l, &l->file[i], path[i], o)) {
			logs_close(l);
			return NULL;
		}
	return l;
}

static void
refill(struct file *f)
{
	int n, error;

	memmove(f->buffer, f->buffer + f->from, f->to - f->from);
	f->to -= f->from;
	f->from = 0;
	n = gzread(f->gz, f->buffer + f->to, READ_SIZE);
	if (n <= 0) {
		f->end = true;
		if (n < 0) {
			fprintf(stderr, "mailreeve: %s: %s\n", f->path, gzerror(f->gz, &error));
			f->failed = true;
		}
		return;
	}
	f->to += (size_t)n;
}

/* The next line, without its newline; the last one may lack it. A line longer than LINE_MAX_BYTES comes in pieces. */
static bool
next_line(struct file *f, struct span *line)
{
	char *newline;

	for (;;) {
		char *start = f->buffer + f->from;
		size_t n = f->to - f->from;

		newline = n ? memchr(start, '\n', n) : NULL;
		if (newline || (n && (f->end || n >= LINE_MAX_BYTES))) {
			line->p = start;
			line->n = newline ? (size_t)(newline - start) : n;
			f->from += line->n + (newline ? 1 : 0);
			return true;
		}
		if (f->end)
			return false;
		refill(f);
	}
}

static bool
next_record(struct file *f)
{
	struct span line;

	while (next_line(f, &line))
		if (engine_decode(f->log, line))
			return f->ready = true;
	return f->ready = false;
}

static struct file *
earliest(struct logs *l)
{
	struct file *first = NULL;
	int i;

	for (i = 0; i < l->count; i++)
		if (l->file[i].ready && (!first || engine_log_time(l->file[i].log) < engine_log_time(first->log)))
			first = &l->file[i];
	return first;
}

static uint64_t
bytes_read(const struct logs *l)
{
	uint64_t sum = 0;
	int i;

	for (i = 0; i < l->count; i++)
		sum += (uint64_t)gzoffset(l->file[i].gz);
	return sum;
}

bool
logs_run(struct logs *l, void (*after)(void *context), void *context)
{
	uint64_t records = 0;
	struct file *f;
	bool good = true;
	int i;

	progress_begin(&l->progress, "reading", l->bytes);
	for (i = 0; i < l->count; i++)
		next_record(&l->file[i]);
	while ((f = earliest(l))) {
		engine_weigh(l->engine, f->log);
		after(context);
		next_record(f);
		if (++records % PROGRESS_LINES == 0 && l->show)
			progress_step(&l->progress, bytes_read(l));
	}
	progress_end(&l->progress);
	for (i = 0; i < l->count; i++)
		good &= !l->file[i].failed;
	return good;
}

struct logs_total
logs_total(const struct logs *l)
{
	struct logs_total t = { 0, 0 };
	int i;

	for (i = 0; i < l->count; i++) {
		t.lines += engine_log_stat(l->file[i].log)->lines;
		t.unparsed += engine_log_stat(l->file[i].log)->unparsed;
	}
	return t;
}

void
logs_close(struct logs *l)
{
	int i;

	for (i = 0; i < l->count; i++) {
		if (l->file[i].gz)
			gzclose(l->file[i].gz);
		engine_log_free(l->file[i].log);
		free(l->file[i].buffer);
	}
	free(l->file);
	free(l);
}
