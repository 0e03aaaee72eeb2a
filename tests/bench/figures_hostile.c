/* What long lines made to cost time cost: nanoseconds a byte of the worst of many, at 10,000 and at 100,000 bytes. Work
 * that grows with the square of the length would show as ten times the price. Decoded and matched with all packs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/decode.h"
#include "rules/match.h"

enum { SHORT = 10000, LONG = 100000, BYTES = 256, ROUNDS = 3, NAME_MAX_SHOWN = 40 };

/* How a line begins, so that it gets as far as to a client's text. */
static const char *const heads[] = {
	"Nov 24 10:00:01 mx postfix/smtpd[812]: ",
	"Nov 24 10:00:01 mx postfix/smtpd[812]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <",
	"Nov 24 10:00:01 mx postfix/smtpd[812]: disconnect from unknown[192.0.2.7] ",
	"Nov 24 10:00:01 mx dovecot: ",
	"Nov 24 10:00:01 mx dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<",
	"2026-11-24 10:00:01 H=(",
	"2026-11-24 10:00:01 login authenticator failed for (",
	"2026-11-24T10:00:00.104Z,MX1\\R,08DC1D1000000001,0,198.51.100.1:25,192.0.2.7:50121,<,",
	"Nov 24 10:00:01 mx sendmail[812]: ruleset=check_rcpt, arg1=",
	"{\"message\":\"", "",
};
static const char *const pieces[] = {
	"<>", "]: ", ">: ", "[192.0.2.1]", "[192.0.2.1]: ", " from ", ">, ", ", ", "=1 ", "a=1/1 ", "rcpt=0/1 ", "(x) [", ") [192.0.2.1]", " H=",
	" F=<", "\" H=", "user=<", ">, method=PLAIN, rip=192.0.2.1", "\"\"", "\",\"", ",,", "\\\"", "{\"a\":", "[[", " relay=", "::", "1.", "connect from ",
	">: Relay access denied", ": Relay access denied; from=<", "; from=<", " helo=<", " to=<", "(set_id=", ": 535 ", "\t", "\xc3\xa4", "a b", "k=\"v\" ",
};
enum { HEADS = sizeof(heads) / sizeof(*heads), PIECES = sizeof(pieces) / sizeof(*pieces) };

struct worst { double ns; char piece[NAME_MAX_SHOWN]; int head; };

static double
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The least of some rounds, for a byte. */
static double
price(const struct ruleset *rs, struct decoder *d, struct span line)
{
	static struct record record;
	static struct matched matched;
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double began = nanoseconds(), took;

		if (decoder_line(d, line, &record) == DECODED)
			match(rs, &record, &matched);
		took = nanoseconds() - began;
		if (i == 0 || took < best)
			best = took;
	}
	return best / (double)line.n;
}

static size_t
fill(char *line, const char *head, struct span piece, size_t length)
{
	size_t n = (size_t)(stpcpy(line, head) - line);

	for (size_t i = 0; n < length; i++)
		line[n++] = piece.p[i % piece.n];
	return n;
}

static struct worst
worst_of(const struct ruleset *rs, struct decoder *d, size_t length)
{
	static char line[LONG + 1];
	struct worst worst = { 0 };

	for (int h = 0; h < HEADS; h++)
		for (int i = 0; i < BYTES + PIECES; i++) {
			char byte = (char)i;
			struct span piece = i < BYTES ? (struct span){ &byte, 1 } : span_of(pieces[i - BYTES]);
			size_t n = fill(line, heads[h], piece, length);
			double ns = byte == '\n' && i < BYTES ? 0 : price(rs, d, (struct span){ line, n });

			if (ns <= worst.ns)
				continue;
			worst.ns = ns;
			worst.head = h;
			span_printable(piece, worst.piece, sizeof(worst.piece));
		}
	return worst;
}

int
main(void)
{
	static const char *const folders[] = { "rules/packs", NULL }; /* it runs from the root of the source */
	struct error e;
	struct ruleset *rs = ruleset_load(folders, NULL, &e);
	struct decode_options o = { .year = 2026, .zone = 0 };
	struct decoder *d;
	struct worst few, many;

	if (!rs)
		fatalx("%s: %s", e.file, e.text);
	o.columns = ruleset_columns(rs);
	d = decoder_new(NULL, &o);
	few = worst_of(rs, d, SHORT);
	many = worst_of(rs, d, LONG);
	printf("hostile_line_10kB_worst %.1f ns/byte\nhostile_line_100kB_worst %.1f ns/byte\nhostile_line_growth %.1f times\n",
	    few.ns, many.ns, many.ns / few.ns);
	fprintf(stderr, "worst: '%s' behind '%s'; '%s' behind '%s'\n", few.piece, heads[few.head], many.piece, heads[many.head]);
	decoder_free(d);
	ruleset_free(rs);
	return 0;
}
