/* `mailreeve new-rule LINE`: a draft for a line that nothing matched, proved before it is shown.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/mailreeve/load.h"
#include "cmd/mailreeve/output.h"
#include "rules/draft.h"

int
new_rule_main(struct cli *cli, int argc, char **argv)
{
	struct error e = { 0 };
	char text[800], *draft;
	struct config *config;
	struct ruleset *rs;

	if (cli_options(cli, NULL, argc, argv) != 1)
		return cli_usage("new-rule", "wants one line (in quotes)");
	config = cli_config(cli);
	rs = load_rules(config, NULL);
	draft = draft_rule(ruleset_columns(rs), span_of(argv[1]), &e);
	if (!draft)
		fprintf(stderr, "mailreeve: %s\n", error_text(&e, text, sizeof(text)));
	else if (cli->json)
		output_json(json_pack("{s:o}", "draft", output_json_span(span_of(draft))));
	else
		printf("# Read it, name what happened, and put it into %s; then: mailreeve check\n%s", config->rules_dir, draft);
	ruleset_free(rs);
	config_free(config);
	if (!draft)
		return EXIT_FINDING;
	free(draft);
	return EXIT_GOOD;
}
