/* Packets of any bytes at the control socket: a handler sees only what is sane, and every packet gets one end row.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "actions/control.h"
#include "cmd/base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKETS_MAX = 8 };

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
on_request(void *context, struct control_client *c, const struct control_request *q)
{
	struct control_reply r = { .row = ROW_FACT };
	char text[ADDR_TEXT_MAX];
	struct addr again;

	(void)context;
	must(q->op > 0 && q->op < CONTROL_OPS && q->length >= 0);
	must(memchr(q->reason, '\0', sizeof(q->reason)) != NULL && span_is_printable(span_of(q->reason)));
	if (q->op == CONTROL_BAN)
		must(addr_parse_prefix(span_of(addr_format(&q->subject.addr, text)), &again) && addr_equal(&again, &q->subject.addr));
	must(control_row(c, &r));
	control_end(c, 0, "%s", q->reason);
}

struct bench { struct ev_loop *loop; struct control *control; struct sockaddr_un name; };

static void
open_bench(struct bench *b)
{
	static struct control_handler table[CONTROL_OPS];
	struct control_rights rights;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof(b->name);

	for (int i = 1; i < CONTROL_OPS; i++)
		table[i] = (struct control_handler){ "any", MAY_LOOK, i == CONTROL_BAN || i == CONTROL_WHY, on_request };
	b->name.sun_family = AF_UNIX; /* the kernel chooses an abstract name */
	must(bind(fd, (struct sockaddr *)&b->name, sizeof(sa_family_t)) == 0 && listen(fd, 4) == 0);
	must(getsockname(fd, (struct sockaddr *)&b->name, &length) == 0);
	b->loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
	control_rights_resolve(&rights, NULL);
	b->control = control_new(b->loop, fd, &rights, table, NULL);
}

static int
ends_received(int fd)
{
	struct control_reply r;
	int ends = 0;

	while (recv(fd, &r, sizeof(r), MSG_DONTWAIT) > 0)
		ends += r.row == ROW_END;
	return ends;
}

/* The input is cut into packets: two bytes of length, then so many bytes; a length beyond the end takes the rest. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bench b;
	socklen_t length = sizeof(sa_family_t);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (!b.loop)
		open_bench(&b);
	while (length < sizeof(b.name) && (length == sizeof(sa_family_t) || b.name.sun_path[length - sizeof(sa_family_t)]))
		length++;
	must(connect(fd, (struct sockaddr *)&b.name, length) == 0);
	for (int i = 0; i < PACKETS_MAX && size > 2; i++) {
		size_t n = (size_t)data[0] | (size_t)data[1] << 8;

		data += 2;
		size -= 2;
		n = n == 0 ? 1 : n < size ? n : size;
		must(send(fd, data, n, MSG_NOSIGNAL) == (ssize_t)n);
		for (int turn = 0; turn < 3; turn++) /* accept, request, answer */
			ev_run(b.loop, EVRUN_NOWAIT);
		must(ends_received(fd) == 1);
		data += n;
		size -= n;
	}
	close(fd);
	ev_run(b.loop, EVRUN_NOWAIT);
	ev_run(b.loop, EVRUN_NOWAIT);
	return 0;
}
