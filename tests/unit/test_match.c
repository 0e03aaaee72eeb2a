/* Matching: order, several hits, counters, conditions, columns, programs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "rules/match.h"
#include "tests/tap.h"

struct fixture {
	struct ruleset *rs;
	struct record r;
	struct matched m;
};

static struct fixture *
load(const char *yaml)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error e = { .text = "" };

	f->rs = ruleset_load_text(span_of(yaml), "p.yaml", &e);
	if (!f->rs) {
		printf("Bail out! %d:%d: %s\n", e.line, e.column, e.text);
		exit(1);
	}
	return f;
}

static void
done(struct fixture *f)
{
	ruleset_free(f->rs);
	free(f);
}

/* The ids of the hits, blank between. */
static const char *
hits(struct fixture *f, const char *program, const char *message)
{
	static char out[400];
	size_t n = 0;

	f->r.column[COLUMN_PROGRAM] = span_of(program);
	f->r.column[COLUMN_MESSAGE] = span_of(message);
	match(f->rs, &f->r, &f->m);
	out[0] = '\0';
	for (int i = 0; i < f->m.hits; i++)
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i ? " " : "", f->m.hit[i].rule->id);
	return out;
}

static bool
holds(const struct fixture *f, const char *field, const char *value)
{
	return span_is(hit_field(&f->m.hit[0], fields_find(ruleset_fields(f->rs), span_of(field))), value);
}

static const char order[] =
	"pack: p\nprograms: ['p*/smtpd']\nrules:\n"
	"  - {id: generic, signal: rejected, line: 'reject from {host}[{source}]: {text}'}\n"
	"  - {id: special, signal: relay, line: 'reject from {host}[{source}]: {code} Relay denied{...}'}\n"
	"  - {id: special-too, signal: relay, line: 'reject from {host}[{source}]: {code} Relay denied{text}'}\n"
	"  - {id: aside, signal: context, also: true, line: '{text} from {host}[{...}'}\n"
	"  - {id: queued, signal: context, line: '{qid}: removed'}\n"
	"  - {id: either, signal: relay, line: ['x{? : {helo}} by {source}', 'y by {source}']}\n";

static void
test_order(void)
{
	struct fixture *f = load(order);

	is_text(hits(f, "p/smtpd", "reject from a[192.0.2.1]: 550 Relay denied, sorry"), "special", "the most literal first, then the order of the file");
	is_text(hits(f, "p/smtpd", "reject from a[192.0.2.1]: 550 No"), "generic", "the general one takes the rest");
	is_text(hits(f, "p/smtpd", "reject from a[192.0.2]: 550 No"), "aside", "what is no address is no match");
	is_text(hits(f, "p/smtpd", "refuse from a[192.0.2.1]: 550 No"), "aside", "a rule that begins with typed text");
	is_text(hits(f, "p/smtpd", "4AB1234567: removed"), "queued", "a rule that begins with a field");
	is_text(hits(f, "p/smtpd", "4AB1234567: remove"), "", "almost");
	is_text(hits(f, "p/smtpd", "4AB: removed"), "", "a field that is too short");
	is_text(hits(f, "p/smtpd", "x: me by 192.0.2.9"), "either", "with the optional part");
	ok(holds(f, "helo", "me"), "and its field");
	is_text(hits(f, "p/smtpd", "x by 192.0.2.9"), "either", "without");
	ok(!hit_field(&f->m.hit[0], FIELD_HELO).p, "and without the field");
	is_text(hits(f, "p/smtpd", "y by 192.0.2.9"), "either", "one of a list of lines");
	is_text(hits(f, "p/smtpd", ""), "", "an empty message");
	done(f);
}

static void
test_programs(void)
{
	struct fixture *f = load(order);

	is_text(hits(f, "pq/x/smtpd", "4AB1234567: removed"), "queued", "* goes over slashes");
	is_text(hits(f, "p/qmgr", "4AB1234567: removed"), "", "another program");
	is_text(hits(f, "p/qmgr", "4AB1234567: removed"), "", "another program, from the cache");
	ok(match_knows_program(f->rs, SPAN_LIT("p1/smtpd")) && !match_knows_program(f->rs, SPAN_LIT("smtpd")), "whose program it is");
	bool good = true;
	for (int i = 0; i < 3000; i++) {
		char name[400];

		snprintf(name, sizeof name, "p%0*d/%s", i % 300 + 1, i, i % 2 ? "smtpd" : "other");
		good &= match_knows_program(f->rs, span_of(name)) == (strlen(name) < 256 && i % 2);
	}
	ok(good, "more names than the cache holds, and longer ones");
	for (int i = 0; i < 4000; i++) {
		char name[40];

		snprintf(name, sizeof name, "p%04d/%s", i, i % 3 ? "smtpd" : "other");
		good &= match_knows_program(f->rs, span_of(name)) == (i % 3 != 0);
	}
	ok(good, "names of one length that fall on each other's slots");
	done(f);
}

static void
test_fallback(void)
{
	struct fixture *f = load("pack: p\nprograms: ['*']\nrules:\n  - {id: any, signal: relay, line: 'no from {source}'}\n");

	is_text(hits(f, "whatever", "no from 192.0.2.1"), "any", "a pack for every program");
	is_text(hits(f, NULL, "no from 192.0.2.1"), "any", "also where there is none");
	done(f);
}

static void
test_counters(void)
{
	struct fixture *f = load(
		"pack: p\nprograms: [p]\nrules:\n"
		"  - {id: failed, also: true, signal: harvest, line: 'bye {source} {counters}', count: rcpt.failed, when: {rcpt.failed: '> 0'}}\n"
		"  - {id: resets, also: true, signal: reset-flood, line: 'bye {source} {counters}', count: [rset, noop], less: mail.ok, free: 3}\n"
		"  - {id: none, signal: context, line: 'bye {source} {counters}', when: {auth: 0}}\n");
	long n = -1;

	is_text(hits(f, "p", "bye 192.0.2.1 ehlo=1 mail=3/4 rcpt=2/5 rset=7"), "failed resets none", "rules that also match, on one line's counters");
	is_int(f->m.counters, 4, "read once");
	ok(hit_number(&f->m, &f->m.hit[0], &f->m.hit[0].rule->count[0], &n) && n == 3, "what failed");
	ok(hit_number(&f->m, &f->m.hit[1], &f->m.hit[1].rule->count[0], &n) && n == 7, "all of one");
	ok(hit_number(&f->m, &f->m.hit[1], &f->m.hit[1].rule->count[1], &n) && n == 0, "one that the line lacks");
	ok(hit_number(&f->m, &f->m.hit[1], &f->m.hit[1].rule->less[0], &n) && n == 3, "what went well");
	is_int(f->m.hit[1].rule->free, 3, "free");
	is_text(hits(f, "p", "bye 192.0.2.1 rcpt=5 auth=0/1"), "resets", "conditions on counters");
	is_text(hits(f, "p", "bye 192.0.2.1 rcpt=42949672970 rset=4/"), "resets none", "a number beyond all bounds");
	ok(f->m.counter[0].all >= 400000000, "stays large");
	is_text(hits(f, "p", "bye 192.0.2.1 rcpt=5 auth=/1"), "", "no counters");
	is_text(hits(f, "p", "bye 192.0.2.1 "), "", "none at all");
	done(f);
}

static void
test_conditions(void)
{
	struct fixture *f = load(
		"pack: p\nprograms: [p]\nrules:\n"
		"  - {id: many, signal: flood, line: 'n={n:int} of {source}', when: {n: '> 3'}}\n"
		"  - {id: two, signal: flood, line: 'n={n:int} of {source}', when: {n: 2}}\n"
		"  - {id: named, signal: relay, line: 'cmd {cmd:word} of {source}', when: {cmd: [get, Post]}}\n"
		"  - {id: not-named, signal: verify, line: 'cmd {cmd:word} of {source}', when: {cmd: ['!x', '!y']}}\n"
		"  - {id: like, signal: probe, line: 'say \"{say:text}\" of {source} ok', unproved: 'a test of regular expressions',\n"
		"     when: {say: {regex: '^a+[0-9]{2,3}$'}}}\n"
		"  - {id: tallied, signal: hangup, line: 'end {source}', when: {tally.x: '> 5'}}\n");

	is_text(hits(f, "p", "n=4 of 192.0.2.1"), "many", "greater");
	is_text(hits(f, "p", "n=3 of 192.0.2.1"), "", "not greater");
	is_text(hits(f, "p", "n=2 of 192.0.2.1"), "two", "equal");
	is_text(hits(f, "p", "cmd GET of 192.0.2.1"), "named", "one of the texts, in any case");
	is_text(hits(f, "p", "cmd HEAD of 192.0.2.1"), "not-named", "none of the texts");
	is_text(hits(f, "p", "cmd x of 192.0.2.1"), "", "one of those it must not be");
	is_text(hits(f, "p", "say \"aa12\" of 192.0.2.1 ok"), "like", "an expression on a field");
	is_text(hits(f, "p", "say \"aa1\" of 192.0.2.1 ok"), "", "that does not fit");
	is_text(hits(f, "p", "end 192.0.2.1"), "tallied", "a condition on a tally is the thread's");
	done(f);
}

static void
test_columns(void)
{
	struct fixture *f = load(
		"pack: p\nprograms: [p]\nrules:\n"
		"  - id: refused\n    signal: auth-failed\n    where: {event: '>', data: ['535 {...}', '534 no']}\n"
		"    take: {source: remote, account: user}\n    set: {service: smtp}\n"
		"  - {id: line, signal: context, line: 'x', where: {event: '<'}}\n");
	const struct columns *c = ruleset_columns(f->rs);
	int event = columns_find(c, SPAN_LIT("EVENT")), data = columns_find(c, SPAN_LIT("data"));
	int remote = columns_find(c, SPAN_LIT("remote")), user = columns_find(c, SPAN_LIT("user"));
	static const struct { const char *remote, *source; } rows[] = {
		{ "192.0.2.1", "192.0.2.1" }, { "192.0.2.1:4711", "192.0.2.1" }, { "[2001:db8::1]:25", "2001:db8::1" },
		{ "2001:db8::1", "2001:db8::1" }, { "[2001:db8::1]", "2001:db8::1" }, { "2001:db8::1:25", "2001:db8::1:25" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "-", NULL }, { "", NULL }, { "192.0.2.1:", NULL }, { "192.0.2.1:123456", NULL }, { "192.0.2.1x", NULL }, { "host:25", NULL },
	};

	f->r.column[event] = SPAN_LIT(">");
	f->r.column[data] = SPAN_LIT("535 no");
	f->r.column[user] = SPAN_LIT("");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[ADDR_TEXT_MAX];

		f->r.column[remote] = span_of(rows[i].remote);
		hits(f, "p", NULL);
		ok(f->m.hits == 1 && (rows[i].source ? strcmp(addr_format(&f->m.hit[0].source, text), rows[i].source) == 0
		                                     : f->m.hit[0].source.family == 0), "endpoint '%s'", rows[i].remote);
	}
	ok(holds(f, "service", "smtp") && holds(f, "account", ""), "constants, and an empty column");
	f->r.column[remote] = (struct span){ NULL, 0 };
	is_text(hits(f, "p", NULL), "refused", "without the column that the source is taken from");
	f->r.column[data] = SPAN_LIT("534 no");
	is_text(hits(f, "p", NULL), "refused", "one of several texts");
	f->r.column[data] = SPAN_LIT("250 ok");
	is_text(hits(f, "p", NULL), "", "none of them");
	f->r.column[data] = (struct span){ NULL, 0 };
	is_text(hits(f, "p", NULL), "", "no such column");
	is_text(hits(f, "p", "x"), "", "the message fits, the other column does not");
	f->r.column[event] = SPAN_LIT("<");
	is_text(hits(f, "p", "x"), "line", "both fit");
	done(f);
}

static void
test_near(void)
{
	struct fixture *f = load(order);
	struct near_miss near;

	hits(f, "p/smtpd", "reject from a[192.0.2.1]; 550");
	ok(match_near(f->rs, &f->r, &near), "a near miss");
	is_int((long)near.offset, 14, "where it stopped");
	is_text(near.wanted, "{source} and then ']: '", "what was wanted");
	hits(f, "p/smtpd", "zzz");
	ok(!match_near(f->rs, &f->r, &near), "nothing near");
	done(f);
}

static void
test_also(void)
{
	struct fixture *f = load(
		"pack: p\nprograms: [p]\nrules:\n"
		"  - {id: last, signal: context, also: true, line: 'z {a:text...} by {b:text}'}\n"
		"  - {id: first, signal: context, also: true, line: 'z {c:text} by {d:text}'}\n"
		"  - {id: twice, signal: context, also: true, line: ['q {x:text}', 'q {y:word}']}\n"
		"  - {id: near, signal: context, also: true, line: 'q rset={counters}'}\n"
		"  - {id: one, signal: context, also: true, where: {message: 'o', data: ['{x:word} {z:int} q', '{y:word} 2']}}\n");
	int x = fields_find(ruleset_fields(f->rs), SPAN_LIT("x"));

	is_text(hits(f, "p", "z 1 by 2 by 3"), "last first", "two rules, one line");
	ok(holds(f, "a", "1 by 2") && span_is(hit_field(&f->m.hit[1], fields_find(ruleset_fields(f->rs), SPAN_LIT("c"))), "1"),
	   "one to the last place, one to the first");
	is_text(hits(f, "p", "q a"), "twice", "a rule matches a line once");
	f->r.column[columns_find(ruleset_columns(f->rs), SPAN_LIT("data"))] = SPAN_LIT("a 2");
	is_text(hits(f, "p", "o"), "one", "the second alternative of a column");
	ok(!hit_field(&f->m.hit[0], x).p && holds(f, "y", "a"), "nothing is kept of the first");
	done(f);
}

/* Each rule begins like the one before and goes on: more of them on one way than the trie keeps trails. */
static void
test_deep(void)
{
	char yaml[8000] = "pack: p\nprograms: [p]\nrules:\n", line[80] = "";
	size_t n = strlen(yaml);
	struct fixture *f;

	for (int i = 1; i <= 60; i++)
		n += (size_t)snprintf(yaml + n, sizeof yaml - n, "  - {id: r%d, signal: context, line: '%0*d{...}'}\n", i, i, 0);
	f = load(yaml);
	for (int i = 1; i <= 60; i++) {
		char id[16];

		strcat(line, "0");
		snprintf(id, sizeof id, "r%d", i);
		if (strcmp(hits(f, "p", line), id) != 0)
			ok(false, "%d zeros are %s's, not %s's", i, id, hits(f, "p", line));
	}
	is_text(hits(f, "p", "000x"), "r3", "sixty rules on one way");
	done(f);
}

/* A line made to cost time: nothing may take more than a glance at each byte for each rule. */
static void
test_long(void)
{
	struct fixture *f = load(order);
	size_t n = 1 << 20;
	char *line = malloc(n + 1);

	for (size_t i = 0; i < n; i += 6)
		memcpy(line + i, " from ", n - i < 6 ? n - i : 6);
	memcpy(line, "reject from a[192.0.2.1]: 550 ", 30);
	line[n] = '\0';
	is_text(hits(f, "p/smtpd", line), "generic aside", "a megabyte, hostile to the first rule");
	ok(hit_field(&f->m.hit[0], fields_find(ruleset_fields(f->rs), SPAN_LIT("text"))).n == CAPTURE_LENGTH_MAX, "cut to the bound");
	done(f);
	free(line);
}

/* Which of two rules reads a line that both can read. */
static const char gravity[] =
	"pack: p\nprograms: [p]\nrules:\n"
	"  - {id: small, signal: misconfigured, line: 'from {host}[{source}]: <{sender}>: the sender address has no domain part{...}'}\n"
	"  - {id: grave, signal: relay, line: 'from {host}[{source}]: <{recipient}>: denied; <{sender}>'}\n"
	"  - {id: other, signal: rejected, line: 'from {host}[{source}]: {...}'}\n"
	"  - {id: failed, signal: auth-failed, line: 'login of {account} from {source}: {...}'}\n"
	"  - {id: no-failure, signal: context, line: 'login of {account} from {source}: {mechanism|server} not there{...}'}\n"
	"  - {id: partly, signal: context, line: 'login of {account} from {source}{? : back end}{...}'}\n"
	"  - {id: beside, signal: context, also: true, line: '{text} from {source}: {...}'}\n"
	"  - {id: columns, signal: relay, where: {message: 'no {...}', to: '<{account}>'}}\n"
	"  - {id: one-column, signal: context, where: {message: 'no relay for{...}', to: '<a{account}>'}}\n"
	"  - {id: wider, signal: context, where: {message: 'no way{...}', to: '{...}'}}\n";

static void
test_gravity(void)
{
	struct fixture *f = load(gravity);
	int to = columns_find(ruleset_columns(f->rs), SPAN_LIT("to"));

	is_text(hits(f, "p", "from a[192.0.2.1]: <x>: the sender address has no domain part; <x>"), "small", "a line that only the lesser rule reads");
	is_text(hits(f, "p", "from a[192.0.2.1]: <x>: denied; <y>: the sender address has no domain part>"), "grave", "what a client types makes nothing lesser of a line");
	is_text(hits(f, "p", "from a[192.0.2.1]: <y>: the sender address has no domain part>: denied; <x>"), "grave", "wherever it is typed");
	is_text(hits(f, "p", "login of a from 192.0.2.1: server not there, x"), "no-failure", "a special case of a graver rule is an exception from it");
	is_text(hits(f, "p", "login of a from 192.0.2.1: back end away"), "partly", "each variant for itself");
	is_text(hits(f, "p", "login of a from 192.0.2.1: bad password"), "failed", "one that reads more than the graver rule is none");
	is_text(hits(f, "p", "x from 192.0.2.2: y"), "beside", "what is said beside");
	f->r.column[to] = SPAN_LIT("<ab>");
	is_text(hits(f, "p", "no relay for you"), "one-column", "an exception in both columns");
	is_text(hits(f, "p", "no way"), "columns", "in one column it is none");
	f->r.column[to] = SPAN_LIT("ab");
	is_text(hits(f, "p", "no way"), "wider", "the lesser rule has what is left");
	done(f);
}

/* A line that fools one rule is hostile, once, and still what another says. */
static void
test_hostile_line(void)
{
	struct fixture *f = load("pack: p\nprograms: [p]\nrules:\n"
		"  - {id: first, signal: relay, line: 'no {helo} from {source} for {recipient}'}\n"
		"  - {id: second, signal: relay, line: 'no {helo} from {source} for {...}'}\n"
		"  - {id: unread, signal: context, line: 'no {...}'}\n");

	is_text(hits(f, "p", "no a from 192.0.2.1 for b"), "first", "the first rule");
	is_text(hits(f, "p", "no a from 192.0.2.1 for b from c"), "first unread", "and the one for what it cannot believe");
	ok(f->m.hit[0].hostile && f->m.hit[0].source.family == 0 && !f->m.hit[1].hostile, "no source, and nothing else that is hostile");
	done(f);
}

int
main(void)
{
	test_order();
	test_gravity();
	test_hostile_line();
	test_programs();
	test_fallback();
	test_counters();
	test_conditions();
	test_columns();
	test_near();
	test_also();
	test_deep();
	test_long();
	return done_testing();
}
