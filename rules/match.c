/* Finds the rules that recognise a record: the trie of its program's table names the candidates, the most literal is
 * tried first, and an address is parsed only when all else fits.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/match.h"

#include <regex.h>
#include <stdio.h>
#include <strings.h>

#include "rules/programs.h"
#include "rules/run.h"

enum { REGEX_TEXT_MAX = 1024, PORT_DIGITS = 5, PATIENCE = 3 };

struct span
hit_field(const struct hit *h, int field)
{
	for (int i = 0; i < h->captures; i++)
		if (h->capture[i].field == field)
			return h->capture[i].text;
	return (struct span){ NULL, 0 };
}

static bool
number(struct span text, long *out)
{
	long n = 0;

	if (text.n == 0 || text.n > 18)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		n = n * 10 + (text.p[i] - '0');
	}
	*out = n;
	return true;
}

bool
hit_number(const struct matched *m, const struct hit *h, const struct quantity *q, long *out)
{
	if (q->tally)
		return false;
	if (!q->counter.p)
		return number(hit_field(h, q->id), out);
	*out = 0;
	for (int i = 0; i < m->counters; i++) {
		const struct counter *c = &m->counter[i];

		if (!span_eq(c->name, q->counter))
			continue;
		*out = q->part == COUNTER_OK ? c->ok : c->all;
		if (q->part == COUNTER_FAILED)
			*out = c->all > c->ok ? (long)c->all - (long)c->ok : 0;
		break;
	}
	return true;
}

bool
condition_holds(const struct condition *c, long n)
{
	switch (c->op[0]) {
	case '<':
		return c->op[1] ? n <= c->number : n < c->number;
	case '>':
		return c->op[1] ? n >= c->number : n > c->number;
	case '!':
		return n != c->number;
	default:
		return n == c->number;
	}
}

static bool
among(char *const *texts, struct span text)
{
	for (; *texts; texts++)
		if (strlen(*texts) == text.n && strncasecmp(*texts, text.p, text.n) == 0)
			return true;
	return false;
}

/* A copy, as regexec(3) wants an end, though it is told where that is; so do the sanitizers. */
static bool
regex_fits(const regex_t *regex, struct span text)
{
	char copy[REGEX_TEXT_MAX + 1];
	regmatch_t part = { 0, (regoff_t)(text.n > REGEX_TEXT_MAX ? REGEX_TEXT_MAX : text.n) };

	memcpy(copy, text.p, (size_t)part.rm_eo);
	copy[part.rm_eo] = '\0';
	return regexec(regex, copy, 1, &part, REG_STARTEND) == 0;
}

static bool
holds(const struct condition *c, const struct matched *m, const struct hit *h)
{
	struct span text;
	long n;

	if (c->what.tally)
		return true;
	if (c->kind == CONDITION_NUMBER)
		return hit_number(m, h, &c->what, &n) && condition_holds(c, n);
	text = hit_field(h, c->what.id);
	if (c->kind == CONDITION_TEXTS)
		return (text.p && among(c->texts, text)) == (c->op[0] == '=');
	return text.p && regex_fits(c->regex, text);
}

bool
run_endpoint(struct span text, struct addr *out)
{
	const char *colon = text.n ? memrchr(text.p, ':', text.n) : NULL;
	size_t digits = colon ? (size_t)(text.p + text.n - colon - 1) : 0;
	long port;

	if (text.n == 0)
		return false;
	if (addr_parse(type_address(text), out))
		return true;
	if (digits == 0 || digits > PORT_DIGITS || !number((struct span){ colon + 1, digits }, &port))
		return false;
	return addr_parse(type_address((struct span){ text.p, text.n - digits - 1 }), out);
}

static bool
column_fits(struct run *run, const struct where *w, const struct record *r)
{
	struct span text = r->column[w->column];
	int captures = run->hit->captures;

	if (!text.p)
		return false;
	for (int i = 0; i < w->variants; i++) {
		if (run_variant(run, &w->variant[i], text))
			return true;
		run->hit->captures = captures;
	}
	return false;
}

/* Fields that are whole columns, and constants. */
static void
take(struct run *run, const struct rule_full *full, const struct record *r)
{
	const struct rule *rule = &full->rule;

	for (int i = 0; i < full->takes; i++) {
		struct span text = r->column[full->take[i].column];

		if (!text.p)
			continue;
		if (full->take[i].field == FIELD_SOURCE)
			run_endpoint(text, &run->hit->source);
		run_capture(run, full->take[i].field, text);
	}
	for (int i = 0; i < rule->sets; i++)
		run_capture(run, rule->set[i].field, span_of(rule->set[i].value));
}

/* Nobody is accused by a line that was made to fool the rule. */
static void
disown(struct hit *h)
{
	h->hostile = true;
	h->source = (struct addr){ 0 };
	for (int i = 0; i < h->captures; i++)
		if (h->capture[i].field == FIELD_SOURCE)
			h->capture[i--] = h->capture[--h->captures];
}

/* What came of a variant. The candidates behind it that differ only in what they conclude share it. */
struct tried {
	const struct variant *variant; /* NULL: nothing that can be shared */
	bool fits, hostile;
	struct span source;
	const struct hit *hit;         /* holds the captures: the first so many */
	int captures;
};
struct parsed { struct span text; bool is_address; struct addr address; };

/* For the rules of one record. */
struct search {
	const struct record *record;
	struct matched *m;
	struct memos memos;
	struct tried tried;
	struct parsed parsed;
	int misses;                    /* candidates whose template did not fit */
	int read;                      /* the column, from 1, whose bigrams are read; 0: none yet */
	struct bigrams *bigrams;
};

/* A line for which several candidates failed is likely to be none of the others: look before trying them. */
static bool
may_fit(struct search *s, const struct candidate *c)
{
	int column = c->rule->where[0].column + 1;

	if (s->misses < PATIENCE)
		return true;
	if (!s->read) {
		bigrams_read(s->bigrams, s->record->column[column - 1]);
		s->read = column;
	}
	return s->read != column || bigrams_may_hold(s->bigrams, &c->needs);
}

static bool
first_column_fits(struct search *s, const struct candidate *c, const struct trail *trail, struct run *run)
{
	struct span text = s->record->column[c->rule->where[0].column];
	struct tried *t = &s->tried;
	struct hit *h = run->hit;

	if (t->variant != c->variant) {
		bool fits = trail ? run_trail(run, c->variant, text, c->shared, trail) : run_variant(run, c->variant, text);

		s->misses += !fits;
		*t = (struct tried){ c->variant, fits, run->hostile, run->source, h, h->captures };
		return fits;
	}
	if (!t->fits)
		return false;
	run->hostile = t->hostile;
	run->source = t->source;
	if (t->hit != h)
		memcpy(h->capture, t->hit->capture, (size_t)t->captures * sizeof h->capture[0]);
	h->captures = t->captures;
	return true;
}

static bool
parse_source(struct parsed *last, struct span text, struct addr *out)
{
	if (last->text.p != text.p || last->text.n != text.n) {
		last->text = text;
		last->is_address = addr_parse(text, &last->address);
	}
	if (last->is_address)
		*out = last->address;
	return last->is_address;
}

/* Tries a candidate, from its begin or where a trail ends. */
static bool
fits(struct search *s, const struct candidate *c, const struct trail *trail, struct run *run)
{
	const struct rule_full *full = c->rule;
	struct hit *h = run->hit;

	run->miss = NULL;
	h->rule = &full->rule;
	h->hostile = false;
	h->source.family = 0;
	h->captures = 0;
	if (!first_column_fits(s, c, trail, run))
		return false;
	run->miss = "something else in another column";
	for (int i = 1; i < full->wheres; i++)
		if (!column_fits(run, &full->where[i], s->record))
			return false;
	take(run, full, s->record);
	run->miss = "another value, by the rule's `when`";
	for (int i = 0; i < full->rule.whens; i++)
		if (!holds(&full->rule.when[i], run->m, h))
			return false;
	run->miss = "an address as the source";
	if (!run->hostile)
		return !run->source.p || parse_source(&s->parsed, run->source, &h->source);
	disown(h);
	s->tried.variant = NULL; /* its captures are no longer those of the template */
	return true;
}

static bool
has_hit(const struct matched *m, const struct rule *rule)
{
	for (int i = 0; i < m->hits; i++)
		if (m->hit[i].rule == rule)
			return true;
	return false;
}

static bool
has_hostile(const struct matched *m)
{
	for (int i = 0; i < m->hits; i++)
		if (m->hit[i].hostile)
			return true;
	return false;
}

/* Tries a candidate and keeps the hit. True: the search is over. A line that was made to fool this rule (told once) may be
 * one that another reads. */
static bool
try_candidate(struct search *s, const struct candidate *c, const struct trail *trail)
{
	struct matched *m = s->m;
	struct run run = { .memos = &s->memos, .m = m, .hit = &m->hit[m->hits] };

	if (m->hits && has_hit(m, &c->rule->rule))
		return false;
	if (!fits(s, c, trail, &run) || (run.hit->hostile && has_hostile(m)))
		return false;
	m->hits++;
	return m->hits == HITS_MAX || (!c->rule->rule.also && !run.hit->hostile);
}

/* Sets the bits of the candidates that the record may be; returns how many words of bits there are. */
static int
find_candidates(const struct table *t, const struct record *r, struct walk *walk)
{
	int words = (t->candidates + 63) / 64;

	memset(walk->bits, 0, (size_t)words * sizeof walk->bits[0]);
	walk->trails = 0;
	for (int i = 0; i < t->columns; i++)
		if (r->column[t->column[i].column].p)
			trie_walk(t->column[i].trie, r->column[t->column[i].column], walk);
	return words;
}

void
match(const struct ruleset *rs, const struct record *r, struct matched *m)
{
	const struct table *t = programs_table(rs, r->column[COLUMN_PROGRAM]);
	uint64_t bits[CANDIDATES_MAX / 64];
	unsigned char trail_of[CANDIDATES_MAX];
	struct walk walk;
	struct bigrams bigrams;
	struct search s;
	int words;

	m->hits = 0;
	m->counters = 0;
	if (!t)
		return;
	walk.bits = bits;
	walk.trail_of = trail_of;
	words = find_candidates(t, r, &walk);
	s = (struct search){ .record = r, .m = m, .bigrams = &bigrams };
	for (int w = 0; w < words; w++)
		for (uint64_t left = bits[w]; left; left &= left - 1) {
			int n = w * 64 + __builtin_ctzll(left);
			const struct trail *trail = trail_of[n] == TRAIL_NONE ? NULL : &walk.trail[trail_of[n]];

			if (may_fit(&s, &t->candidate[n]) && try_candidate(&s, &t->candidate[n], trail))
				return;
		}
}

bool
match_knows_program(const struct ruleset *rs, struct span program)
{
	return programs_table(rs, program) != NULL;
}

static void
wanted(const struct ruleset *rs, const struct part *part, char *out, size_t size)
{
	struct span text = { NULL, 0 };

	if (!part || part->kind == PART_REST)
		snprintf(out, size, "the end of the line");
	else if (part->kind == PART_FIELD && part->stops && part[1].kind == PART_TEXT)
		snprintf(out, size, "{%s} and then '%.*s'", rs->fields.name[part->field], (int)part[1].text.n, part[1].text.p);
	else if (part->kind == PART_FIELD)
		snprintf(out, size, "{%s}", rs->fields.name[part->field]);
	else
		text = part->kind == PART_TEXT ? part->text : part->choice[0];
	if (text.p)
		snprintf(out, size, "'%.*s'%s", (int)text.n, text.p, part->kind == PART_CHOICE ? " or one of its alternatives" : "");
}

bool
match_near(const struct ruleset *rs, const struct record *r, struct near_miss *out)
{
	const struct table *t = programs_table(rs, r->column[COLUMN_PROGRAM]);
	struct matched m = { 0 };

	*out = (struct near_miss){ 0 };
	for (int i = 0; t && i < t->candidates; i++) {
		struct span text = r->column[t->candidate[i].rule->where[0].column];
		struct search s = { .record = r, .m = &m };
		struct run run = { .m = &m, .hit = &m.hit[0] };
		size_t offset;

		if (!text.p || fits(&s, &t->candidate[i], NULL, &run))
			continue;
		offset = run.miss ? text.n : (size_t)(run.at - text.p);
		if (out->rule && offset <= out->offset)
			continue;
		out->rule = &t->candidate[i].rule->rule;
		out->offset = offset;
		if (run.miss)
			snprintf(out->wanted, sizeof out->wanted, "%s", run.miss);
		else
			wanted(rs, run.part, out->wanted, sizeof out->wanted);
	}
	return out->rule != NULL && out->offset > 0;
}
