/* Follows log files: what is followed, what is remembered, and whose turn it is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inotifytools/inotify.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/tail_parts.h"

enum { STATE_VERSION = 1, PATTERNS_MAX = 1024, PATH_LENGTH_MAX = 4096 };

/* Each iteration of the loop handles what is fresh first, then one slice of one file that is late. */
static void
read_late(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct tail *t = w->data;
	struct tail_file *f = t->late;

	(void)revents;
	if (f && !t->paused) {
		DL_DELETE2(t->late, f, qprev, qnext);
		f->queue = NULL;
		if (tail_read_slice(t, f)) {
			DL_APPEND2(t->late, f, qprev, qnext);
			f->queue = &t->late;
		}
	}
	tail_read_fresh(t);
	(void)loop;
}

void
tail_read_fresh(struct tail *t)
{
	struct tail_file *f;

	while (!t->paused && (f = t->fresh) != NULL) {
		DL_DELETE2(t->fresh, f, qprev, qnext);
		f->queue = NULL;
		if (tail_read_slice(t, f)) {
			DL_APPEND2(t->late, f, qprev, qnext);
			f->queue = &t->late;
		}
	}
	if (t->paused)
		return;
	if (t->late)
		ev_timer_start(t->loop, &t->late_timer);
	else if (t->hooks.idle)
		t->hooks.idle(t->hooks.context);
}

void
tail_pause(struct tail *t, bool pause)
{
	t->paused = pause;
	if (!pause)
		ev_timer_start(t->loop, &t->late_timer);
}

static void
poll_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct pattern *p = w->data;

	(void)loop;
	(void)revents;
	tail_look(p->tail, p);
	tail_read_fresh(p->tail);
}

struct tail *
tail_new(struct ev_loop *loop, const struct tail_hooks *hooks)
{
	struct tail *t = xcalloc(1, sizeof *t);

	t->loop = loop;
	t->hooks = *hooks;
	t->buffer = xcalloc(1, TAIL_LINE_MAX + 1);
	t->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (t->inotify < 0)
		log_warn("inotify cannot be used; the folders of logs are polled");
	ev_io_init(&t->events, tail_events, t->inotify, EV_READ);
	ev_set_priority(&t->events, EV_MAXPRI);
	ev_timer_init(&t->late_timer, read_late, 0., 0.);
	ev_timer_init(&t->leaving_timer, tail_leaving_timer, 0., 0.);
	t->events.data = t->late_timer.data = t->leaving_timer.data = t;
	return t;
}

void
tail_free(struct tail *t)
{
	struct tail_file *f, *next;
	struct pattern *p, *next_pattern;
	struct folder *folder, *next_folder;

	ev_io_stop(t->loop, &t->events);
	ev_timer_stop(t->loop, &t->late_timer);
	ev_timer_stop(t->loop, &t->leaving_timer);
	DL_FOREACH_SAFE(t->files, f, next)
		tail_forget(t, f);
	DL_FOREACH_SAFE(t->remembered, f, next)
		tail_file_free(f);
	LL_FOREACH_SAFE(t->patterns, p, next_pattern) {
		ev_timer_stop(t->loop, &p->poll);
		free(p->text);
		free(p);
	}
	LL_FOREACH_SAFE(t->folders, folder, next_folder) {
		free(folder->path);
		free(folder);
	}
	tail_refusals_free(t);
	if (t->inotify >= 0)
		close(t->inotify);
	free(t->buffer);
	free(t);
}

int
tail_add(struct tail *t, const char *pattern, int64_t poll)
{
	struct pattern *p;
	size_t length = strlen(pattern);

	if (*pattern != '/' || length >= PATH_LENGTH_MAX || pattern[length - 1] == '/')
		return -EINVAL;
	p = xcalloc(1, sizeof *p);
	p->tail = t;
	p->text = xstrdup(pattern);
	ev_timer_init(&p->poll, poll_timer, 0., (double)poll / SECOND);
	p->poll.data = p;
	LL_APPEND(t->patterns, p);
	return 0;
}

/* A remembered file whose name has gone, or went to another one, since the state was saved. */
static struct tail_file *
lost(struct tail *t)
{
	struct tail_file *f;

	DL_FOREACH(t->remembered, f) {
		struct stat st;
		bool is_lost;
		int fd;

		if (f->seen)
			continue;
		f->seen = true;
		fd = tail_open(f->path, &st);
		is_lost = fd == -ENOENT || (fd >= 0 && !tail_same(f, f->path, fd, &st));
		if (fd >= 0)
			close(fd);
		if (is_lost && tail_pattern_of(t, f->path))
			return f;
	}
	return NULL;
}

void
tail_start(struct tail *t, bool from_start)
{
	struct tail_file *f;
	struct pattern *p;

	t->first_look = true;
	t->from_start = from_start;
	while ((f = lost(t)) != NULL) /* first, as its lines are older */
		tail_recover(t, tail_pattern_of(t, f->path), f);
	LL_FOREACH(t->patterns, p) {
		tail_look(t, p);
		if (p->poll.repeat > 0.)
			ev_timer_again(t->loop, &p->poll);
	}
	t->first_look = false;
	if (t->inotify >= 0)
		ev_io_start(t->loop, &t->events);
	tail_read_fresh(t);
}

static void
save_file(const struct tail_file *f, struct state *s)
{
	state_put_span(s, span_of(f->path));
	state_put_u64(s, f->id.device);
	state_put_u64(s, f->id.inode);
	state_put_u64(s, f->id.print);
	state_put_u32(s, f->id.printed);
	state_put_u64(s, f->offset);
	state_put_u64(s, (uint64_t)f->changed);
	state_put_u32(s, f->skipping);
	state_put_span(s, (struct span){ f->memo, f->memo_n });
}

void
tail_save(const struct tail *t, struct state *s)
{
	struct tail_file *f;
	struct pattern *p;
	uint32_t patterns = 0;

	LL_FOREACH(t->patterns, p)
		patterns++;
	state_mark(s, "tail", STATE_VERSION);
	state_put_u32(s, patterns);
	LL_FOREACH(t->patterns, p)
		state_put_span(s, span_of(p->text));
	state_put_u32(s, (uint32_t)(t->file_count + t->remembered_count));
	DL_FOREACH(t->remembered, f)
		save_file(f, s);
	DL_FOREACH(t->files, f)
		save_file(f, s);
}

static void
load_file(struct tail *t, struct state *s)
{
	struct tail_file *f = xcalloc(1, sizeof *f);
	struct span path = state_get_span(s, PATH_LENGTH_MAX), memo;

	f->fd = -1;
	f->path = xstrndup(path.p, path.n);
	f->id.device = state_get_u64(s);
	f->id.inode = state_get_u64(s);
	f->id.print = state_get_u64(s);
	f->id.printed = state_get_u32(s);
	f->offset = state_get_u64(s);
	f->changed = (int64_t)state_get_u64(s);
	f->skipping = state_get_u32(s) != 0;
	memo = state_get_span(s, TAIL_MEMO_MAX);
	tail_file_set_memo(f, memo.p, memo.n);
	if (s->bad || f->path[0] != '/' || f->id.printed > TAIL_PRINT_BYTES) {
		s->bad = true;
		tail_file_free(f);
		return;
	}
	tail_remember(t, f);
}

bool
tail_load(struct tail *t, struct state *s)
{
	struct pattern *p;
	uint32_t n;

	if (!state_expect(s, "tail", STATE_VERSION))
		return false;
	for (n = state_get_u32(s); n > 0 && !s->bad; n--) {
		struct span text = state_get_span(s, PATH_LENGTH_MAX);

		LL_FOREACH(t->patterns, p)
			p->known = p->known || span_is(text, p->text);
	}
	for (n = state_get_u32(s); n > 0 && !s->bad; n--)
		load_file(t, s);
	return !s->bad;
}

void
tail_file_set_memo(struct tail_file *f, const void *p, size_t n)
{
	free(f->memo);
	f->memo = NULL;
	f->memo_n = 0;
	if (n == 0 || n > TAIL_MEMO_MAX)
		return;
	f->memo = xcalloc(1, n);
	memcpy(f->memo, p, n);
	f->memo_n = n;
}

struct span
tail_file_memo(const struct tail_file *f)
{
	return (struct span){ f->memo, f->memo_n };
}

struct tail_place
tail_file_place(const struct tail_file *f)
{
	return (struct tail_place){ f->id.device, f->id.inode, f->offset };
}

uint64_t
tail_skipped(const struct tail *t)
{
	return t->skipped;
}
