/* Lines a second for each kind of log: bare split, decoded, matched with all packs, and with threads and judgement.
 * One core, processor time, the best of several rounds. SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/engine.h"

enum { LINES = 200000, ROUNDS = 3, LINE_ROOM = 320 };

/* In the lines: \1 an address, \2 a number, \3 the time of day, \4 what names the session. */
static const char *const postfix[] = {
	"Nov 24 \3 mx postfix/smtpd[\4]: connect from mx.partner.example[\1]",
	"Nov 24 \3 mx postfix/smtpd[\4]: 4C\4: client=mx.partner.example[\1]",
	"Nov 24 \3 mx postfix/cleanup[812]: 4C\4: message-id=<\2.\2@partner.example>",
	"Nov 24 \3 mx postfix/qmgr[811]: 4C\4: from=<news\2@partner.example>, size=2\2, nrcpt=1 (queue active)",
	"Nov 24 \3 mx postfix/local[813]: 4C\4: to=<user@here.example>, relay=local, delay=0.05, delays=0.03/0/0/0.01, dsn=2.0.0, "
	"status=sent (delivered to maildir)",
	"Nov 24 \3 mx postfix/qmgr[811]: 4C\4: removed",
	"Nov 24 \3 mx postfix/smtpd[\4]: disconnect from mx.partner.example[\1] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5",
	"Nov 24 \3 mx postfix/smtpd[1\4]: connect from unknown[\1]",
	"Nov 24 \3 mx postfix/smtpd[1\4]: NOQUEUE: reject: RCPT from unknown[\1]: 554 5.7.1 <v\2@far.example>: Relay access denied; "
	"from=<x@spam.example> to=<v\2@far.example> proto=ESMTP helo=<win\2>",
	"Nov 24 \3 mx postfix/smtpd[1\4]: disconnect from unknown[\1] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4", NULL };
static const char *const exim[] = {
	"2026-11-24 \3 1kh\4-000a\4-2B <= news@partner.example H=mx.partner.example [\1] P=esmtp S=2\2 id=\2@partner.example",
	"2026-11-24 \3 1kh\4-000a\4-2B => user <user@here.example> R=local_user T=local_delivery",
	"2026-11-24 \3 1kh\4-000a\4-2B Completed",
	"2026-11-24 \3 H=(win\2) [\1]:3755 F=<x@spam.example> rejected RCPT <v\2@far.example>: relay not permitted",
	"2026-11-24 \3 login authenticator failed for (User) [\1]:4000: 535 Incorrect authentication data (set_id=name\2)",
	"2026-11-24 \3 no host name found for IP address \1", NULL };
static const char *const dovecot[] = {
	"Nov 24 \3 mx dovecot: imap-login: Login: user=<alice@here.example>, method=PLAIN, rip=\1, lip=198.51.100.25, mpid=\4, TLS, "
	"session=<q1W2e\4>",
	"Nov 24 \3 mx dovecot: imap(alice@here.example)<\4><q1W2e\4>: Logged out in=\2 out=\2 deleted=0 expunged=0 trashed=0 "
	"hdr_count=0 hdr_bytes=0 body_count=0 body_bytes=0",
	"Nov 24 \3 mx dovecot: auth: passwd-file(name\2,\1,<x1W2e\4>): unknown user",
	"Nov 24 \3 mx dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<name\2>, method=PLAIN, rip=\1, "
	"lip=198.51.100.25, TLS, session=<x1W2e\4>", NULL };
static const char *const exchange[] = {
	"2026-11-24T\3.104Z,MX1\\Default Frontend MX1,08DC1D10000\4,0,198.51.100.1:25,\1:50121,+,,",
	"2026-11-24T\3.105Z,MX1\\Default Frontend MX1,08DC1D10000\4,1,198.51.100.1:25,\1:50121,>,220 mx1.here.example ready,",
	"2026-11-24T\3.204Z,MX1\\Default Frontend MX1,08DC1D10000\4,2,198.51.100.1:25,\1:50121,<,EHLO win\2,",
	"2026-11-24T\3.205Z,MX1\\Default Frontend MX1,08DC1D10000\4,3,198.51.100.1:25,\1:50121,<,MAIL FROM:<x\2@spam.example>,",
	"2026-11-24T\3.206Z,MX1\\Default Frontend MX1,08DC1D10000\4,4,198.51.100.1:25,\1:50121,<,RCPT TO:<v\2@far.example>,",
	"2026-11-24T\3.207Z,MX1\\Default Frontend MX1,08DC1D10000\4,5,198.51.100.1:25,\1:50121,>,550 5.7.54 SMTP; Unable to relay "
	"recipient in non-accepted domain,",
	"2026-11-24T\3.300Z,MX1\\Default Frontend MX1,08DC1D10000\4,6,198.51.100.1:25,\1:50121,-,,Remote", NULL };
static const char exchange_head[] = "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,"
	"event,data,context\n#Log-type: SMTP Receive Protocol Log\n";

static const struct kind { const char *name, *head; const char *const *lines; } kinds[] = {
	{ "postfix", "", postfix }, { "exim", "", exim }, { "dovecot", "", dovecot }, { "exchange", exchange_head, exchange } };

/* A line of session n, the t-th of the log. */
static char *
write_line(char *out, const char *line, unsigned n, unsigned t)
{
	unsigned number = n * 2654435761u >> 20, second = t / 10 % 86400;

	for (; *line; line++) {
		if (*line == '\1')
			out += sprintf(out, "198.%u.%u.%u", 18 + n % 2, n / 250 % 256, 1 + n % 250);
		else if (*line == '\2')
			out += sprintf(out, "%u", number++);
		else if (*line == '\3')
			out += sprintf(out, "%02u:%02u:%02u", second / 3600, second / 60 % 60, second % 60);
		else if (*line == '\4')
			out += sprintf(out, "%06u", n % 1000000);
		else
			*out++ = *line;
	}
	*out++ = '\n';
	return out;
}

static struct span
write_log(const struct kind *kind, char *text)
{
	char *out = stpcpy(text, kind->head);

	for (unsigned t = 0, n = 0; t < LINES; n++)
		for (const char *const *l = kind->lines; *l && t < LINES; l++, t++)
			out = write_line(out, *l, n, t);
	return (struct span){ text, (size_t)(out - text) };
}

/* What is done with each line. */
struct bench {
	const struct ruleset *rules;
	const struct policy *policy;
	struct decoder *decoder;
	struct record record;
	struct matched matched;
	struct engine *engine;
	struct engine_log *log;
};
typedef void step(struct bench *b, struct span line);

static void
decode(struct bench *b, struct span line)
{
	decoder_line(b->decoder, line, &b->record);
}

static void
decode_and_match(struct bench *b, struct span line)
{
	if (decoder_line(b->decoder, line, &b->record) == DECODED)
		match(b->rules, &b->record, &b->matched);
}

static void
everything(struct bench *b, struct span line)
{
	engine_line(b->engine, b->log, line);
}

static void
open_bench(struct bench *b)
{
	struct decode_options o = { .columns = ruleset_columns(b->rules), .year = 2026, .zone = 0 };
	struct engine_hooks hooks = { .context = NULL };

	memset(&b->record, 0, sizeof(b->record));
	b->decoder = decoder_new(NULL, &o);
	b->engine = engine_new(b->rules, b->policy, &hooks);
	b->log = engine_log_new(b->engine, "bench", NULL, &o, false);
}

static void
close_bench(struct bench *b)
{
	engine_log_free(b->log);
	engine_free(b->engine);
	decoder_free(b->decoder);
}

/* Seconds for the log; with no step it is only split. */
static double
run(struct bench *b, struct span text, step *s)
{
	double best = INT_MAX;

	for (int i = 0; i < ROUNDS; i++) {
		const char *p = text.p, *end = text.p + text.n, *newline;
		clock_t began;
		double took;

		open_bench(b);
		began = clock();
		for (; (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1)
			if (s)
				s(b, (struct span){ p, (size_t)(newline - p) });
		took = (double)(clock() - began) / CLOCKS_PER_SEC;
		best = took < best ? took : best;
		close_bench(b);
	}
	return best;
}

int
main(void)
{
	static const struct { const char *name; step *step; } steps[] = { { "decoded", decode }, { "matched", decode_and_match },
		{ "judged", everything } };
	static const char *const folders[] = { "rules/packs", NULL }; /* it runs from the root of the source */
	static struct bench b;
	struct error e;
	double began = (double)clock();
	char *room = xcalloc(LINES + 2, LINE_ROOM);

	b.rules = ruleset_load(folders, NULL, &e);
	if (b.rules)
		printf("load_packs %.0f ms\n", ((double)clock() - began) * 1000 / CLOCKS_PER_SEC);
	b.policy = b.rules ? policy_load("rules/policy.yaml", NULL, &e) : NULL;
	if (!b.policy)
		fatalx("%s: %s", e.file, e.text);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		struct span text = write_log(&kinds[k], room);
		double split = run(&b, text, NULL), took;

		printf("%s_split %.1f Mlines/s\n", kinds[k].name, LINES / split / 1e6);
		for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
			took = run(&b, text, steps[i].step);
			printf("%s_%s %.2f Mlines/s\n", kinds[k].name, steps[i].name, LINES / took / 1e6);
			printf("%s_%s_to_split %.0f times\n", kinds[k].name, steps[i].name, took / split);
		}
	}
	free(room);
	return 0;
}
