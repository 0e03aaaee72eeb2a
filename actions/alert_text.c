/* Writes an alert for people, and for programs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdio.h>

#include "actions/alert_text.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"

enum { TEXT_ROOM = MSG_LINE_MAX * 2 };

static const char ours[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

const char *
alert_severity(uint32_t severity)
{
	static const char *const name[] = {
		[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_CRITICAL] = "critical",
	};

	return severity >= SEVERITY_INFO && severity <= SEVERITY_CRITICAL ? name[severity] : "warning";
}

char *
alert_name(const struct msg_notice *n, char out[MSG_WHY_MAX])
{
	size_t length = strnlen(n->watch, sizeof(n->watch));
	bool good = length > 0 && length < MSG_WHY_MAX && strspn(n->watch, ours) == length;

	snprintf(out, MSG_WHY_MAX, "%s", good ? n->watch : "alert");
	return out;
}

char *
alert_subject(const struct msg_notice *n, const char *host, char out[ALERT_SUBJECT_MAX])
{
	char name[MSG_WHY_MAX];

	snprintf(out, ALERT_SUBJECT_MAX, "[mailreeve] %s on %.64s: %s", alert_severity(n->severity), host,
	         alert_name(n, name));
	return out;
}

/* A message's text is printable already; whatever else it may be, it becomes so. */
static char *
story(const struct msg_notice *n, char out[TEXT_ROOM])
{
	struct span text = { n->text, strnlen(n->text, sizeof(n->text)) };

	if (span_is_printable(text))
		snprintf(out, TEXT_ROOM, "%.*s", (int)text.n, text.p);
	else
		span_printable(text, out, TEXT_ROOM);
	return out;
}

static void
look_for(const struct msg_notice *n, const char *subject, char *out, size_t cap)
{
	if (n->subject.kind == SUBJECT_ADDRESS)
		snprintf(out, cap, "mailreeve alerts; mailreeve why %s", subject);
	else
		snprintf(out, cap, "mailreeve alerts");
}

char *
alert_text(const struct msg_notice *n, const char *host, unsigned missed, char out[ALERT_TEXT_MAX])
{
	char subject[SUBJECT_TEXT_MAX], time[CLOCK_TEXT_MAX], name[MSG_WHY_MAX], text[TEXT_ROOM];
	char look[SUBJECT_TEXT_MAX + 40], before[120] = "";

	subject_format(&n->subject, subject);
	look_for(n, subject, look, sizeof(look));
	if (missed)
		snprintf(before, sizeof(before), "\n%u alerts before this one could not be delivered.\n", missed);
	snprintf(out, ALERT_TEXT_MAX,
	         "%s\n\nabout:    %s\nwatch:    %s\nseverity: %s\ntime:     %s\nin 24 h:  %u\nserver:   %.64s\n%s\n"
	         "To look closer: %s\n",
	         story(n, text), subject, alert_name(n, name), alert_severity(n->severity), clock_rfc3339(n->time, time), n->count,
	         host, before, look);
	return out;
}

char *
alert_json(const struct msg_notice *n, const char *host, unsigned missed)
{
	char subject[SUBJECT_TEXT_MAX], time[CLOCK_TEXT_MAX], name[MSG_WHY_MAX], text[TEXT_ROOM];
	json_t *o;
	char *out;

	o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:i}", "severity", alert_severity(n->severity), "watch",
	              alert_name(n, name), "subject", subject_format(&n->subject, subject), "text", story(n, text), "time",
	              clock_rfc3339(n->time, time), "count", (int)n->count, "server", host, "missed", (int)missed);
	out = o ? json_dumps(o, JSON_COMPACT) : NULL;
	json_decref(o);
	if (!out)
		fatalx("out of memory");
	return out;
}
