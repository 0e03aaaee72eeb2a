/* Runs the examples and ignores of packs through decoder, matcher and threads, each in a session of its own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/decode.h"
#include "rules/ruleset_internal.h"
#include "rules/thread.h"

enum { WHAT_MAX = 1200, SESSIONS_MAX = 64, SHOWN_MAX = 160 };

struct check {
	const struct ruleset *rs;
	void (*report)(void *context, bool good, const char *what);
	void *context;
	bool good;
	const char *file;
	const struct yaml *header;      /* lines that a log of the pack begins with */
	const struct rule_full *rule;
	char name[160];                 /* of what is being tested */
	char why[WHAT_MAX - 200];       /* it failed */
	/* one example: */
	struct threads *threads;
	struct decoder *decoder;
	struct record *record;
	struct matched *matched;
	bool decoded, hit, counts;      /* the last line: was it read, did the rule match, does it count */
	struct event event;             /* of the rule */
	const struct rule *foreign;     /* another pack's rule that accuses */
};

__attribute__((format(printf, 2, 3))) static bool
fail(struct check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->why, sizeof c->why, format, args);
	va_end(args);
	return false;
}

static void
tell(struct check *c, bool good)
{
	char what[WHAT_MAX];

	snprintf(what, sizeof what, "%s%s%s", c->name, good ? "" : ": ", good ? "" : c->why);
	c->report(c->context, good, what);
	c->good &= good;
}

/* One line through the engine; only a line that is read changes what the last one left. */
static void
feed(struct check *c, struct span line)
{
	struct place place = { .file = c->file, .number = 1, .line = line };

	c->decoded = decoder_line(c->decoder, line, c->record) == DECODED;
	c->hit = c->counts = false;
	c->foreign = NULL;
	c->matched->hits = 0;
	if (!c->decoded)
		return;
	match(c->rs, c->record, c->matched);
	for (int i = 0; i < c->matched->hits; i++) {
		struct hit *h = &c->matched->hit[i];
		struct event e = { 0 }; /* one that does not count is not completed */
		bool counts = thread_join(c->threads, c->matched, h, c->record, &place, &e);

		if (h->rule == &c->rule->rule) {
			c->hit = true;
			c->counts = counts;
			c->event = e;
		} else if (h->rule->pack != c->rule->rule.pack && signal_accuses(h->rule->signal)) {
			c->foreign = h->rule;
		}
	}
}

static bool
feed_lines(struct check *c, const struct yaml *lines)
{
	if (lines && lines->kind == YAML_SCALAR)
		feed(c, yaml_span(lines));
	for (size_t i = 0; lines && lines->kind == YAML_LIST && i < lines->count; i++)
		if (lines->item[i]->kind == YAML_SCALAR)
			feed(c, yaml_span(lines->item[i]));
		else
			return fail(c, "`before` is a list of lines");
	return true;
}

static struct span
event_field(const struct check *c, struct span name)
{
	int id = fields_find(&c->rs->fields, name);

	if (id < 0)
		return (struct span){ NULL, 0 };
	if (id < FIELD_FIXED && c->event.field[id].p)
		return c->event.field[id];
	return hit_field(c->event.hit, id);
}

static bool
expect_source(struct check *c, const struct yaml *want)
{
	char got[ADDR_TEXT_MAX] = "none";
	struct addr address;

	if (c->event.source.family)
		addr_format(&c->event.source, got);
	if (yaml_is_null(want))
		return !c->event.source.family || fail(c, "source: wanted none, got %s", got);
	if (!addr_parse(yaml_span(want), &address))
		return fail(c, "source: '%s' is no address", want->text ? want->text : "");
	return (c->event.source.family && addr_equal(&address, &c->event.source)) ||
	       fail(c, "source: wanted %s, got %s", want->text, got);
}

static bool
expect_count(struct check *c, const struct yaml *want)
{
	int64_t n;
	struct error e;

	if (!yaml_int(want, c->file, 0, UINT32_MAX, &n, &e))
		return fail(c, "count: %s", e.text);
	return n == c->event.count || fail(c, "count: wanted %lld, got %u", (long long)n, c->event.count);
}

static bool
expect_signal(struct check *c, const struct yaml *want)
{
	const char *got = signal_name(c->event.signal);

	return span_is(yaml_span(want), got) || fail(c, "signal: wanted %s, got %s", want->text ? want->text : "", got);
}

static bool
expect_field(struct check *c, const char *name, const struct yaml *want)
{
	struct span got = event_field(c, span_of(name)), text = yaml_span(want);
	char shown[SHOWN_MAX];

	span_printable(got, shown, sizeof shown);
	if (yaml_is_null(want))
		return !got.p || fail(c, "%s: wanted none, got '%s'", name, shown);
	if (!got.p)
		return fail(c, "%s: wanted '%s', got none", name, text.p ? text.p : "");
	return span_eq(got, text) || fail(c, "%s: wanted '%s', got '%s'", name, text.p ? text.p : "", shown);
}

static bool
expect(struct check *c, const struct yaml *map)
{
	static const struct { const char *key; bool (*check)(struct check *c, const struct yaml *want); } special[] = {
		{ "source", expect_source }, { "count", expect_count }, { "signal", expect_signal },
	};

	if (map && map->kind != YAML_MAP)
		return fail(c, "`expect` wants fields with their values");
	for (size_t i = 0; map && i < map->count; i++) {
		const char *key = map->key[i]->text;
		size_t s = 0;

		while (s < sizeof special / sizeof special[0] && strcmp(special[s].key, key) != 0)
			s++;
		if (s < sizeof special / sizeof special[0] ? !special[s].check(c, map->item[i]) : !expect_field(c, key, map->item[i]))
			return false;
	}
	return true;
}

/* Why the rule did not match: another took the line, or where its template stopped. */
static bool
explain_miss(struct check *c)
{
	struct near_miss near;

	if (!c->decoded)
		return fail(c, "the line is of no known format: %s", decoder_reason(c->decoder));
	if (c->matched->hits)
		return fail(c, "%s/%s took the line", c->matched->hit[0].rule->pack->name, c->matched->hit[0].rule->id);
	if (!match_knows_program(c->rs, c->record->column[COLUMN_PROGRAM]))
		return fail(c, "no pack claims the program '%.*s'", (int)c->record->column[COLUMN_PROGRAM].n,
		            c->record->column[COLUMN_PROGRAM].p ? c->record->column[COLUMN_PROGRAM].p : "");
	if (match_near(c->rs, c->record, &near))
		return fail(c, "not recognised; %s/%s came nearest: at byte %zu it wanted %s", near.rule->pack->name, near.rule->id,
		            near.offset, near.wanted);
	return fail(c, "not recognised");
}

/* A rule that only keeps what others say of the line. */
static bool
takes_note(const struct rule *rule)
{
	return rule->also && rule->signal == SIGNAL_CONTEXT;
}

static bool
run_example(struct check *c, const struct yaml *y)
{
	static const char *const known[] = { "line", "expect", "before", "silent", NULL };
	bool silent = false;
	struct error e;

	if (y->kind != YAML_MAP || !yaml_span(yaml_get(y, "line")).p)
		return fail(c, "an example wants a `line`");
	if (!yaml_known_keys(y, c->file, known, &e) ||
	    (yaml_get(y, "silent") && !yaml_bool(yaml_get(y, "silent"), c->file, &silent, &e)))
		return fail(c, "%s", e.text);
	if (!feed_lines(c, yaml_get(y, "before")))
		return false;
	feed(c, yaml_span(yaml_get(y, "line")));
	if (!c->hit)
		return explain_miss(c);
	if (c->foreign && !takes_note(&c->rule->rule))
		return fail(c, "%s/%s accuses by it too", c->foreign->pack->name, c->foreign->id);
	if (silent && c->counts)
		return fail(c, "it counts, and should be silent");
	if (!silent && !c->counts && c->rule->rule.signal != SIGNAL_CONTEXT)
		return fail(c, "it counts for nothing; if that is meant, say `silent: true`");
	return expect(c, yaml_get(y, "expect"));
}

static bool
run_ignore(struct check *c, const struct yaml *y)
{
	const struct yaml *line = y->kind == YAML_MAP ? yaml_get(y, "line") : y;

	if (!yaml_span(line).p)
		return fail(c, "an ignore is a line, or {before: [...], line: ...}");
	if (!feed_lines(c, yaml_get(y, "before")))
		return false;
	feed(c, yaml_span(line));
	if (c->hit)
		return fail(c, "the rule takes it");
	if (c->foreign)
		return fail(c, "%s/%s accuses by it", c->foreign->pack->name, c->foreign->id);
	return true;
}

/* Each of the list with a decoder and sessions of its own. */
static void
run_list(struct check *c, const struct yaml *list, const char *kind, bool (*run)(struct check *c, const struct yaml *y))
{
	struct decode_options options = { .columns = &c->rs->columns };

	for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count; i++) {
		const struct yaml *y = list->item[i];
		bool good;

		snprintf(c->name, sizeof c->name, "%s/%s: %s %zu (line %d)", c->rule->rule.pack->name, c->rule->rule.id, kind, i + 1,
		         y->line);
		c->threads = threads_new(SESSIONS_MAX);
		c->decoder = decoder_new(NULL, &options);
		memset(c->record, 0, sizeof *c->record);
		good = feed_lines(c, c->header) && run(c, y);
		tell(c, good);
		decoder_free(c->decoder);
		threads_free(c->threads);
	}
}

static void
check_rule(struct check *c, const struct yaml *map)
{
	const struct yaml *examples = yaml_get(map, "examples");

	if (!examples || examples->kind != YAML_LIST || examples->count == 0) {
		snprintf(c->name, sizeof c->name, "%s/%s (line %d)", c->rule->rule.pack->name, c->rule->rule.id, map->line);
		fail(c, "a rule without an example: nobody can tell whether it works");
		tell(c, false);
	}
	run_list(c, examples, "example", run_example);
	run_list(c, yaml_get(map, "ignores"), "ignore", run_ignore);
}

static void
check_file(struct check *c, const char *file)
{
	struct error e;
	struct yaml *tree = yaml_read_file(file, &e);
	const struct yaml *rules = yaml_get(tree, "rules");
	struct pack_full *pack = tree ? ruleset_find_pack(c->rs, yaml_span(yaml_get(tree, "pack"))) : NULL;

	c->file = file;
	c->header = yaml_get(tree, "header");
	if (!tree) {
		snprintf(c->name, sizeof c->name, "%s", file);
		fail(c, "%s", e.text);
		tell(c, false);
	}
	for (size_t i = 0; rules && pack && pack->selected && i < rules->count; i++) {
		c->rule = ruleset_find_rule(c->rs, &pack->pack, yaml_span(yaml_get(rules->item[i], "id")));
		if (c->rule && strcmp(c->rule->file, file) == 0)
			check_rule(c, rules->item[i]);
	}
	yaml_tree_free(tree);
}

bool
check_packs(const struct ruleset *rs, const char *const *folders,
            void (*report)(void *context, bool good, const char *what), void *context)
{
	struct check c = { .rs = rs, .report = report, .context = context, .good = true };
	struct error e;

	c.record = xcalloc(1, sizeof *c.record);
	c.matched = xcalloc(1, sizeof *c.matched);
	for (; *folders; folders++) {
		char **files = ruleset_files(*folders, &e);

		for (char **f = files; f && *f; f++)
			check_file(&c, *f);
		ruleset_files_free(files);
	}
	free(c.record);
	free(c.matched);
	return c.good;
}
