/* MDaemon's session logs: blocks between rules of dashes, where only one line names the client. The address and the session
 * are remembered and given to every line of the block. A block is written when its session is over, so blocks do not mix.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

enum { BLOCK_SILENCE = 600 }; /* seconds: MDaemon gives up sooner */

/* Without a rule between them: a new block begins where time goes back or stands still for long. */
static void
begin(struct decoder *d, int64_t time)
{
	if (time < d->block.last || time > d->block.last + BLOCK_SILENCE * INT64_C(1000000))
		d->block.ip[0] = d->block.session[0] = '\0';
	d->block.last = time;
}

static void
keep(char *to, struct span s)
{
	size_t n = s.n < BLOCK_TEXT_MAX ? s.n : 0;

	memcpy(to, s.p, n);
	to[n] = '\0';
}

/* "Tue 2026-08-18 00:00:48.993: 05: text"; the two digits are a colour. */
static bool
split(struct decoder *d, struct span *t, int64_t *time)
{
	static const char days[] = "Mon Tue Wed Thu Fri Sat Sun ";
	struct span day = { t->p, 4 }, colour;
	size_t n;

	if (t->n < 26)
		return false;
	if (!memmem(days, sizeof days - 1, day.p, day.n))
		return false;
	text_advance(t, 4);
	n = stamp_iso(&d->stamp, *t, time);
	if (n == 0)
		return false;
	text_advance(t, n);
	if (!text_skip(t, ": "))
		return false;
	colour = *t;
	if (colour.n > 4 && text_is_digits((struct span){ colour.p, 2 }) && memcmp(colour.p + 2, ": ", 2) == 0)
		text_advance(t, 4);
	return t->n > 0;
}

/* "Accepting SMTP connection from [1.2.3.4:567] to ..." or without brackets; IPv6 in brackets of its own. */
static void
learn(struct decoder *d, struct span message)
{
	struct span t = message, kind, from, number;

	if (text_skip(&t, "Session ")) {
		number = text_until(&t, ";");
		keep(d->block.session, number.p ? number : t);
		d->block.ip[0] = '\0';
		return;
	}
	if (!text_skip(&t, "Accepting "))
		return;
	kind = text_until(&t, " connection from ");
	from = text_word(&t);
	if (!kind.p || from.n == 0)
		return;
	if (from.n > 2 && *from.p == '[' && from.p[from.n - 1] == ']')
		from = (struct span){ from.p + 1, from.n - 2 };
	keep(d->block.ip, from);
}

/* "[123:4] " before a text is the session, in logs that mix them. */
static struct span
own_session(struct span *t)
{
	struct span rest = *t, id = { 0 };

	if (text_skip(&rest, "["))
		id = text_until(&rest, "] ");
	for (size_t i = 0; i < id.n; i++)
		if (!memchr("0123456789:", id.p[i], 11))
			return (struct span){ 0 };
	if (id.n)
		*t = rest;
	return id.n ? id : (struct span){ 0 };
}

enum decoded
decode_mdaemon(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, session;
	int64_t time;

	if (!split(d, &t, &time))
		return DECODED_NOT;
	if (text_starts(t, "-----")) {
		d->block.ip[0] = d->block.session[0] = '\0';
		return DECODED_HEADER;
	}
	begin(d, time);
	session = own_session(&t);
	if (session.p)
		d->block.ip[0] = '\0';
	learn(d, t);
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, t);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("mdaemon"));
	if (d->block.ip[0] && !text_starts(t, "Host screening ") && !text_starts(t, "Location Screening:")) /* about others */
		decode_put(d, r, "ip", span_of(d->block.ip));
	if (session.p || d->block.session[0])
		decode_put(d, r, "session", session.p ? session : span_of(d->block.session));
	return DECODED;
}
