/* The keys of a rule that say what its lines look like: line, where, take, set.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/loading.h"

/* The template's variants, proved, added to the column's. */
static bool
add_template(struct loading *l, struct where *w, const struct yaml *y)
{
	struct template_home home = {
		.arena = &l->rs->arena, .fields = &l->rs->fields, .define = l->pack->define, .defines = l->pack->defines,
		.file = l->file, .rule = l->rule->rule.id, .line = y->line, .column = y->column,
	};
	struct variant *variant, *all;
	int n;

	if (y->kind != YAML_SCALAR)
		return loading_refuse(l, y, "a line is a text, or a list of texts");
	if (!template_parse(&home, yaml_span(y), &variant, &n, l->e))
		return false;
	for (int i = 0; i < n; i++)
		if (!proof_of(&home, &variant[i], l->pack->exclude, l->pack->excludes, l->e) && !l->rule->rule.unproved)
			return false;
	if (w->variants + n > ALTERNATIVES_MAX)
		return loading_refuse(l, y, "more than %d variants of one column", ALTERNATIVES_MAX);
	all = arena_get(&l->rs->arena, (size_t)(w->variants + n) * sizeof *all);
	if (w->variants)
		memcpy(all, w->variant, (size_t)w->variants * sizeof *all);
	memcpy(all + w->variants, variant, (size_t)n * sizeof *all);
	w->variant = all;
	w->variants += n;
	return true;
}

/* Which fields the column's variants capture, and how many at once. */
static void
note_captures(struct loading *l, const struct where *w)
{
	int most = 0;

	for (int v = 0; v < w->variants; v++) {
		int n = 0;

		for (int i = 0; i < w->variant[v].parts; i++) {
			const struct part *part = &w->variant[v].part[i];

			if (part->kind != PART_FIELD)
				continue;
			n++;
			l->captured[part->field] = true;
			l->counters |= part->type->shape == SHAPE_COUNTERS;
		}
		most = n > most ? n : most;
	}
	l->captures += most;
}

static bool
add_where(struct loading *l, int column, const struct yaml *y)
{
	struct where *w = &l->rule->where[l->rule->wheres];

	if (column < 0)
		return loading_refuse(l, y, "more than %d column names, or one longer than %d bytes", COLUMN_IDS_MAX, COLUMN_NAME_MAX - 1);
	if (l->rule->wheres == WHERES_MAX)
		return loading_refuse(l, y, "more than %d columns", WHERES_MAX);
	l->rule->wheres++;
	w->column = column;
	if (y->kind == YAML_SCALAR) {
		if (!add_template(l, w, y))
			return false;
	} else if (y->kind != YAML_LIST || y->count == 0) {
		return loading_refuse(l, y, "a line is a text, or a list of texts");
	} else {
		for (size_t i = 0; i < y->count; i++)
			if (!add_template(l, w, y->item[i]))
				return false;
	}
	note_captures(l, w);
	return true;
}

bool
loading_line(struct loading *l, const struct yaml *y)
{
	return add_where(l, COLUMN_MESSAGE, y);
}

bool
loading_where(struct loading *l, const struct yaml *y)
{
	if (y->kind != YAML_MAP || y->count == 0)
		return loading_refuse(l, y, "`where` wants columns with the text that must stand in each");
	for (size_t i = 0; i < y->count; i++) {
		int column = columns_add(&l->rs->columns, yaml_span(y->key[i]));

		if (column == COLUMN_MESSAGE && l->rule->wheres && l->rule->where[0].column == COLUMN_MESSAGE)
			return loading_refuse(l, y->key[i], "`line` already says what the message looks like");
		if (!add_where(l, column, y->item[i]))
			return false;
	}
	return true;
}

bool
loading_take(struct loading *l, const struct yaml *y)
{
	if (y->kind != YAML_MAP)
		return loading_refuse(l, y, "`take` wants fields with the column that each is taken from");
	for (size_t i = 0; i < y->count; i++) {
		struct take *take = &l->rule->take[l->rule->takes];

		if (l->rule->takes == TAKES_MAX)
			return loading_refuse(l, y, "more than %d fields in `take`", TAKES_MAX);
		take->field = fields_add(&l->rs->fields, yaml_span(y->key[i]));
		take->column = columns_add(&l->rs->columns, yaml_span(y->item[i]));
		if (take->field < 0 || take->column < 0)
			return loading_refuse(l, y->key[i], "`take` wants the name of a field and of a column, and room for both names");
		if (take->field == FIELD_SOURCE && l->captured[FIELD_SOURCE])
			return loading_refuse(l, y->key[i], "the line already says who the source is");
		l->captured[take->field] = true;
		l->captures++;
		l->rule->takes++;
	}
	return true;
}

bool
loading_set(struct loading *l, const struct yaml *y)
{
	struct rule *rule = &l->rule->rule;

	if (y->kind != YAML_MAP)
		return loading_refuse(l, y, "`set` wants fields with the value of each");
	for (size_t i = 0; i < y->count; i++) {
		int field = fields_add(&l->rs->fields, yaml_span(y->key[i]));

		if (rule->sets == (int)(sizeof rule->set / sizeof rule->set[0]))
			return loading_refuse(l, y, "more than %d fields in `set`", rule->sets);
		if (field < 0 || y->item[i]->kind != YAML_SCALAR)
			return loading_refuse(l, y->key[i], "`set` wants the name of a field and a text");
		if (field == FIELD_SOURCE)
			return loading_refuse(l, y->key[i], "the source cannot be set; it must stand in the log");
		rule->set[rule->sets].field = field;
		rule->set[rule->sets++].value = arena_text(&l->rs->arena, yaml_span(y->item[i]));
		l->captured[field] = true;
		l->captures++;
	}
	return true;
}
