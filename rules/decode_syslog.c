/* syslog: RFC 3164 as daemons write it to files, RFC 5424, ISO stamps, the journal's lines; with or without a host.
 * This is the hot path: two memchr calls and a few bytes looked at backwards.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

enum { REPEAT_MAX = 100000, PID_DIGITS_MAX = 10, PRIORITY_MAX = 16, HOST_MAX = 255, PROGRAM_MAX = 128 };

struct tag { struct span host, program, pid, message; };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "<22>" before the stamp, "<mail.info>" after it (FreeBSD's syslogd -v). */
static void
skip_priority(struct span *t)
{
	const char *end;

	if (t->n == 0 || *t->p != '<')
		return;
	end = memchr(t->p, '>', t->n < PRIORITY_MAX ? t->n : PRIORITY_MAX);
	if (!end)
		return;
	text_advance(t, (size_t)(end - t->p) + 1);
	if (t->n && *t->p == ' ')
		text_advance(t, 1);
}

/* "program[pid]:" or "program:". */
static bool
split_tag(struct span w, struct tag *tag)
{
	size_t n = w.n, digits;

	if (n < 2 || w.p[n - 1] != ':' || *w.p == '[')
		return false;
	n--;
	tag->program = (struct span){ w.p, n };
	tag->pid = (struct span){ 0 };
	if (w.p[n - 1] != ']')
		return n <= PROGRAM_MAX;
	for (digits = 0; digits < n - 1 && is_digit(w.p[n - 2 - digits]); digits++)
		;
	if (digits && digits <= PID_DIGITS_MAX && digits + 2 < n && w.p[n - 2 - digits] == '[') {
		tag->pid = (struct span){ w.p + n - 1 - digits, digits };
		tag->program.n = n - 2 - digits;
	}
	return tag->program.n <= PROGRAM_MAX;
}

/* "program [pid]:" as GNUstep's programs write, "program [level] text" as PHP's do. */
static bool
split_spaced_tag(struct span first, struct span rest, struct tag *tag)
{
	struct span w = rest, next;

	if (rest.n < 3 || *rest.p != '[' || first.n == 0 || first.n > PROGRAM_MAX)
		return false;
	*tag = (struct tag){ .program = first, .message = rest };
	next = text_word(&w);
	text_advance(&next, 1);
	if (next.n > 2 && memcmp(next.p + next.n - 2, "]:", 2) == 0 && text_is_digits((struct span){ next.p, next.n - 2 })) {
		tag->pid = (struct span){ next.p, next.n - 2 };
		tag->message = w;
	}
	return true;
}

/* Where no stamp of syslog's stands before a tag, a client's text ("H=(a postfix/smtpd[1]: ...") must not pass for one. */
static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || memchr("._-/:+@", c, 7)))
			return false;
	}
	return true;
}

/* What follows the stamp. strict: only with a program. */
static bool
split_rest(struct span rest, bool strict, struct tag *tag)
{
	struct span first = text_word(&rest), after = rest, second;

	tag->host = (struct span){ 0 };
	if (split_tag(first, tag)) {
		tag->message = rest;
		return true;
	}
	second = text_word(&after);
	if (split_tag(second, tag)) {
		tag->host = first;
		tag->message = after;
		return first.n > 0 && first.n <= HOST_MAX;
	}
	if (split_spaced_tag(first, rest, tag))
		return true;
	if (after.n > 2 && *after.p == '[' && second.n && split_spaced_tag(second, after, tag)) {
		tag->host = first;
		return tag->pid.n > 0 || !strict;
	}
	*tag = (struct tag){ .host = first, .message = rest };
	return !strict && rest.n > 0;
}

bool
syslog_has_pid(struct span rest)
{
	struct tag tag;

	return split_rest(rest, true, &tag) && tag.pid.p && is_name(tag.host) && is_name(tag.program);
}

/* Dovecot's own file looks like syslog without a host, but for the level. */
static bool
is_dovecots(const struct tag *tag)
{
	static const char *const levels[] = { "Info: ", "Warning: ", "Error: ", "Debug: ", "Fatal: ", "Panic: " };

	if (tag->host.p && !memchr(tag->host.p, '(', tag->host.n))
		return false;
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (tag->message.n > strlen(levels[i]) && memcmp(tag->message.p, levels[i], strlen(levels[i])) == 0)
			return true;
	return false;
}

/* rsyslog's "message repeated 3 times: [ ...]". */
static void
unfold_repeat(struct span *m, uint32_t *repeat)
{
	static const char start[] = "message repeated ", middle[] = " times: [ ";
	struct span t = *m;
	uint32_t n = 0;

	if (t.n < sizeof start + sizeof middle || memcmp(t.p, start, sizeof start - 1) != 0 || t.p[t.n - 1] != ']')
		return;
	text_advance(&t, sizeof start - 1);
	for (; t.n && is_digit(*t.p); text_advance(&t, 1))
		n = n < REPEAT_MAX ? n * 10 + (uint32_t)(*t.p - '0') : n;
	if (t.n < sizeof middle || memcmp(t.p, middle, sizeof middle - 1) != 0)
		return;
	text_advance(&t, sizeof middle - 1);
	*m = (struct span){ t.p, t.n - 1 };
	*repeat = n < 1 ? 1 : n > REPEAT_MAX ? REPEAT_MAX : n;
}

static void
give(struct decoder *d, const struct tag *tag, int64_t time, struct record *r)
{
	struct span message = tag->message;

	r->time = time;
	unfold_repeat(&message, &r->repeat);
	r->column[COLUMN_MESSAGE] = message;
	r->column[COLUMN_PROGRAM] = tag->program;
	r->column[COLUMN_PID] = tag->pid;
	r->column[COLUMN_HOST] = tag->host;
	r->set[0] |= 1 << COLUMN_MESSAGE | 1 << COLUMN_PROGRAM | 1 << COLUMN_PID | 1 << COLUMN_HOST;
	decode_unwrap(d, r);
}

/* RFC 5424: "<22>1 STAMP HOST APP PROCID MSGID SD MSG"; "-" where there is nothing. */
static struct span
nil_word(struct span *t)
{
	struct span w = text_word(t);

	if (w.n == 1 && *w.p == '-')
		w = (struct span){ 0 };
	return w;
}

static bool
skip_structured(struct span *t)
{
	bool quoted = false;

	if (t->n && *t->p == '-') {
		text_advance(t, 1);
		return true;
	}
	if (t->n == 0 || *t->p != '[')
		return false;
	for (; t->n; text_advance(t, 1)) {
		if (quoted && *t->p == '\\' && t->n > 1)
			text_advance(t, 1);
		else if (*t->p == '"')
			quoted = !quoted;
		else if (!quoted && *t->p == ']' && (t->n == 1 || t->p[1] != '[')) {
			text_advance(t, 1);
			return true;
		}
	}
	return false;
}

static bool
read_5424(struct decoder *d, struct span t, struct record *r)
{
	struct tag tag;
	int64_t time = 0;
	size_t n;

	if (t.n < 4 || memcmp(t.p, "1 ", 2) != 0)
		return false;
	text_advance(&t, 2);
	n = stamp_iso(&d->stamp, t, &time);
	if (n == 0 && *t.p != '-')
		return false;
	text_advance(&t, n ? n : 1);
	if (t.n == 0 || *t.p != ' ')
		return false;
	text_advance(&t, 1);
	tag.host = nil_word(&t);
	tag.program = nil_word(&t);
	tag.pid = nil_word(&t);
	nil_word(&t);
	if (!skip_structured(&t))
		return false;
	if (t.n && *t.p == ' ')
		text_advance(&t, 1);
	if (t.n >= 3 && memcmp(t.p, "\xef\xbb\xbf", 3) == 0)
		text_advance(&t, 3);
	tag.message = t;
	give(d, &tag, time, r);
	return true;
}

/* Without a stamp only "[host] program[pid]: " is sure enough. */
static bool
read_stampless(struct decoder *d, struct span line, struct record *r)
{
	struct tag tag;

	if (!syslog_has_pid(line) || !split_rest(line, true, &tag) || tag.message.n == 0)
		return false;
	give(d, &tag, 0, r);
	return true;
}

enum decoded
decode_syslog(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line;
	struct tag tag;
	int64_t time;
	bool iso;
	size_t n;

	skip_priority(&t);
	if (t.n == 0)
		return DECODED_NOT;
	iso = is_digit(*t.p);
	n = iso ? stamp_iso(&d->stamp, t, &time) : stamp_month(&d->stamp, t, &time);
	if (n == 0 || n + 1 >= t.n || t.p[n] != ' ') {
		if (t.p > line.p && read_5424(d, t, r))
			return DECODED;
		return read_stampless(d, line, r) ? DECODED : DECODED_NOT;
	}
	text_advance(&t, n + 1);
	skip_priority(&t);
	if (!split_rest(t, iso, &tag) || is_dovecots(&tag))
		return DECODED_NOT;
	give(d, &tag, time, r);
	return DECODED;
}
