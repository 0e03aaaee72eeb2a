/* Logs that put fields into brackets: Haraka, Zimbra, Stalwart, nginx, Rspamd.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_pairs.h"

static const char *const levels[] = { "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "FATAL", "CRIT", "ALERT", "EMERG",
                                      "DATA", "PROTOCOL", "LOGINFO", "LOGNOTICE", "LOGWARN", "LOGERROR", NULL };

static bool
is_level(struct span s)
{
	for (int i = 0; levels[i]; i++)
		if (span_is(s, levels[i]))
			return true;
	return false;
}

/* A stamp and a space, or nothing. False if there is a stamp without a space. */
static bool
skip_stamp(struct decoder *d, struct span *t, int64_t *time)
{
	size_t n = stamp_iso(&d->stamp, *t, time);

	if (n && (n >= t->n || t->p[n] != ' '))
		return false;
	text_advance(t, n ? n + 1 : 0);
	return true;
}

static void
skip_spaces(struct span *t)
{
	while (t->n && *t->p == ' ')
		text_advance(t, 1);
}

/* "[text] ": the text, absent if there is none. */
static struct span
group(struct span *t)
{
	struct span rest = *t, text = { 0 };

	if (text_skip(&rest, "["))
		text = text_until(&rest, "] ");
	if (text.p)
		*t = rest;
	return text;
}

/* "D98FBADB-1F5B-47DB-AFBF-4E91BBC2DE89.1", or "-" for none. */
static bool
is_uuid(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr("0123456789ABCDEFabcdef-.", s.p[i], 24))
			return false;
	return s.n >= 36 || span_is(s, "-");
}

/* [LEVEL] [UUID.n] [origin] message; the UUID is the session, n the transaction in it. The server's own summary of a session
 * ("disconnect ip=... rdns=... helo=...") is cut into columns: its first ip= stands before anything the client typed. */
enum decoded
decode_haraka(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, level, session = { 0 }, origin, pairs;
	int64_t time = 0;

	if (!skip_stamp(d, &t, &time))
		return DECODED_NOT;
	skip_spaces(&t);
	level = group(&t);
	origin = group(&t);
	if (!level.p || !is_level(level) || !origin.p)
		return DECODED_NOT;
	if (is_uuid(origin) && text_starts(t, "[")) {
		session = origin;
		origin = group(&t);
	}
	r->time = r->time ? r->time : time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("haraka"));
	session.n -= text_find(session, ".").n;
	decode_put(d, r, "level", level);
	decode_put(d, r, "session", session);
	decode_put(d, r, "origin", origin);
	pairs = t;
	if (text_skip(&pairs, "disconnect ") && span_is(origin, "core"))
		pairs_put(d, &pairs_logfmt, pairs, r);
	return DECODED;
}

/* The value of key in "a=x;b=y;", as far as its semicolon: the first, for a client's text can only stand in later ones. */
static struct span
context_value(struct span context, const char *key)
{
	while (context.n) {
		struct span item = text_until(&context, ";");

		if (!item.p)
			break;
		if (text_skip(&item, key))
			return item;
	}
	return (struct span){ 0 };
}

/* "1.2.3.4, 5.6.7.8": each proxy adds whom it saw at the end, so that only the last was not claimed by the client. */
static struct span
last_of_list(struct span list)
{
	struct span rest = list, item;

	for (item = text_until(&rest, ", "); item.p; item = text_until(&rest, ", "))
		;
	return rest;
}

/* Lines of a Java stack trace below a record. */
static bool
is_trace(struct span line)
{
	static const char *const begins[] = { "\tat ", "\t... ", "Caused by: ", "com.zimbra.", "java.", "javax.", "ExceptionId:",
	                                      "Code:" };

	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (text_starts(line, begins[i]))
			return true;
	return false;
}

/* date,ms LEVEL  [thread] [name=;oip=;ua=;] category - text. A raw URL in the thread's name cannot hold a space. */
enum decoded
decode_zimbra(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, level, thread, context = { 0 }, ip, oip;
	int64_t time;
	size_t n = stamp_iso(&d->stamp, t, &time);

	if (d->last && d->last->read == decode_zimbra && is_trace(line))
		return DECODED_HEADER;
	if (n == 0 || t.p[19] != ',' || n >= t.n || t.p[n] != ' ')
		return DECODED_NOT;
	text_advance(&t, n + 1);
	level = text_word(&t);
	skip_spaces(&t);
	if (!is_level(level) || !text_skip(&t, "["))
		return DECODED_NOT;
	thread = text_until(&t, "] ");
	if (!thread.p)
		return DECODED_NOT;
	if (text_skip(&t, "["))
		context = text_until(&t, "] ");
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("zimbra"));
	oip = context_value(context, "oip=");
	ip = oip.p ? last_of_list(oip) : context_value(context, "ip=");
	decode_put(d, r, "level", level);
	decode_put(d, r, "thread", thread);
	decode_put(d, r, "oip", oip);
	decode_put(d, r, "ip", ip);
	decode_put(d, r, "name", context_value(context, "name="));
	return DECODED;
}

static bool
is_event_id(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '-' || s.p[i] == '.' || (s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return s.n > 2 && memchr(s.p, '.', s.n);
}

/* stamp LEVEL text (event.id) key = value, key = value */
enum decoded
decode_stalwart(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, level, text, event, key, value;
	int64_t time = 0;

	if (!skip_stamp(d, &t, &time))
		return DECODED_NOT;
	level = text_word(&t);
	if (!is_level(level))
		return DECODED_NOT;
	text = t;
	if (!text_skip(&t, "(") && !text_until(&t, " (").p)
		return DECODED_NOT;
	event = text_until(&t, ")");
	if (!event.p || !is_event_id(event))
		return DECODED_NOT;
	text_skip(&t, " ");
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, text);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("stalwart"));
	decode_put(d, r, "level", level);
	decode_put(d, r, "event", event);
	for (int i = 0; i < PAIRS_MAX && pair_next(d, &pairs_stalwart, &t, &key, &value); i++) {
		decode_fill(r, decode_column(d, key), value);
		if (span_is(key, "remoteIp") || span_is(key, "remote-ip"))
			decode_fill(r, decode_column(d, SPAN_LIT("ip")), value);
	}
	return DECODED;
}

/* nginx's error log: 2025/03/30 04:11:38 [info] 13#13: *282249 text */
enum decoded
decode_nginx(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, level, pid, number;
	int64_t time;
	size_t n = stamp_iso(&d->stamp, t, &time);

	if (n == 0 || t.p[4] != '/')
		return DECODED_NOT;
	text_advance(&t, n);
	if (!text_skip(&t, " ["))
		return DECODED_NOT;
	level = text_until(&t, "] ");
	pid = text_until(&t, "#");
	if (!level.p || !text_is_digits(pid) || !text_until(&t, ": ").p)
		return DECODED_NOT;
	number = t;
	if (text_skip(&number, "*") && text_is_digits(text_word(&number)))
		t = number;
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("nginx"));
	decode_set(r, COLUMN_PID, pid);
	decode_put(d, r, "level", level);
	return DECODED;
}

/* Rspamd's own log: stamp #pid(process) <tag>; module; text. In syslog only "(process) " may be left of it. */
enum decoded
decode_rspamd(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, pid = { 0 }, process, tag;
	int64_t time = 0;

	if (!skip_stamp(d, &t, &time))
		return DECODED_NOT;
	if (text_skip(&t, "#")) {
		pid = text_until(&t, "(");
		if (!text_is_digits(pid))
			return DECODED_NOT;
	} else if (!text_skip(&t, "(")) {
		return DECODED_NOT;
	}
	process = text_until(&t, ") ");
	tag = t;
	if (!process.p || !text_skip(&tag, "<") || !text_until(&tag, ">; ").p)
		return DECODED_NOT;
	r->time = r->time ? r->time : time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("rspamd"));
	decode_fill(r, COLUMN_PID, pid);
	decode_put(d, r, "process", process);
	return DECODED;
}
