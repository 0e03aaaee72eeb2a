/* A rule on its way from YAML into the ruleset: what the readers of its keys share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/ruleset_internal.h"

enum { REGEX_MAX = 1000, REGEX_REPEATS_MAX = 2, REGEX_REPEAT_MAX = 64 };

struct loading {
	struct ruleset *rs;
	struct pack_full *pack;
	const char *file;
	struct error *e;
	struct rule_full *rule;
	bool captured[FIELD_NAMES_MAX]; /* fields that the rule's lines may hold */
	bool counters;                  /* a line ends in {counters} */
	int captures;                   /* at most */
};

/* loading_lines.c: what a line must look like, and what is taken from it. */
bool loading_line(struct loading *l, const struct yaml *y);
bool loading_where(struct loading *l, const struct yaml *y);
bool loading_take(struct loading *l, const struct yaml *y);
bool loading_set(struct loading *l, const struct yaml *y);

/* loading_numbers.c: counts and conditions. */
bool loading_count(struct loading *l, const struct yaml *y);
bool loading_less(struct loading *l, const struct yaml *y);
bool loading_when(struct loading *l, const struct yaml *y);
bool loading_tally(struct loading *l, const struct yaml *y);
bool loading_spends(struct loading *l, const struct yaml *y);

/* loading_rule.c: one rule of l->pack. */
bool loading_rule(struct loading *l, const struct yaml *map);

/* Sets *l->e: at y, "rule 'id': ...". Returns false. */
bool loading_refuse(struct loading *l, const struct yaml *y, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A scalar, or each scalar of a list, with fn; most: how many at most. */
bool loading_each(struct loading *l, const struct yaml *y, size_t most, bool (*fn)(struct loading *l, const struct yaml *y));
