/* Lines of any bytes through every decoder: the first byte selects the format, the rest are lines.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "rules/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static const char *
select_format(uint8_t which)
{
	size_t count = 0;

	while (decoder_names()[count])
		count++;
	which = (uint8_t)(which % (count + 1));
	return which == count ? NULL : decoder_names()[which];
}

/* Each byte of each column can be read; what is no record has none. */
static void
look(const struct record *r, enum decoded got, const char *reason)
{
	volatile unsigned char sum = 0;

	must(got != DECODED_NOT || *reason);
	must(r->repeat >= 1 && r->time >= 0);
	for (int i = 0; i < COLUMN_IDS_MAX; i++) {
		bool set = r->set[i / 64] >> (i % 64) & 1;

		must(set || (!r->column[i].p && !r->column[i].n));
		must(got == DECODED || !set);
		for (size_t k = 0; k < r->column[i].n; k++)
			sum = (unsigned char)(sum + (unsigned char)r->column[i].p[k]);
	}
}

static struct decoder *
restarted(struct decoder *d, const struct decode_options *o, const char *format)
{
	static unsigned char memo[16384];
	size_t n = decoder_save(d, memo, sizeof memo);
	struct decoder *next = decoder_new(format, o);

	must(n > 0 && decoder_load(next, memo, n));
	decoder_free(d);
	return next;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const used[] = { "ip", "session", "data", "event", "remote-endpoint", "c-ip", "cs-uri-query", "helo", "level" };
	static struct columns columns;
	static struct record record;
	struct decode_options o = { .columns = &columns, .now = INT64_C(1795514400000000), .zone = 3600 };
	const char *format = select_format(size ? data[0] : 0);
	struct decoder *d;
	size_t at = size > 0;

	if (columns.count == 0) {
		columns_init(&columns);
		for (size_t i = 0; i < sizeof used / sizeof *used; i++)
			columns_add(&columns, span_of(used[i]));
	}
	d = decoder_new(format, &o);
	for (int lines = 0; at < size; lines++) {
		const uint8_t *end = memchr(data + at, '\n', size - at);
		size_t n = end ? (size_t)(end - data) - at : size - at;
		char *line = malloc(n ? n : 1); /* of its exact size: a read beyond it is seen */
		enum decoded got;

		memcpy(line, data + at, n);
		got = decoder_line(d, (struct span){ line, n }, &record);
		look(&record, got, decoder_reason(d));
		free(line);
		at += n + 1;
		if (lines == 3)
			d = restarted(d, &o, format);
	}
	decoder_free(d);
	return 0;
}
