/* Packs from any bytes: loaded and proved, or refused with a place; what is loaded matches without harm.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "rules/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static const char *const lines[] = {
	"", "a", "connect from mx.example[192.0.2.1]:25", "disconnect from h[192.0.2.1] ehlo=1 rcpt=2/3",
	"H=(a) [192.0.2.1]) [198.51.100.1] F=<x> rejected RCPT <y>: no", "4AB1234567: to=<a@b.example>, relay=none, delay=1, status=sent",
	"{}[]()<>\"' = , ; : user=<\xff\x00>, rip=2001:db8::1, lip=::1",
};

/* The programs that the pack itself claims, as far as they are no globs. */
static void
try_lines(const struct ruleset *rs, struct record *r, struct matched *m)
{
	for (size_t p = 0; p < ruleset_packs(rs); p++) {
		r->column[COLUMN_PROGRAM] = span_of(ruleset_pack(rs, p)->programs[0]);
		for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
			for (int c = 0; c < ruleset_columns(rs)->count; c++)
				if (c != COLUMN_PROGRAM)
					r->column[c] = span_of(lines[(i + (size_t)c) % (sizeof lines / sizeof lines[0])]);
			match(rs, r, m);
			must(m->hits >= 0 && m->hits <= HITS_MAX && m->counters <= COUNTERS_MAX);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = { .text = "" };
	struct ruleset *rs = ruleset_load_text((struct span){ (const char *)data, size }, "fuzz.yaml", &e);
	struct record *r;
	struct matched *m;

	if (!rs) {
		must(e.text[0] && e.line >= 0);
		return 0;
	}
	r = calloc(1, sizeof *r);
	m = calloc(1, sizeof *m);
	must(r && m);
	try_lines(rs, r, m);
	for (size_t i = 0; i < ruleset_rules(rs); i++)
		must(ruleset_rule(rs, i)->id[0] && ruleset_rule(rs, i)->pack);
	ruleset_free(rs);
	free(r);
	free(m);
	return 0;
}
