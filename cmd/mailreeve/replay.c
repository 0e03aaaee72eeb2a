/* `mailreeve replay`: what would have happened on these logs. The whole engine in event time, touching nothing.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve/court.h"
#include "cmd/mailreeve/load.h"
#include "cmd/mailreeve/logs.h"
#include "cmd/mailreeve/output.h"

static const struct { enum field field; const char *name; } shown[] = {
	{ FIELD_ACCOUNT, "account" }, { FIELD_HELO, "helo" }, { FIELD_SENDER, "sender" }, { FIELD_RECIPIENT, "recipient" },
	{ FIELD_HOST, "host" }, { FIELD_SERVICE, "service" }, { FIELD_SESSION, "session" }, { FIELD_QID, "qid" },
	{ FIELD_RELAY, "relay" }, { FIELD_USER, "user" },
};

static void
print_event(const struct event *e, double points)
{
	char address[ADDR_TEXT_MAX];
	json_t *o = json_pack("{s:s, s:I, s:o, s:o, s:s, s:s, s:s, s:i, s:f}", "type", "event", "line",
	    (json_int_t)e->place.number, "file", output_json_span(span_of(e->place.file)), "time", output_json_time(e->time),
	    "pack", e->rule->pack->name, "rule", e->rule->id, "signal", signal_name(e->signal), "count", (int)e->count,
	    "points", points);
	size_t i;

	if (e->source.family)
		json_object_set_new(o, "source", json_string(addr_format(&e->source, address)));
	for (i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (e->field[shown[i].field].p)
			json_object_set_new(o, shown[i].name, output_json_span(e->field[shown[i].field]));
	output_json(o);
}

static void
print_ruling(const struct ruling *r)
{
	char subject[SUBJECT_TEXT_MAX];
	json_t *o;

	if (r->objection)
		return;
	o = json_pack("{s:s, s:o, s:s, s:s, s:f, s:s}", "type", "verdict", "time", output_json_time(r->verdict->time),
	    "kind", r->kind, "subject", subject_format(&r->verdict->subject, subject), "score", r->verdict->score, "why",
	    r->verdict->why);
	if (r->verdict->kind == VERDICT_BAN) {
		json_object_set_new(o, "for", json_integer(r->sanction.length / SECOND));
		json_object_set_new(o, "offence", json_integer(r->sanction.offence));
		json_object_set_new(o, "all_ports", json_boolean(r->sanction.all_ports));
	}
	if (r->verdict->detail[0])
		json_object_set_new(o, "text", output_json_span(span_of(r->verdict->detail)));
	output_json(o);
}

static void
json_event(void *context, const struct event *e, double points)
{
	(void)context;
	print_event(e, points);
}

static void
json_ruling(void *context, const struct ruling *r)
{
	(void)context;
	print_ruling(r);
}

static void
no_ruling(void *context, const struct ruling *r)
{
	(void)context;
	(void)r;
}

/* The table for people: a line a verdict, as they fell. */
static void
table_ruling(void *context, const struct ruling *r)
{
	uint64_t *rows = context;
	char subject[SUBJECT_TEXT_MAX], when[32], length[CLOCK_TEXT_MAX] = "";

	if ((*rows)++ == 0)
		printf("%s%-12s  %-8s %-26s %-8s %s%s\n", output_colour(COLOUR_DIM), "WHEN", "WHAT", "WHO", "FOR", "WHY",
		    output_colour(COLOUR_NONE));
	if (r->verdict->kind == VERDICT_BAN && !r->objection)
		clock_duration_text(r->sanction.length, length);
	printf("%-12s  %s%-8s%s %-26s %-8s %s", output_time(r->verdict->time, when),
	    output_colour(r->verdict->kind == VERDICT_ALERT ? COLOUR_WARN : COLOUR_BAD), r->objection ? "spared" : r->kind,
	    output_colour(COLOUR_NONE), subject_format(&r->verdict->subject, subject), length, r->verdict->why);
	if (r->verdict->kind == VERDICT_BAN)
		printf(", %.0f points", r->verdict->score);
	printf(r->objection ? " (never banned: %s)\n" : "\n", r->objection);
}

static void
summary(const struct cli *cli, const struct court *c, struct logs_total t, double seconds)
{
	if (cli->json)
		output_json(json_pack("{s:s, s:I, s:I, s:I, s:I, s:f}", "type", "summary", "lines", (json_int_t)t.lines,
		    "unparsed", (json_int_t)t.unparsed, "events", (json_int_t)court_events(c), "verdicts",
		    (json_int_t)court_verdicts(c), "seconds", seconds));
	else
		printf("%llu lines in %.1f s, %llu not read, %llu events, %llu verdicts\n", (unsigned long long)t.lines, seconds,
		    (unsigned long long)t.unparsed, (unsigned long long)court_events(c),
		    (unsigned long long)court_verdicts(c));
}

/* "+02:00", "-0530", "Z", "UTC"; anything else is a zone's name for TZ. */
static int
parse_zone(const char *text)
{
	int hours, minutes = 0;
	char sign;

	if (strcmp(text, "Z") == 0 || strcmp(text, "UTC") == 0)
		return 0;
	if (sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) < 2 && sscanf(text, "%c%2d%2d", &sign, &hours, &minutes) < 2)
		sign = '?';
	if (sign == '+' || sign == '-')
		return (hours * 60 + minutes) * (sign == '-' ? -60 : 60);
	setenv("TZ", text, 1);
	return INT_MIN;
}

static bool
run_logs(const struct cli *cli, struct court *court, char **path, int count, const struct logs_options *lo)
{
	struct logs *logs = logs_open(court_engine(court), path, count, lo);
	int64_t began = clock_now(); /* rules were loaded before */
	bool good;

	if (!logs)
		return false;
	good = logs_run(logs, court_settle, court);
	summary(cli, court, logs_total(logs), (double)(clock_now() - began) / (double)SECOND);
	logs_close(logs);
	return good;
}

int
replay_main(struct cli *cli, int argc, char **argv)
{
	const char *packs = NULL, *year = NULL, *zone = NULL;
	bool short_form = false;
	struct cli_option options[] = { { "pack", "NAMES", "only these packs, comma-separated", NULL, &packs },
		{ "year", "YEAR", "of stamps without one (default: from the file's age)", NULL, &year },
		{ "tz", "ZONE", "of stamps without one: +02:00 or Europe/Berlin", NULL, &zone },
		{ "summary", NULL, "the closing line alone", &short_form, NULL }, { 0 } };
	int n = cli_options(cli, options, argc, argv);
	struct logs_options lo = { year ? atoi(year) : 0, zone ? parse_zone(zone) : INT_MIN, !cli->json };
	uint64_t rows = 0;
	struct court_hooks hooks = { cli->json && !short_form ? json_event : NULL,
		short_form ? no_ruling : cli->json ? json_ruling : table_ruling, &rows };
	struct config *config;
	struct ruleset *rs;
	struct policy *policy;
	struct court *court;
	bool good;

	if (n == 0)
		return cli_usage("replay", "wants log files");
	config = cli_config(cli);
	rs = load_rules(config, packs);
	policy = load_policy(config);
	court = court_new(rs, policy, config, &hooks);
	good = run_logs(cli, court, argv + 1, n, &lo);
	court_free(court);
	policy_free(policy);
	ruleset_free(rs);
	config_free(config);
	return good ? EXIT_GOOD : EXIT_USAGE;
}
