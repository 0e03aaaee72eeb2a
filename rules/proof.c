/* The proof that nobody can type the address that a rule accuses.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/proof.h"

#include <stdio.h>

static bool
all_in_class(const struct type *t, struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!type_has(t, (unsigned char)text.p[i]))
			return false;
	return true;
}

/* A reverse name is checked by the server, but its owner chooses it: what ends it must not fit into a name. */
static bool
may_hold_its_end(const struct part *field)
{
	const struct part *next = field + 1;

	if (field->stops == 0 || field->run)
		return false;
	if (next->kind == PART_TEXT)
		return all_in_class(field->type, next->text);
	for (int i = 0; i < next->choices; i++)
		if (all_in_class(field->type, next->choice[i]))
			return true;
	return false;
}

bool
proof_typed(const struct part *p)
{
	if (p->kind != PART_FIELD)
		return p->kind == PART_REST;
	if (strcmp(p->type->name, "host") == 0)
		return may_hold_its_end(p);
	return type_is_client(p->type) || p->type->shape == SHAPE_COUNTERS;
}

static int
source_of(const struct variant *v)
{
	for (int i = 0; i < v->parts; i++)
		if (v->part[i].kind == PART_FIELD && v->part[i].field == FIELD_SOURCE)
			return i;
	return -1;
}

/* True if each text that may follow the field begins with one of the bytes. */
static bool
ends_in(const struct part *field, const uint64_t bytes[4])
{
	const struct part *next = field + 1;

	if (field->stops == 0)
		return false;
	if (next->kind == PART_TEXT)
		return byte_in(bytes, (unsigned char)next->text.p[0]);
	for (int i = 0; i < next->choices; i++)
		if (!byte_in(bytes, (unsigned char)next->choice[i].p[0]))
			return false;
	return true;
}

const uint64_t *
proof_fence(const struct part *field, const struct exclude *excludes, int count)
{
	for (int i = 0; i < count && field->kind == PART_FIELD; i++)
		if (excludes[i].field == field->field)
			return ends_in(field, excludes[i].bytes) ? excludes[i].bytes : NULL;
	return NULL;
}

static int
occurrences(struct span in, struct span text)
{
	int n = 0;

	for (const char *p = in.p; (p = memmem(p, (size_t)(in.p + in.n - p), text.p, text.n)); p++)
		n++;
	return n;
}

bool
proof_stands_once(const struct variant *v, struct span text)
{
	int n = 0;

	for (int i = 0; i < v->parts; i++)
		if (v->part[i].kind == PART_TEXT)
			n += occurrences(v->part[i].text, text);
	return n == 1;
}

static bool
refuse(const struct template_home *home, const struct part *field, const char *advice, struct error *e)
{
	const struct part *next = field + 1;
	const char *name = home->fields->name[field->field];
	struct span end = next->kind == PART_TEXT ? next->text : next->choice[0];

	return error_set(e, home->file, home->line, home->column,
	                 "rule '%s': {%s} is typed by the client and its end '%.*s' may be typed too, so the {source} after it "
	                 "could be forged; %s, or say why it is kept with `unproved: REASON`", home->rule, name,
	                 (int)(end.n > 40 ? 40 : end.n), end.p, advice);
}

/* Condition 3 for one field. */
static bool
prove_field(const struct template_home *home, struct variant *v, struct part *field, const uint64_t *fence,
            bool typed_right, struct error *e)
{
	const struct part *next = field + 1;
	char advice[160];

	field->excluded = fence;
	if (fence)
		return true;
	if (next->kind == PART_TEXT && next->sure >= PROOF_DELIMITER_MIN) {
		struct span guard = { next->text.p, next->sure };

		if (!proof_stands_once(v, guard) || v->guards == GUARDS_MAX)
			return refuse(home, field, "that text stands twice in the template; make it longer", e);
		v->guard[v->guards++] = guard;
		return true;
	}
	if (typed_right)
		snprintf(advice, sizeof advice, "begin what follows it with a longer text (%d bytes at least), found once in the line",
		         PROOF_DELIMITER_MIN);
	else
		snprintf(advice, sizeof advice, "mark it with dots ({%s...}), so that it ends at the last such place, or begin what "
		         "follows with a longer text (%d bytes at least)", home->fields->name[field->field], PROOF_DELIMITER_MIN);
	return refuse(home, field, advice, e);
}

bool
proof_of(const struct template_home *home, struct variant *v, const struct exclude *excludes, int count,
         struct error *e)
{
	int source = source_of(v), last = -1;
	bool right = false;

	for (int i = 0; i < source; i++)
		if (proof_typed(&v->part[i]))
			last = i;
	for (int i = source + 1; i < v->parts; i++)
		right |= proof_typed(&v->part[i]);
	if (last < 0 || (v->part[last].last && !right))
		return true;
	for (int i = 0; i <= last; i++) {
		struct part *field = &v->part[i];

		if (proof_typed(field) && !prove_field(home, v, field, proof_fence(field, excludes, count), right, e))
			return false;
	}
	return true;
}
