/* The judgement's memory: which tables there are, and how large each may grow.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/account.h"
#include "rules/breaker.h"
#include "rules/campaign.h"
#include "rules/evidence.h"
#include "rules/judge.h"
#include "rules/lru.h"
#include "rules/network.h"
#include "rules/novelty.h"
#include "rules/policy_internal.h"
#include "rules/score.h"
#include "rules/watch.h"

enum {
	TRIES_MAX = 65536,      /* pairs of source and account that fail */
	FRIENDS_MAX = 65536,    /* sources that logged in or delivered */
	BONDS_MAX = 1 << 17,    /* pairs of source and account that logged in */
	TOLD_MAX = 16384,       /* alerts remembered, so that none is told twice in an hour */
	DOMAINS_MAX = 4096,     /* recipient domains that are ours */
	ASK_AGAIN = 60,         /* s: a ban that was asked for and not confirmed is asked for again */
	OFFICE_NAMES = 8,
};

struct friend {             /* a source with a good past */
	int64_t login, delivered;
	int64_t day; uint32_t recipients; /* accepted from it within a day */
	uint32_t pad;
	struct recent account[OFFICE_NAMES];
};

struct judge {
	const struct policy *policy;
	struct judge_hooks hooks;
	struct sources *sources;
	struct novelty *seen;
	struct lru *tries, *friends, *told;
	struct novelty *bonds, *domains;
	uint64_t domains_learned;
	struct accounts *accounts;
	struct networks *networks;
	struct campaigns *campaigns;
	struct watches *watches;
	struct breaker *breaker;
	struct evidence *evidence;
};
