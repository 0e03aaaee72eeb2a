/* One variant of a template against one text.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/match.h"
#include "rules/trie.h"

enum { MEMOS = 4, RUN_MEMOS = 8 };

/* Variants often search the same place for the same text; what one found serves the others of the line. */
struct memo { const char *begin; struct span text; bool last; const char *place; };
struct run_memo { const char *begin; const struct type *type; size_t n; }; /* by the last bits of begin */
struct memos { struct memo memo[MEMOS]; unsigned next; struct run_memo run[RUN_MEMOS]; };

struct run {
	struct memos *memos;     /* of the line; NULL: none are kept */
	struct matched *m;       /* counters go here, parsed once for all hits */
	struct hit *hit;         /* captures are added, also by an attempt that fails: the caller takes them back */
	struct span source;      /* where {source} stood, brackets taken off, not yet parsed; absent: nowhere */
	bool hostile;
	const char *at;          /* after a failure: where it stopped, */
	const struct part *part; /* and the part that did not fit; NULL: the end of the text was wanted */
	const char *miss;        /* what else was wanted, where the template itself fitted; NULL: it did not */
};

/* True if the whole text is as the variant says. Time: linear in the text, for a given variant. */
bool run_variant(struct run *r, const struct variant *v, struct span text);
/* The same, going on where the trie left off: `shared` parts are known to fit, as the trail tells. */
bool run_trail(struct run *r, const struct variant *v, struct span text, int shared, const struct trail *trail);
/* Adds a capture, cut to CAPTURE_LENGTH_MAX; dropped where there is no room (the loader sees to it that there is). */
void run_capture(struct run *r, int field, struct span text);
/* The address of "192.0.2.1", "[2001:db8::1]", or either with ":port" after it. Anything else is none. */
bool run_endpoint(struct span text, struct addr *out);
