/* Reads key=value texts: logfmt, Haraka's summaries, Stalwart's events, attributes of XML.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_pairs.h"

enum { KEY_MAX = 64 };

const struct pair_style pairs_logfmt = { "=", " ", true };
const struct pair_style pairs_stalwart = { " = ", ", ", true };
const struct pair_style pairs_xml = { "=", " ", false };

static bool
is_key(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static bool
quoted(struct decoder *d, const struct pair_style *style, struct span *t, struct span *value)
{
	size_t n = 1, out = 0;
	bool escaped = false;
	char *p;

	for (; n < t->n && t->p[n] != '"'; n++)
		if (style->escapes && t->p[n] == '\\' && n + 1 < t->n) {
			escaped = true;
			n++;
		}
	*value = (struct span){ t->p + 1, n - 1 };
	text_advance(t, n < t->n ? n + 1 : n);
	p = escaped ? decode_scratch(d, value->n) : NULL;
	if (!p)
		return !escaped;
	for (size_t i = 0; i < value->n; i++) {
		i += value->p[i] == '\\' && i + 1 < value->n;
		p[out++] = value->p[i];
	}
	*value = (struct span){ p, out };
	return true;
}

bool
pair_next(struct decoder *d, const struct pair_style *style, struct span *t, struct span *key, struct span *value)
{
	size_t n = 0;
	struct span rest;

	while (n < t->n && n < KEY_MAX && is_key(t->p[n]))
		n++;
	*key = (struct span){ t->p, n };
	rest = *t;
	text_advance(&rest, n);
	if (n == 0 || !text_skip(&rest, style->equals))
		return false;
	if (rest.n && *rest.p == '"') {
		if (!quoted(d, style, &rest, value))
			return false;
		text_skip(&rest, style->separator);
	} else {
		*value = text_until(&rest, style->separator);
		if (!value->p) {
			*value = rest;
			text_advance(&rest, rest.n);
		}
	}
	*t = rest;
	return true;
}

int
pairs_put(struct decoder *d, const struct pair_style *style, struct span t, struct record *r)
{
	struct span key, value;
	int count = 0;

	while (count < PAIRS_MAX && pair_next(d, style, &t, &key, &value)) {
		decode_fill(r, decode_column(d, key), value);
		count++;
	}
	return count;
}

/* --- logfmt --- */

struct wanted { const char *name; struct span value; };

/* Looks for the fields that every logfmt line calls one way or another. Returns how many pairs there are in all. */
static int
look(struct decoder *d, struct span t, struct wanted *w, size_t wanted)
{
	struct span key, value;
	int count = 0;

	while (count < PAIRS_MAX && pair_next(d, &pairs_logfmt, &t, &key, &value)) {
		for (size_t i = 0; i < wanted; i++)
			if (span_is(key, w[i].name) && !w[i].value.p)
				w[i].value = value;
		count++;
	}
	return count;
}

enum decoded
decode_logfmt(struct decoder *d, struct span line, struct record *r)
{
	struct wanted w[] = { { "time", { 0 } }, { "ts", { 0 } }, { "msg", { 0 } }, { "message", { 0 } }, { "uuid", { 0 } },
	                      { "origin", { 0 } }, { "level", { 0 } } };
	int count;

	if (!is_key(*line.p) || !text_find(line, "=").p)
		return DECODED_NOT;
	count = look(d, line, w, sizeof w / sizeof *w);
	if (count < 3 || (!w[6].value.p && !w[0].value.p && !w[1].value.p))
		return DECODED_NOT;
	if (!w[0].value.p || !stamp_iso(&d->stamp, w[0].value, &r->time))
		if (w[1].value.p)
			stamp_iso(&d->stamp, w[1].value, &r->time);
	decode_set(r, COLUMN_MESSAGE, w[2].value.p ? w[2].value : w[3].value.p ? w[3].value : line);
	if (w[4].value.p && w[5].value.p)
		decode_set(r, COLUMN_PROGRAM, SPAN_LIT("haraka"));
	pairs_put(d, &pairs_logfmt, line, r);
	return DECODED;
}

/* Oracle's messaging server: <co ts="2014-06-02T22:02:13.94" ... mi="Bad password" us="user"/>, attributes as columns. */
enum decoded
decode_oracle(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, key, value, message = line;
	int64_t time = 0;
	char stamp[STAMP_TEXT_MAX];

	if (!text_skip(&t, "<") || text_word(&t).n != 2 || !text_starts(t, "ts=\""))
		return DECODED_NOT;
	for (struct span rest = t; pair_next(d, &pairs_xml, &rest, &key, &value);) {
		if (span_is(key, "mi"))
			message = value;
		if (span_is(key, "ts") && value.n < sizeof stamp) {
			memcpy(stamp, value.p, value.n);
			stamp[value.n] = ' ';
			stamp_iso(&d->stamp, (struct span){ stamp, value.n + 1 }, &time);
		}
	}
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, message);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("oracle-ims"));
	pairs_put(d, &pairs_xml, t, r);
	return DECODED;
}
