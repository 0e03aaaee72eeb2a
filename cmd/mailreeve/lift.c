/* `mailreeve lift`: let them go. Done when the kernel says so.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"

static int
lift(const struct cli *cli, const struct control_request *q, const char *what)
{
	int error = client_ask(cli, q, NULL, NULL);

	if (cli->json)
		output_json(json_pack("{s:s, s:b}", "lifted", what, "done", error == 0));
	else if (!error)
		printf("%s is free\n", what);
	return error ? EXIT_FINDING : EXIT_GOOD;
}

int
lift_main(struct cli *cli, int argc, char **argv)
{
	bool all = false;
	const char *reason = "";
	struct cli_option options[] = { { "all", NULL, "every ban there is", &all, NULL },
		{ "reason", "TEXT", "kept in the ledger", NULL, &reason }, { 0 } };
	int n = cli_options(cli, options, argc, argv), i, status = EXIT_GOOD;
	struct control_request q;

	if (all ? n > 0 : n == 0)
		return cli_usage("lift", "wants addresses, or --all");
	if (all) {
		client_request(&q, CONTROL_LIFT_ALL, "lift", NULL);
		snprintf(q.reason, sizeof(q.reason), "%s", reason);
		return lift(cli, &q, "everyone");
	}
	for (i = 1; i <= n; i++) {
		if (!client_request(&q, CONTROL_LIFT, "lift", argv[i]))
			return EXIT_USAGE;
		snprintf(q.reason, sizeof(q.reason), "%s", reason);
		if (lift(cli, &q, argv[i]) != EXIT_GOOD)
			status = EXIT_FINDING;
	}
	return status;
}
