/* Rotation: what became of a file whose name went to another one, or away. A renamed file is read on until it is quiet and
 * has a successor; what was written while nobody looked is found beside it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/tail_parts.h"

struct sibling { int fd; struct stat st; char *path; bool packed; }; /* fd -1: it may not be opened */

static const char PACKED[] = ".gz";

static bool
is_packed(const char *path)
{
	size_t n = strlen(path), m = strlen(PACKED);

	return n > m && strcmp(path + n - m, PACKED) == 0;
}

/* ".1", "-20261124", ".01", ".old": what logrotate, exicyclog and newsyslog put after a name; and ".gz" behind it. */
static bool
rotated_suffix(const char *s)
{
	size_t n = strlen(s) - (is_packed(s) ? strlen(PACKED) : 0);

	if (n < 2 || (*s != '.' && *s != '-'))
		return false;
	return strspn(s + 1, "0123456789-.") >= n - 1 || (n == 4 && strncmp(s + 1, "old", 3) == 0);
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = tail_mtime(&((const struct sibling *)a)->st), y = tail_mtime(&((const struct sibling *)b)->st);

	return (x > y) - (x < y);
}

static void
drop(struct sibling *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->path);
}

/* A compressed file keeps the time of its last line; only one that `was` may have become is of use. */
static bool
of_use(const struct sibling *s, const struct tail_file *was)
{
	return !s->packed || (was && tail_mtime(&s->st) + SECOND > was->changed);
}

/* False: it is none, or followed already. */
static bool
sibling_open(const struct tail *t, const char *path, const struct tail_file *was, struct sibling *s)
{
	s->fd = tail_open(path, &s->st);
	s->path = NULL;
	s->packed = is_packed(path);
	if (s->fd == -EACCES && stat(path, &s->st) == 0)
		s->fd = -1;
	else if (s->fd < 0)
		return false;
	s->path = xstrdup(path);
	if (of_use(s, was) && tail_followed(t, &s->st) == NULL)
		return true;
	drop(s);
	return false;
}

/* The rotated files beside path that are not followed, the oldest first; at most TAIL_MISSED_MAX, the newest of them. */
static size_t
siblings(const struct tail *t, const char *path, const struct tail_file *was, struct sibling *out)
{
	const char *base = strrchr(path, '/') + 1;
	char *folder = xstrndup(path, (size_t)(base - path)), name[4096];
	DIR *d = opendir(folder);
	struct dirent *e;
	size_t n = 0;

	free(folder);
	while (d && (e = readdir(d)) != NULL) {
		struct sibling s;

		if (strncmp(e->d_name, base, strlen(base)) != 0 || !rotated_suffix(e->d_name + strlen(base)))
			continue;
		snprintf(name, sizeof name, "%.*s%s", (int)(base - path), path, e->d_name);
		if (!sibling_open(t, name, was, &s))
			continue;
		if (n == TAIL_MISSED_MAX && by_time(&s, &out[0]) > 0) {
			drop(&out[0]);
			out[0] = out[--n];
		}
		if (n < TAIL_MISSED_MAX)
			out[n++] = s;
		else
			drop(&s);
		qsort(out, n, sizeof *out, by_time);
	}
	if (d)
		closedir(d);
	return n;
}

static void
start_leaving(struct tail *t, struct tail_file *f)
{
	f->leaving = true;
	f->active = ev_now(t->loop);
	if (!ev_is_active(&t->leaving_timer)) {
		ev_timer_set(&t->leaving_timer, TAIL_QUIET, 0.);
		ev_timer_start(t->loop, &t->leaving_timer);
	}
}

void
tail_leave(struct tail *t, struct tail_file *f)
{
	if (f->leaving)
		return;
	start_leaving(t, f);
	tail_enqueue(t, f);
}

/* Takes fd: a file that has left its name already. */
static bool
follow_leaving(struct tail *t, struct pattern *p, const char *path, int fd)
{
	struct tail_file *f = tail_adopt(t, p, path, fd, false);

	if (f)
		start_leaving(t, f);
	return f != NULL;
}

/* May not be opened here: it is followed once somebody gives its descriptor. */
static bool
ask_for(struct tail *t, const struct sibling *s, struct tail_file *was)
{
	if (t->hooks.refused == NULL)
		return false;
	if (was)
		was->asked = true;
	t->hooks.refused(t->hooks.context, s->path, EACCES);
	return true;
}

static bool
is_it(const struct tail_file *was, const char *path, struct sibling *s)
{
	if (was == NULL)
		return false;
	if (s->packed && s->fd >= 0) {
		s->fd = tail_unpack(s->fd, was);
		return s->fd >= 0 && fstat(s->fd, &s->st) == 0 && tail_same(was, path, s->fd, &s->st);
	}
	return s->fd < 0 ? s->packed || s->st.st_ino == was->id.inode : tail_same(was, path, s->fd, &s->st);
}

/* Follows the siblings that are `was` (NULL: none is looked for), or that were written later than `since`: a file that
 * came and went between two looks. True if `was` was among them. */
static bool
follow_siblings(struct tail *t, struct pattern *p, const char *name, struct tail_file *was, int64_t since)
{
	struct sibling s[TAIL_MISSED_MAX];
	char *path = xstrdup(name); /* `was` may go, and its name with it */
	size_t n = siblings(t, path, was, s);

	for (size_t i = 0; i < n; i++) {
		bool it = is_it(was, path, &s[i]), done = false;

		if (!it && (s[i].packed || tail_mtime(&s[i].st) < since)) {
			drop(&s[i]);
			continue;
		}
		if (s[i].fd < 0)
			done = ask_for(t, &s[i], it ? was : NULL);
		else
			done = follow_leaving(t, p, path, s[i].fd);
		s[i].fd = -1;
		drop(&s[i]);
		if (it && done)
			was = NULL; /* it is found, and may be gone */
	}
	free(path);
	return was == NULL;
}

/* The pattern of what a rotated file (mail.log.1) was called before; *name is that, malloc'd. */
static struct pattern *
former_pattern(const struct tail *t, const char *path, char **name)
{
	const char *suffix = strrchr(path, '/');
	struct pattern *p;

	while (suffix && *suffix) {
		suffix++;
		if (!rotated_suffix(suffix))
			continue;
		*name = xstrndup(path, (size_t)(suffix - path));
		p = tail_pattern_of(t, *name);
		if (p)
			return p;
		free(*name);
	}
	return NULL;
}

/* Takes fd. What of a file that was given is to be read: of a compressed one, what the file that it was lacks. */
static int
unpack_given(const struct tail *t, const char *path, const char *name, int fd)
{
	struct sibling s = { .fd = fd, .packed = is_packed(path) };
	const struct tail_file *f;

	if (!s.packed)
		return fd;
	DL_FOREACH(t->remembered, f)
		if (f->asked && strcmp(f->path, name) == 0 && is_it(f, name, &s))
			return s.fd;
	drop(&s);
	return -1;
}

void
tail_give_rotated(struct tail *t, const char *path, int fd)
{
	struct stat st;
	char *name;
	struct pattern *p = former_pattern(t, path, &name);

	if (p == NULL) {
		close(fd);
		return;
	}
	fd = unpack_given(t, path, name, fd);
	if (fd < 0) {
		free(name);
		return;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && tail_followed(t, &st) == NULL)
		follow_leaving(t, p, name, fd);
	else
		close(fd);
	free(name);
}

bool
tail_recover(struct tail *t, struct pattern *p, struct tail_file *was)
{
	struct stat st;
	/* Cut, not renamed: then no other file can have had the name in between. */
	bool cut = stat(was->path, &st) == 0 && st.st_ino == was->id.inode;

	return follow_siblings(t, p, was->path, was, cut ? INT64_MAX : was->changed);
}

/* One that is remembered by that name and is not the open one. */
static struct tail_file *
forerunner(struct tail *t, const char *path, int fd, const struct stat *st)
{
	struct tail_file *f;

	DL_FOREACH(t->remembered, f)
		if (!f->asked && strcmp(f->path, path) == 0 && !tail_same(f, path, fd, st))
			return f;
	return NULL;
}

void
tail_rotate(struct tail *t, struct pattern *p, const char *path, int fd, const struct stat *st)
{
	struct tail_file *f, *next;
	int64_t since = -1; /* the last that is known of this name */

	DL_FOREACH_SAFE(t->files, f, next) {
		if (strcmp(f->path, path) != 0)
			continue;
		since = f->changed > since ? f->changed : since;
		tail_leave(t, f);
	}
	if (since >= 0)
		follow_siblings(t, p, path, NULL, since);
	while ((f = forerunner(t, path, fd, st)) != NULL) {
		if (tail_recover(t, p, f))
			continue;
		log_info("%s: the file that had this name is gone; its last lines may not have been read", path);
		tail_unremember(t, f);
		tail_file_free(f);
	}
}

void
tail_copied(struct tail *t, struct tail_file *f)
{
	struct tail_file *was = xcalloc(1, sizeof *was);

	was->fd = -1;
	was->path = xstrdup(f->path);
	was->id = f->id;
	was->offset = f->offset;
	was->skipping = f->skipping;
	was->changed = f->changed;
	tail_file_set_memo(was, f->memo, f->memo_n);
	tail_remember(t, was);
	if (tail_recover(t, f->pattern, was))
		return;
	tail_unremember(t, was);
	tail_file_free(was);
}

static bool
has_successor(const struct tail *t, const struct tail_file *f)
{
	struct tail_file *other;

	DL_FOREACH(t->files, other)
		if (!other->leaving && strcmp(other->path, f->path) == 0)
			return true;
	return false;
}

void
tail_leaving_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct tail *t = w->data;
	struct tail_file *f, *next;
	bool any = false;

	(void)revents;
	DL_FOREACH_SAFE(t->files, f, next)
		if (f->leaving)
			tail_enqueue(t, f);
	tail_read_fresh(t);
	DL_FOREACH_SAFE(t->files, f, next) {
		ev_tstamp quiet = ev_now(loop) - f->active;
		bool followed = f->leaving && has_successor(t, f);

		if (f->leaving && !f->queue && quiet >= (followed ? TAIL_QUIET : TAIL_GONE) - 0.1)
			followed ? tail_close(t, f) : tail_forget(t, f);
		else
			any = any || f->leaving;
	}
	ev_timer_set(w, TAIL_QUIET, 0.);
	if (any)
		ev_timer_start(loop, w);
}
