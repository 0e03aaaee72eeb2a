/* Writes it down: bans, evidence, lifts, allows and alerts in SQLite (WAL), which an admin may query. The ledger never
 * delays a ban: writes are queued (bounded) and committed together, within 50 ms; a full disk is reported and retried.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/ladder.h"
#include "cmd/base/control.h"

struct ledger;

enum { LEDGER_QUEUE_MAX = 65536, LEDGER_EVIDENCE_KEPT = 20 /* lines kept with a ban */ };

/* path: a file, or ":memory:". A corrupt file is moved aside (path.corrupt-TIME) and a new one begun; said in *why.
 * NULL and *why if nothing can be stored at all. */
struct ledger *ledger_open(const char *path, char why[256]);
void ledger_close(struct ledger *l); /* commits what waits */

void ledger_add_ban(struct ledger *l, const struct control_ban *b);
void ledger_add_evidence(struct ledger *l, const struct addr *subject, const struct msg_evidence *e);
void ledger_add_lift(struct ledger *l, const struct addr *a, int64_t time, const char *by, const char *reason);
/* Returns true if it is new or more severe than before in 24 h (then someone is told). */
bool ledger_add_alert(struct ledger *l, const struct msg_notice *n);
int ledger_acknowledge(struct ledger *l, uint64_t alert, const char *by);
void ledger_add_allow(struct ledger *l, const struct control_allow *a);
void ledger_remove_allow(struct ledger *l, const struct addr *a, int64_t time, const char *by);
/* 0, or -errno: the last commit's trouble (ENOSPC, EBUSY ...); commits are tried again. */
int ledger_commit(struct ledger *l);
size_t ledger_waiting(const struct ledger *l);

/* Reading sees what waits, too. Rows in order of time, newest last; the callback may return false to stop. */
void ledger_past(struct ledger *l, const struct addr *subject, int64_t since, struct past *past);
void ledger_active(struct ledger *l, int64_t now, bool (*row)(void *, const struct control_ban *), void *context);
void ledger_bans_of(struct ledger *l, const struct addr *a, bool (*row)(void *, const struct control_ban *), void *context);
void ledger_evidence_of(struct ledger *l, const struct addr *a, bool (*row)(void *, const struct msg_evidence *), void *context);
void ledger_alerts(struct ledger *l, int64_t since, bool (*row)(void *, const struct control_alert *), void *context);
void ledger_allows(struct ledger *l, int64_t now, bool (*row)(void *, const struct control_allow *), void *context);
