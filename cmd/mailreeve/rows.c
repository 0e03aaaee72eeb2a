/* How the rows of an answer look.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve/output.h"
#include "cmd/mailreeve/rows.h"

const char *
rows_ban_kind(const struct control_ban *b)
{
	if (b->observed)
		return b->throttle ? "would throttle" : "would ban";
	return b->throttle ? "throttle" : "ban";
}

const char *
rows_severity(uint32_t severity)
{
	static const char *const name[] = { "?", "info", "warning", "critical" };

	return severity <= SEVERITY_CRITICAL ? name[severity] : name[0];
}

json_t *
rows_ban_json(const struct control_ban *b)
{
	char address[ADDR_TEXT_MAX];
	int64_t left = b->until ? (b->until - clock_now()) / SECOND : 0;

	return json_pack("{s:s, s:s, s:o, s:o, s:I, s:i, s:i, s:b, s:b, s:I, s:f, s:s, s:s, s:s}",
	    "address", addr_format(&b->addr, address), "kind", b->throttle ? "throttle" : "ban",
	    "since", output_json_time(b->since), "until", output_json_time(b->until),
	    "left", (json_int_t)(left > 0 ? left : 0), "offence", (int)b->offence, "rung", (int)b->rung,
	    "all_ports", (int)b->all_ports, "observed", (int)b->observed, "packets", (json_int_t)b->packets,
	    "score", b->score, "why", b->why, "reason", b->reason, "by", b->by);
}

void
rows_ban_head(void)
{
	printf("%s%-24s %-8s %9s %3s  %-16s %s%s\n", output_colour(COLOUR_DIM), "ADDRESS", "KIND", "LEFT", "NTH", "WHY",
	    "SINCE", output_colour(COLOUR_NONE));
}

void
rows_ban_line(const struct control_ban *b)
{
	char address[ADDR_TEXT_MAX], left[CLOCK_TEXT_MAX] = "no end", since[32];

	if (b->until && b->until <= clock_now())
		snprintf(left, sizeof(left), "over");
	else if (b->until)
		clock_duration_text(b->until - clock_now(), left);
	printf("%-24s %-8s %9s %3u  %-16.16s %s%s\n", addr_format(&b->addr, address),
	    b->observed ? "observed" : b->throttle ? "throttle" : b->all_ports ? "all" : "ban", left, b->offence,
	    b->by[0] ? b->by : b->why, output_time(b->since, since), b->by[0] ? " by hand" : "");
}

json_t *
rows_evidence_json(const struct msg_evidence *e)
{
	return json_pack("{s:s, s:o, s:f, s:i, s:s, s:s, s:o}", "type", "evidence", "time", output_json_time(e->time),
	    "points", e->points, "count", (int)e->count, "signal", e->signal, "rule", e->rule,
	    "text", output_json_span(span_of(e->line)));
}

json_t *
rows_score_json(const struct msg_answer *a)
{
	return json_pack("{s:s, s:o, s:f, s:f, s:s, s:s, s:o}", "type", "score", "time", output_json_time(a->time),
	    "points", a->points, "now", a->value, "signal", a->signal, "rule", a->rule,
	    "text", output_json_span(span_of(a->line)));
}
