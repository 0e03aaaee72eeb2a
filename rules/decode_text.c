/* The bytes of a line: scratch for what must be unescaped, and UTF-16.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/decode_internal.h"

enum { SCRATCH_FACTOR = 6, SCRATCH_LEAST = 1024 }; /* a line may need this often its length, and always this much */

void
text_begin(struct decoder *d, size_t line)
{
	d->scratch.n = 0;
	d->scratch.line = line;
	if (d->scratch.cap > SCRATCH_KEPT) {
		free(d->scratch.p);
		d->scratch.p = NULL;
		d->scratch.cap = 0;
	}
	if (d->json) {
		json_decref(d->json);
		d->json = NULL;
	}
}

char *
decode_scratch(struct decoder *d, size_t n)
{
	size_t want = SCRATCH_FACTOR * d->scratch.line + SCRATCH_LEAST;
	char *p;

	if (d->scratch.n == 0 && d->scratch.cap < want) { /* never moved while spans point into it */
		d->scratch.p = xrealloc(d->scratch.p, want);
		d->scratch.cap = want;
	}
	if (n > d->scratch.cap - d->scratch.n) {
		d->reason = "too much to unescape";
		return NULL;
	}
	p = d->scratch.p + d->scratch.n;
	d->scratch.n += n;
	return p;
}

struct span
text_until(struct span *t, const char *end)
{
	struct span rest = text_find(*t, end), before = { 0 };

	if (rest.p) {
		before = (struct span){ t->p, t->n - rest.n };
		*t = rest;
		text_advance(t, strlen(end));
	}
	return before;
}

struct span
text_word(struct span *t)
{
	const char *end = t->n ? memchr(t->p, ' ', t->n) : NULL;
	struct span w = { t->p, end ? (size_t)(end - t->p) : t->n };

	text_advance(t, end ? w.n + 1 : w.n);
	return w;
}

bool
text_is_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* --- UTF-16: hMailServer and others write it if told to; lines are still cut at the byte '\n' --- */

bool
text_is_wide(struct span line)
{
	const unsigned char *p = (const unsigned char *)line.p;

	return line.n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff) ||
	                       (line.n >= 8 && !p[0] && !p[2] && !p[4] && !p[6] && p[1] && p[3] && p[5]) ||
	                       (line.n >= 8 && !p[1] && !p[3] && !p[5] && !p[7] && p[0] && p[2] && p[4]));
}

static size_t
put_utf8(char *out, unsigned c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3f));
	out[2] = (char)(0x80 | (c & 0x3f));
	return 3;
}

/* Learns the order of bytes from a mark or from the first characters. Of "\n\0" the zero stands at the start of the next
 * line (little-endian), of "\0\n" at the end of the line itself. Surrogates become three bytes each: it is only matched. */
bool
text_convert(struct decoder *d, struct span *line)
{
	const unsigned char *p = (const unsigned char *)line->p;
	size_t n = line->n, at = 0;
	bool big;
	char *out;

	if (!memchr(p, 0, n)) { /* no character of ASCII in it: this is not a wide line, nor are the next ones */
		d->text = TEXT_BYTES;
		return true;
	}
	if (d->text == TEXT_BYTES)
		d->text = p[0] == 0xfe || (p[0] == 0 && p[2] == 0 && line->n % 2) ? TEXT_UTF16BE : TEXT_UTF16LE;
	big = d->text == TEXT_UTF16BE;
	if (!big && n && p[0] == 0) {
		p++;
		n--;
	}
	if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff))) {
		p += 2;
		n -= 2;
	}
	out = decode_scratch(d, n / 2 * 3 + 1);
	if (!out)
		return false;
	for (size_t i = 0; i + 1 < n; i += 2)
		at += put_utf8(out + at, big ? (unsigned)p[i] << 8 | p[i + 1] : (unsigned)p[i + 1] << 8 | p[i]);
	*line = (struct span){ out, at };
	return true;
}
