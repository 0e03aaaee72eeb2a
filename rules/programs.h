/* Which rules a program's lines are tried with. A table is built when the first line of a new set of packs is seen;
 * programs are remembered in a small cache, those that no pack claims too.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/bigrams.h"
#include "rules/ruleset_internal.h"
#include "rules/trie.h"

enum {
	PROGRAM_MAX = 56,     /* a longer name is looked up anew each time */
	PROGRAM_SLOTS = 256,  /* of the cache; a name that falls on another's slot takes it */
	TABLES_MAX = 64,      /* sets of packs; when more are seen, all are built anew */
	CANDIDATES_MAX = 1 << 14,
};

/* One way to begin with a rule: a variant of its first column. The number of a candidate is its rank: the gravest first,
 * then the most literal, then the order of the files. */
struct candidate {
	const struct rule_full *rule;
	const struct variant *variant;
	enum gravity gravity;     /* of its signal, or of a graver one that it is an exception from */
	int literal, place;       /* place: of the rule, among all */
	int shared;               /* parts that the trie knows */
	struct bigram_needs needs; /* of the other parts */
};
struct column_trie { int column; struct trie *trie; };

struct table {
	uint64_t packs[PACKS_MAX / 64];
	struct candidate *candidate;
	int candidates;
	struct column_trie *column;
	int columns;
};

struct programs;
struct programs *programs_new(void);
void programs_free(struct programs *p);
void programs_forget(struct programs *p);
/* NULL: no pack claims the program. Valid until the next call or programs_forget. */
const struct table *programs_table(const struct ruleset *rs, struct span program);
