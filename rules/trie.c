/* The tree of what variants begin with. An edge is a text or a field that ends by its class; below a field that must be
 * searched for nothing is shared, and the variant is left to the full comparison.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/trie.h"

#include <stdlib.h>

#include "cmd/base/log.h"

enum {
	NONE = -1,
	WAYS_MAX = 64,  /* paths that one variant may take through its choices */
	JUMP_FROM = 4,  /* so many text edges make a node worth a table by first byte */
};

struct node {
	struct span text;        /* of the edge that leads here; for a field edge, type is set */
	char first;              /* of text */
	const struct type *type;
	int texts, fields;       /* first child by text, by field */
	int next;                /* sibling */
	int entry;               /* first of the variants that end here */
	int16_t *jump;           /* first byte -> child, NONE; or NULL */
};
struct entry { int number, next; };

struct trie {
	struct node *node; int nodes, nodes_room;
	struct entry *entry; int entries, entries_room;
};

static int
node_new(struct trie *t, struct span text, const struct type *type)
{
	if (t->nodes == t->nodes_room) {
		t->nodes_room = t->nodes_room ? t->nodes_room * 2 : 64;
		t->node = xrealloc(t->node, (size_t)t->nodes_room * sizeof t->node[0]);
	}
	t->node[t->nodes] = (struct node){ .text = text, .type = type, .texts = NONE, .fields = NONE, .next = NONE, .entry = NONE };
	return t->nodes++;
}

struct trie *
trie_new(void)
{
	struct trie *t = xcalloc(1, sizeof *t);

	node_new(t, (struct span){ NULL, 0 }, NULL);
	return t;
}

void
trie_free(struct trie *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->nodes; i++)
		free(t->node[i].jump);
	free(t->node);
	free(t->entry);
	free(t);
}

static void
end_here(struct trie *t, int at, int number)
{
	for (int e = t->node[at].entry; e != NONE; e = t->entry[e].next)
		if (t->entry[e].number == number)
			return;
	if (t->entries == t->entries_room) {
		t->entries_room = t->entries_room ? t->entries_room * 2 : 64;
		t->entry = xrealloc(t->entry, (size_t)t->entries_room * sizeof t->entry[0]);
	}
	t->entry[t->entries] = (struct entry){ number, t->node[at].entry };
	t->node[at].entry = t->entries++;
}

static size_t
common(struct span a, struct span b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* Splits an edge after n bytes: the node keeps the first part and gets a child with what was below it. */
static void
split(struct trie *t, int at, size_t n)
{
	struct span text = t->node[at].text;
	int below = node_new(t, (struct span){ text.p + n, text.n - n }, NULL);
	struct node *lower = &t->node[below], *upper = &t->node[at];

	lower->texts = upper->texts;
	lower->fields = upper->fields;
	lower->entry = upper->entry;
	upper->text.n = n;
	upper->texts = below;
	upper->fields = NONE;
	upper->entry = NONE;
}

/* The node behind `text` below `at`, made where it is missing. */
static int
text_edge(struct trie *t, int at, struct span text)
{
	while (text.n) {
		int child = t->node[at].texts;
		size_t n = 0;

		while (child != NONE && (n = common(t->node[child].text, text)) == 0)
			child = t->node[child].next;
		if (child == NONE) {
			child = node_new(t, text, NULL);
			t->node[child].next = t->node[at].texts;
			t->node[at].texts = child;
			return child;
		}
		if (n < t->node[child].text.n)
			split(t, child, n);
		text = (struct span){ text.p + n, text.n - n };
		at = child;
	}
	return at;
}

static int
field_edge(struct trie *t, int at, const struct type *type)
{
	int child = t->node[at].fields;

	while (child != NONE && t->node[child].type != type)
		child = t->node[child].next;
	if (child == NONE) {
		child = node_new(t, (struct span){ NULL, 0 }, type);
		t->node[child].next = t->node[at].fields;
		t->node[at].fields = child;
	}
	return child;
}

/* How many parts of a variant the tree can hold. */
static int
shared_parts(const struct variant *v)
{
	int ways = 1, fields = 0, i;

	for (i = 0; i < v->parts; i++) {
		const struct part *part = &v->part[i];

		if (part->kind == PART_FIELD && (!part->run || ++fields > TRAIL_FIELDS_MAX))
			break;
		if (part->kind == PART_CHOICE && (ways *= part->choices) > WAYS_MAX)
			break;
		if (part->kind == PART_REST)
			break;
	}
	return i;
}

/* A variant's shared parts, on the way down. */
struct descent { const struct part *part; int parts, number; };

static void
descend(struct trie *t, const struct descent *d, int i, int at)
{
	for (; i < d->parts; i++) {
		const struct part *part = &d->part[i];

		if (part->kind == PART_TEXT) {
			at = text_edge(t, at, part->text);
		} else if (part->kind == PART_FIELD) {
			at = field_edge(t, at, part->type);
		} else {
			for (int c = 0; c < part->choices; c++)
				descend(t, d, i + 1, text_edge(t, at, part->choice[c]));
			return;
		}
	}
	end_here(t, at, d->number);
}

int
trie_add(struct trie *t, const struct variant *v, int number)
{
	struct descent d = { v->part, shared_parts(v), number };

	descend(t, &d, 0, 0);
	return d.parts;
}

void
trie_finish(struct trie *t)
{
	for (int i = 0; i < t->nodes; i++) {
		struct node *n = &t->node[i];
		int edges = 0;

		n->first = n->text.n ? n->text.p[0] : '\0';
		for (int c = n->texts; c != NONE; c = t->node[c].next)
			edges++;
		if (edges < JUMP_FROM || t->nodes > INT16_MAX)
			continue;
		n->jump = xcalloc(256, sizeof n->jump[0]);
		memset(n->jump, 0xff, 256 * sizeof n->jump[0]);
		for (int c = n->texts; c != NONE; c = t->node[c].next)
			n->jump[(unsigned char)t->node[c].text.p[0]] = (int16_t)c;
	}
}

/* The child whose text stands at p, or NONE. Siblings differ in their first byte. */
static int
text_child(const struct trie *t, const struct node *n, const char *p, const char *end)
{
	struct span text;
	int c;

	if (p == end)
		return NONE;
	c = n->jump ? n->jump[(unsigned char)*p] : n->texts;
	while (c != NONE && t->node[c].first != *p)
		c = t->node[c].next;
	if (c == NONE)
		return NONE;
	text = t->node[c].text;
	if (text.n > 1 && ((size_t)(end - p) < text.n || memcmp(p + 1, text.p + 1, text.n - 1) != 0))
		return NONE;
	return c;
}

/* The variants that end at a node get their bits, and together one trail. One that was reached before, through another of
 * its choices, has no single trail. */
static void
arrive(const struct trie *t, const struct node *n, struct walk *w, const char *p, int depth)
{
	unsigned char trail = TRAIL_NONE;

	if (w->trails < TRAILS_MAX) {
		trail = (unsigned char)w->trails++;
		w->trail[trail].at = p;
		memcpy(w->trail[trail].field, w->field, (size_t)depth * sizeof w->field[0]);
	}
	for (int e = n->entry; e != NONE; e = t->entry[e].next) {
		int number = t->entry[e].number;
		uint64_t bit = UINT64_C(1) << number % 64;

		w->trail_of[number] = w->bits[number / 64] & bit ? TRAIL_NONE : trail;
		w->bits[number / 64] |= bit;
	}
}

static void
walk(const struct trie *t, struct walk *w, int at, const char *p, const char *end, int depth)
{
	while (at != NONE) {
		const struct node *n = &t->node[at];

		if (n->entry != NONE)
			arrive(t, n, w, p, depth);
		for (int f = n->fields; f != NONE; f = t->node[f].next) {
			size_t run = type_run(t->node[f].type, p, end);

			w->field[depth] = (struct span){ p, run };
			if (type_fits(t->node[f].type, run))
				walk(t, w, f, p + run, end, depth + 1);
		}
		at = text_child(t, n, p, end);
		if (at != NONE)
			p += t->node[at].text.n;
	}
}

void
trie_walk(const struct trie *t, struct span text, struct walk *w)
{
	walk(t, w, 0, text.p, text.p + text.n, 0);
}
