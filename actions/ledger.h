/* Writes it down: bans, evidence, lifts, allows and alerts in SQLite (WAL), which an admin may query. The ledger never
 * delays a ban: writes wait in memory (bounded) and are committed together, within 50 ms; a full disk is reported and
 * retried.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/ladder.h"
#include "cmd/base/control.h"

struct ledger;

#define LEDGER_ADOPTED "adopted" /* why: found in the kernel after a crash */

enum {
	LEDGER_QUEUE_MAX = 65536,          /* rows that wait; what comes on top is lost, and said */
	LEDGER_QUEUE_EVIDENCE_MAX = 8192,  /* lines are long: they are lost first */
	LEDGER_EVIDENCE_KEPT = 20,         /* lines kept with a ban */
	LEDGER_EVIDENCE_MAX = 500000,      /* in all; the oldest leave first */
	LEDGER_BANS_MAX = 1000000,
};

/* path: a file, or ":memory:". A corrupt file is moved aside (path.corrupt-TIME) and a new one begun; said in *why.
 * NULL and *why if nothing can be stored at all. */
struct ledger *ledger_open(const char *path, char why[256]);
void ledger_close(struct ledger *l); /* commits what waits */

void ledger_add_ban(struct ledger *l, const struct control_ban *b);
/* Gives the address's newest ban, if it was adopted, the story that belongs to it (since, score, why, reason). False: there
 * is none that lacks one. */
bool ledger_explain_ban(struct ledger *l, const struct control_ban *b);
/* A line that led to the subject's newest ban: to be added after it. */
void ledger_add_evidence(struct ledger *l, const struct addr *subject, const struct msg_evidence *e);
void ledger_add_lift(struct ledger *l, const struct addr *a, int64_t time, const char *by, const char *reason);
/* Returns true if it is new or more severe than before in 24 h (then someone is told). Sets n->count. */
bool ledger_add_alert(struct ledger *l, struct msg_notice *n);
int ledger_acknowledge(struct ledger *l, uint64_t alert, const char *by); /* 0; -ENOENT: there is none */
void ledger_add_allow(struct ledger *l, const struct control_allow *a);
void ledger_remove_allow(struct ledger *l, const struct addr *a, int64_t time, const char *by);
/* 0, or -errno: the last commit's trouble (ENOSPC, EBUSY ...); commits are tried again. */
int ledger_commit(struct ledger *l);
size_t ledger_waiting(const struct ledger *l);
uint64_t ledger_lost(const struct ledger *l); /* rows that found no room */
/* What has ended before that time, and what is beyond the bounds above, is deleted. 0 or -errno. */
int ledger_forget(struct ledger *l, int64_t before);
/* When `mode: enforce` begins: what would have been banned, and still runs, is banned. 0 or -errno. */
int ledger_enforce_observed(struct ledger *l, int64_t now);

/* Reading sees what waits, too. Rows in order of time, newest last; the callback may return false to stop. */
void ledger_past(struct ledger *l, const struct addr *subject, int64_t since, struct past *past);
void ledger_active(struct ledger *l, int64_t now, bool (*row)(void *, const struct control_ban *), void *context);
/* Of the address, and of the prefixes that hold it. Lifted bans end when they were lifted. */
void ledger_bans_of(struct ledger *l, const struct addr *a, bool (*row)(void *, const struct control_ban *), void *context);
void ledger_history(struct ledger *l, int64_t since, bool (*row)(void *, const struct control_ban *), void *context);
/* What mode enforce would have done since then: bans, of so many addresses and networks. */
struct observed { int64_t bans, subjects; } ledger_observed(struct ledger *l, int64_t since);
void ledger_evidence_of(struct ledger *l, const struct addr *a, bool (*row)(void *, const struct msg_evidence *), void *context);
void ledger_alerts(struct ledger *l, int64_t since, bool (*row)(void *, const struct control_alert *), void *context);
void ledger_allows(struct ledger *l, int64_t now, bool (*row)(void *, const struct control_allow *), void *context);
