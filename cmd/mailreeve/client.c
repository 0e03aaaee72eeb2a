/* The operator's end of the control socket: one request, rows until the end row.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmd/mailreeve/client.h"

enum { ANSWER_SECONDS = 30 };

bool
client_request(struct control_request *q, enum control_op op, const char *subcommand, const char *address)
{
	memset(q, 0, sizeof(*q));
	q->op = op;
	q->subject.kind = SUBJECT_ADDRESS;
	if (!address || addr_parse_prefix(span_of(address), &q->subject.addr))
		return true;
	cli_usage(subcommand, "'%s' is neither an address nor a prefix (names are never looked up)", address);
	return false;
}

static int
connect_to(const char *run)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = ANSWER_SECONDS };
	int fd;

	if ((size_t)snprintf(a.sun_path, sizeof(a.sun_path), "%s/" CONTROL_SOCKET, run) >= sizeof(a.sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static void
no_daemon(const char *run, int error)
{
	fprintf(stderr, "mailreeve: no answer at %s/" CONTROL_SOCKET ": %s\n", run, strerror(error));
	if (error == ENOENT || error == ECONNREFUSED)
		fprintf(stderr, "is it running? try: systemctl status mailreeve, or --run DIR if it runs elsewhere\n");
	exit(EXIT_USAGE);
}

int
client_ask(const struct cli *cli, const struct control_request *q,
           void (*row)(void *context, const struct control_reply *r), void *context)
{
	static struct control_reply r;
	int fd = connect_to(cli->run);
	ssize_t n;

	if (fd < 0)
		no_daemon(cli->run, -fd);
	if (send(fd, q, sizeof(*q), MSG_NOSIGNAL) != (ssize_t)sizeof(*q))
		no_daemon(cli->run, errno);
	for (;;) {
		memset(&r, 0, sizeof(r));
		n = recv(fd, &r, sizeof(r), 0);
		if (n <= 0)
			no_daemon(cli->run, n < 0 ? errno : ECONNRESET);
		if (r.row == ROW_END)
			break;
		if (row)
			row(context, &r);
	}
	close(fd);
	if (r.end.error)
		fprintf(stderr, "mailreeve: %s\n", r.end.text[0] ? r.end.text : strerror(r.end.error));
	return r.end.error;
}
