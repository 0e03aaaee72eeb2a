/* Runs a template over another as over a line: its texts must stand in the other's texts, its fields take what they can.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/contain.h"

/* A place in a variant. */
struct at {
	const struct variant *v;
	int part;
	int choice;       /* the alternative taken, where the part is a choice; -1: none yet */
	size_t offset;    /* into its text */
};

static const struct part *
part_at(const struct at *a)
{
	return a->part < a->v->parts ? &a->v->part[a->part] : NULL;
}

static bool
is_undecided(const struct at *a)
{
	const struct part *p = part_at(a);

	return p && p->kind == PART_CHOICE && a->choice < 0;
}

static bool
is_text(const struct at *a)
{
	const struct part *p = part_at(a);

	return p && p->kind <= PART_CHOICE;
}

static struct span
text_at(const struct at *a)
{
	const struct part *p = part_at(a);

	return p->kind == PART_TEXT ? p->text : p->choice[a->choice];
}

static unsigned char
byte_at(const struct at *a)
{
	return (unsigned char)text_at(a).p[a->offset];
}

static void
next_part(struct at *a)
{
	*a = (struct at){ a->v, a->part + 1, -1, 0 };
}

static void
next_byte(struct at *a)
{
	if (++a->offset == text_at(a).n)
		next_part(a);
}

static bool takes(struct at wide, struct at narrow, int *steps);

/* Every alternative of narrow must fit. */
static bool
takes_all(struct at wide, struct at narrow, int *steps)
{
	for (narrow.choice = 0; narrow.choice < part_at(&narrow)->choices; narrow.choice++)
		if (!takes(wide, narrow, steps))
			return false;
	return true;
}

static bool
takes_by_any(struct at wide, struct at narrow, int *steps)
{
	for (wide.choice = 0; wide.choice < part_at(&wide)->choices; wide.choice++)
		if (takes(wide, narrow, steps))
			return true;
	return false;
}

static bool
class_holds(const struct type *wide, const struct part *narrow)
{
	if (type_is_client(wide))
		return true;
	if (narrow->kind != PART_FIELD)
		return false;
	for (int w = 0; w < 4; w++)
		if (narrow->type->class[w] & ~wide->class[w])
			return false;
	return true;
}

/* A glance: most places fail at the first byte. */
static inline bool
may_begin(const struct at *wide, const struct at *narrow)
{
	const struct part *w = part_at(wide);

	if (!w || w->kind != PART_TEXT || is_undecided(narrow))
		return true;
	return is_text(narrow) && w->text.p[wide->offset] == (char)byte_at(narrow);
}

/* A field of wide takes as much of narrow as its class allows, and what follows it takes the rest. */
static bool
field_takes(struct at wide, struct at narrow, int *steps)
{
	const struct type *type = part_at(&wide)->type;
	bool some = type->min == 0 || narrow.offset > 0;
	struct at after = wide;

	next_part(&after);
	for (;; some = true) {
		if (some && may_begin(&after, &narrow) && takes(after, narrow, steps))
			return true;
		if (!part_at(&narrow) || (*steps)-- <= 0)
			return false;
		if (is_undecided(&narrow))
			return takes_all(wide, narrow, steps);
		if (is_text(&narrow) ? !type_has(type, byte_at(&narrow)) : !class_holds(type, part_at(&narrow)))
			return false;
		if (is_text(&narrow))
			next_byte(&narrow);
		else
			next_part(&narrow);
	}
}

static bool
takes(struct at wide, struct at narrow, int *steps)
{
	while ((*steps)-- > 0) {
		const struct part *w = part_at(&wide);

		if (!w)
			return !part_at(&narrow);
		if (w->kind == PART_REST)
			return true;
		if (w->kind == PART_FIELD)
			return field_takes(wide, narrow, steps);
		if (is_undecided(&narrow))
			return takes_all(wide, narrow, steps);
		if (is_undecided(&wide))
			return takes_by_any(wide, narrow, steps);
		if (!is_text(&narrow) || byte_at(&wide) != byte_at(&narrow))
			return false;
		next_byte(&wide);
		next_byte(&narrow);
	}
	return false;
}

bool
contain_variant(const struct variant *wide, const struct variant *narrow)
{
	int steps = CONTAIN_STEPS_MAX;

	return takes((struct at){ wide, 0, -1, 0 }, (struct at){ narrow, 0, -1, 0 }, &steps);
}

static bool
contain_column(const struct where *wide, const struct variant *narrow)
{
	for (int i = 0; i < wide->variants; i++)
		if (contain_variant(&wide->variant[i], narrow))
			return true;
	return false;
}

/* What narrow wants of a column of wide: its first column as that variant says, another in any of its ways. */
static bool
contain_where(const struct where *wide, const struct rule_full *narrow, const struct variant *first)
{
	for (int i = 0; i < narrow->wheres; i++) {
		const struct where *w = &narrow->where[i];
		int v = 0;

		if (w->column != wide->column)
			continue;
		if (i == 0)
			return contain_column(wide, first);
		while (v < w->variants && contain_column(wide, &w->variant[v]))
			v++;
		return v == w->variants;
	}
	return false;
}

bool
contain_rule(const struct rule_full *wide, const struct rule_full *narrow, const struct variant *first)
{
	for (int i = 0; i < wide->wheres; i++)
		if (!contain_where(&wide->where[i], narrow, first))
			return false;
	return true;
}
