/* What many variants begin with, as one tree: shared text is compared once, a shared field is run over once, and most
 * lines are turned away after a few bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/template.h"

struct trie;

struct trie *trie_new(void);
void trie_free(struct trie *t);
/* Adds a variant under a number; it is borrowed. */
void trie_add(struct trie *t, const struct variant *v, int number);
/* To be called once, after the last trie_add. */
void trie_finish(struct trie *t);
/* Sets the bit of every variant that text may be; those that it cannot be are mostly left out. */
void trie_walk(const struct trie *t, struct span text, uint64_t *bits);
