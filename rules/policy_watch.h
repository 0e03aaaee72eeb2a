/* A watch as the policy writes it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/msg_bodies.h"
#include "rules/policy.h"

enum { WATCH_OVER_MAX = 100000, DISTINCT_MAX = 24 /* different values that are remembered of a subject */ };

enum watch_what { WATCH_COUNT, WATCH_SUM, WATCH_DISTINCT };
enum watch_by { BY_ACCOUNT, BY_SOURCE, BY_SERVER, BY_USER };
enum watch_of { OF_SOURCE, OF_NETWORK, OF_ACCOUNT, OF_SENDER, OF_DOMAIN, OF_RECIPIENT, OF_RELAY };
struct watch {
	char name[48], text[200];
	uint64_t signals;            /* bit per signal */
	enum watch_by by;
	enum watch_what what;
	enum watch_of of;            /* WATCH_DISTINCT */
	double over;                 /* fires above it */
	int64_t within;
	double points;               /* score that much; 0: alert */
	enum severity severity;
	bool foreign;                /* only senders that are not the login's own */
	bool names_address;          /* only refusals for good whose text names an address */
};

/* Reads one entry of `watches`; of one of the same name it changes what it says. */
bool policy_read_watch(struct policy *p, const struct yaml *y, const char *file, struct error *e);
