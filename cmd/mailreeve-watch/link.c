/* Sends to the enforcer, without ever waiting for it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve-watch/link.h"

struct waiting { struct waiting *prev, *next; ev_tstamp asked, answered; struct msg m; }; /* answered 0: not yet */

struct link {
	struct ev_loop *loop;
	struct link_hooks hooks;
	int fd;                  /* -1: none */
	ev_io readable, writable;
	struct waiting *queue;   /* not yet sent; the oldest first */
	struct waiting *pending; /* bans asked for; the oldest first */
	size_t queued, pendings;
	ev_tstamp lost; /* when the socket was: ages stand still until there is another */
	uint64_t dropped;
	bool full;
};

static void
disconnect(struct link *l)
{
	if (l->fd < 0)
		return;
	ev_io_stop(l->loop, &l->readable);
	ev_io_stop(l->loop, &l->writable);
	close(l->fd);
	l->fd = -1;
	l->lost = ev_now(l->loop);
}

static void
unqueue(struct link *l, struct waiting *w)
{
	DL_DELETE(l->queue, w);
	l->queued--;
	free(w);
}

static void
watch_level(struct link *l)
{
	bool full = l->full ? l->queued > 0 : l->queued >= LINK_QUEUE_HIGH;

	if (full == l->full)
		return;
	l->full = full;
	l->hooks.full(l->hooks.context, full);
}

static void
send_queue(struct ev_loop *loop, ev_io *io, int revents)
{
	struct link *l = io->data;

	(void)revents;
	while (l->queue) {
		int error = msg_send(l->fd, &l->queue->m);

		if (error == -EAGAIN || error == -ENOBUFS)
			return;
		if (error == -EPIPE || error == -ECONNRESET) {
			disconnect(l); /* a new one will come */
			return;
		}
		if (error != 0)
			log_warnx("a message (%s) cannot be sent: %s", msg_name(l->queue->m.type), strerror(-error));
		unqueue(l, l->queue);
	}
	ev_io_stop(loop, io);
	watch_level(l);
}

static void
receive(struct ev_loop *loop, ev_io *io, int revents)
{
	struct link *l = io->data;
	struct msg m;
	int got;

	(void)loop;
	(void)revents;
	while ((got = msg_receive(l->fd, PART_ENFORCE, &m)) != 0) {
		if (got == 1)
			l->hooks.received(l->hooks.context, &m);
		else if (got != -EPROTO) {
			disconnect(l);
			return;
		}
	}
}

struct link *
link_new(struct ev_loop *loop, const struct link_hooks *hooks)
{
	struct link *l = xcalloc(1, sizeof *l);

	l->loop = loop;
	l->hooks = *hooks;
	l->fd = -1;
	ev_init(&l->readable, receive);
	ev_init(&l->writable, send_queue);
	l->readable.data = l->writable.data = l;
	return l;
}

static void
unpend(struct link *l, struct waiting *w)
{
	DL_DELETE(l->pending, w);
	l->pendings--;
	free(w);
}

void
link_free(struct link *l)
{
	disconnect(l);
	while (l->queue)
		unqueue(l, l->queue);
	while (l->pending)
		unpend(l, l->pending);
	free(l);
}

static bool
subject_same(const struct subject *a, const struct subject *b)
{
	return a->kind == b->kind && addr_equal(&a->addr, &b->addr) && strcmp(a->name, b->name) == 0;
}

void
link_settled(struct link *l, const struct subject *s)
{
	struct waiting *w, *next;

	DL_FOREACH_SAFE(l->pending, w, next)
		if (subject_same(&w->m.verdict.subject, s))
			unpend(l, w);
}

void
link_answered(struct link *l, const struct subject *s)
{
	struct waiting *w;

	DL_FOREACH(l->pending, w)
		if (subject_same(&w->m.verdict.subject, s))
			w->answered = ev_now(l->loop);
}

static void
unpend_old(struct link *l)
{
	struct waiting *w, *next;
	ev_tstamp now = l->fd >= 0 ? ev_now(l->loop) : l->lost;

	DL_FOREACH_SAFE(l->pending, w, next)
		if (now - w->asked > LINK_PENDING_AGE || (w->answered > 0. && now - w->answered > LINK_ANSWERED_AGE))
			unpend(l, w);
}

static void
enqueue(struct link *l, const struct msg *m)
{
	struct waiting *w;

	if (l->queued >= LINK_QUEUE_MAX && m->type != MSG_VERDICT) {
		if (l->dropped++ == 0)
			log_warnx("the enforcer does not take its messages; evidence and rows of status are dropped");
		return;
	}
	w = xcalloc(1, sizeof *w);
	w->m = *m;
	DL_APPEND(l->queue, w);
	l->queued++;
	if (l->fd >= 0)
		ev_io_start(l->loop, &l->writable);
	watch_level(l);
}

/* A ban that was asked for stays pending until the enforcer answers, whatever becomes of the socket and the queue. */
static void
note_pending(struct link *l, const struct msg *m)
{
	struct waiting *w;

	link_settled(l, &m->verdict.subject);
	unpend_old(l);
	if (l->pendings >= LINK_PENDING_MAX)
		unpend(l, l->pending);
	w = xcalloc(1, sizeof *w);
	w->m = *m;
	w->asked = ev_now(l->loop);
	DL_APPEND(l->pending, w);
	l->pendings++;
}

static bool
is_ban(const struct msg *m)
{
	return m->type == MSG_VERDICT && m->verdict.kind == VERDICT_BAN;
}

void
link_send(struct link *l, const struct msg *m)
{
	int error = -EAGAIN;

	if (is_ban(m))
		note_pending(l, m);
	if (l->fd >= 0 && l->queue == NULL)
		error = msg_send(l->fd, m);
	if (error != 0)
		enqueue(l, m);
}

/* All bans that wait are pending, too, and are told anew with their evidence. */
static void
unqueue_bans(struct link *l)
{
	struct waiting *w, *next;

	DL_FOREACH_SAFE(l->queue, w, next)
		if (is_ban(&w->m) || w->m.type == MSG_EVIDENCE)
			unqueue(l, w);
}

void
link_connect(struct link *l, int fd)
{
	struct waiting *w;

	disconnect(l);
	unqueue_bans(l);
	unpend_old(l);
	l->fd = fd;
	ev_io_set(&l->readable, fd, EV_READ);
	ev_io_set(&l->writable, fd, EV_WRITE);
	ev_io_start(l->loop, &l->readable);
	if (l->queue)
		ev_io_start(l->loop, &l->writable);
	DL_FOREACH(l->pending, w) {
		l->hooks.repeats(l->hooks.context, &w->m.verdict);
		enqueue(l, &w->m);
	}
	watch_level(l);
}

bool
link_connected(const struct link *l)
{
	return l->fd >= 0;
}

/* The size is the version: another build may have another layout. */
void
link_save(const struct link *l, struct state *s)
{
	struct waiting *w;
	uint32_t unanswered = 0;

	DL_FOREACH(l->pending, w)
		unanswered += w->answered == 0.;
	state_mark(s, "pending", sizeof(struct msg_verdict));
	state_put_u32(s, unanswered);
	DL_FOREACH(l->pending, w)
		if (w->answered == 0.)
			state_put(s, &w->m.verdict, sizeof w->m.verdict);
}

bool
link_load(struct link *l, struct state *s)
{
	struct msg m;
	uint32_t n;

	if (!state_expect(s, "pending", sizeof(struct msg_verdict)))
		return false;
	for (n = state_get_u32(s); n > 0; n--) {
		msg_init(&m, MSG_VERDICT);
		state_get(s, &m.verdict, sizeof m.verdict);
		if (s->bad)
			return false;
		note_pending(l, &m);
	}
	return true;
}

uint64_t
link_dropped(const struct link *l)
{
	return l->dropped;
}
