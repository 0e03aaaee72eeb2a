/* The watcher: what its parts share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/config.h"
#include "cmd/mailreeve-watch/blame.h"
#include "cmd/mailreeve-watch/link.h"
#include "cmd/mailreeve-watch/writer.h"
#include "rules/engine.h"
#include "rules/journal.h"
#include "rules/tail.h"

enum {
	CHECKPOINT_DELAY = 10, /* s from a line to its checkpoint: so much is read again after a crash */
	STATUS_DELAY = 1,      /* s from a line to its row of status ... */
	STATUS_EVERY = 5,      /* ... and between rows where lines go on coming */
	DAILY = 24 * 60 * 60,  /* s between looks for logs that stay silent */
};

struct log;
struct watch {
	struct ev_loop *loop;
	struct config *config;
	struct ruleset *rules;
	struct policy *policy;
	struct engine *engine;
	struct tail *tail;
	struct journal *journal;     /* NULL: not followed */
	struct link *link;           /* to the enforcer */
	struct blame *blame;         /* which line a crash is due to */
	struct writer *writer;       /* of the checkpoint */
	struct log *logs;            /* one row of status each */
	struct msg_stat total;       /* as last sent */
	int state;                   /* the state folder */
	ev_io reeve;
	ev_tstamp status_sent;
	ev_timer checkpoint, status, daily; /* the first two are armed by a line: an idle program sleeps */
	bool reading;                /* from the first link on */
	bool checkpoint_failed;      /* said already */
};

/* mailreeve-watch.c: an engine that tells through this watcher. */
struct engine *watch_engine(struct watch *w);
/* Something happened: checkpoint and status are due in a while, unless they are already. */
void watch_stirred(struct watch *w);

/* tell.c: verdicts and evidence for the enforcer, and what it asks and says. */
void tell_verdict(void *watch, const struct verdict *v);
void tell_evidence(void *watch, const struct msg_evidence *e);
void tell_received(void *watch, const struct msg *m);
void tell_again(void *watch, const struct msg_verdict *v); /* what led to it */

/* checkpoint.c: save hands it to the writer; finish ends the writer and saves for the last time. */
void checkpoint_load(struct watch *w), checkpoint_save(struct watch *w), checkpoint_finish(struct watch *w);
void checkpoint_written(void *watch, int error);
void checkpoint_timer(struct ev_loop *loop, ev_timer *t, int revents);

/* status.c: sends the rows that changed. all: the enforcer is new and knows none. */
void status_send(struct watch *w, bool all);
void status_timer(struct ev_loop *loop, ev_timer *t, int revents);
