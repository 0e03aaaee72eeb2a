/* Logs that are a time stamp and a text: a table of what stands around the stamp, and whose log that is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

static const struct stamped {
	const char *program, *open;
	stamp_reader *stamp;
	const char *close, *starts; /* starts: the beginning of the message, stays in it */
} known[] = {
	{ "kerio", "[", stamp_day, "] ", "" },                /* [30/Dec/2013 05:27:59] Relay attempt ... */
	{ "roundcube", "[", stamp_day, "]: ", "" },           /* [22-Jan-2013 22:28:21 +0200]: FAILED login ... */
	{ "assp", "", stamp_dashed, " ", "" },                /* Apr-27-13 02:25:09 Blocking ... */
	{ "domino", "", stamp_us, "  ", "SMTP Server" },      /* 03-07-2005 23:07:20   SMTP Server: ... */
	{ "domino", "", stamp_us, "  ", "smtp: " },
	{ "domino", "", stamp_iso, "  ", "SMTP Server" },
	{ "domino", "", stamp_iso, "  ", "smtp: " },
	{ "openwebmail", "", stamp_ctime, " - ", "[" },       /* Sat Dec 28 19:03:53 2013 - [72926] (ip) name - ... */
	{ "squirrelmail", "", stamp_us, " ", "[" },           /* 10/06/2013 15:50:41 [LOGIN_ERROR] ... */
	{ "group-office", "[", stamp_iso, "]", "LOGIN " },    /* [2014-01-06 10:59:38]LOGIN FAILED ... */
};

/* A Domino console puts "[1234:0005-06AC] " before its stamp. */
static void
skip_console(struct span *t)
{
	struct span rest = *t, id;

	if (!text_skip(&rest, "["))
		return;
	id = text_until(&rest, "] ");
	if (id.n >= 9 && id.n <= 24 && memchr(id.p, ':', id.n) && memchr(id.p, '-', id.n) && !memchr(id.p, '/', id.n) &&
	    !memchr(id.p, ' ', id.n))
		*t = rest;
}

static bool
fits(struct decoder *d, const struct stamped *s, struct span *t, int64_t *time)
{
	size_t n;

	if (!text_skip(t, s->open))
		return false;
	n = s->stamp(&d->stamp, *t, time);
	text_advance(t, n);
	if (n == 0 || !text_skip(t, s->close))
		return false;
	while (t->n && *t->p == ' ')
		text_advance(t, 1);
	return t->n && text_starts(*t, s->starts);
}

enum decoded
decode_stamped(struct decoder *d, struct span line, struct record *r)
{
	struct span begin = line;

	skip_console(&begin);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct span t = begin;
		int64_t time;

		if (!fits(d, &known[i], &t, &time))
			continue;
		r->time = time;
		decode_set(r, COLUMN_MESSAGE, t);
		decode_set(r, COLUMN_PROGRAM, span_of(known[i].program));
		return DECODED;
	}
	return DECODED_NOT;
}

/* SmarterMail: hh:mm:ss [ip][session] text, the day only in the file's name. */
enum decoded
decode_smartermail(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, ip, session;
	int64_t time;
	size_t n = stamp_clock(&d->stamp, t, &time);

	text_advance(&t, n);
	if (n == 0 || !text_skip(&t, " ["))
		return DECODED_NOT;
	ip = text_until(&t, "][");
	session = text_until(&t, "] ");
	if (!ip.p || !session.p)
		return DECODED_NOT;
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("smartermail"));
	decode_put(d, r, "ip", ip);
	decode_put(d, r, "session", session);
	return DECODED;
}

/* Tine 2.0: two identifiers of five hex digits, who is logged in, " - ", a stamp, "WARN (4): ". */
enum decoded
decode_tine(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, level;
	int64_t time;
	size_t n;

	for (int i = 0; i < 2; i++) {
		struct span id = text_word(&t);

		if (id.n != 5)
			return DECODED_NOT;
		for (n = 0; n < id.n; n++)
			if (!memchr("0123456789abcdef", id.p[n], 16))
				return DECODED_NOT;
	}
	text_until(&t, " - ");
	n = stamp_iso(&d->stamp, t, &time);
	text_advance(&t, n);
	if (n == 0 || !text_skip(&t, " "))
		return DECODED_NOT;
	level = text_until(&t, " (");
	if (level.n == 0 || !text_is_digits(text_until(&t, "): ")))
		return DECODED_NOT;
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("tine20"));
	return DECODED;
}

/* Any stamp before any text: better a message without a program than a line lost. */
enum decoded
decode_plain(struct decoder *d, struct span line, struct record *r)
{
	static stamp_reader *const readers[] = { stamp_iso, stamp_month, stamp_ctime, stamp_tai64n, stamp_epoch, stamp_us,
	                                         stamp_day };
	struct span t = line;
	int64_t time;

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		size_t n = readers[i](&d->stamp, t, &time);

		if (n == 0 || n + 1 >= t.n || !memchr(" \t:,", t.p[n], 4))
			continue;
		text_advance(&t, n + 1);
		text_skip(&t, " ");
		r->time = time;
		decode_set(r, COLUMN_MESSAGE, t);
		return DECODED;
	}
	return DECODED_NOT;
}

/* --- messages that say by themselves whose they are --- */

static const struct { const char *starts, *program; } events[] = {
	{ "Inbound authentication failed with error ", "exchange-event" }, /* event 1035 of MSExchangeFrontEndTransport */
	{ "Receive connector ", "exchange-event" },                        /* 1012 */
};

/* OpenSMTPD begins each with the 16 hex digits of the session. */
static bool
is_opensmtpd(struct span line)
{
	struct span t = line, id = text_word(&t);

	for (size_t i = 0; i < id.n; i++)
		if (!memchr("0123456789abcdef", id.p[i], 16))
			return false;
	return id.n == 16 && (text_starts(t, "smtp ") || text_starts(t, "mta "));
}

enum decoded
decode_bare(struct decoder *d, struct span line, struct record *r)
{
	const char *program = is_opensmtpd(line) ? "smtpd" : NULL;

	(void)d;
	for (size_t i = 0; i < sizeof events / sizeof *events && !program; i++)
		if (text_starts(line, events[i].starts))
			program = events[i].program;
	if (!program)
		return DECODED_NOT;
	decode_set(r, COLUMN_MESSAGE, line);
	decode_set(r, COLUMN_PROGRAM, span_of(program));
	return DECODED;
}

/* --- Axigen --- */

/* SMTP-IN:0000001B: text; in its own files after "07-22 12:55:44 +0300 02 host ". */
enum decoded
decode_axigen(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, service, session, host = { 0 };
	int64_t time = 0;
	size_t n = stamp_short(&d->stamp, t, &time);

	if (n && n + 1 < t.n) {
		text_advance(&t, n + 1);
		text_word(&t);
		host = text_word(&t);
	}
	service = text_until(&t, ":");
	session = text_until(&t, ": ");
	if (service.n < 3 || service.n > 16 || *service.p < 'A' || *service.p > 'Z' || session.n != 8)
		return DECODED_NOT;
	for (size_t i = 0; i < session.n; i++)
		if (!memchr("0123456789ABCDEF", session.p[i], 16))
			return DECODED_NOT;
	r->time = r->time ? r->time : time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("axigen"));
	decode_fill(r, COLUMN_HOST, host);
	decode_put(d, r, "service", service);
	decode_put(d, r, "session", session);
	return DECODED;
}
