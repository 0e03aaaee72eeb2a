/* Serves the control socket: one request a client at a time, checked before its handler runs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utlist.h>

#include "actions/control_rights.h"
#include "cmd/base/log.h"

enum { RESERVED_FOR_ROOT = 8, SEND_BUFFER = 4 << 20 };

struct packet { struct packet *next; size_t size; char bytes[]; };

struct control_client {
	struct control_client *prev, *next;
	struct control *server;
	uint64_t id;
	uid_t uid;
	enum control_right right;
	char name[64];
	bool busy;                    /* a request is being answered */
	bool gone, overflow;
	struct packet *queue, *last;
	ev_io readable, writable;
	ev_timer idle;
};
struct control {
	struct ev_loop *loop;
	ev_io accepting;
	struct control_rights rights;
	const struct control_handler *table;
	void *context;
	struct control_client *clients;
	size_t count, queued;         /* clients; bytes that wait for all of them */
	uint64_t next_id;
};

static void
pop(struct control_client *c)
{
	struct packet *p = c->queue;

	c->queue = p->next;
	c->server->queued -= p->size;
	free(p);
}

static void
client_free(struct control_client *c)
{
	struct control *s = c->server;

	ev_io_stop(s->loop, &c->readable);
	ev_io_stop(s->loop, &c->writable);
	ev_timer_stop(s->loop, &c->idle);
	close(c->readable.fd);
	while (c->queue)
		pop(c);
	DL_DELETE(s->clients, c);
	s->count--;
	free(c);
}

/* --- answers --- */

static size_t
row_size(uint32_t row)
{
#define BODY(member) offsetof(struct control_reply, member) + sizeof(((struct control_reply *)0)->member)
	static const size_t size[] = {
		[ROW_END] = BODY(end), [ROW_FACT] = BODY(fact), [ROW_BAN] = BODY(ban), [ROW_EVIDENCE] = BODY(evidence),
		[ROW_SCORE] = BODY(score), [ROW_ALERT] = BODY(alert), [ROW_STAT] = BODY(stat), [ROW_ALLOW] = BODY(allow),
	};
#undef BODY

	return row < sizeof(size) / sizeof(*size) ? size[row] : 0;
}

static int
send_bytes(const struct control_client *c, const void *p, size_t n)
{
	return send(c->readable.fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static void
push(struct control_client *c, const void *p, size_t n)
{
	struct packet *packet = xcalloc(1, sizeof(*packet) + n);

	packet->size = n;
	memcpy(packet->bytes, p, n);
	LL_APPEND_ELEM(c->queue, c->last, packet);
	c->last = packet;
	c->server->queued += n;
	ev_io_start(c->server->loop, &c->writable);
}

bool
control_row(struct control_client *c, const struct control_reply *r)
{
	size_t n = row_size(r->row);
	int error = -EAGAIN;

	if (c->gone || (c->overflow && r->row != ROW_END) || n == 0)
		return false;
	if (!c->queue)
		error = send_bytes(c, r, n);
	if (error == 0)
		return true;
	if (error != -EAGAIN && error != -ENOBUFS) {
		c->gone = true; /* freed by its watchers, not under the handler's feet */
		ev_feed_event(c->server->loop, &c->writable, EV_WRITE);
		return false;
	}
	c->overflow = c->overflow || c->server->queued + n > CONTROL_QUEUE_MAX;
	if (c->overflow && r->row != ROW_END)
		return false;
	push(c, r, n);
	return true;
}

void
control_end(struct control_client *c, int error, const char *format, ...)
{
	struct control_reply r = { .row = ROW_END, .end = { .error = error } };
	va_list args;

	va_start(args, format);
	vsnprintf(r.end.text, sizeof(r.end.text), format, args);
	va_end(args);
	if (c->overflow) {
		r.end.error = EMSGSIZE;
		snprintf(r.end.text, sizeof(r.end.text), "there is more, but this client reads too slowly");
	}
	control_row(c, &r);
	c->busy = c->overflow = false;
	ev_timer_again(c->server->loop, &c->idle);
	ev_io_start(c->server->loop, &c->readable);
}

static void
on_writable(struct ev_loop *loop, ev_io *w, int events)
{
	struct control_client *c = w->data;

	(void)events;
	while (c->queue && !c->gone) {
		int error = send_bytes(c, c->queue->bytes, c->queue->size);

		if (error == -EAGAIN || error == -ENOBUFS)
			return;
		c->gone = error != 0;
		pop(c);
		ev_timer_again(loop, &c->idle);
	}
	c->last = NULL;
	ev_io_stop(loop, w);
	if (c->gone)
		client_free(c);
}

/* --- requests --- */

static bool
is_text(const char *p, size_t cap)
{
	size_t n = strnlen(p, cap);

	return n < cap && span_is_printable((struct span){ p, n });
}

/* What reads back as itself has no bits beyond its prefix and is no IPv4 address in disguise. */
static bool
is_address(const struct subject *s)
{
	char text[ADDR_TEXT_MAX];
	struct addr again;

	if (s->kind != SUBJECT_ADDRESS || (s->addr.family != 4 && s->addr.family != 6) ||
	    s->addr.bits > (s->addr.family == 4 ? 32 : 128))
		return false;
	return addr_parse_prefix(span_of(addr_format(&s->addr, text)), &again) && addr_equal(&again, &s->addr);
}

const char *
control_objection(const struct control_request *q, size_t n, const struct control_handler *table)
{
	if (n != sizeof(*q))
		return "a request of the wrong size: are tool and daemon of one version?";
	if (q->op == 0 || q->op >= CONTROL_OPS || !table[q->op].handle)
		return "an unknown request: are tool and daemon of one version?";
	if (q->length < 0 || !is_text(q->reason, sizeof(q->reason)))
		return "a request with contents that cannot be";
	if (table[q->op].address && !is_address(&q->subject))
		return "neither an address nor a prefix";
	return NULL;
}

static void
handle(struct control_client *c, const struct control_request *q, size_t n)
{
	const struct control *s = c->server;
	const char *objection = control_objection(q, n, s->table);

	c->busy = true;
	ev_io_stop(s->loop, &c->readable);
	ev_timer_stop(s->loop, &c->idle);
	if (objection)
		control_end(c, EINVAL, "%s", objection);
	else if (c->right < s->table[q->op].right)
		control_end(c, EPERM, "%s may not do this: %s", c->name,
		            c->right == MAY_NOTHING ? "looking takes the group mailreeve" : "only root and `operators` may");
	else
		s->table[q->op].handle(s->context, c, q);
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int events)
{
	struct control_client *c = w->data;
	struct control_request q;
	ssize_t n = recv(w->fd, &q, sizeof(q), MSG_DONTWAIT | MSG_TRUNC);

	(void)loop, (void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		client_free(c);
	else
		handle(c, &q, (size_t)n);
}

static void
on_idle(struct ev_loop *loop, ev_timer *w, int events)
{
	(void)loop, (void)events;
	client_free(w->data);
}

/* --- arrivals --- */

static bool
has_place(const struct control *s, uid_t uid)
{
	const struct control_client *c;
	size_t same = 0;

	DL_FOREACH(s->clients, c)
		same += c->uid == uid;
	if (uid == 0)
		return s->count < CONTROL_CLIENTS_MAX + RESERVED_FOR_ROOT;
	return s->count < CONTROL_CLIENTS_MAX && same < CONTROL_CLIENTS_A_USER;
}

static void
welcome(struct control *s, int fd, const struct ucred *peer)
{
	struct control_client *c = xcalloc(1, sizeof(*c));
	const int size = SEND_BUFFER;

	c->server = s;
	c->id = ++s->next_id;
	c->uid = peer->uid;
	c->right = control_right_of(&s->rights, fd, peer, c->name);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	ev_io_init(&c->readable, on_readable, fd, EV_READ);
	ev_io_init(&c->writable, on_writable, fd, EV_WRITE);
	ev_init(&c->idle, on_idle);
	c->idle.repeat = CONTROL_IDLE;
	c->readable.data = c->writable.data = c->idle.data = c;
	DL_APPEND(s->clients, c);
	s->count++;
	ev_io_start(s->loop, &c->readable);
	ev_timer_again(s->loop, &c->idle);
}

static void
on_accept(struct ev_loop *loop, ev_io *w, int events)
{
	struct control *s = w->data;
	int fd = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct ucred peer;
	socklen_t length = sizeof(peer);

	(void)loop, (void)events;
	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && has_place(s, peer.uid))
		welcome(s, fd, &peer);
	else
		close(fd);
}

struct control *
control_new(struct ev_loop *loop, int listener, const struct control_rights *r, const struct control_handler *table,
            void *context)
{
	struct control *s = xcalloc(1, sizeof(*s));

	s->loop = loop;
	s->rights = *r;
	s->table = table;
	s->context = context;
	ev_io_init(&s->accepting, on_accept, listener, EV_READ);
	s->accepting.data = s;
	ev_io_start(loop, &s->accepting);
	return s;
}

void
control_free(struct control *s)
{
	if (!s)
		return;
	while (s->clients)
		client_free(s->clients);
	ev_io_stop(s->loop, &s->accepting);
	free(s);
}

uint64_t
control_id(const struct control_client *c)
{
	return c->id;
}

struct control_client *
control_find(struct control *s, uint64_t id)
{
	struct control_client *c;

	DL_SEARCH_SCALAR(s->clients, c, id, id);
	return c;
}

const char *
control_who(const struct control_client *c)
{
	return c->name;
}
