/* Loading packs: what is refused and in which words, folders that extend each other, selection, check and drafts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/check.h"
#include "rules/draft.h"
#include "rules/match.h"
#include "tests/tap.h"

#define HEAD "pack: p\nprograms: [p]\nthread: pid\nrules:\n"

static void
test_refusals(void)
{
	static const struct { const char *yaml, *says; int line; } rows[] = {
		{ "", "begins with `pack: NAME`", 1 },
		{ "- a", "a pack is a map", 1 },
		{ "pack: p\nrules: []", "wants `programs`", 1 },
		{ "pack: p\nprograms: [p]\nrulez: []", "rulez", 3 },
		{ "pack: p\nprograms: [p]\nrules: x", "`rules` is a list", 3 },
		{ "pack: p\nprograms: {a: b}\n", "a text, or a list of texts", 2 },
		{ "pack: p\nprograms: [p]\ndefine: {source: x}\n", "is a type", 3 },
		{ "pack: p\nprograms: [p]\nexcludes: {helo: {bytes: '()'}}\n", "because", 3 },
		{ HEAD "  - x", "a rule wants an `id`", 5 },
		{ HEAD "  - {id: 'A b', signal: relay, line: x}", "small letters", 5 },
		{ HEAD "  - {id: a, line: x}", "no `signal`", 5 },
		{ HEAD "  - {id: a, signal: nonsense, line: x}", "no signal 'nonsense'", 5 },
		{ HEAD "  - {id: a, signal: hostile, line: x}", "no signal 'hostile'", 5 },
		{ HEAD "  - {id: a, signal: relay}", "neither `line` nor `where`", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, lime: y}", "lime", 5 },
		{ HEAD "  - {id: a, signal: relay, line: []}", "a line is a text", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, where: {message: y}}", "already says", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, thread: none}", "it accuses, but", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, once: yes}", "can only be `thread`", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, count: n}", "captures no field 'n'", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, count: {n: 1}}", "a list of at most", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, free: -1}", "rule 'a': `free`: wanted", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, opens: maybe}", "rule 'a': `opens`: wanted", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, set: {source: 192.0.2.1}}", "cannot be set", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x, take: {source: [a]}}", "the name of a field and of a column", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{source}', take: {source: ip}}", "already says who", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{n:int}', when: {n: {regex: '('}}}", "not understood", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{n:text}', when: {n: {regex: '(a)\\1'}}}", "back-references", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{n:text}', when: {n: {regex: 'a{1,65}'}}}", "repetitions", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{n:text}', when: {n: {regex: 'a{2}b{2}c{2}'}}}", "repetitions", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{source}', when: {source: {regex: '^1'}}}", "never at the source", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{n:int}', when: {n: ['a', '!b']}}", "either all plain", 5 },
		{ HEAD "  - {id: a, signal: relay, line: '{n:int}', when: {tally.x: y}}", "compared with a number", 5 },
		{ HEAD "  - {id: a, signal: relay, line: x}\n  - {id: a, signal: relay, line: y}", "stands twice", 6 },
		{ HEAD "  - id: a\n    signal: relay\n    line: 'x {nonsense}'", "neither defined nor a type", 7 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct error e = { .text = "" };
		struct ruleset *rs = ruleset_load_text(span_of(rows[i].yaml), "p.yaml", &e);

		if (!ok(!rs && strstr(e.text, rows[i].says) && e.line == rows[i].line && strcmp(e.file, "p.yaml") == 0,
		        "refused: %s", rows[i].says))
			printf("# %s:%d: %s\n", e.file, e.line, rs ? "(accepted)" : e.text);
		ruleset_free(rs);
	}
}

static void
test_rule(void)
{
	struct error e = { .text = "" };
	struct ruleset *rs = ruleset_load_text(SPAN_LIT(
		"pack: p\nreads: syslog\nprograms: [p]\nnotes: be careful\nthread: [pid, qid]\nrules:\n"
		"  - {id: a, signal: relay, line: 'x {source} {qid}', opens: true, tally: bad, weight: http}\n"
		"  - {id: b, signal: relay, line: 'y {source}', ends: true, once: thread, renews: login, tally: worse, count: tally.bad, free: 2}\n"
		"  - {id: c, signal: login, line: 'z {session:text} y', thread: session, also: true}\n"
		"  - {id: d, signal: login, line: 'w {source}', thread: none, opens: true, tally: bad, spends: worse, observe: true}\n"), "p.yaml", &e);

	if (!ok(rs != NULL, "loads")) {
		printf("# %s\n", e.text);
		return;
	}
	const struct rule *a = ruleset_rule(rs, 0), *b = ruleset_rule(rs, 1), *c = ruleset_rule(rs, 2), *d = ruleset_rule(rs, 3);

	ok(a->keys == 2 && a->key_column[0] == COLUMN_PID && a->key_field[0] == -1 && a->key_field[1] == FIELD_QID && a->key_column[1] == -1,
	   "the pack's thread: a column and a field");
	ok(b->keys == 1 && b->key_column[0] == COLUMN_PID, "a key that the rule does not capture is left out");
	ok(c->keys == 1 && c->key_field[0] == FIELD_SESSION && d->keys == 0, "a rule's own thread, or none");
	ok(a->opens && !a->ends && b->ends && b->once && !a->once && c->also && !a->observe && !a->also, "flags");
	ok(a->renews == -1 && b->renews == SIGNAL_LOGIN && a->tally == 0 && b->tally == 1 && c->tally == -1 && b->spends == -1, "renews and tallies");
	ok(d->observe && d->also && !d->opens && d->tally == -1 && d->spends == -1, "one that only observes changes nothing");
	ok(b->counts == 1 && b->count[0].tally && b->count[0].id == 0 && b->free == 2, "counts");
	is_text(a->points, "http", "weight");
	is_text(ruleset_pack(rs, 0)->notes, "be careful", "notes");
	ok(a->line == 7 && a->order == 0 && d->order == 3, "its line and place");
	ruleset_free(rs);
}

/* A folder below /tmp with one pack; the caller removes it. */
static char *
folder_with(const char *yaml)
{
	char *folder = strdup("/tmp/mailreeve-ruleset-XXXXXX"), path[80];
	FILE *f;

	if (!mkdtemp(folder))
		exit(1);
	snprintf(path, sizeof path, "%s/p.yaml", folder);
	f = fopen(path, "w");
	fputs(yaml, f);
	fclose(f);
	return folder;
}

static void
remove_folder(char *folder)
{
	char path[80];

	snprintf(path, sizeof path, "%s/p.yaml", folder);
	unlink(path);
	rmdir(folder);
	free(folder);
}

static const char shipped[] =
	"pack: p\nprograms: [p]\ndefine: {who: '{host}[{source}]'}\nrules:\n"
	"  - {id: zero, signal: relay, line: 'w {who}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: w h[192.0.2.1]'}]}\n"
	"  - {id: a, signal: relay, line: 'x {who}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x h[192.0.2.1]', expect: {source: 192.0.2.1, host: h}}],\n"
	"     ignores: ['Nov 24 10:00:01 mx p[1]: y h[192.0.2.1]']}\n"
	"  - {id: b, signal: relay, line: 'y {who}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: y h[192.0.2.1]'}]}\n";
static const char site[] =
	"pack: p\nprograms: [q]\nrules:\n"
	"  - {id: a, signal: flood, line: 'xx {who}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: xx h[192.0.2.1]', expect: {source: 192.0.2.2}}]}\n"
	"  - {id: c, signal: relay, line: 'z {who}'}\n";

static const char *
hit(const struct ruleset *rs, const char *program, const char *message)
{
	static struct record r;
	static struct matched m;

	r.column[COLUMN_PROGRAM] = span_of(program);
	r.column[COLUMN_MESSAGE] = span_of(message);
	match(rs, &r, &m);
	return m.hits ? m.hit[0].rule->id : "";
}

struct told { int good, bad; char last[300]; };

static void
tell(void *context, bool good, const char *what)
{
	struct told *t = context;

	*(good ? &t->good : &t->bad) += 1;
	if (!good)
		snprintf(t->last, sizeof t->last, "%s", what);
}

static void
test_folders(void)
{
	char *one = folder_with(shipped), *two = folder_with(site);
	const char *folders[] = { one, two, NULL }, *disable[] = { "p/b", NULL }, *packs[] = { "p", NULL }, *wrong[] = { "nope", NULL };
	const char *unknown = NULL;
	struct error e = { .text = "" };
	struct ruleset *rs = ruleset_load(folders, disable, &e);
	struct told told = { 0 };

	if (!ok(rs != NULL, "two folders"))
		printf("# %s\n", e.text);
	is_int((long)ruleset_rules(rs), 3, "one rule replaced, one added, one disabled");
	ok(ruleset_packs(rs) == 1 && ruleset_rule(rs, 1)->signal == SIGNAL_FLOOD && ruleset_rule(rs, 1)->order == 1, "in its namesake's place");
	is_text(hit(rs, "p", "xx h[192.0.2.1]"), "a", "the new one matches");
	is_text(hit(rs, "q", "xx h[192.0.2.1]"), "a", "for the new program too");
	is_text(hit(rs, "p", "x h[192.0.2.1]"), "", "the replaced one is gone");
	is_text(hit(rs, "p", "y h[192.0.2.1]"), "", "the disabled one too");
	ok(!ruleset_select(rs, wrong, &unknown) && strcmp(unknown, "nope") == 0, "an unknown pack is named");
	ok(ruleset_select(rs, packs, &unknown), "a known one is selected");
	is_text(hit(rs, "p", "xx h[192.0.2.1]"), "a", "and matches");
	ok(!check_packs(rs, folders, tell, &told) && told.good == 1 && told.bad == 2, "check: a wrong example, and a rule without one");
	ok(strstr(told.last, "p/c") && strstr(told.last, "without an example"), "in words");
	ruleset_free(rs);

	folders[1] = NULL;
	rs = ruleset_load(folders, NULL, &e);
	memset(&told, 0, sizeof told);
	ok(check_packs(rs, folders, tell, &told) && told.good == 4, "check: three examples and an ignore, all good");
	ruleset_free(rs);
	folders[0] = "/nonexistent";
	rs = ruleset_load(folders, NULL, &e);
	ok(rs == NULL && strstr(e.file, "/nonexistent"), "a folder that cannot be read");
	ruleset_free(rs);
	remove_folder(one);
	remove_folder(two);
}

/* A folder with packs p0 ... p69, each for its own program and for `all`, and one for every program that no other claims. */
static void
test_many_packs(void)
{
	char folder[] = "/tmp/mailreeve-packs-XXXXXX", path[80], program[16];
	const char *folders[] = { folder, NULL }, *packs[] = { "p7", NULL }, *unknown;
	struct error e = { .text = "" };
	struct told told = { 0 };
	struct ruleset *rs;
	bool good = true;

	if (!mkdtemp(folder))
		exit(1);
	for (int i = 0; i <= 70; i++) {
		FILE *f;

		snprintf(path, sizeof path, "%s/p%d.yaml", folder, i);
		f = fopen(path, "w");
		fprintf(f, "pack: p%d\nprograms: ['%s%d']\nrules:\n  - {id: r%d, signal: relay, line: 'x{...}', thread: pid, examples: "
		        "[{line: 'Nov 24 10:00:01 mx p%d[1]: x'}]}\n", i, i < 70 ? "p" : "*", i < 70 ? i : 0, i, i);
		if (i == 70) /* the globs '*0' and 'p0' ... overlap in ten programs */
			fprintf(f, "  - {id: also, signal: flood, line: 'y', thread: pid, examples: [{line: 'Nov 24 10:00:01 mx z0[1]: y'}],\n"
			        "     ignores: ['Nov 24 10:00:01 mx p1[1]: x']}\n");
		fclose(f);
	}
	rs = ruleset_load(folders, NULL, &e);
	ok(rs != NULL, "seventy-one packs");
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 70; i++) {
			snprintf(program, sizeof program, "p%d", i);
			snprintf(path, sizeof path, "r%d", i);
			good &= strcmp(hit(rs, program, "x"), path) == 0;
		}
	ok(good, "more tables than are kept, each program's own");
	is_text(hit(rs, "p10", "y"), "also", "a program of two packs");
	ok(!check_packs(rs, folders, tell, &told) && told.bad == 1 && strstr(told.last, "p1/r1 accuses by it"),
	   "check: another pack accuses by an ignore");
	ok(ruleset_select(rs, packs, &unknown), "one is selected");
	ok(strcmp(hit(rs, "p7", "x"), "r7") == 0 && strcmp(hit(rs, "p8", "x"), "") == 0, "and the others sleep");
	ruleset_free(rs);
	for (int i = 0; i <= 70; i++) {
		snprintf(path, sizeof path, "%s/p%d.yaml", folder, i);
		unlink(path);
	}
	rmdir(folder);
}

static void
test_fallback(void)
{
	char *one = folder_with("pack: any\nprograms: ['*']\nrules:\n  - {id: any, signal: relay, line: 'x {source}'}\n");
	char *two = folder_with("pack: p\nprograms: [p]\nrules:\n  - {id: own, signal: relay, line: 'y {source}'}\n");
	const char *folders[] = { one, two, NULL };
	struct error e = { .text = "" };
	struct ruleset *rs = ruleset_load(folders, NULL, &e);

	is_text(hit(rs, "q", "x 192.0.2.1"), "any", "a pack for all takes what no other claims");
	is_text(hit(rs, "p", "x 192.0.2.1"), "", "and nothing else");
	ruleset_free(rs);
	remove_folder(one);
	remove_folder(two);
}

/* Each pack is one wrong thing; check must say what. */
static void
test_check_words(void)
{
	static const struct { const char *rule, *says; } rows[] = {
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1', expect: {source: null}}]", "wanted none" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1', expect: {helo: h}}]", "helo: wanted 'h', got none" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1', expect: {count: 2}}]", "count: wanted 2, got 1" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1', expect: {signal: login}}]", "got relay" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1', silent: true}]", "should be silent" },
		{ "line: 'x {source}', free: 1, examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1'}]", "counts for nothing" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1.'}]", "not recognised; p/r came nearest: at byte 12 it wanted an address" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx pp[1]: x 192.0.2.1'}]", "no pack claims the program 'pp'" },
		{ "line: 'x {source}', examples: [{lime: 'Nov 24'}]", "wants a `line`" },
		{ "line: 'x {source}', examples: [{line: 'Nov 24 10:00:01 mx p[1]: x 192.0.2.1'}], ignores: ['Nov 24 10:00:01 mx p[1]: x 192.0.2.1']", "the rule takes it" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char yaml[1000];
		struct error e = { .text = "" };
		struct told told = { 0 };

		snprintf(yaml, sizeof yaml, "pack: p\nprograms: [p]\nrules:\n  - {id: r, signal: relay, %s}\n", rows[i].rule);

		char *folder = folder_with(yaml);
		const char *folders[] = { folder, NULL };
		struct ruleset *rs = ruleset_load(folders, NULL, &e);

		if (!ok(rs && !check_packs(rs, folders, tell, &told) && told.bad == 1 && strstr(told.last, rows[i].says), "check says: %s", rows[i].says))
			printf("# %s\n", rs ? told.last : e.text);
		ruleset_free(rs);
		remove_folder(folder);
	}
}

static void
test_draft(void)
{
	static const struct { const char *line, *has; } rows[] = {
		{ "Nov 24 10:00:01 mx p/smtpd[8]: warning: h.example[192.0.2.7]: login failed, user=<bob>", "line: 'warning: {host}[{source}]: login failed, user=<{account}>'" },
		{ "Nov 24 10:00:01 mx p[8]: failed for (User) [192.0.2.7]:4411: 535 no (set_id=adm)", "({text}) [{source}]:{int}: {code} no (set_id={account})" },
		{ "Nov 24 10:00:01 mx p[8]: 4AB1234567: no {x} 'y' 2001:db8::1 from 198.51.100.1: 5.7.1", "{qid}: no {{x}} ''y'' {source} from {other:ip}: {dsn}" },
		{ "Nov 24 10:00:01 mx p[8]: who (a) 192.0.2.7 b", "({text...}) {source} b" },
	};
	static const struct { const char *line, *says; } refused[] = {
		{ "Nov 24 10:00:01 mx p[8]: nobody", "no address" },
		{ "Nov 24 10:00:01 mx p[8]: who (a) 192.0.2.7 <b>", "could be forged" },
		{ "Nov 24 10:00:01 mx p[8]: a\x01 192.0.2.7", "control bytes" },
	};
	struct columns c;
	struct error e;

	columns_init(&c);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *text = draft_rule(&c, span_of(rows[i].line), &e);

		if (!ok(text && strstr(text, rows[i].has), "draft: %s", rows[i].has))
			printf("# %s\n", text ? text : e.text);
		free(text);
	}
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		char *text = draft_rule(&c, span_of(refused[i].line), &e);

		if (!ok(!text && strstr(e.text, refused[i].says), "no draft: %s", refused[i].says))
			printf("# %s\n", text ? text : e.text);
		free(text);
	}
}

int
main(void)
{
	test_refusals();
	test_rule();
	test_folders();
	test_many_packs();
	test_fallback();
	test_check_words();
	test_draft();
	return done_testing();
}
