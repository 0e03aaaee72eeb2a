/* What inotify tells of the watched folders: which files to read, and which patterns to look for again.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inotifytools/inotify.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "rules/tail_parts.h"

enum { EVENTS_SIZE = 64 << 10 };

static void
all_dirty(struct tail *t)
{
	struct pattern *p;

	LL_FOREACH(t->patterns, p)
		p->dirty = true;
}

/* A name that is not followed: written to by its old descriptor after a rename, or a file that was let go. */
static void
written(struct tail *t, const char *path)
{
	struct tail_file *f, *next;
	struct pattern *p;

	DL_FOREACH(t->files, f) {
		if (f->leaving || (strcmp(f->path, path) != 0 && (f->real == NULL || strcmp(f->real, path) != 0)))
			continue;
		tail_enqueue(t, f);
		return;
	}
	DL_FOREACH_SAFE(t->files, f, next)
		if (f->leaving)
			tail_enqueue(t, f);
	p = tail_pattern_of(t, path);
	if (p)
		p->dirty = true;
}

static void
named(struct tail *t, const char *path)
{
	struct tail_file *f;
	struct pattern *p;

	LL_FOREACH(t->patterns, p)
		if (tail_matches(p, path))
			p->dirty = true;
	DL_FOREACH(t->files, f)
		if (f->pattern && f->real && strcmp(f->real, path) == 0)
			f->pattern->dirty = true;
}

static void
drop_folders(struct tail *t, int wd)
{
	struct folder *f, *next;

	LL_FOREACH_SAFE(t->folders, f, next) {
		if (f->wd != wd)
			continue;
		LL_DELETE(t->folders, f);
		t->folder_count--;
		free(f->path);
		free(f);
	}
}

static void
event(struct tail *t, const struct inotify_event *e)
{
	struct folder *f;
	struct tail_file *file, *next;
	char path[4096];

	if (e->mask & IN_Q_OVERFLOW)
		DL_FOREACH_SAFE(t->files, file, next)
			tail_enqueue(t, file);
	if (e->mask & IN_IGNORED)
		drop_folders(t, e->wd);
	if (e->mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_MOVE_SELF | IN_DELETE_SELF) ||
	    (e->mask & IN_ISDIR && !(e->mask & IN_ATTRIB)))
		all_dirty(t);
	if (e->len == 0 || e->mask & IN_ISDIR)
		return;
	LL_FOREACH(t->folders, f) {
		if (f->wd != e->wd || snprintf(path, sizeof path, "%s/%s", f->path, e->name) >= (int)sizeof path)
			continue;
		if (e->mask & IN_MODIFY)
			written(t, path);
		else
			named(t, path);
	}
}

/* One buffer a call: where more waits, the loop calls again, after others had their turn. */
void
tail_events(struct ev_loop *loop, ev_io *w, int revents)
{
	struct tail *t = w->data;
	struct pattern *p;
	alignas(struct inotify_event) char buffer[EVENTS_SIZE];
	ssize_t n = read(t->inotify, buffer, sizeof buffer);

	(void)loop;
	(void)revents;
	for (ssize_t at = 0; at < n; ) {
		const struct inotify_event *e = (const struct inotify_event *)(const void *)(buffer + at);

		event(t, e);
		at += (ssize_t)(sizeof *e + e->len);
	}
	LL_FOREACH(t->patterns, p)
		if (p->dirty)
			tail_look(t, p);
	tail_read_fresh(t);
}
