/* The watcher's end of the link to the enforcer, which may be replaced at any time: then what was asked and not yet
 * answered, or only just, is asked again.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

#include "cmd/base/msg.h"
#include "rules/state.h"

enum {
	LINK_QUEUE_HIGH = 1024,  /* messages that wait while the enforcer is busy; then no more logs are read until none does */
	LINK_QUEUE_MAX = 16384,  /* with what is read in one go; then evidence and rows are dropped, never bans */
	LINK_PENDING_MAX = 4096, /* bans asked for and not answered; the oldest leaves first */
	LINK_PENDING_AGE = 3600, /* s: the enforcer never bans it, and does not say so */
	LINK_ANSWERED_AGE = 1,   /* s after which an answer is surely in the enforcer's ledger, whatever becomes of it */
};

struct link;
struct link_hooks {
	void (*received)(void *context, const struct msg *m); /* checked, from the enforcer */
	void (*repeats)(void *context, const struct msg_verdict *v); /* about to be sent again, to another enforcer */
	void (*full)(void *context, bool full); /* more, or less, waits than should */
	void *context;
};

struct link *link_new(struct ev_loop *loop, const struct link_hooks *hooks);
void link_free(struct link *l);
/* A new descriptor, which the link then owns; the old one is closed. */
void link_connect(struct link *l, int fd);
bool link_connected(const struct link *l);
/* Sent at once, or kept until the socket takes it. */
void link_send(struct link *l, const struct msg *m);
/* An answer came: what was asked about this subject is forgotten soon, or at once. */
void link_answered(struct link *l, const struct subject *s);
void link_settled(struct link *l, const struct subject *s);
/* What is not answered goes into the checkpoint: the scores that led to it are in there, too, and will not say it again. */
void link_save(const struct link *l, struct state *s);
bool link_load(struct link *l, struct state *s);
uint64_t link_dropped(const struct link *l);
