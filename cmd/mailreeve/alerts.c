/* `mailreeve alerts`: what a person should look at; with ids: seen.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/mailreeve/client.h"
#include "cmd/mailreeve/output.h"
#include "cmd/mailreeve/rows.h"

struct alerts { bool json, all; size_t count; };

static void
show_alert(void *context, const struct control_reply *r)
{
	struct alerts *a = context;
	const struct msg_notice *n = &r->alert.notice;
	char subject[SUBJECT_TEXT_MAX], when[32];
	bool critical = n->severity == SEVERITY_CRITICAL;

	if (r->row != ROW_ALERT || (r->alert.acknowledged && !a->all))
		return;
	a->count++;
	subject_format(&n->subject, subject);
	if (a->json) {
		output_json(json_pack("{s:I, s:s, s:s, s:s, s:i, s:o, s:o, s:b, s:o}", "id", (json_int_t)r->alert.id,
		    "severity", rows_severity(n->severity), "subject", subject, "watch", n->watch, "count", (int)n->count,
		    "first", output_json_time(r->alert.first), "last", output_json_time(r->alert.last), "acknowledged",
		    (int)r->alert.acknowledged, "text", output_json_span(span_of(n->text))));
		return;
	}
	printf("%4llu %s%-8s%s %s  %s: %s", (unsigned long long)r->alert.id,
	    output_colour(critical ? COLOUR_BAD : COLOUR_WARN), rows_severity(n->severity), output_colour(COLOUR_NONE),
	    output_time(r->alert.last, when), subject, n->watch);
	printf(n->count > 1 ? " (%u times)\n" : "\n", n->count);
	if (n->text[0])
		printf("     %s\n", n->text);
}

int
alerts_main(struct cli *cli, int argc, char **argv)
{
	struct alerts a = { 0 };
	struct cli_option options[] = { { "all", NULL, "also those that somebody has seen", &a.all, NULL }, { 0 } };
	int n = cli_options(cli, options, argc, argv), i, status = EXIT_GOOD;
	struct control_request q;

	a.json = cli->json;
	if (n == 0) {
		client_request(&q, CONTROL_ALERTS, "alerts", NULL);
		if (client_ask(cli, &q, show_alert, &a))
			return EXIT_FINDING;
		if (a.count == 0 && !a.json)
			puts("no alerts");
		return EXIT_GOOD;
	}
	for (i = 1; i <= n; i++) {
		client_request(&q, CONTROL_ACKNOWLEDGE, "alerts", NULL);
		q.length = strtoll(argv[i], NULL, 10); /* the id */
		if (q.length <= 0)
			return cli_usage("alerts", "'%s' is no alert's number", argv[i]);
		if (client_ask(cli, &q, NULL, NULL))
			status = EXIT_FINDING;
	}
	return status;
}
