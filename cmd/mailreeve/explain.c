/* `mailreeve explain`: which rule recognises a line, and what it takes from it; or how far the best one got.
 * Lines on standard input are one log: a later line knows what an earlier one of its session told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve/load.h"
#include "cmd/mailreeve/output.h"
#include "rules/decode.h"
#include "rules/thread.h"

struct explain {
	struct ruleset *rules;
	struct decoder *decoder;
	struct threads *threads;
	struct record record;
	struct matched matched;
	bool json;
};

/* What the line's fields are, the session's included. */
static json_t *
fields_of(struct explain *x, struct hit *h, const struct place *place, bool *counts)
{
	const struct fields *names = ruleset_fields(x->rules);
	json_t *o = json_object();
	char address[ADDR_TEXT_MAX];
	struct event e = { 0 };
	int i;

	*counts = thread_join(x->threads, &x->matched, h, &x->record, place, &e);
	for (i = 0; i < FIELD_FIXED; i++)
		if (e.field[i].p && i != FIELD_SOURCE)
			json_object_set_new(o, names->name[i], output_json_span(e.field[i]));
	for (i = 0; i < h->captures; i++)
		json_object_set_new(o, names->name[h->capture[i].field], output_json_span(h->capture[i].text));
	if (e.source.family || h->source.family)
		json_object_set_new(o, "source",
		    json_string(addr_format(h->source.family ? &h->source : &e.source, address)));
	return o;
}

static json_t *
hit_json(struct explain *x, struct hit *h, const struct place *place)
{
	bool counts;
	json_t *fields = fields_of(x, h, place, &counts);

	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:b}", "decoder", decoder_name(x->decoder), "pack", h->rule->pack->name,
	    "rule", h->rule->id, "signal", signal_name(h->hostile ? SIGNAL_HOSTILE : h->rule->signal), "fields", fields,
	    "counts", counts);
}

static json_t *
miss_json(struct explain *x, enum decoded decoded)
{
	struct near_miss near;
	json_t *o = json_object();

	if (decoded == DECODED_NOT) {
		json_object_set_new(o, "why", json_pack("s+", "no decoder reads it: ", decoder_reason(x->decoder)));
		return o;
	}
	json_object_set_new(o, "decoder", json_string(decoder_name(x->decoder)));
	if (decoded == DECODED_HEADER) {
		json_object_set_new(o, "why", json_string("a header or continuation, no record"));
		return o;
	}
	json_object_set_new(o, "program", output_json_span(x->record.column[COLUMN_PROGRAM]));
	if (!match_knows_program(x->rules, x->record.column[COLUMN_PROGRAM]))
		json_object_set_new(o, "why", json_string("no pack knows this program"));
	else
		json_object_set_new(o, "why", json_string("no rule matches"));
	if (match_near(x->rules, &x->record, &near))
		json_object_set_new(o, "nearest", json_pack("{s:s, s:s, s:I, s:s}", "pack", near.rule->pack->name, "rule",
		    near.rule->id, "offset", (json_int_t)near.offset, "wanted", near.wanted));
	return o;
}

/* The one that accuses stands first, the others in `also`. */
static json_t *
explain_line(struct explain *x, struct span line, uint64_t number, bool *found)
{
	struct place place = { "line", number, line };
	enum decoded decoded = decoder_line(x->decoder, line, &x->record);
	json_t *first = NULL, *also = json_array(), *o;
	int i;

	x->matched.hits = 0;
	if (decoded == DECODED)
		match(x->rules, &x->record, &x->matched);
	for (i = 0; i < x->matched.hits; i++) {
		bool accuses = x->matched.hit[i].hostile || signal_accuses(x->matched.hit[i].rule->signal);

		o = hit_json(x, &x->matched.hit[i], &place);
		if (!first)
			first = o;
		else if (accuses && !json_is_true(json_object_get(first, "accuses"))) {
			json_array_append_new(also, first);
			first = o;
		} else
			json_array_append_new(also, o);
		if (accuses)
			json_object_set_new(o, "accuses", json_true());
	}
	*found = first != NULL;
	if (!first)
		first = miss_json(x, decoded);
	if (json_array_size(also))
		json_object_set(first, "also", also);
	json_decref(also);
	return first;
}

static void
print_fields(json_t *o)
{
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(o, "fields"), name, value)
		printf("  %-12s %s\n", name, json_string_value(value));
}

static const char *
text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

static void
print_person(json_t *o, struct span line)
{
	const json_t *near = json_object_get(o, "nearest"), *other;
	char shown[1024];
	size_t i;

	if (!json_object_get(o, "rule")) {
		printf("%s%s%s\n", text_of(o, "why"), *text_of(o, "decoder") ? "; read as " : "", text_of(o, "decoder"));
		if (near) {
			size_t at = (size_t)json_integer_value(json_object_get(near, "offset"));

			span_printable(line, shown, sizeof(shown));
			printf("nearest: %s/%s, which wanted %s after %zu bytes of the message\n  %s\n", text_of(near, "pack"),
			    text_of(near, "rule"), text_of(near, "wanted"), at, shown);
		}
		return;
	}
	printf("%s (%s/%s, read as %s)%s\n", text_of(o, "signal"), text_of(o, "pack"), text_of(o, "rule"),
	    text_of(o, "decoder"), json_is_false(json_object_get(o, "counts")) ? ": counts for nothing here" : "");
	print_fields(o);
	json_array_foreach(json_object_get(o, "also"), i, other)
		printf("also: %s (%s/%s)\n", text_of(other, "signal"), text_of(other, "pack"), text_of(other, "rule"));
}

static bool
explain_one(struct explain *x, struct span line, uint64_t number)
{
	bool found;
	json_t *o = explain_line(x, line, number, &found);

	if (x->json)
		output_json(o);
	else {
		print_person(o, line);
		json_decref(o);
	}
	return found;
}

static bool
explain_input(struct explain *x)
{
	char *line = NULL;
	size_t room = 0;
	uint64_t number = 0;
	bool any = false;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) >= 0) {
		if (n && line[n - 1] == '\n')
			n--;
		any |= explain_one(x, (struct span){ line, (size_t)n }, ++number);
	}
	free(line);
	return any;
}

int
explain_main(struct cli *cli, int argc, char **argv)
{
	const char *packs = NULL, *format = NULL;
	struct cli_option options[] = { { "pack", "NAMES", "only these packs, comma-separated", NULL, &packs },
		{ "format", "NAME", "read the line as this format", NULL, &format }, { 0 } };
	int n = cli_options(cli, options, argc, argv);
	struct config *config = cli_config(cli);
	struct explain *x = xcalloc(1, sizeof(*x));
	struct decode_options d = { .now = clock_now(), .zone = INT_MIN };
	bool found;

	if (n > 1)
		return cli_usage("explain", "wants one line (in quotes), or lines on standard input");
	x->json = cli->json;
	x->rules = load_rules(config, packs);
	x->threads = threads_new(THREADS_MAX);
	d.columns = ruleset_columns(x->rules);
	x->decoder = decoder_new(format, &d);
	if (!x->decoder)
		return cli_usage("explain", "there is no format '%s'", format);
	found = n ? explain_one(x, span_of(argv[1]), 1) : explain_input(x);
	decoder_free(x->decoder);
	threads_free(x->threads);
	ruleset_free(x->rules);
	config_free(config);
	free(x);
	return found ? EXIT_GOOD : EXIT_FINDING;
}
