/* Lines of one kind, typed so that they look like lines of another. Two variants are laid side by side, from the left up
 * to the source and from the right down to it: where their own texts contradict each other, no typing helps.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/cross.h"

enum { STEPS_MAX = 4000 }; /* to lay two variants side by side; beyond it they are taken to agree */

/* A place in a variant, seen from its left end or its right one. */
struct cursor {
	const struct variant *v;
	const struct pack_full *pack;
	bool right;
	int part;         /* from the end that we come from */
	int choice;       /* the alternative taken, where the part is a choice; -1: none yet */
	size_t offset;    /* into its text */
};

static const struct part *
part_at(const struct cursor *c)
{
	if (c->part >= c->v->parts)
		return NULL;
	return &c->v->part[c->right ? c->v->parts - 1 - c->part : c->part];
}

static bool
is_source(const struct part *p)
{
	return p->kind == PART_FIELD && p->field == FIELD_SOURCE;
}

/* The text or the chosen alternative that it stands in; absent where a field stands. */
static struct span
text_at(const struct cursor *c)
{
	const struct part *p = part_at(c);

	return p->kind == PART_TEXT ? p->text : c->choice >= 0 ? p->choice[c->choice] : (struct span){ NULL, 0 };
}

static unsigned char
byte_at(const struct cursor *c)
{
	struct span text = text_at(c);

	return (unsigned char)text.p[c->right ? text.n - 1 - c->offset : c->offset];
}

static void
next_part(struct cursor *c)
{
	c->part++;
	c->offset = 0;
	c->choice = -1;
}

static void
advance(struct cursor *c, size_t n)
{
	c->offset += n;
	if (c->offset == text_at(c).n)
		next_part(c);
}

/* How many bytes of their texts, of at most n, are the same. */
static size_t
common(struct span s, struct span t, size_t n, bool right)
{
	size_t i = 0;

	if (right)
		while (i < n && s.p[s.n - 1 - i] == t.p[t.n - 1 - i])
			i++;
	else
		while (i < n && s.p[i] == t.p[i])
			i++;
	return i;
}

/* What of its text lies ahead. */
static struct span
text_ahead(const struct cursor *c)
{
	struct span text = text_at(c);

	return (struct span){ c->right ? text.p : text.p + c->offset, text.n - c->offset };
}

/* Moves on to where the text of one of the two ends. False: they differ before. A byte is a step. */
static bool
pass_text(struct cursor *a, struct cursor *b, int *steps)
{
	struct span s = text_ahead(a), t = text_ahead(b);
	size_t least = s.n < t.n ? s.n : t.n, n = common(s, t, least, a->right);

	*steps -= (int)n;
	if (n < least)
		return false;
	advance(a, n);
	advance(b, n);
	return true;
}

static const uint64_t *
fence_at(const struct cursor *c)
{
	return proof_fence(part_at(c), c->pack->exclude, c->pack->excludes);
}

/* True if anything may be typed there, also what ends it. A fenced field is like a server-made one of a wide class. */
static bool
open_at(const struct cursor *c)
{
	return proof_typed(part_at(c)) && !fence_at(c);
}

static bool
open_from(struct cursor c)
{
	for (; part_at(&c); next_part(&c))
		if (open_at(&c))
			return true;
	return false;
}

/* Two variants laid side by side: where in the first the typed text of the second begins, and steps left to find it. */
struct meeting { struct cursor stop; int steps; };

static bool agree(struct cursor a, struct cursor b, struct meeting *m);

/* Tries each alternative of the choice that `which`, one of the two, stands at. */
static bool
any_choice(struct cursor a, struct cursor b, bool first, struct meeting *m)
{
	struct cursor *c = first ? &a : &b;
	int n = part_at(c)->choices;

	for (int i = 0; i < n; i++) {
		c->choice = i;
		if (agree(a, b, m))
			return true;
	}
	return false;
}

static bool
may_hold(const struct cursor *field, unsigned char byte)
{
	const uint64_t *fence = fence_at(field);

	return fence ? !byte_in(fence, byte) : type_has(part_at(field)->type, byte);
}

/* A field of one beside a text of the other: it may end anywhere in what its class, or its fence, allows. text_first: the
 * text is a's. */
static bool
field_takes(struct cursor field, struct cursor text, bool text_first, struct meeting *m)
{
	int part = text.part;
	bool may_end = part_at(&field)->type->min == 0;

	for (;; may_end = true) {
		struct cursor after = field;
		bool fits = text.part == part && may_hold(&field, byte_at(&text));

		next_part(&after);
		if (may_end && (!fits || !part_at(&field)->run) && agree(text_first ? text : after, text_first ? after : text, m))
			return true;
		if (text.part != part) /* all of it: what follows may be the field's too */
			return agree(text_first ? text : field, text_first ? field : text, m);
		if (!fits)
			return false;
		advance(&text, 1);
	}
}

/* True if a line of kind b, with the right text typed, can agree with a from this end up to a's source; m->stop is where in a
 * the typed text begins. False also where the source stands in b's own text. */
static bool
agree(struct cursor a, struct cursor b, struct meeting *m)
{
	while (m->steps-- > 0) {
		const struct part *pa = part_at(&a), *pb = part_at(&b);

		if (!pa || !pb)
			return false;
		m->stop = a;
		if (open_at(&b))
			return true;
		if (is_source(pa))
			return false;
		if (open_at(&a))
			return open_from(b);
		if (pa->kind == PART_CHOICE && a.choice < 0)
			return any_choice(a, b, true, m);
		if (pb->kind == PART_CHOICE && b.choice < 0)
			return any_choice(a, b, false, m);
		if (pa->kind == PART_FIELD && pb->kind == PART_FIELD) {
			next_part(&a);
			next_part(&b);
		} else if (pa->kind == PART_FIELD || pb->kind == PART_FIELD) {
			return pa->kind == PART_FIELD ? field_takes(a, b, false, m) : field_takes(b, a, true, m);
		} else if (!pass_text(&a, &b, &m->steps)) {
			return false;
		}
	}
	return true;
}

static struct span
longest_common(struct span a, struct span b)
{
	struct span best = { NULL, 0 };

	for (size_t i = 0; i < a.n; i++)
		for (size_t j = 0; j < b.n; j++) {
			size_t n = 0;

			while (i + n < a.n && j + n < b.n && a.p[i + n] == b.p[j + n])
				n++;
			if (n > best.n)
				best = (struct span){ a.p + i, n };
		}
	return best;
}

/* The longest part of `text` that stands in the server's own text of b. */
static struct span
shared_text(struct span text, const struct variant *b)
{
	struct span best = { NULL, 0 };

	for (int i = 0; i < b->parts; i++) {
		struct span s = b->part[i].kind == PART_TEXT ? longest_common(text, b->part[i].text) : (struct span){ NULL, 0 };

		if (s.n > best.n)
			best = s;
	}
	return best;
}

/* True if some typed part of b can hold the text: no byte of it is excluded there. */
static bool
can_type(const struct pack_full *pack, const struct variant *b, struct span text)
{
	for (int i = 0; i < b->parts; i++) {
		bool holds = proof_typed(&b->part[i]);

		for (int x = 0; holds && x < pack->excludes && b->part[i].kind == PART_FIELD; x++)
			for (size_t k = 0; k < text.n && pack->exclude[x].field == b->part[i].field; k++)
				holds &= !byte_in(pack->exclude[x].bytes, (unsigned char)text.p[k]);
		if (holds)
			return true;
	}
	return false;
}

/* True if b's own last text of that kind has nothing typed right of it: then the last place is the server's. */
static bool
ends_with_own(const struct variant *b, struct span text)
{
	bool own = false;

	for (int i = 0; i < b->parts; i++) {
		if (proof_typed(&b->part[i]))
			own = false;
		else if (b->part[i].kind == PART_TEXT && memmem(b->part[i].text.p, b->part[i].text.n, text.p, text.n))
			own = true;
	}
	return own;
}

static int
source_at(const struct variant *v)
{
	for (int i = 0; i < v->parts; i++)
		if (is_source(&v->part[i]))
			return i;
	return -1;
}

/* True if b's own text holds the text. */
static bool
holds(const struct variant *b, struct span text)
{
	for (int i = 0; i < b->parts; i++)
		if (b->part[i].kind == PART_TEXT && memmem(b->part[i].text.p, b->part[i].text.n, text.p, text.n))
			return true;
	return false;
}

/* True if b's own text could be what part i of v wants: its text, with one of the alternatives that follow it. */
static bool
serves(const struct variant *b, const struct variant *v, int i)
{
	const struct part *p = &v->part[i];
	char joined[TEMPLATE_MAX * 2];

	if (i + 1 == v->parts || p[1].kind != PART_CHOICE)
		return holds(b, p->text);
	for (int c = 0; c < p[1].choices; c++) {
		memcpy(joined, p->text.p, p->text.n);
		memcpy(joined + p->text.n, p[1].choice[c].p, p[1].choice[c].n);
		if (holds(b, (struct span){ joined, p->text.n + p[1].choice[c].n }))
			return true;
	}
	return false;
}

/* True if a guard of v stands in b's own text: then a typed one is the second. */
static bool
guarded(const struct variant *v, const struct variant *b)
{
	for (int g = 0; g < v->guards; g++)
		if (holds(b, v->guard[g]))
			return true;
	return false;
}

/* Adds the best guard: a text that must be typed and that b's own text holds too. To be typed are the texts between v's
 * last typed field and its source, and of the others that lie between `from` and `to`, where v and b still agree, those
 * that b does not hold. */
static void
add_guard(struct variant *v, const struct variant *b, int from, int typed, int to)
{
	struct span best = { NULL, 0 };
	int source = source_at(v);

	for (int i = from; i <= to; i++) {
		const struct part *p = &v->part[i];
		struct span s = { NULL, 0 };

		if (p->kind == PART_TEXT && ((i > typed && i < source) || !serves(b, v, i)))
			s = shared_text(p->text, b);
		if (s.n > best.n && proof_stands_once(v, s))
			best = s;
	}
	if (best.n >= PROOF_DELIMITER_MIN && v->guards < GUARDS_MAX)
		v->guard[v->guards++] = best;
}

/* One variant beside another. */
static void
examine(struct variant *v, const struct variant *b, const struct pack_full *pack)
{
	struct cursor a_left = { v, pack, false, 0, -1, 0 }, b_left = { b, pack, false, 0, -1, 0 };
	struct cursor a_right = { v, pack, true, 0, -1, 0 }, b_right = { b, pack, true, 0, -1, 0 };
	struct meeting left = { .stop = a_left, .steps = STEPS_MAX }, right = { .stop = a_right, .steps = STEPS_MAX };
	int source = source_at(v), typed = -1, first;
	struct span before = { NULL, 0 };

	if (!agree(a_left, b_left, &left) || !agree(a_right, b_right, &right))
		return;
	for (int i = 0; i < source; i++)
		if (proof_typed(&v->part[i]))
			typed = i;
	first = typed >= 0 ? typed + 1 : left.stop.part;
	for (int i = first; i < source; i++)
		if (v->part[i].kind == PART_TEXT)
			before = v->part[i].text;
	if ((before.p && !can_type(pack, b, before)) || guarded(v, b))
		return;
	if (typed >= 0 && v->part[typed].last && (!v->part[typed].again || v == b) && v->part[first].kind == PART_TEXT && ends_with_own(b, v->part[first].text))
		return;
	add_guard(v, b, left.stop.part, typed, v->parts - 1 - right.stop.part);
}

static bool
same_part(const struct part *a, const struct part *b)
{
	if (a->kind != b->kind || a->type != b->type || a->field != b->field || a->choices != b->choices || !span_eq(a->text, b->text))
		return false;
	for (int i = 0; i < a->choices; i++)
		if (!span_eq(a->choice[i], b->choice[i]))
			return false;
	return true;
}

/* True if b is v up to the source, and then has {...} for tails of the server that v does not know: no other kind of line.
 * The author of both says by v what the typed field's end is. */
static bool
is_catch_all(const struct variant *b, const struct variant *v)
{
	int source = source_at(b);

	for (int i = source + 1; i < b->parts - 1; i++)
		if (proof_typed(&b->part[i]))
			return false;
	if (source < 0 || source != source_at(v) || b->part[b->parts - 1].kind != PART_REST)
		return false;
	for (int i = 0; i < source; i++)
		if (!same_part(&v->part[i], &b->part[i]))
			return false;
	return true;
}

static void
examine_beside(const struct where *w, const struct rule_full *beside)
{
	const struct pack_full *pack = (const struct pack_full *)beside->rule.pack;

	for (int i = 0; i < beside->wheres; i++) {
		const struct where *other = &beside->where[i];

		for (int b = 0; b < other->variants && other->column == w->column; b++)
			for (int v = 0; v < w->variants; v++)
				if (source_at(&w->variant[v]) >= 0 && !is_catch_all(&other->variant[b], &w->variant[v]))
					examine(&w->variant[v], &other->variant[b], pack);
	}
}

void
cross_examine(struct ruleset *rs)
{
	for (size_t i = 0; i < rs->rules; i++)
		for (size_t j = 0; j < rs->rules; j++)
			for (int w = 0; w < rs->rule[i]->wheres && rs->rule[i]->rule.pack == rs->rule[j]->rule.pack; w++)
				examine_beside(&rs->rule[i]->where[w], rs->rule[j]);
}
