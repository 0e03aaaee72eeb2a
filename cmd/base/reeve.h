/* The line from mailreeved to each of its parts, on descriptor 3: descriptors come down, words go up.
 * mailreeved makes a new socket pair for every link of a part that it (re)starts and hands both ends out, so a restart
 * of any part is the same as a first start.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { REEVE_FD = 3, REEVE_PATH_MAX = 4096 };

enum reeve_word {
	REEVE_LINK = 1, /* down: a new SOCK_SEQPACKET link; `peer` is an enum msg_part */
	REEVE_NETLINK,  /* down, enforce: NETLINK_NETFILTER socket, bound */
	REEVE_CONTROL,  /* down, enforce: the listening control socket (SOCK_SEQPACKET) */
	REEVE_LOG,      /* down, watch: `path` opened for reading; fd -1 and `error` if that failed */
	REEVE_OPEN,     /* up, watch: please open this configured log `path` */
	REEVE_READY,    /* up: this part does its work now */
	REEVE_STATUS,   /* up: one line for systemd's STATUS, in `path` */
};

struct reeve {
	uint32_t word, peer;
	int32_t error; /* errno */
	char path[REEVE_PATH_MAX];
};

/* fd -1: none is passed. 0 or -errno. */
int reeve_send(int socket, const struct reeve *r, int fd);
/* 1 and *fd (-1: none, close-on-exec else); 0: nothing waits; -errno; -ECONNRESET: mailreeved is gone. */
int reeve_receive(int socket, struct reeve *r, int *fd);
