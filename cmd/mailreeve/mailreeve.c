/* The operator's tool: review, lift, ban, explain, replay. One file a subcommand; this is the table of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve/cli.h"

const struct subcommand subcommands[] = {
	{ "status", "", "what is followed, what is banned, what is wrong", status_main },
	{ "bans", "", "who is banned now, why, and for how long yet", bans_main },
	{ "why", "ADDRESS", "the evidence and the arithmetic behind an address", why_main },
	{ "lift", "ADDRESS...", "let them go, now", lift_main },
	{ "ban", "ADDRESS --for TIME", "ban by hand", ban_main },
	{ "allow", "[ADDRESS...]", "never ban these; without one: list", allow_main },
	{ "alerts", "[ID...]", "what a person should look at; with ids: acknowledge", alerts_main },
	{ "campaigns", "", "attackers that move from address to address", campaigns_main },
	{ "check", "[FILE...]", "configuration and rules, with all their examples", check_main },
	{ "explain", "[LINE]", "which rule recognises a line, and what it takes from it", explain_main },
	{ "replay", "FILE...", "what would have happened on these logs", replay_main },
	{ "tune", "LOG... --policy FILE", "how other weights would change the verdicts", tune_main },
	{ "new-rule", "LINE", "draft a rule for a line that nothing matched", new_rule_main },
	{ "import", "FILE", "bans or allows from a list, one a line", import_main },
	{ "panic", "", "take every ban out of the kernel, at once", panic_main },
	{ "help", "[COMMAND]", "this list, or all about one command", help_main },
	{ NULL, NULL, NULL, NULL },
};

const struct subcommand *
subcommand_find(const char *name)
{
	const struct subcommand *c;

	for (c = subcommands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static void
list_subcommands(FILE *to)
{
	const struct subcommand *c;

	fprintf(to, "usage: mailreeve COMMAND [OPTION...] [ARGUMENT...]\n\n");
	for (c = subcommands; c->name; c++)
		fprintf(to, "  %-10s %-22s %s\n", c->name, c->arguments, c->help);
	fprintf(to, "\nEvery command takes --json, and --run DIR where the daemon runs elsewhere than in /run/mailreeve.\n");
}

int
help_main(struct cli *cli, int argc, char **argv)
{
	const struct subcommand *c;
	char *help[] = { argc > 1 ? argv[1] : NULL, (char[]){ "--help" }, NULL };

	if (argc < 2) {
		list_subcommands(stdout);
		return EXIT_GOOD;
	}
	c = subcommand_find(argv[1]);
	if (!c || c->run == help_main) {
		fprintf(stderr, "mailreeve: there is no command '%s'\n", argv[1]);
		list_subcommands(stderr);
		return EXIT_USAGE;
	}
	return c->run(cli, 2, help);
}

int
main(int argc, char **argv)
{
	struct cli cli = { .run = "/run/mailreeve" };
	const struct subcommand *c;

	log_open("mailreeve", 0);
	signal(SIGPIPE, SIG_DFL);
	if (argc < 2) {
		list_subcommands(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_main(&cli, 1, argv);
	c = subcommand_find(argv[1]);
	if (!c) {
		fprintf(stderr, "mailreeve: there is no command '%s'\n", argv[1]);
		list_subcommands(stderr);
		return EXIT_USAGE;
	}
	return c->run(&cli, argc - 1, argv + 1);
}
