/* Files that this program may not open: somebody else is asked once, and again only when something changed.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/log.h"
#include "rules/tail_parts.h"

struct refusal {
	struct refusal *next;
	char *path;
	uint64_t device, inode;
	int error;
	bool from_end;   /* where to begin once somebody opens it */
	ev_tstamp asked;
};

static struct refusal *
find(struct tail *t, const char *path)
{
	struct refusal *r;

	LL_FOREACH(t->refusals, r)
		if (strcmp(r->path, path) == 0)
			return r;
	return NULL;
}

static struct refusal *
add(struct tail *t, const char *path)
{
	struct refusal *r;

	if (t->refusal_count >= TAIL_REFUSED_MAX)
		return NULL;
	r = xcalloc(1, sizeof *r);
	r->path = xstrdup(path);
	LL_PREPEND(t->refusals, r);
	t->refusal_count++;
	return r;
}

void
tail_refuse(struct tail *t, struct pattern *p, const char *path, const struct stat *st, int error)
{
	struct refusal *r = find(t, path);
	ev_tstamp now = ev_now(t->loop);
	bool same = r && r->inode == st->st_ino && r->device == st->st_dev && r->error == error;

	if (same && (p->poll.repeat <= 0. || now - r->asked < TAIL_ASK_AGAIN))
		return;
	if (r == NULL && (r = add(t, path)) == NULL)
		return;
	if (!same) /* another file than at the first look is read from its start */
		r->from_end = t->first_look && !t->from_start && !p->known;
	r->inode = st->st_ino;
	r->device = st->st_dev;
	r->error = error;
	r->asked = now;
	if (t->hooks.refused)
		t->hooks.refused(t->hooks.context, path, error);
}

static void
drop(struct tail *t, struct refusal *r)
{
	LL_DELETE(t->refusals, r);
	t->refusal_count--;
	free(r->path);
	free(r);
}

void
tail_unrefuse(struct tail *t, const char *path)
{
	struct refusal *r = find(t, path);

	if (r)
		drop(t, r);
}

void
tail_refusals_free(struct tail *t)
{
	while (t->refusals)
		drop(t, t->refusals);
}

/* The refusal is kept for a file whose name cannot even be looked at: it may become another one unseen, so that its
 * opener is asked again from time to time. */
void
tail_give_descriptor(struct tail *t, const char *path, int fd)
{
	struct pattern *p = tail_pattern_of(t, path);
	struct refusal *r = find(t, path);
	struct tail_file *known;
	struct stat st;

	if (p == NULL) {
		tail_give_rotated(t, path, fd);
		tail_read_fresh(t);
		return;
	}
	if (r == NULL || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return;
	}
	known = tail_followed(t, &st);
	if (known) {
		known->leaving = false;
		close(fd);
		return;
	}
	tail_rotate(t, p, path, fd, &st);
	tail_adopt(t, p, path, fd, r->from_end);
	r->from_end = false;
	tail_read_fresh(t);
}
