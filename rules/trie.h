/* What many variants begin with, as one tree: shared text is compared once, a shared field is run over once, and most
 * lines are turned away after a few bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/template.h"

enum { TRAIL_FIELDS_MAX = 12, TRAILS_MAX = 24, TRAIL_NONE = 255 };

/* What was found on the way to a variant, so that it need not be found again: its shared fields, and where they end. */
struct trail {
	const char *at;
	struct span field[TRAIL_FIELDS_MAX];
};
struct walk {
	uint64_t *bits;          /* by number: the text may be this variant */
	unsigned char *trail_of; /* by number, where the bit is set: its trail, or TRAIL_NONE: not kept, begin at the begin */
	struct trail trail[TRAILS_MAX];
	int trails;
	struct span field[TRAIL_FIELDS_MAX]; /* on the way just now */
};

struct trie;

struct trie *trie_new(void);
void trie_free(struct trie *t);
/* Adds a variant under a number; it is borrowed. Returns how many of its parts are shared: those that a trail covers. */
int trie_add(struct trie *t, const struct variant *v, int number);
/* To be called once, after the last trie_add. */
void trie_finish(struct trie *t);
/* Sets the bit of every variant that the text may be; those that it cannot be are mostly left out. bits: cleared by the
 * caller; trails: 0 before the first of several walks. */
void trie_walk(const struct trie *t, struct span text, struct walk *w);
