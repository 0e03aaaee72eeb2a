/* A link to another part: what arrives, and a bounded queue of what it has not taken yet.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>
#include <stddef.h>

#include "cmd/base/msg.h"

enum { PEER_QUEUE_MAX = 16384 /* messages; what comes on top is lost, and logged */ };

struct peer_packet;
struct peer {
	struct ev_loop *loop;
	enum msg_part part;
	int fd;                 /* -1: not linked */
	bool keeps;             /* what waits outlives the link; else a new one begins with nothing */
	void (*received)(void *context, const struct msg *m);
	void (*drained)(void *context); /* after some were received */
	void *context;
	struct peer_packet *queue, *last;
	size_t queued;
	ev_io readable, writable;
};

/* With loop, part, keeps and the hooks set. */
void peer_init(struct peer *p);
void peer_link(struct peer *p, int fd);
void peer_close(struct peer *p); /* for good */
/* Never waits. A part that is not linked and whose queue is not kept hears nothing. */
void peer_send(struct peer *p, const struct msg *m);
