/* `mailreeve campaigns`: attackers that move from address to address, each as one thing with its members.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"
#include "cmd/mailreeve/rows.h"

struct campaigns { bool json; size_t count; };

static void
show_campaign(void *context, const struct control_reply *r)
{
	struct campaigns *c = context;
	char when[32];

	if (r->row != ROW_SCORE)
		return;
	c->count++;
	if (c->json)
		output_json(json_pack("{s:s, s:o, s:f, s:o}", "campaign", r->score.rule, "last",
		    output_json_time(r->score.time), "members", r->score.points, "text",
		    output_json_span(span_of(r->score.line))));
	else
		printf("%-24s %s  %.0f sources\n  %s\n", r->score.rule, output_time(r->score.time, when), r->score.points,
		    r->score.line);
}

int
campaigns_main(struct cli *cli, int argc, char **argv)
{
	struct campaigns c = { 0 };
	struct control_request q;

	if (cli_options(cli, NULL, argc, argv) > 0)
		return cli_usage("campaigns", "takes no argument");
	c.json = cli->json;
	client_request(&q, CONTROL_CAMPAIGNS, "campaigns", NULL);
	if (client_ask(cli, &q, show_campaign, &c))
		return EXIT_FINDING;
	if (c.count == 0 && !c.json)
		puts("no campaign is remembered");
	return EXIT_GOOD;
}
