/* `mailreeve why ADDRESS`: the bans, the lines, and the arithmetic, also for an address that is not banned.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"
#include "cmd/mailreeve/rows.h"

struct why { bool json; uint32_t last_row; int width; };

static void
show_ban(const struct control_ban *b)
{
	char address[ADDR_TEXT_MAX], text[CLOCK_TEXT_MAX], when[32];
	bool over = b->until && b->until <= clock_now();

	printf("%s: %s since %s, offence %u (rung %u)%s", addr_format(&b->addr, address), rows_ban_kind(b),
	    output_time(b->since, when), b->offence, b->rung, b->all_ports ? ", all ports" : "");
	if (over)
		printf(", over since %s", output_time(b->until, when));
	else if (b->until)
		printf(", %s left", clock_duration_text(b->until - clock_now(), text));
	printf("\n  for %s", b->why);
	if (b->score > 0)
		printf(", score %.0f", b->score);
	if (b->by[0])
		printf(", by %s", b->by);
	if (b->reason[0])
		printf(": %s", b->reason);
	if (b->packets)
		printf("; %llu packets dropped", (unsigned long long)b->packets);
	putchar('\n');
}

static void
heading(struct why *w, uint32_t row)
{
	static const char *const text[] = { [ROW_EVIDENCE] = "The lines:", [ROW_SCORE] = "The score now:" };

	if (w->last_row != row && row < sizeof(text) / sizeof(*text) && text[row])
		printf("%s%s%s\n", output_colour(COLOUR_DIM), text[row], output_colour(COLOUR_NONE));
	w->last_row = row;
}

static void
show_row(void *context, const struct control_reply *r)
{
	struct why *w = context;
	char when[32];

	heading(w, r->row);
	switch (r->row) {
	case ROW_FACT:
		printf("%s: %s\n", r->fact.name, r->fact.value);
		break;
	case ROW_BAN:
		show_ban(&r->ban);
		break;
	case ROW_EVIDENCE:
		printf("  %s %6.1f  %-16s %s\n    %.*s\n", output_time(r->evidence.time, when), r->evidence.points,
		    r->evidence.signal, r->evidence.rule, w->width - 4, r->evidence.line);
		break;
	case ROW_SCORE:
		printf("  %s %6.1f  now %6.1f  %-16s %s\n", r->score.time ? output_time(r->score.time, when) : "            ",
		    r->score.points, r->score.value, r->score.signal, r->score.rule);
		if (r->score.line[0])
			printf("    %.*s\n", w->width - 4, r->score.line);
		break;
	}
}

static void
show_row_json(const struct control_reply *r)
{
	json_t *ban;

	switch (r->row) {
	case ROW_FACT:
		output_json(json_pack("{s:s, s:s, s:s}", "type", "fact", "name", r->fact.name, "value", r->fact.value));
		break;
	case ROW_BAN:
		ban = rows_ban_json(&r->ban);
		json_object_set_new(ban, "type", json_string("ban"));
		output_json(ban);
		break;
	case ROW_EVIDENCE:
		output_json(rows_evidence_json(&r->evidence));
		break;
	case ROW_SCORE:
		output_json(rows_score_json(&r->score));
		break;
	}
}

static void
show_either(void *context, const struct control_reply *r)
{
	struct why *w = context;

	if (w->json)
		show_row_json(r);
	else
		show_row(w, r);
}

int
why_main(struct cli *cli, int argc, char **argv)
{
	struct why w = { .width = output_width() };
	struct control_request q;

	if (cli_options(cli, NULL, argc, argv) != 1)
		return cli_usage("why", "wants one address");
	w.json = cli->json;
	if (!client_request(&q, CONTROL_WHY, "why", argv[1]))
		return EXIT_USAGE;
	return client_ask(cli, &q, show_either, &w) ? EXIT_FINDING : EXIT_GOOD;
}
