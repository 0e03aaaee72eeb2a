/* TAB-separated logs of Windows mail servers: hMailServer and MailEnable. Text of the client can hold a TAB, so only the
 * columns before it are sure.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

static struct span
cell(struct span *t)
{
	struct span c = text_until(t, "\t");

	if (!c.p) {
		c = *t;
		text_advance(t, t->n);
	}
	return c;
}

static struct span
unquoted(struct span s)
{
	if (s.n && *s.p == '"')
		text_advance(&s, 1);
	if (s.n && s.p[s.n - 1] == '"')
		s.n--;
	return s;
}

/* "SMTPD" thread session "time" "ip" "text"; "TCPIP" and others have no session and address. */
enum decoded
decode_hmailserver(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, kind = cell(&t), thread, session = { 0 }, ip = { 0 }, text;
	char stamp[32];
	int64_t time;

	if (kind.n < 3 || *kind.p != '"' || t.n == 0)
		return DECODED_NOT;
	thread = cell(&t);
	if (t.n && *t.p != '"')
		session = cell(&t);
	text = unquoted(cell(&t));
	if (!text_is_digits(thread) || text.n < 19 || text.n + 1 > sizeof stamp)
		return DECODED_NOT;
	memcpy(stamp, text.p, text.n);
	stamp[text.n] = ' ';
	if (stamp_iso(&d->stamp, (struct span){ stamp, text.n + 1 }, &time) != text.n)
		return DECODED_NOT;
	if (session.p)
		ip = unquoted(cell(&t));
	text = unquoted(t);
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, text);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("hmailserver"));
	decode_put(d, r, "kind", unquoted(kind));
	decode_put(d, r, "thread", thread);
	decode_put(d, r, "session", session);
	decode_put(d, r, "ip", ip);
	decode_put(d, r, "text", text);
	return DECODED;
}

enum { ARGUMENT = 5, REPLY, NAMES = 11, CELLS_MAX = 24 };

/* A TAB that the client typed splits its argument: the reply is the first cell that two numbers follow, and what stands
 * before it belongs together. Returns how many cells there are then. */
static int
join_argument(struct span *cell, int count)
{
	int reply = REPLY;

	while (reply + 2 < count && !(text_is_digits(cell[reply + 1]) && text_is_digits(cell[reply + 2])))
		reply++;
	if (reply == REPLY || reply + 2 >= count)
		return count;
	cell[ARGUMENT].n = (size_t)(cell[reply - 1].p + cell[reply - 1].n - cell[ARGUMENT].p);
	memmove(&cell[REPLY], &cell[reply], (size_t)(count - reply) * sizeof cell[0]);
	return count - (reply - REPLY);
}

/* MM/dd/yy HH:mm:ss, then these; `reply` is also the message. Without an address it is the debug log: the rest is text. */
enum decoded
decode_mailenable(struct decoder *d, struct span line, struct record *r)
{
	static const char *const names[NAMES] = { "kind", "file", "session", "ip", "command", "argument", "reply", "in", "out",
	                                          "user", "subject" };
	struct span t = line, value[CELLS_MAX] = { { 0 } };
	int64_t time;
	size_t n = stamp_us(&d->stamp, t, &time);
	int count = 0;

	if (n == 0 || n >= t.n || t.p[n] != '\t')
		return DECODED_NOT;
	text_advance(&t, n + 1);
	decode_set(r, COLUMN_MESSAGE, t);
	while (count < CELLS_MAX && t.n)
		value[count++] = cell(&t);
	count = join_argument(value, count);
	r->time = time;
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("mailenable"));
	for (int i = 0; count > REPLY && i < count && i < NAMES; i++)
		decode_put(d, r, names[i], value[i]);
	if (count > REPLY)
		decode_set(r, COLUMN_MESSAGE, value[REPLY]);
	return DECODED;
}
