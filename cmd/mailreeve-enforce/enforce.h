/* The enforcer's state, and what its files do for each other.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/control.h"
#include "actions/ledger.h"
#include "actions/nft.h"
#include "cmd/mailreeve-enforce/peer.h"

enum { EVIDENCE_WAITING_MAX = 64 /* lines that came before their verdict */, STATS_MAX = 4096 };

struct batch; struct ask; struct hammers; /* of verdicts.c, asks.c, hammer.c */
struct stat_row { struct stat_row *prev, *next; struct msg_stat stat; }; /* answers.c */

struct enforce {
	struct config *config; struct ev_loop *loop;
	struct never *never;
	struct ledger *ledger;
	char ledger_path[4096], ledger_note[256]; /* note: from its opening */
	struct nft *nft;            /* NULL: mode observe, the kernel is left alone */
	int kernel_error, ledger_error; /* 0, or the -errno of what is tried again */
	struct addr *allowed; size_t alloweds; /* what operators added to never */
	struct control *control;
	struct peer watch, notify;
	struct batch *batch; struct hammers *hammers;
	struct msg_evidence evidence[EVIDENCE_WAITING_MAX]; size_t evidences;
	struct ask *asks; uint32_t next_ask;
	struct stat_row *stats; size_t stat_rows;
	int route;                  /* socket that tells when addresses change */
	ev_io kernel_changed, machine_changed; ev_timer commit, retry, sweep, allow_ends;
};

/* kernel.c: the table and what is in it. Without nft all of these do nothing and return 0. */
void kernel_open(struct enforce *en, int netlink, bool unowned); /* fatal if the table cannot be had */
void kernel_start(struct enforce *en);
int kernel_ban(struct enforce *en, const struct nft_ban *bans, size_t count);
int kernel_lift(struct enforce *en, const struct addr *addrs, size_t count);
int kernel_reconcile(struct enforce *en); /* also tells the kernel's never sets */
void kernel_fill(struct enforce *en, struct control_ban *b); /* packets */

/* memory.c: the ledger, and the never list that it keeps. */
void memory_open(struct enforce *en, const char *state);
void memory_start(struct enforce *en);
void memory_touched(struct enforce *en); /* something waits: it is committed within 50 ms */
void memory_commit(struct enforce *en);
void memory_read_allows(struct enforce *en);

/* verdicts.c: what the watcher says. */
void verdicts_start(struct enforce *en), verdicts_stop(struct enforce *en);
void verdicts_sanctioned(struct enforce *en, const struct addr *a, int64_t time, int64_t until, bool throttle);
void verdicts_forgiven(struct enforce *en, const struct addr *a);
void verdicts_hammering(struct enforce *en, const struct addr *a, uint64_t packets);

/* asks.c, answers.c, changes.c: what operators want. */
void asks_answer(struct enforce *en, const struct msg_answer *a);
void asks_start(struct enforce *en, struct control_client *c, enum ask_what what, const struct subject *s);
void asks_drop(struct enforce *en);
void stats_put(struct enforce *en, const struct msg_stat *s);
void stats_clear(struct enforce *en);
extern const struct control_handler enforce_handlers[CONTROL_OPS];
