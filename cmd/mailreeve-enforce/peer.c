/* Talks to another part without ever waiting for it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/peer.h"

enum { RECEIVE_AT_ONCE = 256 /* then the other descriptors have their turn */ };

struct peer_packet { struct peer_packet *next; struct msg m; };

static void
pop(struct peer *p)
{
	struct peer_packet *first = p->queue;

	p->queue = first->next;
	if (!p->queue)
		p->last = NULL;
	p->queued--;
	free(first);
}

static void
unlink_now(struct peer *p)
{
	if (p->fd < 0)
		return;
	ev_io_stop(p->loop, &p->readable);
	ev_io_stop(p->loop, &p->writable);
	close(p->fd);
	p->fd = -1;
	while (p->queue && !p->keeps)
		pop(p);
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int events)
{
	struct peer *p = w->data;
	struct msg m;
	int got = 1, some = 0;

	(void)loop, (void)events;
	for (; some < RECEIVE_AT_ONCE && (got = msg_receive(p->fd, p->part, &m)) != 0; some++) {
		if (got == 1)
			p->received(p->context, &m);
		else if (got != -EPROTO)
			break;
	}
	if (some > 0 && p->drained)
		p->drained(p->context);
	if (got < 0 && got != -EPROTO)
		unlink_now(p); /* mailreeved will make a new link */
}

static void
on_writable(struct ev_loop *loop, ev_io *w, int events)
{
	struct peer *p = w->data;
	int error;

	(void)events;
	while (p->queue) {
		error = msg_send(p->fd, &p->queue->m);
		if (error == -EAGAIN || error == -ENOBUFS)
			return;
		if (error != 0) {
			unlink_now(p);
			return;
		}
		pop(p);
	}
	ev_io_stop(loop, w);
}

void
peer_init(struct peer *p)
{
	p->fd = -1;
	ev_init(&p->readable, on_readable);
	ev_init(&p->writable, on_writable);
	p->readable.data = p->writable.data = p;
}

void
peer_close(struct peer *p)
{
	p->keeps = false;
	unlink_now(p);
	while (p->queue)
		pop(p);
}

void
peer_link(struct peer *p, int fd)
{
	unlink_now(p);
	p->fd = fd;
	ev_io_set(&p->readable, fd, EV_READ);
	ev_io_set(&p->writable, fd, EV_WRITE);
	ev_io_start(p->loop, &p->readable);
	if (p->queue)
		ev_io_start(p->loop, &p->writable);
}

void
peer_send(struct peer *p, const struct msg *m)
{
	struct peer_packet *packet;
	int error;

	if (p->fd < 0 && !p->keeps)
		return;
	error = p->queue || p->fd < 0 ? -EAGAIN : msg_send(p->fd, m);
	if (error == 0)
		return;
	if (error != -EAGAIN && error != -ENOBUFS) {
		unlink_now(p);
		if (!p->keeps)
			return;
	}
	if (p->queued >= PEER_QUEUE_MAX) {
		log_warnx("a message (%s) is lost: %d wait already", msg_name(m->type), PEER_QUEUE_MAX);
		return;
	}
	packet = xcalloc(1, sizeof(*packet));
	packet->m = *m;
	LL_APPEND_ELEM(p->queue, p->last, packet);
	p->last = packet;
	p->queued++;
	if (p->fd >= 0)
		ev_io_start(p->loop, &p->writable);
}
