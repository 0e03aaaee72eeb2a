/* Tells someone: mail, webhook, program. Each channel has a bounded queue, tries again for a while, and never tells more than
 * a person can read. What a log line held stands in bodies only, never in a header, an argument or a URL.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

#include "actions/alert_config.h"
#include "cmd/base/msg_bodies.h"

enum {
	ALERT_QUEUE_MAX = 256,  /* notices that wait in a channel; then the least severe give way */
	ALERT_TRIES_MAX = 8,    /* with pauses of 5 s, 10 s, 20 s ...: about ten minutes */
	ALERT_BURST = 20,       /* told at once; */
	ALERT_EVERY = 60,       /* then one in so many seconds */
	ALERT_DELIVERY_MAX = 30, /* seconds that one delivery may take */
};

struct alerts;

/* Opens what the channels need (and starts the helper that runs programs): before the sandbox is locked. Borrows config.
 * Fatal on failure. lost: called when a channel can never deliver again in this process; may be NULL. */
struct alerts *alerts_new(struct ev_loop *loop, const struct alert_config *config, void (*lost)(void *), void *context);
/* Queues it for every channel; returns at once. */
void alerts_send(struct alerts *a, const struct msg_notice *n);
size_t alerts_waiting(const struct alerts *a);
/* At exit: what waits is not told any more. */
void alerts_free(struct alerts *a);
