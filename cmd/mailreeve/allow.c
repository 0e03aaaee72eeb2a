/* `mailreeve allow`: never ban these, from now on; the configuration's `never` list stands beside it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"

static void
show_allow(void *context, const struct control_reply *r)
{
	const struct cli *cli = context;
	char address[ADDR_TEXT_MAX], until[32];

	if (r->row != ROW_ALLOW)
		return;
	addr_format(&r->allow.addr, address);
	if (cli->json)
		output_json(json_pack("{s:s, s:o, s:o, s:s, s:s}", "address", address, "since",
		    output_json_time(r->allow.since), "until", output_json_time(r->allow.until), "reason",
		    r->allow.reason, "by", r->allow.by));
	else
		printf("%-24s %-14s %-10.10s %s\n", address,
		    r->allow.until ? output_time(r->allow.until, until) : "for ever", r->allow.by, r->allow.reason);
}

int
allow_main(struct cli *cli, int argc, char **argv)
{
	const char *length = NULL, *reason = "";
	bool remove = false;
	struct cli_option options[] = { { "for", "TIME", "how long (default: for ever)", NULL, &length },
		{ "reason", "TEXT", "shown in the list", NULL, &reason },
		{ "remove", NULL, "take them off the list again", &remove, NULL }, { 0 } };
	int n = cli_options(cli, options, argc, argv), i, status = EXIT_GOOD;
	struct control_request q;

	if (n == 0) {
		client_request(&q, CONTROL_ALLOWS, "allow", NULL);
		return client_ask(cli, &q, show_allow, cli) ? EXIT_FINDING : EXIT_GOOD;
	}
	for (i = 1; i <= n; i++) {
		if (!client_request(&q, remove ? CONTROL_DISALLOW : CONTROL_ALLOW, "allow", argv[i]))
			return EXIT_USAGE;
		if (length && !clock_parse_duration(span_of(length), &q.length))
			return cli_usage("allow", "'%s' is no length of time (30m, 2h, 7d)", length);
		snprintf(q.reason, sizeof(q.reason), "%s", reason);
		if (client_ask(cli, &q, NULL, NULL))
			status = EXIT_FINDING;
		else if (cli->json)
			output_json(json_pack("{s:s, s:b}", "allowed", argv[i], "removed", remove));
		else
			printf("%s is %s\n", argv[i], remove ? "off the list" : "never banned");
	}
	return status;
}
