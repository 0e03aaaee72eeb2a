/* Reads '#' lines, which say what the records below them hold.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <strings.h>

#include "rules/decode_internal.h"

void
header_init(struct log_header *h)
{
	h->kind = LOG_OTHER;
	h->date = h->time = h->stem = -1;
}

static struct span
trim(struct span t)
{
	while (t.n && (*t.p == ' ' || *t.p == '\t'))
		text_advance(&t, 1);
	while (t.n && (t.p[t.n - 1] == ' ' || t.p[t.n - 1] == '\t'))
		t.n--;
	return t;
}

static bool
has_word(struct span text, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= text.n; i++)
		if (strncasecmp(text.p + i, word, n) == 0)
			return true;
	return false;
}

/* "SMTP Receive Protocol Log", "Message Tracking Log" ...; older and newer versions word it differently. */
static enum log_kind
kind_of(struct span text)
{
	static const struct { const char *word; enum log_kind kind; } words[] = {
		{ "Receive", LOG_RECEIVE }, { "Send", LOG_SEND }, { "Tracking", LOG_TRACKING }, { "IMAP", LOG_IMAP },
		{ "POP", LOG_POP }, { "HTTP", LOG_HTTP },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has_word(text, words[i].word))
			return words[i].kind;
	return LOG_OTHER;
}

/* The next name of a list. */
static struct span
next_name(struct span *t, char separator)
{
	const char *end = memchr(t->p, separator, t->n);
	struct span name = { t->p, end ? (size_t)(end - t->p) : t->n };

	text_advance(t, end ? name.n + 1 : name.n);
	return trim(name);
}

void
layout_make(struct decoder *d, struct layout *l, struct span names, char separator)
{
	for (l->count = 0; names.n && l->count < RECORD_COLUMNS_MAX; l->count++)
		l->id[l->count] = (int16_t)decode_column(d, next_name(&names, separator));
}

static int
place_of(struct span names, char separator, const char *name)
{
	for (int i = 0; names.n; i++)
		if (span_is(next_name(&names, separator), name))
			return i;
	return -1;
}

bool
header_fields(struct decoder *d, struct span value)
{
	struct log_header *h = &d->header;
	char separator;

	if (value.n == 0 || value.n > HEADER_TEXT_MAX)
		return false;
	memmove(h->text, value.p, value.n);
	h->n = value.n;
	h->csv = memchr(value.p, ',', value.n) != NULL;
	h->w3c = !h->csv;
	h->last = 0;
	separator = h->csv ? ',' : ' ';
	layout_make(d, &h->own, value, separator);
	h->date = place_of(value, separator, "date");
	h->time = place_of(value, separator, "time");
	h->stem = place_of(value, separator, "cs-uri-stem");
	return true;
}

/* Date and time of a W3C log, which are UTC. 0 if they are not. */
int64_t
w3c_time(struct decoder *d, struct span date, struct span time)
{
	char text[24];
	int64_t us;

	if (date.n != 10 || time.n != 8)
		return 0;
	memcpy(text, date.p, 10);
	text[10] = 'T';
	memcpy(text + 11, time.p, 8);
	text[19] = 'Z';
	text[20] = ' ';
	return stamp_iso(&d->stamp, (struct span){ text, 21 }, &us) == 20 ? us : 0;
}

bool
header_line(struct decoder *d, struct span line)
{
	struct span t = line, value;

	if (text_skip(&t, "#Fields:")) {
		if (header_fields(d, trim(t)))
			return true;
		d->reason = "#Fields is empty or too long";
		return false;
	}
	if (text_skip(&t, "#Log-type:") || text_skip(&t, "#Log-Type:")) {
		d->header.kind = kind_of(t);
		return true;
	}
	if (text_skip(&t, "#Date:")) {
		value = trim(t);
		d->header.day = value.n < 10 ? 0 : w3c_time(d, (struct span){ value.p, 10 }, SPAN_LIT("00:00:00"));
		return true;
	}
	return text_starts(t, "#Software:") || text_starts(t, "#Version:") || text_starts(t, "#Start-Date:") ||
	       text_starts(t, "#End-Date:") || text_starts(t, "#Remark:");
}
