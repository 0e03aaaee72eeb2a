/* Exim's mainlog, rejectlog and paniclog: its own stamp, an optional zone and [pid], then the text with the message id.
 * (The Exim specification, chapter 53 "Log files".)
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

static struct span
skip_pid(struct span *t)
{
	struct span rest = *t, pid = { 0 };

	if (text_skip(&rest, "["))
		pid = text_until(&rest, "] ");
	if (!text_is_digits(pid))
		return (struct span){ 0 };
	*t = rest;
	return pid;
}

/* The stamp and [pid]; what is left begins with the message. */
static bool
split(struct decoder *d, struct span *t, int64_t *time, struct span *pid)
{
	size_t n = stamp_iso(&d->stamp, *t, time);

	if (n == 0 || n + 2 >= t->n || t->p[n] != ' ' || t->p[n + 1] == ' ')
		return false;
	if (t->p[4] != '-' || t->p[10] != ' ' || t->p[19] == ',')
		return false;
	text_advance(t, n + 1);
	*pid = skip_pid(t);
	return t->n > 0;
}

/* The rejectlog shows a refused message's header under its line: "F From: x", "  Subject: y", and a rule after it. Those are
 * the client's bytes, and never a record: a folded header begins with white space, so none can begin with a date. */
static bool
is_dump(struct span line)
{
	char c = *line.p;

	return c == ' ' || c == '\t' || (line.n > 2 && line.p[1] == ' ' && ((c >= 'A' && c <= 'Z') || c == '*')) ||
	       text_starts(line, "Envelope-") || text_starts(line, "-----") || text_starts(line, "++++");
}

static bool
is_others(const struct decoder *d, struct span rest)
{
	struct span service;

	return d->header.w3c || (*rest.p == '#' && rest.n > 1 && rest.p[1] >= '0' && rest.p[1] <= '9') ||
	       syslog_has_pid(rest) || dovecot_level(rest, &service);
}

enum decoded
decode_exim(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, pid;
	bool mine = d->last && d->last->read == decode_exim;
	int64_t time;

	if (*line.p < '0' || *line.p > '9')
		return (mine || d->forced) && is_dump(line) ? DECODED_HEADER : DECODED_NOT;
	if (!split(d, &t, &time, &pid) || is_others(d, t))
		return DECODED_NOT;
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("exim"));
	if (pid.p)
		decode_set(r, COLUMN_PID, pid);
	return DECODED;
}

/* In syslog Exim writes its stamp and [pid] a second time, or only the [pid]. */
enum decoded
decode_exim_inner(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, pid;
	int64_t time;

	if (!split(d, &t, &time, &pid)) {
		pid = skip_pid(&t);
		time = 0;
	}
	r->time = r->time ? r->time : time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_fill(r, COLUMN_PID, pid);
	return DECODED;
}
