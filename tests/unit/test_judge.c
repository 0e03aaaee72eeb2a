/* The judgement fed with events alone: sanctions, limits of kinds of rules, bounds, and the same after any restart.
 * What log lines bring is specified by the stories.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/paths.h"
#include "rules/judge.h"
#include "rules/judge_internal.h"
#include "tests/tap.h"

static const int64_t START = 20000 * DAY;

static struct pack pack = { .name = "test" };

struct bench {
	struct policy *policy;
	struct judge *judge;
	struct judge_hooks hooks;
	int bans, alerts, releases, evidence;
	struct verdict last;
	char why[64], text[SUBJECT_TEXT_MAX];
	uint64_t sum; /* a hash over all verdicts */
	bool obey;    /* every ban is done for ten minutes */
	const char *line; /* what the log says; NULL: something */
};

static void
on_verdict(void *context, const struct verdict *v)
{
	struct bench *b = context;

	b->bans += v->kind == VERDICT_BAN;
	b->alerts += v->kind == VERDICT_ALERT;
	b->releases += v->kind == VERDICT_RELEASE;
	b->last = *v;
	snprintf(b->why, sizeof(b->why), "%s", v->why);
	subject_format(&v->subject, b->text);
	b->sum = b->sum * 31 + (uint64_t)v->time + (uint64_t)v->kind * 7 + strlen(b->text) + (uint64_t)b->text[4];
}

static void
on_evidence(void *context, const struct msg_evidence *e)
{
	(void)e;
	((struct bench *)context)->evidence++;
}

static struct bench *
bench_new(size_t sources)
{
	struct bench *b = calloc(1, sizeof(*b));
	char *file = paths_data("policy.yaml");
	struct error e;

	b->policy = policy_load(file, NULL, &e);
	b->hooks = (struct judge_hooks){ on_verdict, on_evidence, b };
	b->judge = judge_new(b->policy, sources, &b->hooks);
	free(file);
	return b;
}

static void
bench_free(struct bench *b)
{
	judge_free(b->judge);
	policy_free(b->policy);
	free(b);
}

static struct rule plain = { .pack = &pack, .id = "plain" };

struct deed { enum signal signal; const char *source, *account, *recipient; const struct rule *rule; };

static double
happens(struct bench *b, int64_t time, struct deed d)
{
	struct event e = { .time = START + time, .rule = d.rule ? d.rule : &plain, .signal = d.signal, .count = 1 };
	int bans = b->bans;
	double points;

	if (d.source)
		addr_parse(span_of(d.source), &e.source);
	e.field[FIELD_ACCOUNT] = span_of(d.account);
	e.field[FIELD_RECIPIENT] = span_of(d.recipient);
	e.place = (struct place){ "test", 1, span_of(b->line ? b->line : "a line") };
	points = judge_event(b->judge, &e);
	if (b->obey && b->bans > bans) {
		struct subject s = b->last.subject;

		judge_sanctioned(b->judge, &s, b->last.time, b->last.time + 10 * MINUTE, false);
	}
	return points;
}

static void
relay(struct bench *b, int64_t time, const char *source, int times, const struct rule *rule)
{
	char recipient[40];

	for (int i = 0; i < times; i++) {
		snprintf(recipient, sizeof(recipient), "r%d.%lld@far.example", i, (long long)time);
		happens(b, time, (struct deed){ SIGNAL_RELAY, source, NULL, recipient, rule });
	}
}

static struct subject
subject_of(const char *address)
{
	struct subject s = { .kind = SUBJECT_ADDRESS };

	addr_parse_prefix(span_of(address), &s.addr);
	return s;
}

static void
test_ban(void)
{
	struct bench *b = bench_new(1024);
	struct subject s = subject_of("192.0.2.7");

	relay(b, 0, "192.0.2.7", 3, NULL);
	is_int(b->bans, 0, "90 points are not enough");
	relay(b, SECOND, "192.0.2.7", 1, NULL);
	is_int(b->bans, 1, "115 are");
	is_text(b->text, "192.0.2.7", "the source is named");
	is_int(b->evidence, 4, "its lines are told with it");
	relay(b, 2 * SECOND, "192.0.2.7", 1, NULL);
	is_int(b->bans, 1, "not asked again while the answer is on its way");
	relay(b, 3 * MINUTE, "192.0.2.7", 1, NULL);
	is_int(b->bans, 2, "but when it does not come");
	judge_sanctioned(b->judge, &s, START + 3 * MINUTE, START + 13 * MINUTE, false);
	relay(b, 4 * MINUTE, "192.0.2.7", 5, NULL);
	is_int(b->bans, 2, "while it is banned nothing is added");
	relay(b, 14 * MINUTE, "192.0.2.7", 3, NULL);
	is_int(b->bans, 2, "and afterwards it starts anew");
	relay(b, 15 * MINUTE, "192.0.2.7", 2, NULL);
	is_int(b->bans, 3, "until it has enough again");
	judge_sanctioned(b->judge, &s, START + 15 * MINUTE, START + 25 * MINUTE, true);
	relay(b, 17 * MINUTE, "192.0.2.7", 4, NULL);
	is_int(b->bans, 4, "a throttle starts the scores anew, but the next hundred is asked for at once");
	bench_free(b);
}

static void
test_forgiven(void)
{
	struct bench *b = bench_new(1024);
	struct subject s = subject_of("192.0.2.7");

	relay(b, 0, "192.0.2.7", 4, NULL);
	judge_sanctioned(b->judge, &s, START, START + DAY, false);
	judge_forgiven(b->judge, &s, START + MINUTE);
	relay(b, 10 * MINUTE, "192.0.2.7", 3, NULL);
	is_int(b->bans, 1, "a lifted source starts at nothing");
	relay(b, 20 * MINUTE, "192.0.2.7", 1, NULL);
	is_int(b->bans, 2, "and is judged as anybody");
	bench_free(b);
}

static void
test_rules(void)
{
	struct bench *b = bench_new(1024);
	struct rule observed = { .pack = &pack, .id = "observed", .observe = true };
	struct rule unproved = { .pack = &pack, .id = "unproved", .unproved = "because" };

	relay(b, 0, "192.0.2.7", 30, &observed);
	is_int(b->bans, 0, "an observed rule never bans");
	for (int i = 0; i < 300; i++)
		relay(b, i * 10 * MINUTE, "192.0.2.8", 1, &unproved);
	is_int(b->bans, 0, "an unproved rule never bans alone");
	relay(b, 3000 * MINUTE, "192.0.2.8", 3, NULL);
	is_int(b->bans, 1, "but it adds to what is proved");
	bench_free(b);
}

/* An IPv6 attacker has a /64; all of it is one source. */
static void
test_prefix(void)
{
	struct bench *b = bench_new(1024);

	relay(b, 0, "2001:db8:1:2::5", 2, NULL);
	relay(b, 1, "2001:db8:1:2:ffff::6", 2, NULL);
	is_int(b->bans, 1, "addresses of one /64 weigh together");
	is_text(b->text, "2001:db8:1:2::/64", "and it is the /64 that is asked for");
	bench_free(b);
}

static void
test_no_source(void)
{
	struct bench *b = bench_new(1024);

	for (int i = 0; i < 50; i++)
		happens(b, i, (struct deed){ SIGNAL_HOSTILE, NULL, NULL, NULL, NULL });
	is_int((long long)judge_sources(b->judge), 0, "an event without a source blames nobody");
	bench_free(b);
}

static void
test_bound(void)
{
	struct bench *b = bench_new(256);
	char source[40];

	relay(b, 0, "192.0.2.7", 3, NULL);
	for (int i = 0; i < 20000; i++) {
		snprintf(source, sizeof(source), "198.18.%d.%d", i / 250 % 250, i % 250);
		happens(b, i * SECOND / 100, (struct deed){ SIGNAL_RELAY, source, NULL, "a@far.example", NULL });
	}
	is_int((long long)judge_sources(b->judge), 256, "the table is bounded");
	relay(b, 4 * MINUTE, "192.0.2.7", 1, NULL);
	ok(strcmp(b->text, "192.0.2.7") == 0, "and the suspect is still known after a flood of 20000 others");
	ok(judge_bytes_per_source() <= 96, "%zu bytes a source", judge_bytes_per_source());
	bench_free(b);
}

static void
count_row(void *rows, const struct msg_answer *a)
{
	(void)a;
	++*(int *)rows;
}

static void
test_explain(void)
{
	struct bench *b = bench_new(256);
	struct subject s = subject_of("192.0.2.7"), other = subject_of("192.0.2.8");
	int rows = 0, others = 0;

	relay(b, 0, "192.0.2.7", 2, NULL);
	judge_explain(b->judge, &s, START + MINUTE, count_row, &rows);
	judge_explain(b->judge, &other, START + MINUTE, count_row, &others);
	is_int(rows, 4, "two events and two scores");
	is_int(others, 2, "an unknown source has scores, too");
	for (int i = 0; i < 5; i++)
		happens(b, 0, (struct deed){ SIGNAL_LOGIN, "192.0.2.8", (const char *[]){ "a", "b", "c", "d", "e" }[i], NULL, NULL });
	judge_explain(b->judge, &other, START + MINUTE, count_row, &others);
	is_int(others, 2 + 4, "and an office its two kinds of credit");
	bench_free(b);
}

/* A random mixture of everything, the same for every seed. */
static void
random_deed(struct bench *b, int64_t time, unsigned *seed)
{
	static const enum signal signals[] = { SIGNAL_RELAY, SIGNAL_AUTH_FAILED, SIGNAL_AUTH_FAILED, SIGNAL_AUTH_UNKNOWN,
		SIGNAL_HARVEST, SIGNAL_LOGIN, SIGNAL_DELIVERED, SIGNAL_SENT, SIGNAL_TLS_ERROR, SIGNAL_BAD_COMMAND, SIGNAL_VERIFY,
		SIGNAL_MISCONFIGURED, SIGNAL_PROBE, SIGNAL_LISTED };
	char source[40], account[40], recipient[40];

	snprintf(source, sizeof(source), "198.18.%d.%d", rand_r(seed) % 4, rand_r(seed) % 12);
	snprintf(account, sizeof(account), "user%d", rand_r(seed) % 30);
	snprintf(recipient, sizeof(recipient), "r%d@d%d.example", rand_r(seed) % 40, rand_r(seed) % 5);
	happens(b, time, (struct deed){ signals[rand_r(seed) % 14], source, account, recipient, NULL });
}

static void
restart(struct bench *b)
{
	struct state saved = { 0 }, reader;

	judge_save(b->judge, &saved);
	judge_free(b->judge);
	b->judge = judge_new(b->policy, 64, &b->hooks);
	reader = (struct state){ .p = saved.p, .n = saved.n };
	if (!judge_load(b->judge, &reader) || reader.at != reader.n)
		ok(false, "the saved state was refused");
	state_free(&saved);
}

static void
test_restarts(void)
{
	for (unsigned round = 1; round <= 3; round++) {
		struct bench *a = bench_new(64), *b = bench_new(64);
		unsigned seed = round, same = round, when = round * 99;

		a->obey = b->obey = true;
		for (int i = 0; i < 6000; i++) {
			int64_t time = i * 40 * SECOND;

			random_deed(a, time, &seed);
			random_deed(b, time, &same);
			if (rand_r(&when) % 300 == 0)
				restart(b);
		}
		ok(a->bans > 20 && a->alerts > 5, "a random life has %d bans and %d alerts", a->bans, a->alerts);
		ok(a->sum == b->sum && a->bans == b->bans, "and the same ones with restarts in between");
		bench_free(a);
		bench_free(b);
	}
}

static void
last_line(void *line, const struct msg_answer *a)
{
	if (strstr(a->line, "Password mismatch"))
		snprintf(line, MSG_LINE_MAX, "%s", a->line);
}

static void
test_secrets(void)
{
	struct bench *b = bench_new(64);
	struct subject s = subject_of("203.0.113.7");
	struct state saved = { 0 };
	char line[MSG_LINE_MAX] = "";

	b->line = "auth: sql(bob,192.0.2.7): Password mismatch (given password: hunter2)";
	happens(b, 0, (struct deed){ SIGNAL_AUTH_FAILED, "203.0.113.7", "bob", NULL, NULL });
	judge_save(b->judge, &saved);
	ok(!memmem(saved.p, saved.n, "hunter2", 7) && memmem(saved.p, saved.n, "given password: *******)", 24),
	   "no password that a log holds is saved");
	state_free(&saved);
	restart(b);
	judge_explain(b->judge, &s, START, last_line, line);
	ok(strstr(line, "given password: *******)") != NULL, "the line is kept");
	bench_free(b);
}

static void
test_refusal(void)
{
	static const struct { const char *reason, *relay; bool names; } cases[] = {
		{ "550 5.7.1 Client host [203.0.113.25] blocked using a list", "mx.far.example", true },
		{ "554-your address, 203.0.113.25.", "mx.far.example", true },
		{ "50 5.7.1 Client host [2001:db8::25] blocked", "198.51.100.9", true },
		{ "421 4.7.0 [203.0.113.25] unusual rate", "mx.far.example", false },
		{ "550 5.7.1 your host is blocked using a list", "mx.far.example", false },
		{ "550 5.7.1 see 198.51.100.9 for the list", "198.51.100.9", false },
		{ "550 5.7.1 version 1.2.3 ..... :::: 1.2.3.4.5", "", false },
		{ "", "", false },
	};
	struct name windows, simple;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ok(refusal_names_address(span_of(cases[i].reason), span_of(cases[i].relay)) == cases[i].names, "%s: %s",
		   cases[i].names ? "names our address for good" : "does not", cases[i].reason);
	name_set(&windows, span_of("OURS\\Bob"));
	name_set(&simple, span_of("bob@here.example"));
	ok(sender_is_own(span_of("bob@here.example"), &windows) && !sender_is_own(span_of("rob@here.example"), &windows),
	   "a Windows domain is no part of the sender");
	ok(sender_is_own(span_of("BOB@here.example"), &simple) && !sender_is_own(span_of("bob@far.example"), &simple),
	   "one's own address is one's own");
}

int
main(void)
{
	test_ban();
	test_forgiven();
	test_rules();
	test_prefix();
	test_no_source();
	test_bound();
	test_explain();
	test_restarts();
	test_secrets();
	test_refusal();
	return done_testing();
}
