/* Sends to the enforcer, without ever waiting for it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve-watch/link.h"

struct waiting { struct waiting *prev, *next; ev_tstamp asked; struct msg m; };

struct link {
	struct ev_loop *loop;
	struct link_hooks hooks;
	int fd;                  /* -1: none */
	ev_io readable, writable;
	struct waiting *queue;   /* not yet sent; the oldest first */
	struct waiting *pending; /* bans asked for; the oldest first */
	size_t queued, pendings;
	uint64_t dropped;
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
}

static void
unqueue(struct link *l, struct waiting *w)
{
	DL_DELETE(l->queue, w);
	l->queued--;
	free(w);
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

static void
enqueue(struct link *l, const struct msg *m)
{
	struct waiting *w;

	if (l->queued >= LINK_QUEUE_MAX) {
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
}

/* A ban that was asked for stays pending until the enforcer answers, whatever becomes of the socket and the queue. */
static void
note_pending(struct link *l, const struct msg *m)
{
	struct waiting *w;

	link_settled(l, &m->verdict.subject);
	if (l->pendings >= LINK_PENDING_MAX)
		unpend(l, l->pending);
	w = xcalloc(1, sizeof *w);
	w->m = *m;
	w->asked = ev_now(l->loop);
	DL_APPEND(l->pending, w);
	l->pendings++;
}

void
link_send(struct link *l, const struct msg *m)
{
	int error = -EAGAIN;

	if (m->type == MSG_VERDICT && m->verdict.kind == VERDICT_BAN)
		note_pending(l, m);
	if (l->fd >= 0 && l->queue == NULL)
		error = msg_send(l->fd, m);
	if (error != 0)
		enqueue(l, m);
}

void
link_connect(struct link *l, int fd)
{
	struct waiting *w, *next;

	disconnect(l);
	l->fd = fd;
	ev_io_set(&l->readable, fd, EV_READ);
	ev_io_set(&l->writable, fd, EV_WRITE);
	ev_io_start(l->loop, &l->readable);
	if (l->queue)
		ev_io_start(l->loop, &l->writable);
	DL_FOREACH_SAFE(l->pending, w, next) {
		if (ev_now(l->loop) - w->asked > LINK_PENDING_AGE)
			unpend(l, w);
		else
			enqueue(l, &w->m);
	}
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

	state_mark(s, "pending", sizeof(struct msg_verdict));
	state_put_u32(s, (uint32_t)l->pendings);
	DL_FOREACH(l->pending, w)
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
