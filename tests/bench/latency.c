/* From write() of the fatal line to the element in the kernel: usage: latency LOG ROUNDS
 * Runs in the network namespace of a mailreeved that follows LOG with Postfix rules, and listens to the kernel's own
 * notifications. Each round is a new address that tries to relay until it is banned. Prints median and 99th percentile.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/base/clock.h"

enum { ROUNDS_MAX = 512, FATAL_LINE = 4, WAIT_MS = 2000, SETTLE_US = 20000 };

static int64_t
monotonic_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static int
listen_to_kernel(struct mnl_socket **out)
{
	struct mnl_socket *s = mnl_socket_open(NETLINK_NETFILTER);

	*out = s;
	return s && mnl_socket_bind(s, 1 << (NFNLGRP_NFTABLES - 1), MNL_SOCKET_AUTOPID) == 0 ? 0 : -1;
}

/* True once a NEWSETELEM with these four bytes has come. */
static int
wait_for(struct mnl_socket *s, const unsigned char address[4])
{
	static char buffer[1 << 16];
	struct pollfd p = { .fd = mnl_socket_get_fd(s), .events = POLLIN };

	while (poll(&p, 1, WAIT_MS) > 0) {
		int n = (int)mnl_socket_recvfrom(s, buffer, sizeof(buffer));
		struct nlmsghdr *h = (struct nlmsghdr *)(void *)buffer;

		for (; n > 0 && mnl_nlmsg_ok(h, n); h = mnl_nlmsg_next(h, &n))
			if ((h->nlmsg_type & 0xff) == NFT_MSG_NEWSETELEM && memmem(h, h->nlmsg_len, address, 4))
				return 1;
	}
	return 0;
}

static int64_t
round_ns(int log, struct mnl_socket *s, int round)
{
	/* each in a /24 of its own: several banned ones of one would take the network */
	unsigned char a[4] = { 198, (unsigned char)(18 + (round >> 8)), (unsigned char)(round & 255), 7 };
	char line[512], stamp[32];
	time_t t = time(NULL);
	struct tm tm;
	int64_t began = 0;
	int i, n;

	localtime_r(&t, &tm);
	strftime(stamp, sizeof(stamp), "%b %e %H:%M:%S", &tm);
	for (i = 1; i <= FATAL_LINE; i++) {
		n = snprintf(line, sizeof(line), "%s mx postfix/smtpd[%d]: NOQUEUE: reject: RCPT from unknown[%u.%u.%u.%u]: "
		    "554 5.7.1 <v%d@far.example>: Relay access denied; from=<x@spam.example> to=<v%d@far.example> proto=ESMTP "
		    "helo=<win>\n", stamp, 5000 + round, a[0], a[1], a[2], a[3], i, i);
		if (i == FATAL_LINE)
			usleep(SETTLE_US);
		began = monotonic_ns();
		if (write(log, line, (size_t)n) != n)
			return -1;
	}
	return wait_for(s, a) ? monotonic_ns() - began : -1;
}

static int
by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int
main(int argc, char **argv)
{
	static int64_t took[ROUNDS_MAX];
	int log = argc > 2 ? open(argv[1], O_WRONLY | O_APPEND) : -1;
	int rounds = argc > 2 ? atoi(argv[2]) : 0, i, n = 0;
	struct mnl_socket *s;

	if (log < 0 || rounds < 1 || rounds > ROUNDS_MAX || listen_to_kernel(&s) < 0) {
		fprintf(stderr, "usage: latency LOG ROUNDS, in the daemon's network namespace\n");
		return 2;
	}
	for (i = 0; i < rounds; i++)
		if ((took[n] = round_ns(log, s, i)) >= 0)
			n++;
	if (n == 0)
		return 1;
	qsort(took, (size_t)n, sizeof(*took), by_size);
	printf("line_to_kernel_median %.1f us\nline_to_kernel_p99 %.1f us\nline_to_kernel_missed %d rounds\n",
	    (double)took[n / 2] / 1000, (double)took[n * 99 / 100] / 1000, rounds - n);
	return 0;
}
