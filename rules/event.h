/* A signal and who is behind it: what a rule found in a line, completed from the line's session.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/match.h"
#include "rules/sitting.h"

struct place {              /* where the line stood */
	const char *file;   /* path, or the journal's name; lives as long as the engine */
	uint64_t number;    /* line number in this run, from 1 */
	struct span line;   /* as written */
};

struct event {
	int64_t time;           /* us */
	const struct rule *rule;
	enum signal signal;
	uint32_t count;         /* offences told by this line, after `less` and `free`; at least 1 */
	struct addr source;     /* the exact address; family 0: not known */
	struct span field[FIELD_FIXED]; /* absent where not known; FIELD_SOURCE and FIELD_HASH are not used */
	struct hit *hit;        /* all captures, for explain; may be NULL */
	struct sitting *sitting; /* of its session; NULL: none. The judgement writes to it; good until the next line is joined */
	uint16_t password;       /* a number made from the hash of the one that was tried; 0: not told */
	uint16_t accepted;      /* recipients accepted in this session so far (tally "accepted"), 0 if not told */
	struct place place;
};
