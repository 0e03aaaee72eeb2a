/* `mailreeve status`: what is followed, what is banned, what is never banned, and what is wrong.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"

struct status { bool json; uint32_t last; };

static void
show_json(const struct control_reply *r)
{
	static const char *const kind[] = { "?", "log", "pack", "total", "note" };

	if (r->row == ROW_FACT)
		output_json(json_pack("{s:s, s:s, s:o}", "type", "fact", "name", r->fact.name, "value",
		    output_json_span(span_of(r->fact.value))));
	else if (r->row == ROW_STAT)
		output_json(json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:o, s:b, s:o}", "type",
		    kind[r->stat.kind <= STAT_NOTE ? r->stat.kind : 0], "name", output_json_span(span_of(r->stat.name)),
		    "lines", (json_int_t)r->stat.lines, "matched", (json_int_t)r->stat.matched, "unparsed",
		    (json_int_t)r->stat.unparsed, "tracked", (json_int_t)r->stat.tracked, "last",
		    output_json_time(r->stat.last), "trouble", (int)r->stat.trouble, "text",
		    output_json_span(span_of(r->stat.text))));
}

static void
show_log(const struct msg_stat *s)
{
	char when[32];

	printf("  %s\n    %llu lines, %llu recognised, %llu not read; %s%s%s\n", s->name, (unsigned long long)s->lines,
	    (unsigned long long)s->matched, (unsigned long long)s->unparsed, s->last ? "last " : "nothing yet",
	    s->last ? output_time(s->last, when) : "", "");
	if (s->text[0])
		printf("    %s%s%s\n", s->trouble ? output_colour(COLOUR_WARN) : "", s->text,
		    s->trouble ? output_colour(COLOUR_NONE) : "");
}

static void
show_stat(struct status *st, const struct msg_stat *s)
{
	if (s->kind == STAT_LOG) {
		if (st->last != STAT_LOG)
			puts("logs");
		show_log(s);
	} else if (s->kind == STAT_NOTE)
		printf("%snote%s %s\n", output_colour(COLOUR_WARN), output_colour(COLOUR_NONE), s->text);
	else if (s->kind == STAT_TOTAL)
		printf("%-12s %llu tracked, %llu lines read\n", "sources", (unsigned long long)s->tracked,
		    (unsigned long long)s->lines);
	st->last = s->kind;
}

static void
show_status(void *context, const struct control_reply *r)
{
	struct status *st = context;

	if (st->json)
		show_json(r);
	else if (r->row == ROW_FACT)
		printf("%-12s %s\n", r->fact.name, r->fact.value);
	else if (r->row == ROW_STAT)
		show_stat(st, &r->stat);
}

int
status_main(struct cli *cli, int argc, char **argv)
{
	struct status st = { 0 };
	struct control_request q;

	if (cli_options(cli, NULL, argc, argv) > 0)
		return cli_usage("status", "takes no argument");
	st.json = cli->json;
	client_request(&q, CONTROL_STATUS, "status", NULL);
	return client_ask(cli, &q, show_status, &st) ? EXIT_FINDING : EXIT_GOOD;
}
