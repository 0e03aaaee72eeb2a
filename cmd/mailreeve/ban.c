/* `mailreeve ban`: a ban by hand.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"

static int
ban(const struct cli *cli, const struct control_request *q)
{
	char address[ADDR_TEXT_MAX], length[CLOCK_TEXT_MAX];
	int error = client_ask(cli, q, NULL, NULL);

	addr_format(&q->subject.addr, address);
	if (cli->json)
		output_json(json_pack("{s:s, s:b}", "banned", address, "done", error == 0));
	else if (!error)
		printf("%s is banned for %s\n", address, clock_duration_text(q->length, length));
	return error ? EXIT_FINDING : EXIT_GOOD;
}

int
ban_main(struct cli *cli, int argc, char **argv)
{
	const char *length = NULL, *reason = "";
	struct cli_option options[] = { { "for", "TIME", "how long: 30m, 2h, 7d", NULL, &length },
		{ "reason", "TEXT", "shown by why and bans", NULL, &reason }, { 0 } };
	int n = cli_options(cli, options, argc, argv), i, status = EXIT_GOOD;
	struct control_request q;

	if (n == 0)
		return cli_usage("ban", "wants an address or prefix");
	if (!length)
		return cli_usage("ban", "wants --for TIME (30m, 2h, 7d)");
	for (i = 1; i <= n; i++) {
		if (!client_request(&q, CONTROL_BAN, "ban", argv[i]))
			return EXIT_USAGE;
		if (!clock_parse_duration(span_of(length), &q.length) || q.length <= 0)
			return cli_usage("ban", "'%s' is no length of time (30m, 2h, 7d)", length);
		snprintf(q.reason, sizeof(q.reason), "%s", reason);
		if (ban(cli, &q) != EXIT_GOOD)
			status = EXIT_FINDING;
	}
	return status;
}
