/* The keys of a rule that count and compare: tally, count, less, when.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <regex.h>
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/loading.h"
#include "rules/match.h"

struct regex_held { regex_t regex; struct regex_held *next; };

void
loader_free_regexes(struct ruleset *rs)
{
	for (struct regex_held *h = rs->regexes, *next; h; h = next) {
		next = h->next;
		regfree(&h->regex);
		free(h);
	}
	rs->regexes = NULL;
}

/* The id of a tally of the pack; add: make it where it is missing. -1: none. */
static int
tally_find(struct loading *l, struct span name, bool add)
{
	struct pack *pack = &l->pack->pack;

	for (int i = 0; i < pack->tallies; i++)
		if (span_is(name, pack->tally[i]))
			return i;
	if (!add || pack->tallies == TALLIES_MAX || name.n == 0 || name.n >= sizeof pack->tally[0])
		return -1;
	memcpy(pack->tally[pack->tallies], name.p, name.n);
	if (span_is(name, "accepted"))
		pack->accepted = pack->tallies + 1;
	return pack->tallies++;
}

bool
loading_tally(struct loading *l, const struct yaml *y)
{
	l->rule->rule.tally = tally_find(l, yaml_span(y), true);
	return l->rule->rule.tally >= 0 ||
	       loading_refuse(l, y, "`tally` wants a short name, and a pack has at most %d of them", TALLIES_MAX);
}

bool
loading_spends(struct loading *l, const struct yaml *y)
{
	l->rule->rule.spends = tally_find(l, yaml_span(y), true);
	return l->rule->rule.spends >= 0 || loading_refuse(l, y, "`spends` wants the name of a tally, and a pack has at most %d", TALLIES_MAX);
}

/* Takes ".ok" or ".failed" off a counter's name. */
static struct span
counter_part(struct span name, int *part)
{
	static const struct { const char *tail; int part; } parts[] = {
		{ ".ok", COUNTER_OK }, { ".failed", COUNTER_FAILED }, { ".all", COUNTER_ALL },
	};

	*part = COUNTER_ALL;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		size_t n = strlen(parts[i].tail);

		if (name.n > n && memcmp(name.p + name.n - n, parts[i].tail, n) == 0) {
			*part = parts[i].part;
			return (struct span){ name.p, name.n - n };
		}
	}
	return name;
}

static bool
read_quantity(struct loading *l, const struct yaml *y, struct quantity *q)
{
	struct span name = yaml_span(y);
	int field = fields_find(&l->rs->fields, name);

	*q = (struct quantity){ .id = -1 };
	if (name.n > 6 && memcmp(name.p, "tally.", 6) == 0) {
		q->tally = true;
		q->id = tally_find(l, (struct span){ name.p + 6, name.n - 6 }, true);
		return q->id >= 0 || loading_refuse(l, y, "a pack has at most %d tallies", TALLIES_MAX);
	}
	if (field >= 0 && l->captured[field]) {
		q->id = field;
		return true;
	}
	if (!l->counters)
		return loading_refuse(l, y, "this rule captures no field '%.*s'", (int)name.n, name.p ? name.p : "");
	q->counter = span_of(arena_text(&l->rs->arena, counter_part(name, &q->part)));
	return true;
}

static bool
add_count(struct loading *l, const struct yaml *y)
{
	return read_quantity(l, y, &l->rule->rule.count[l->rule->rule.counts++]);
}

static bool
add_less(struct loading *l, const struct yaml *y)
{
	return read_quantity(l, y, &l->rule->rule.less[l->rule->rule.lesses++]);
}

bool
loading_count(struct loading *l, const struct yaml *y)
{
	return loading_each(l, y, RULE_LESS_MAX, add_count);
}

bool
loading_less(struct loading *l, const struct yaml *y)
{
	return loading_each(l, y, RULE_LESS_MAX, add_less);
}

/* "> 3", "!= 0", "4": true and the operator and number. */
static bool
read_comparison(struct span text, char op[3], long *number)
{
	static const char *const ops[] = { ">=", "<=", "!=", ">", "<", "=" };
	const char *p = text.p;
	char *end;

	strcpy(op, "=");
	for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
		if (strncmp(p, ops[i], strlen(ops[i])) == 0) {
			strcpy(op, ops[i]);
			p += strlen(ops[i]);
			break;
		}
	while (*p == ' ')
		p++;
	if (!isdigit((unsigned char)*p) && *p != '-')
		return false;
	*number = strtol(p, &end, 10);
	return end != p && *end == '\0';
}

/* Bounds what a hostile log line can make of an expression: no back-references, few and small repetitions. */
static bool
regex_is_tame(struct span text)
{
	int repeats = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\\' && i + 1 < text.n && isdigit((unsigned char)text.p[i + 1]))
			return false;
		if (text.p[i] != '{')
			continue;
		if (++repeats > REGEX_REPEATS_MAX || strtol(text.p + i + 1, NULL, 10) > REGEX_REPEAT_MAX)
			return false;
		for (size_t j = i + 1; j < text.n && text.p[j] != '}'; j++)
			if (text.p[j] == ',' && strtol(text.p + j + 1, NULL, 10) > REGEX_REPEAT_MAX)
				return false;
	}
	return text.n <= REGEX_MAX && !memchr(text.p, '\0', text.n);
}

static bool
read_regex(struct loading *l, struct condition *c, const struct yaml *y)
{
	struct span text = yaml_span(yaml_get(y, "regex"));
	struct regex_held *h;
	char why[120];
	int error;

	if (y->count != 1 || !text.p)
		return loading_refuse(l, y, "a condition is a number, a text, a list of texts, or {regex: '...'}");
	if (c->what.tally || c->what.id < 0 || c->what.id == FIELD_SOURCE)
		return loading_refuse(l, y, "a regex looks at a captured field, and never at the source");
	if (!regex_is_tame(text))
		return loading_refuse(l, y, "a regex has at most %d bytes, no back-references, and at most %d repetitions {n,m} up to %d",
		                      REGEX_MAX, REGEX_REPEATS_MAX, REGEX_REPEAT_MAX);
	h = xcalloc(1, sizeof *h);
	error = regcomp(&h->regex, text.p, REG_EXTENDED | REG_NOSUB);
	if (error) {
		regerror(error, &h->regex, why, sizeof why);
		free(h);
		return loading_refuse(l, y, "the regex is not understood: %s", why);
	}
	h->next = l->rs->regexes;
	l->rs->regexes = h;
	c->kind = CONDITION_REGEX;
	c->regex = &h->regex;
	return true;
}

/* One text or a list of them; '!' before each: none of them. */
static bool
read_texts(struct loading *l, struct condition *c, const struct yaml *y)
{
	const struct yaml *const *item = y->kind == YAML_LIST ? (const struct yaml *const *)y->item : &y;
	size_t n = y->kind == YAML_LIST ? y->count : 1;
	bool negated = n && yaml_span(item[0]).n > 0 && yaml_span(item[0]).p[0] == '!';

	c->kind = CONDITION_TEXTS;
	strcpy(c->op, negated ? "!=" : "=");
	c->texts = arena_get(&l->rs->arena, (n + 1) * sizeof c->texts[0]);
	for (size_t i = 0; i < n; i++) {
		struct span text = yaml_span(item[i]);

		if (!text.p || (text.n > 0 && text.p[0] == '!') != negated)
			return loading_refuse(l, y, "a list of texts is either all plain or all with ! before them");
		c->texts[i] = arena_text(&l->rs->arena, (struct span){ text.p + negated, text.n - negated });
	}
	return true;
}

static bool
read_condition(struct loading *l, struct condition *c, const struct yaml *y)
{
	if (y->kind == YAML_MAP)
		return read_regex(l, c, y);
	if (y->kind == YAML_SCALAR && (y->plain || c->what.tally || c->what.counter.p || strspn(y->text, "<>=!") > 0) &&
	    read_comparison(yaml_span(y), c->op, &c->number)) {
		c->kind = CONDITION_NUMBER;
		return true;
	}
	if (c->what.tally || c->what.counter.p)
		return loading_refuse(l, y, "a number is compared with a number: '> 3', '= 0', '!= 0'");
	return read_texts(l, c, y);
}

bool
loading_when(struct loading *l, const struct yaml *y)
{
	struct rule *rule = &l->rule->rule;

	if (y->kind != YAML_MAP)
		return loading_refuse(l, y, "`when` wants fields with the condition of each");
	if (y->count > RULE_CONDITIONS_MAX)
		return loading_refuse(l, y, "more than %d conditions", RULE_CONDITIONS_MAX);
	for (size_t i = 0; i < y->count; i++) {
		struct condition *c = &rule->when[rule->whens];

		if (!read_quantity(l, y->key[i], &c->what) || !read_condition(l, c, y->item[i]))
			return false;
		rule->whens++;
	}
	return true;
}
