/* The watcher's end of the link to the enforcer, which may be replaced at any time: then what was asked and not yet answered
 * is asked again.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

#include "cmd/base/msg.h"
#include "rules/state.h"

enum {
	LINK_QUEUE_MAX = 4096,   /* messages that wait while the enforcer is busy; then evidence and rows are dropped */
	LINK_PENDING_MAX = 4096, /* bans asked for and not answered; the oldest leaves first */
	LINK_PENDING_AGE = 3600, /* s: the enforcer never bans it, and does not say so */
};

struct link;
struct link_hooks {
	void (*received)(void *context, const struct msg *m); /* checked, from the enforcer */
	void *context;
};

struct link *link_new(struct ev_loop *loop, const struct link_hooks *hooks);
void link_free(struct link *l);
/* A new descriptor, which the link then owns; the old one is closed. */
void link_connect(struct link *l, int fd);
bool link_connected(const struct link *l);
/* Sent at once, or kept until the socket takes it. */
void link_send(struct link *l, const struct msg *m);
/* An answer came: about this subject nothing is pending any more. */
void link_settled(struct link *l, const struct subject *s);
/* What is pending goes into the checkpoint: the scores that led to it are in there, too, and will not say it again. */
void link_save(const struct link *l, struct state *s);
bool link_load(struct link *l, struct state *s);
uint64_t link_dropped(const struct link *l);
