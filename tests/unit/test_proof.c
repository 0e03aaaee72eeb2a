/* The proof that a source cannot be forged: which templates it accepts, and that forged lines get nowhere.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "rules/match.h"
#include "tests/tap.h"

/* A pack with one rule. */
static struct ruleset *
load(const char *template, const char *more, struct error *e)
{
	char yaml[2000];

	*e = (struct error){ .text = "" };
	snprintf(yaml, sizeof yaml,
	         "pack: p\nprograms: [p]\n%s\nrules:\n  - id: r\n    signal: relay\n    line: '%s'\n%s",
	         more && more[0] == 'e' ? more : "", template, more && more[0] != 'e' ? more : "");
	return ruleset_load_text(span_of(yaml), "p.yaml", e);
}

static void
test_verdicts(void)
{
	static const char excludes[] = "excludes: {helo: {bytes: '()[] ', because: 'the manual, chapter 14'}}";
	static const struct { const char *template, *more, *refused, *what; } rows[] = {
		{ "from {host}[{source}]: {text}", NULL, NULL, "1: nothing typed stands left" },
		{ "at {word} from {source} helo={helo}", NULL, NULL, "1: a word is the server's own" },
		{ "{what:words}: <{account...}>, rip={source}, {tail:words}", NULL, NULL, "2: so are words" },
		{ "({helo...}) [{source}]: no", NULL, NULL, "2: the last place, nothing typed right" },
		{ "({helo...}) [{source}]: no", "    unproved: 'no reason needed here'\n", NULL, "2, though kept as unproved" },
		{ "({helo...}) [{source}]: {text}", NULL, NULL, "3: typed on both sides, three bytes" },
		{ "({helo}) [{source}]: {text}", NULL, NULL, "3 does not need dots" },
		{ "{account} x {helo...})[{source}]", NULL, NULL, "2: only the last typed field counts" },
		{ "{account} {helo}) [{source}]", NULL, "{account}", "3: each typed field needs a long delimiter" },
		{ "({helo})[{source}]", NULL, "mark it with dots", "two bytes may be typed" },
		{ "({helo})[{source}] {...}", NULL, "found once in the line", "the rest of a line may be typed" },
		{ "({helo...})[{source}] {...}", NULL, "could be forged", "the last place does not help then" },
		{ "({helo...})[{source}] for {recipient}", NULL, "could be forged", "nor with a typed field right" },
		{ "x) [ ({helo}) [{source}]", NULL, "stands twice in the template", "a delimiter that the template itself repeats" },
		{ "({helo}) {a|b} {source} {text}", NULL, "could be forged", "a short text before alternatives" },
		{ "({helo}{)|]} {source} {text}", NULL, "could be forged", "alternatives are no delimiter" },
		{ "{host}.{source} {text}", NULL, "could be forged", "a reverse name may hold a dot" },
		{ "({helo})[{source}] {text}", excludes, NULL, "4: the server never lets a bracket in" },
		{ "({account})[{source}] {text}", excludes, "{account}", "4 holds for the field it names" },
		{ "({helo})[{source}] {text}", "    unproved: 'kept for a test of this'\n", NULL, "unproved, with a reason" },
		{ "({helo})[{source}] {text}", "    unproved: x\n", "wants the reason", "unproved, without a reason" },
		{ "({helo})[{other:ip}] {text} in {account}", NULL, NULL, "another address accuses nobody" },
		{ "({helo}) is{?  [{source}]}", NULL, NULL, "variants are proved one by one" },
		{ "({helo}){?  [{source}]}: {text}", NULL, "could be forged", "of a delimiter counts what stands in every variant" },
		{ "({helo}){? [{source}]}{...}", NULL, "could be forged", "and one that could be forged spoils the rule" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct error e;
		struct ruleset *rs = load(rows[i].template, rows[i].more, &e);

		if (!ok(rows[i].refused ? !rs && strstr(e.text, rows[i].refused) : rs != NULL, "%s", rows[i].what))
			printf("# %s: %s\n", rows[i].template, rs ? "accepted" : e.text);
		ruleset_free(rs);
	}
}

static void
test_words(void)
{
	struct error e;
	struct ruleset *rs = load("({helo})[{source}]", NULL, &e);
	char text[700];

	is_text(error_text(&e, text, sizeof text),
	        "p.yaml:7:11: rule 'r': {helo} is typed by the client and its end ')[' may be typed too, so the {source} after it "
	        "could be forged; mark it with dots ({helo...}), so that it ends at the last such place, or begin what follows with "
	        "a longer text (3 bytes at least), or say why it is kept with `unproved: REASON`", "says where, what and what to do");
	ruleset_free(rs);
}

/* The source of the line's hit; or "hostile", "no match", and "kept" if a hostile line kept its source. */
static const char *
source_of_line(const struct ruleset *rs, const char *line)
{
	static char got[ADDR_TEXT_MAX];
	static struct record r;
	static struct matched m;

	r.column[COLUMN_PROGRAM] = SPAN_LIT("p");
	r.column[COLUMN_MESSAGE] = span_of(line);
	match(rs, &r, &m);
	if (m.hits == 0)
		return "no match";
	if (m.hit[0].hostile)
		return m.hit[0].source.family || hit_field(&m.hit[0], FIELD_SOURCE).p ? "kept" : "hostile";
	return addr_format(&m.hit[0].source, got);
}

/* Lines that the accepted rules meet: the true source, hostile, or no match. */
static void
test_lines(void)
{
	static const char excludes[] = "excludes: {helo: {bytes: '()[] ', because: 'the manual, chapter 14'}}";
	static const struct { const char *template, *more, *line, *source, *what; } rows[] = {
		{ "({helo...}) [{source}]: no", NULL, "(a) [198.51.100.1]: no) [192.0.2.1]: no", "192.0.2.1", "2: the last place" },
		{ "{what:words}: <{account...}>, rip={source}, {tail:words}", NULL, "a b: <x>, rip=198.51.100.1, y>, rip=192.0.2.1, TLS: c d",
		  "192.0.2.1", "2: words on both sides" },
		{ "({helo}) [{source}]: {text}", NULL, "(a) [192.0.2.1]: x", "192.0.2.1", "3: once" },
		{ "({helo}) [{source}]: {text}", NULL, "(a) [198.51.100.1]: no) [192.0.2.1]: x", "hostile", "3: typed left" },
		{ "({helo}) [{source}]: {text}", NULL, "(a) [192.0.2.1]: x) [198.51.100.1]: x", "hostile", "3: typed right" },
		{ "{sender} H={? {host} }[{source}]{text}", NULL, "a H=[198.51.100.1] H=x [192.0.2.1]", "hostile",
		  "3: typed as another variant has it" },
		{ "({helo})[{source}] {text}", excludes, "(a)[192.0.2.1] (b)[198.51.100.1] x", "192.0.2.1", "4: typed right" },
		{ "({helo})[{source}] {text}", excludes, "(a b)[192.0.2.1] x", "hostile", "4: an excluded byte stands in it after all" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct error e;
		struct ruleset *rs = load(rows[i].template, rows[i].more, &e);

		is_text(source_of_line(rs, rows[i].line), rows[i].source, rows[i].what);
		ruleset_free(rs);
	}
}

/* Two kinds of lines of one log: what one may hold must not be taken for the other. */
static void
test_cross(void)
{
	static const struct { const char *lines, *line, *source, *what; } rows[] = {
		{ "['ruser={account...} rhost={source}', 'ruser={r:text} rhost={source}  user={account}']",
		  "ruser=a rhost=192.0.2.1  user=x rhost=198.51.100.1", "hostile", "a tail that another kind of line has" },
		{ "['ruser={account...} rhost={source}', 'ruser={r:text} rhost={source}  user={account}']",
		  "ruser=a rhost=198.51.100.1 rhost=192.0.2.1", "hostile", "costs this kind the typed source" },
		{ "['ruser={account...} rhost={source}', 'ruser={r:text} rhost={source}  user={account}']",
		  "ruser=a rhost=192.0.2.1", "192.0.2.1", "and honest lines nothing" },
		{ "['warn {host}[{source}]: no {...}', 'warn {text}]: no']", "warn a[198.51.100.1]: no b]: no", "hostile",
		  "typed at the begin, where the other has the server's own" },
		{ "['from {source} x {text}', 'from {source} y {account}']", "from 192.0.2.1 x from 198.51.100.1 y", "192.0.2.1",
		  "no guard where the source stands before all that is typed" },
		{ "['a {account...} is {source}', 'a {account} is {source}, {...}']", "a b is 198.51.100.1 is 192.0.2.1", "192.0.2.1",
		  "nor for the tails that a list leaves open" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char yaml[600];
		struct error e = { .text = "" };
		struct ruleset *rs;

		snprintf(yaml, sizeof yaml, "pack: p\nprograms: [p]\nrules:\n  - {id: r, signal: relay, line: %s}\n", rows[i].lines);
		rs = ruleset_load_text(span_of(yaml), "p.yaml", &e);
		if (!rs)
			ok(false, "%s: %s", rows[i].what, e.text);
		else
			is_text(source_of_line(rs, rows[i].line), rows[i].source, rows[i].what);
		ruleset_free(rs);
	}
}

int
main(void)
{
	test_verdicts();
	test_words();
	test_lines();
	test_cross();
	return done_testing();
}
