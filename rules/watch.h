/* Watches: behaviour over a window, for one subject each. What is counted and above what stands in the policy.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/account.h"
#include "rules/event.h"
#include "rules/policy_internal.h"

enum { WATCHED_MAX = 32768 /* pairs of watch and subject that are counted */ };

/* An event as the judgement sees it: with the numbers of its source and the normal form of its account. */
struct matter {
	const struct event *e;
	enum signal signal;          /* auth-failed may have become role-login */
	uint64_t source, network;    /* 0: no source */
	struct name account;
};
/* value: what was counted, above the watch's limit. */
struct watch_hooks {
	void (*fire)(void *context, const struct watch *w, const struct matter *m, double value);
	void *context;
};

struct watches;
struct watches *watches_new(const struct policy *p);
void watches_free(struct watches *w);
void watches_event(struct watches *w, const struct matter *m, const struct watch_hooks *hooks);
void watches_save(const struct watches *w, struct state *s);
bool watches_load(struct watches *w, struct state *s);

/* watch_value.c: the domain after the last @, absent without one; a mail host's organisation by its last two labels; the
 * address without what changes with every mail (+tag, VERP) and in lower case, hashed. */
struct span mail_domain(struct span address);
uint64_t relay_hash(struct span relay);
uint64_t sender_hash(struct span sender);
/* Hash in lower case. */
uint64_t text_hash(uint64_t seed, struct span text);
bool sender_is_own(struct span sender, const struct name *account);
/* A refusal for good whose text names an address: by custom the one that was refused, ours. */
bool refusal_names_address(struct span reason, struct span relay);
