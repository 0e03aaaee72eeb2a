/* Which rules recognise a record, and what they captured. One pass, linear in the line's length, no allocation.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/ruleset.h"

enum { CAPTURES_MAX = 24, HITS_MAX = 8, COUNTERS_MAX = 20, CAPTURE_LENGTH_MAX = 4096 };

/* One of Postfix's counters, `rcpt=1/3`: ok 1, all 3. A counter without a slash: all went well.
 * In a rule: `rcpt` is all, `rcpt.ok`, `rcpt.failed` (all less ok); one that the line lacks is 0. */
enum counter_part { COUNTER_ALL, COUNTER_OK, COUNTER_FAILED };
struct counter { struct span name; uint32_t ok, all; };

struct capture { int field; struct span text; };

struct hit {
	const struct rule *rule;
	bool hostile;            /* typed delimiters: no source may be taken; the signal is SIGNAL_HOSTILE */
	struct addr source;      /* family 0: none */
	int captures;            /* the constants of the rule's `set` among them */
	struct capture capture[CAPTURES_MAX]; /* a capture longer than CAPTURE_LENGTH_MAX is cut, the event stays */
};
struct matched {
	int hits;
	struct hit hit[HITS_MAX];
	int counters;            /* of {counters}: parsed once for all hits */
	struct counter counter[COUNTERS_MAX];
};

/* Fills *m; m->hits 0: no rule. The gravest rule first, an exception from it before it, then the most literal, then file
 * order; a rule without `also` ends the search, if it does not find the line hostile.
 * Conditions on captured fields are checked here; those on tallies later, by the thread.
 * Spans are borrowed from the record. */
void match(const struct ruleset *rs, const struct record *r, struct matched *m);
/* True if any pack claims this program. */
bool match_knows_program(const struct ruleset *rs, struct span program);

/* For explain: the template that got furthest, where it stopped (offset into the column), and what it wanted there. */
struct near_miss { const struct rule *rule; size_t offset; char wanted[128]; };
bool match_near(const struct ruleset *rs, const struct record *r, struct near_miss *out);

/* The capture of a field, absent if it has none. */
struct span hit_field(const struct hit *h, int field);
/* The number that a quantity of the line stands for (never a tally's). A counter that the line lacks is 0. False: the
 * field is absent or holds no number. */
bool hit_number(const struct matched *m, const struct hit *h, const struct quantity *q, long *out);
/* Of a CONDITION_NUMBER: does the number meet it? */
bool condition_holds(const struct condition *c, long n);
