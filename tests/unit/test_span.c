/* Hostile bytes, made fit to be shown.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/span.h"
#include "tests/tap.h"

struct sample { const char *what; struct span in; const char *out; };

static const struct sample samples[] = {
	{ "nothing", SPAN_LIT(""), "" },
	{ "plain text", SPAN_LIT("from=<a@b.example> ~"), "from=<a@b.example> ~" },
	{ "a backslash", SPAN_LIT("a\\x1b"), "a\\\\x1b" },
	{ "control bytes", SPAN_LIT("a\tb\r\n\x1b[31m\x7f"), "a\\x09b\\x0d\\x0a\\x1b[31m\\x7f" },
	{ "NUL", SPAN_LIT("a\0b"), "a\\x00b" },
	{ "two-byte UTF-8", SPAN_LIT("M\xc3\xbcller"), "M\xc3\xbcller" },
	{ "three-byte UTF-8", SPAN_LIT("\xe2\x82\xac"), "\xe2\x82\xac" },
	{ "four-byte UTF-8", SPAN_LIT("\xf0\x9f\x93\xab"), "\xf0\x9f\x93\xab" },
	{ "the last character of all", SPAN_LIT("\xf4\x8f\xbf\xbd"), "\xf4\x8f\xbf\xbd" },
	{ "a lone continuation byte", SPAN_LIT("\x80z"), "\\x80z" },
	{ "a sequence cut by the end", SPAN_LIT("a\xe2\x82"), "a\\xe2\\x82" },
	{ "a sequence cut by a letter", SPAN_LIT("\xe2\x82z"), "\\xe2\\x82z" },
	{ "Latin-1", SPAN_LIT("M\xfcller"), "M\\xfcller" },
	{ "an overlong slash", SPAN_LIT("\xc0\xaf"), "\\xc0\\xaf" },
	{ "an overlong escape in three bytes", SPAN_LIT("\xe0\x80\x9b"), "\\xe0\\x80\\x9b" },
	{ "an overlong NUL in four bytes", SPAN_LIT("\xf0\x80\x80\x80"), "\\xf0\\x80\\x80\\x80" },
	{ "a surrogate", SPAN_LIT("\xed\xa0\x80"), "\\xed\\xa0\\x80" },
	{ "beyond U+10FFFF", SPAN_LIT("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80" },
	{ "bytes that UTF-8 never has", SPAN_LIT("\xfe\xff\xf8"), "\\xfe\\xff\\xf8" },
	{ "a C1 control (CSI)", SPAN_LIT("\xc2\x9b" "31m"), "\\xc2\\x9b31m" },
	{ "no-break space stays", SPAN_LIT("\xc2\xa0"), "\xc2\xa0" },
	{ "a right-to-left override", SPAN_LIT("a\xe2\x80\xae" "b"), "a\\xe2\\x80\\xaeb" },
	{ "a direction isolate", SPAN_LIT("\xe2\x81\xa6"), "\\xe2\\x81\\xa6" },
	{ "a zero-width space", SPAN_LIT("\xe2\x80\x8b"), "\\xe2\\x80\\x8b" },
	{ "a line separator", SPAN_LIT("\xe2\x80\xa8"), "\\xe2\\x80\\xa8" },
	{ "a byte order mark", SPAN_LIT("\xef\xbb\xbf"), "\\xef\\xbb\\xbf" },
	{ "a tag character", SPAN_LIT("\xf3\xa0\x81\x81"), "\\xf3\\xa0\\x81\\x81" },
};

static void
test_samples(void)
{
	char out[200];

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		const struct sample *s = &samples[i];
		size_t n = span_printable(s->in, out, sizeof(out));
		bool same = strlen(s->out) == s->in.n && memcmp(s->out, s->in.p, s->in.n) == 0;
		bool backslash = memchr(s->in.p, '\\', s->in.n) != NULL;

		is_text(out, s->out, s->what);
		is_int((long long)n, (long long)strlen(s->out), "... and the length is told");
		ok(span_is_printable(s->in) == (same || backslash), "... and span_is_printable agrees");
		ok(span_is_printable((struct span){ out, n }), "... and what came out is printable");
	}
}

/* Every room, from none to plenty: never a byte too many, never a character or an escape cut in two. */
static void
test_room(void)
{
	const struct span in = SPAN_LIT("a\x1b\xe2\x82\xac\\z");
	const char *const want[] = { "", "a", "a", "a", "a", "a\\x1b", "a\\x1b", "a\\x1b", "a\\x1b\xe2\x82\xac",
	                             "a\\x1b\xe2\x82\xac", "a\\x1b\xe2\x82\xac\\\\", "a\\x1b\xe2\x82\xac\\\\z" };

	char out[16];

	for (size_t cap = 1; cap <= sizeof(want) / sizeof(*want); cap++) {
		memset(out, '#', sizeof(out));
		span_printable(in, out, cap);
		is_text(out, want[cap - 1], "what fits is whole");
		ok(out[cap] == '#', "no byte beyond the room of %zu", cap);
	}
	span_printable((struct span){ "\xe2\x82\xac", 2 }, out, sizeof(out));
	is_text(out, "\\xe2\\x82", "no byte beyond the span");
	ok(span_printable(in, NULL, 0) == 0, "no room at all is fine");
}

static void
test_equal(void)
{
	ok(span_eq(SPAN_LIT("a\0b"), SPAN_LIT("a\0b")) && !span_eq(SPAN_LIT("a\0b"), SPAN_LIT("a\0c")), "NUL counts");
	ok(span_is(SPAN_LIT("relay"), "relay") && !span_is(SPAN_LIT("relay"), "relays"), "lengths count");
	ok(span_of(NULL).p == NULL && span_of(NULL).n == 0, "nothing is absent");
}

int
main(void)
{
	test_samples();
	test_room();
	test_equal();
	return done_testing();
}
