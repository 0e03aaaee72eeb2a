/* For how long? A pure function of the past and the policy.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/clock.h"
#include "cmd/base/config.h"
#include "cmd/base/subject.h"

enum { LADDER_LONG_OFFENCES = 3 /* within LADDER_LONG, before a ban may be as long as that: others get the address, too */ };
#define LADDER_LONG (7 * DAY)

struct past {                /* what is remembered of a subject: the ledger keeps it, replay keeps it in memory */
	uint32_t offences;   /* within the ladder's memory; those that an operator lifted do not count */
	int64_t last;        /* time of the last one, or of the last lift, us */
	int64_t until;       /* end of the last sanction */
	bool throttled;      /* the last sanction was a throttle */
	int64_t recent[LADDER_LONG_OFFENCES]; /* times of the newest offences, the newest first; 0: none */
};
struct offence { int64_t time; bool mild; }; /* of the verdict (event time); mild: too many others share the address */
struct sanction {
	uint32_t offence, rung; /* from 1 */
	bool throttle, all_ports;
	int64_t length;         /* us, jitter included */
	int64_t until;          /* time + length */
	bool repeat;            /* a verdict told again after a crash: the past sanction still stands, nothing climbs;
	                         * offence 0: it was lifted since, nothing is to be done */
};

/* A verdict for a time before the past sanction began (or while a ban of it runs) is the same
 * offence: repeat. Offence n takes rung n, the last rung holds; all_ports only there. Jitter adds 0 to 10 %, from a hash of
 * subject and offence. A mild one takes the first rung, and never all ports. Updates *past. */
struct sanction ladder_step(const struct config *policy, const struct addr *subject, struct offence offence,
                            struct past *past);
/* Notes an offence in a past that is being read, the oldest first. */
void ladder_remember(struct past *past, int64_t time);
