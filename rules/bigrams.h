/* Which pairs of neighbouring bytes a text holds. A template whose own texts have a pair that the line has not cannot be
 * the line's: most are turned away by a look at a few of their pairs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/template.h"

enum { BIGRAMS = 1024, BIGRAM_NEEDS = 8 };

struct bigrams { bool held[BIGRAMS]; }; /* by hash */
struct bigram_needs { uint16_t need[BIGRAM_NEEDS]; int count; };

void bigrams_read(struct bigrams *b, struct span text);
/* Pairs of the variant's own texts, evenly chosen from those that stand from part `from` on. */
void bigrams_choose(struct bigram_needs *n, const struct variant *v, int from);
/* False: the text cannot be the variant. */
static inline bool
bigrams_may_hold(const struct bigrams *b, const struct bigram_needs *n)
{
	for (int i = 0; i < n->count; i++)
		if (!b->held[n->need[i]])
			return false;
	return true;
}
