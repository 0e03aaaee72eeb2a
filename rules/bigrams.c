/* Pairs of bytes, by a small hash.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/bigrams.h"

static uint16_t
hash_pair(const char *p)
{
	return (uint16_t)(((unsigned char)p[0] * 37u + (unsigned char)p[1]) % BIGRAMS);
}

void
bigrams_read(struct bigrams *b, struct span text)
{
	memset(b, 0, sizeof *b);
	for (size_t i = 0; i + 1 < text.n; i++)
		b->held[hash_pair(text.p + i)] = true;
}

static size_t
pairs_in(const struct part *p)
{
	return p->kind == PART_TEXT ? p->text.n - 1 : 0;
}

void
bigrams_choose(struct bigram_needs *n, const struct variant *v, int from)
{
	size_t all = 0, seen = 0;

	n->count = 0;
	for (int i = from; i < v->parts; i++)
		all += pairs_in(&v->part[i]);
	for (int i = from; i < v->parts; i++)
		for (size_t k = 0; k < pairs_in(&v->part[i]); k++, seen++)
			if (seen * BIGRAM_NEEDS / all >= (size_t)n->count || all <= BIGRAM_NEEDS)
				n->need[n->count++] = hash_pair(v->part[i].text.p + k);
}
