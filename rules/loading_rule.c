/* One rule of a pack: a table of its keys, each with its reader, in the order in which they are read.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/loading.h"

#include <stdarg.h>
#include <stdio.h>

#include "rules/hash.h"
#include "rules/match.h"

enum { FIELD_SEED = 1000 /* above the numbers of the columns */ };

bool
loading_refuse(struct loading *l, const struct yaml *y, const char *format, ...)
{
	char text[320];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (l->rule && l->rule->rule.id[0])
		return error_set(l->e, l->file, y->line, y->column, "rule '%s': %s", l->rule->rule.id, text);
	return error_set(l->e, l->file, y->line, y->column, "%s", text);
}

bool
loading_each(struct loading *l, const struct yaml *y, size_t most, bool (*fn)(struct loading *l, const struct yaml *y))
{
	if (y->kind == YAML_SCALAR)
		return fn(l, y);
	if (y->kind != YAML_LIST || y->count > most)
		return loading_refuse(l, y, "wanted a name, or a list of at most %zu", most);
	for (size_t i = 0; i < y->count; i++)
		if (y->item[i]->kind != YAML_SCALAR)
			return loading_refuse(l, y->item[i], "wanted a name");
		else if (!fn(l, y->item[i]))
			return false;
	return true;
}

static bool
read_signal(struct loading *l, const struct yaml *y)
{
	if (signal_find(yaml_span(y), &l->rule->rule.signal) && l->rule->rule.signal != SIGNAL_HOSTILE)
		return true;
	return loading_refuse(l, y, "there is no signal '%s' to give; mailreeve-rules(5) lists them", y->text ? y->text : "");
}

static bool
read_renews(struct loading *l, const struct yaml *y)
{
	enum signal s;

	if (!signal_find(yaml_span(y), &s))
		return loading_refuse(l, y, "`renews` wants the name of a signal");
	l->rule->rule.renews = (int)s;
	return true;
}

static bool
read_once(struct loading *l, const struct yaml *y)
{
	l->rule->rule.once = true;
	return span_is(yaml_span(y), "thread") || loading_refuse(l, y, "`once` can only be `thread`");
}

static bool
read_unproved(struct loading *l, const struct yaml *y)
{
	if (y->kind != YAML_SCALAR || y->n < 10)
		return loading_refuse(l, y, "`unproved` wants the reason, in a sentence, why the rule is kept though its source "
		                      "could be forged");
	l->rule->rule.unproved = arena_text(&l->rs->arena, yaml_span(y));
	return true;
}

static bool
read_weight(struct loading *l, const struct yaml *y)
{
	if (y->kind != YAML_SCALAR || y->n == 0 || y->n > 32)
		return loading_refuse(l, y, "`weight` wants a short name; the policy gives SIGNAL.NAME its points");
	l->rule->rule.points = arena_text(&l->rs->arena, yaml_span(y));
	return true;
}

static bool
read_free(struct loading *l, const struct yaml *y)
{
	struct error why;
	int64_t n;

	if (!yaml_int(y, l->file, 0, 10000, &n, &why))
		return loading_refuse(l, y, "`free`: %s", why.text);
	l->rule->rule.free = (int)n;
	return true;
}

static bool
read_flag(struct loading *l, const struct yaml *y, const char *key, bool *flag)
{
	struct error why;

	return yaml_bool(y, l->file, flag, &why) || loading_refuse(l, y, "`%s`: %s", key, why.text);
}
static bool read_opens(struct loading *l, const struct yaml *y) { return read_flag(l, y, "opens", &l->rule->rule.opens); }
static bool read_ends(struct loading *l, const struct yaml *y) { return read_flag(l, y, "ends", &l->rule->rule.ends); }
static bool read_also(struct loading *l, const struct yaml *y) { return read_flag(l, y, "also", &l->rule->rule.also); }
static bool read_observe(struct loading *l, const struct yaml *y) { return read_flag(l, y, "observe", &l->rule->rule.observe); }

/* A key of a thread: a field of the rule's line, else a column. */
static bool
add_key(struct loading *l, const struct yaml *at, struct span name)
{
	struct rule *rule = &l->rule->rule;
	int field = fields_find(&l->rs->fields, name);
	int column = -1;

	if (field < 0 || !l->captured[field]) {
		field = -1;
		column = columns_add(&l->rs->columns, name);
	}
	if (field < 0 && column < 0)
		return loading_refuse(l, at, "`thread` names neither a field of the line nor a column: '%.*s'", (int)name.n, name.p);
	rule->key_seed[rule->keys] = hash_span((uint64_t)(column >= 0 ? column : FIELD_SEED + field), span_of(rule->pack->name));
	rule->key_field[rule->keys] = field;
	rule->key_column[rule->keys++] = column;
	return true;
}

static bool
read_key(struct loading *l, const struct yaml *y)
{
	return add_key(l, y, yaml_span(y));
}

static bool
read_thread(struct loading *l, const struct yaml *y)
{
	if (span_is(yaml_span(y), "none"))
		return true;
	return loading_each(l, y, RULE_KEYS_MAX, read_key);
}

/* The pack's keys. One that other rules capture and this one does not is left out. */
static bool
default_thread(struct loading *l, const struct yaml *map)
{
	for (int i = 0; i < l->pack->threads; i++) {
		struct span name = l->pack->thread[i];
		int field = fields_find(&l->rs->fields, name), column = columns_find(&l->rs->columns, name);

		if (field >= 0 && !l->captured[field] && (column < 0 || column >= COLUMN_FIXED))
			continue;
		if (!add_key(l, map, name))
			return false;
	}
	return true;
}

/* Read in this order: what lines hold before what counts and compares it. */
static const struct { const char *key; bool (*read)(struct loading *l, const struct yaml *y); } keys[] = {
	{ "signal", read_signal }, { "unproved", read_unproved }, { "line", loading_line }, { "where", loading_where },
	{ "take", loading_take }, { "set", loading_set }, { "tally", loading_tally }, { "spends", loading_spends }, { "count", loading_count },
	{ "less", loading_less }, { "free", read_free }, { "when", loading_when }, { "thread", read_thread },
	{ "opens", read_opens }, { "ends", read_ends }, { "once", read_once }, { "renews", read_renews },
	{ "also", read_also }, { "observe", read_observe }, { "weight", read_weight },
};
static const char *const known[] = {
	"id", "signal", "unproved", "line", "where", "take", "set", "tally", "spends", "count", "less", "free", "when", "thread", "opens",
	"ends", "once", "renews", "also", "observe", "weight", "examples", "ignores", NULL,
};

static bool
whole(struct loading *l, const struct yaml *map)
{
	const struct rule_full *r = l->rule;

	if (!yaml_get(map, "signal"))
		return loading_refuse(l, map, "no `signal`: what happened");
	if (r->wheres == 0)
		return loading_refuse(l, map, "neither `line` nor `where`: what the line looks like");
	if (l->captures > CAPTURES_MAX)
		return loading_refuse(l, map, "more than %d fields", CAPTURES_MAX);
	if (r->rule.once && r->rule.keys == 0)
		return loading_refuse(l, map, "`once: thread` without a thread");
	if (signal_accuses(r->rule.signal) && !l->captured[FIELD_SOURCE] && !l->captured[FIELD_ACCOUNT] && r->rule.keys == 0)
		return loading_refuse(l, map, "it accuses, but neither its line has a {source} nor a thread could know it");
	return true;
}

/* The variants most likely to tell candidates apart come first: the message, else the column with most literal text. */
static void
choose_first(struct rule_full *r)
{
	int best = 0, most = -1;
	struct where first;

	for (int i = 0; i < r->wheres; i++) {
		int least = 1 << 20;

		for (int v = 0; v < r->where[i].variants; v++)
			if (r->where[i].variant[v].literal < least)
				least = r->where[i].variant[v].literal;
		if (r->where[i].column == COLUMN_MESSAGE)
			least += 1 << 20;
		if (least > most) {
			most = least;
			best = i;
		}
	}
	first = r->where[best];
	r->where[best] = r->where[0];
	r->where[0] = first;
}

/* Puts the rule into its place: its namesake's, if an earlier file had one. */
static bool
enter(struct loading *l, const struct yaml *map)
{
	struct ruleset *rs = l->rs;

	for (size_t i = 0; i < rs->rules; i++) {
		struct rule_full *old = rs->rule[i];

		if (old->rule.pack != &l->pack->pack || strcmp(old->rule.id, l->rule->rule.id) != 0)
			continue;
		if (strcmp(old->file, l->file) == 0)
			return loading_refuse(l, map, "this id stands twice in the pack");
		l->rule->rule.order = old->rule.order;
		rs->rule[i] = l->rule;
		return true;
	}
	if (rs->rules == RULES_MAX)
		return loading_refuse(l, map, "more than %d rules", RULES_MAX);
	l->rule->rule.order = l->pack->next_order++;
	rs->rule[rs->rules++] = l->rule;
	return true;
}

static bool
name_rule(struct loading *l, const struct yaml *map)
{
	const struct yaml *id = yaml_get(map, "id");
	struct span name = yaml_span(id);

	if (map->kind != YAML_MAP || name.n == 0 || name.n >= sizeof l->rule->rule.id)
		return loading_refuse(l, map, "a rule wants an `id` of 1 to %zu bytes", sizeof l->rule->rule.id - 1);
	for (size_t i = 0; i < name.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.", name.p[i]))
			return loading_refuse(l, id, "an id has small letters, digits, dots and dashes");
	memcpy(l->rule->rule.id, name.p, name.n);
	return true;
}

/* What is only observed changes nothing: not its session, nor what other rules make of the line. */
static void
make_inert(struct rule *rule)
{
	rule->opens = rule->ends = false;
	rule->tally = rule->spends = rule->renews = -1;
	rule->also = true;
}

bool
loading_rule(struct loading *l, const struct yaml *map)
{
	struct rule *rule;

	l->rule = arena_get(&l->rs->arena, sizeof *l->rule);
	memset(l->captured, 0, sizeof l->captured);
	l->counters = false;
	l->captures = 0;
	rule = &l->rule->rule;
	rule->pack = &l->pack->pack;
	rule->line = map->line;
	rule->tally = rule->spends = rule->renews = -1;
	l->rule->file = l->file;
	if (!name_rule(l, map) || !yaml_known_keys(map, l->file, known, l->e))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct yaml *y = yaml_get(map, keys[i].key);

		if (y && !keys[i].read(l, y))
			return false;
	}
	if (!yaml_get(map, "thread") && !default_thread(l, map))
		return false;
	if (!whole(l, map))
		return false;
	if (rule->observe)
		make_inert(rule);
	choose_first(l->rule);
	return enter(l, map);
}
