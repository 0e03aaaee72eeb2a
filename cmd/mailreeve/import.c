/* `mailreeve import`: bans or allows from a list: an address or prefix a line, then an optional reason; # begins a comment.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"

struct import { const struct cli *cli; const char *file; struct control_request q; int done, refused, wrong; };

static void
import_line(struct import *im, char *line, int number)
{
	char *text = line + strspn(line, " \t"), *reason;

	text[strcspn(text, "#\r\n")] = '\0';
	if (!*text)
		return;
	reason = text + strcspn(text, " \t,;");
	if (*reason)
		*reason++ = '\0';
	if (!addr_parse_prefix(span_of(text), &im->q.subject.addr)) {
		fprintf(stderr, "mailreeve: %s:%d: '%s' is neither an address nor a prefix\n", im->file, number, text);
		im->wrong++;
		return;
	}
	snprintf(im->q.reason, sizeof(im->q.reason), "%s", *reason ? reason : "imported");
	if (client_ask(im->cli, &im->q, NULL, NULL))
		im->refused++;
	else
		im->done++;
}

int
import_main(struct cli *cli, int argc, char **argv)
{
	const char *length = "1d";
	bool allow = false;
	struct cli_option options[] = { { "for", "TIME", "how long the bans last (default 1d)", NULL, &length },
		{ "allow", NULL, "the list says who is never banned", &allow, NULL }, { 0 } };
	struct import im = { .cli = cli };
	char line[1024];
	int number = 0;
	FILE *f;

	if (cli_options(cli, options, argc, argv) != 1)
		return cli_usage("import", "wants one file (- for standard input)");
	im.file = argv[1];
	client_request(&im.q, allow ? CONTROL_ALLOW : CONTROL_BAN, "import", NULL);
	if (!allow && !clock_parse_duration(span_of(length), &im.q.length))
		return cli_usage("import", "'%s' is no length of time (30m, 2h, 7d)", length);
	f = strcmp(argv[1], "-") == 0 ? stdin : fopen(argv[1], "r");
	if (!f) {
		fprintf(stderr, "mailreeve: %s: %s\n", argv[1], strerror(errno));
		return EXIT_USAGE;
	}
	while (fgets(line, sizeof(line), f))
		import_line(&im, line, ++number);
	if (f != stdin)
		fclose(f);
	if (cli->json)
		output_json(json_pack("{s:i, s:i, s:i}", "imported", im.done, "refused", im.refused, "wrong", im.wrong));
	else
		printf("%d imported, %d refused, %d lines not understood\n", im.done, im.refused, im.wrong);
	return im.wrong ? EXIT_USAGE : im.refused ? EXIT_FINDING : EXIT_GOOD;
}
