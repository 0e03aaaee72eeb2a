/* From a program's name to the table of rules for its lines.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/programs.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/contain.h"

struct slot {
	char name[PROGRAM_MAX];
	unsigned char n;
	bool known;
	const struct table *table; /* NULL: nobody's */
};
struct programs {
	struct slot slot[PROGRAM_SLOTS];
	struct table *table[TABLES_MAX];
	int tables;
};

struct programs *
programs_new(void)
{
	return xcalloc(1, sizeof(struct programs));
}

static void
table_free(struct table *t)
{
	for (int i = 0; i < t->columns; i++)
		trie_free(t->column[i].trie);
	free(t->column);
	free(t->candidate);
	free(t);
}

void
programs_forget(struct programs *p)
{
	for (int i = 0; i < p->tables; i++)
		table_free(p->table[i]);
	memset(p, 0, sizeof *p);
}

void
programs_free(struct programs *p)
{
	programs_forget(p);
	free(p);
}

static bool
claims(const struct pack_full *pack, const char *program)
{
	for (char **glob = pack->pack.programs; glob && *glob; glob++)
		if (fnmatch(*glob, program, 0) == 0)
			return true;
	return false;
}

/* The set of packs for a program: those that claim it, else the fallbacks. False: none. */
static bool
packs_of(const struct ruleset *rs, struct span program, uint64_t set[PACKS_MAX / 64])
{
	char name[256];
	bool any = false;
	size_t n = program.n < sizeof name ? program.n : sizeof name - 1;

	memcpy(name, program.p ? program.p : "", program.p ? n : 0);
	name[program.p ? n : 0] = '\0';
	memset(set, 0, PACKS_MAX / 8);
	for (int fallback = 0; fallback <= 1 && !any; fallback++)
		for (size_t i = 0; i < rs->packs; i++)
			if (rs->pack[i]->selected && rs->pack[i]->fallback == fallback && claims(rs->pack[i], name)) {
				set[i / 64] |= UINT64_C(1) << i % 64;
				any = true;
			}
	return any;
}

/* The gravest first, so that no text that a client types into a line makes a lesser one of it; then the most literal. */
static int
gravest_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->gravity != y->gravity)
		return (int)y->gravity - (int)x->gravity;
	if (x->literal != y->literal)
		return y->literal - x->literal;
	if (x->place != y->place)
		return x->place - y->place;
	return x->variant < y->variant ? -1 : x->variant > y->variant;
}

/* Literal bytes that the rule's other columns want. */
static int
literal_beside(const struct rule_full *r)
{
	int n = 0;

	for (int i = 1; i < r->wheres; i++) {
		int most = 0;

		for (int v = 0; v < r->where[i].variants; v++)
			if (r->where[i].variant[v].literal > most)
				most = r->where[i].variant[v].literal;
		n += most;
	}
	return n;
}

static bool
in_set(const struct ruleset *rs, const uint64_t *set, const struct rule_full *r)
{
	for (size_t i = 0; i < rs->packs; i++)
		if (r->rule.pack == &rs->pack[i]->pack)
			return set[i / 64] >> i % 64 & 1;
	return false;
}

/* A rule with `also` takes the line from no other. */
static enum gravity
own_gravity(const struct rule_full *r)
{
	return r->rule.also ? GRAVE : signal_gravity(r->rule.signal);
}

/* A special case of a graver rule, one of the n, is an exception from it, and asked as early. */
static enum gravity
gravity_of(struct rule_full *const *rule, size_t n, const struct candidate *c)
{
	enum gravity most = own_gravity(c->rule);

	for (size_t i = 0; i < n && most < GRAVE; i++)
		if (own_gravity(rule[i]) > most && contain_rule(rule[i], c->rule, c->variant))
			most = own_gravity(rule[i]);
	return most;
}

static void
add_candidates(struct table *t, const struct rule_full *r, int place)
{
	int beside = literal_beside(r);

	t->candidate = xrealloc(t->candidate, (size_t)(t->candidates + r->where[0].variants) * sizeof t->candidate[0]);
	for (int v = 0; v < r->where[0].variants && t->candidates < CANDIDATES_MAX; v++)
		t->candidate[t->candidates++] = (struct candidate){ .rule = r, .variant = &r->where[0].variant[v],
			.literal = r->where[0].variant[v].literal + beside, .place = place };
}

static void
gather(const struct ruleset *rs, struct table *t)
{
	struct rule_full **rule = xcalloc(rs->rules + 1, sizeof *rule);
	size_t n = 0;

	for (size_t i = 0; i < rs->rules; i++)
		if (in_set(rs, t->packs, rs->rule[i])) {
			rule[n++] = rs->rule[i];
			add_candidates(t, rs->rule[i], (int)i);
		}
	for (int i = 0; i < t->candidates; i++)
		t->candidate[i].gravity = gravity_of(rule, n, &t->candidate[i]);
	free(rule);
	if (t->candidates)
		qsort(t->candidate, (size_t)t->candidates, sizeof t->candidate[0], gravest_first);
}

static bool
same_part(const struct part *a, const struct part *b)
{
	bool same = a->kind == b->kind && span_eq(a->text, b->text) && a->choices == b->choices && a->type == b->type &&
		a->field == b->field && a->last == b->last && a->stops == b->stops && a->final == b->final &&
		a->run == b->run && a->excluded == b->excluded;

	for (int i = 0; same && i < a->choices; i++)
		same = span_eq(a->choice[i], b->choice[i]);
	return same;
}

static bool
same_variant(const struct variant *a, const struct variant *b)
{
	bool same = a->parts == b->parts && a->guards == b->guards;

	for (int i = 0; same && i < a->parts; i++)
		same = same_part(&a->part[i], &b->part[i]);
	for (int i = 0; same && i < a->guards; i++)
		same = span_eq(a->guard[i], b->guard[i]);
	return same;
}

/* Rules that read the same line alike and differ in what they conclude stand behind each other: they get one variant,
 * which match() then runs once. */
static void
unite(struct table *t)
{
	for (int i = 1; i < t->candidates; i++)
		if (t->candidate[i].rule->where[0].column == t->candidate[i - 1].rule->where[0].column &&
		    same_variant(t->candidate[i].variant, t->candidate[i - 1].variant))
			t->candidate[i].variant = t->candidate[i - 1].variant;
}

static struct trie *
trie_of(struct table *t, int column)
{
	for (int i = 0; i < t->columns; i++)
		if (t->column[i].column == column)
			return t->column[i].trie;
	t->column = xrealloc(t->column, (size_t)(t->columns + 1) * sizeof t->column[0]);
	t->column[t->columns] = (struct column_trie){ column, trie_new() };
	return t->column[t->columns++].trie;
}

static struct table *
table_new(const struct ruleset *rs, const uint64_t *set)
{
	struct table *t = xcalloc(1, sizeof *t);

	memcpy(t->packs, set, sizeof t->packs);
	gather(rs, t);
	unite(t);
	for (int i = 0; i < t->candidates; i++) {
		struct candidate *c = &t->candidate[i];

		c->shared = trie_add(trie_of(t, c->rule->where[0].column), c->variant, i);
		bigrams_choose(&c->needs, c->variant, c->shared);
	}
	for (int i = 0; i < t->columns; i++)
		trie_finish(t->column[i].trie);
	return t;
}

static const struct table *
look_up(const struct ruleset *rs, struct span program)
{
	struct programs *p = rs->programs;
	uint64_t set[PACKS_MAX / 64];

	if (!packs_of(rs, program, set))
		return NULL;
	for (int i = 0; i < p->tables; i++)
		if (memcmp(p->table[i]->packs, set, sizeof set) == 0)
			return p->table[i];
	if (p->tables == TABLES_MAX)
		programs_forget(p);
	p->table[p->tables] = table_new(rs, set);
	return p->table[p->tables++];
}

/* By its length and its last bytes, which differ most ("postfix/smtpd", "postfix/qmgr"). */
static size_t
slot_of(struct span program)
{
	uint64_t last = 0;
	size_t n = program.n < sizeof last ? program.n : sizeof last;

	memcpy(&last, program.p + program.n - n, n);
	return hash_u64(last ^ program.n) % PROGRAM_SLOTS;
}

const struct table *
programs_table(const struct ruleset *rs, struct span program)
{
	struct slot *s;
	const struct table *t;

	if (program.n >= PROGRAM_MAX || !program.p)
		return look_up(rs, program);
	s = &rs->programs->slot[slot_of(program)];
	if (s->known && s->n == program.n && memcmp(s->name, program.p, program.n) == 0)
		return s->table;
	t = look_up(rs, program);
	s->known = true;
	s->n = (unsigned char)program.n;
	memcpy(s->name, program.p, program.n);
	s->table = t;
	return t;
}
