/* `mailreeve bans`: who is banned now.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"
#include "cmd/mailreeve/rows.h"

struct bans { bool json, addresses; size_t count; };

static void
show_ban(void *context, const struct control_reply *r)
{
	struct bans *b = context;
	char address[ADDR_TEXT_MAX];

	if (r->row != ROW_BAN)
		return;
	if (b->json)
		output_json(rows_ban_json(&r->ban));
	else if (b->addresses)
		puts(addr_format(&r->ban.addr, address));
	else {
		if (b->count == 0)
			rows_ban_head();
		rows_ban_line(&r->ban);
	}
	b->count++;
}

int
bans_main(struct cli *cli, int argc, char **argv)
{
	struct bans b = { 0 };
	bool history = false;
	struct cli_option options[] = {
		{ "addresses", NULL, "the bare addresses, for scripts and completion", &b.addresses, NULL },
		{ "history", NULL, "also those that have ended", &history, NULL }, { 0 } };
	struct control_request q;

	if (cli_options(cli, options, argc, argv) > 0)
		return cli_usage("bans", "takes no argument (for one address: mailreeve why ADDRESS)");
	b.json = cli->json;
	client_request(&q, history ? CONTROL_HISTORY : CONTROL_BANS, "bans", NULL);
	if (client_ask(cli, &q, show_ban, &b))
		return EXIT_FINDING;
	if (b.count == 0 && !b.json && !b.addresses)
		puts("nobody is banned");
	return EXIT_GOOD;
}
