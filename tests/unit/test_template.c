/* Templates: how they are taken apart, and what their variants match.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "rules/run.h"
#include "tests/tap.h"

struct fixture {
	struct arena arena;
	struct fields fields;
	struct variant *variant;
	int variants;
	struct error e;
	struct matched m;
	struct run run;
};

static void
end(struct fixture *f)
{
	arena_free(&f->arena);
}

static bool
parse(struct fixture *f, const char *text)
{
	static const struct define define[] = {
		{ { "client", 6 }, { "{host}[{source}]{? :{port}}", 27 } },
		{ { "loop", 4 }, { "x{loop}", 7 } },
		{ { "deep", 4 }, { "<{client}>", 10 } },
	};
	struct template_home home = { &f->arena, &f->fields, define, 3, "t.yaml", "r", 7, 9 };

	*f = (struct fixture){ .arena = { NULL } };
	fields_init(&f->fields);
	return template_parse(&home, span_of(text), &f->variant, &f->variants, &f->e);
}

/* Number of the variant that takes the line, from 0; -1: none. */
static int
run(struct fixture *f, struct span line)
{
	for (int i = 0; i < f->variants; i++) {
		f->m.counters = 0;
		f->run = (struct run){ .m = &f->m, .hit = &f->m.hit[0] };
		f->run.hit->captures = 0;
		if (run_variant(&f->run, &f->variant[i], line))
			return i;
	}
	return -1;
}

/* What a field held, as a text of its own; "(none)" if absent. */
static const char *
got(struct fixture *f, const char *field)
{
	struct span s = hit_field(f->run.hit, fields_find(&f->fields, span_of(field)));

	return s.p ? arena_text(&f->arena, s) : "(none)";
}

/* One row of a table: template, line, field, and what it must hold; NULL: the line must not fit. */
static const struct { const char *template, *line, *field, *value, *what; } line_rows[] = {
	{ "connect from {client}", "connect from mx.example[192.0.2.7]", "source", "192.0.2.7", "a define" },
	{ "connect from {client}", "connect from mx.example[2001:db8::7]:25", "port", "25", "an optional part" },
	{ "by {account...} [{ip}] to {name} [on {int}]", "by x [192.0.2.1] to a [on 1] [192.0.2.7] to b [on 2]", "ip", "192.0.2.7",
	  "the last place, but for those of the template's own text" },
	{ "by {account...} [{int}] {text}", "by x [1] [2] y", "int", "2", "a typed text behind it: the last place of all" },
	{ "a {deep} b", "a <h[192.0.2.7]> b", "host", "h", "a define in a define" },
	{ "connect from {client}", "connect from mx.example[192.0.2.7]x", "host", NULL, "anchored at the end" },
	{ "connect from {client}", "xconnect from mx.example[192.0.2.7]", "host", NULL, "anchored at the begin" },
	{ "user=<{account}>", "user=<>", "account", "", "an empty field is present" },
	{ "user=<{account}>", "user=<a>b>", "account", "a>b", "at the end of the line a delimiter has one place" },
	{ "user=<{account}{>|;}", "user=<a> b>", "account", "a> b", "one of a set too, if it ends the line" },
	{ "user=<{account}> x", "user=<a> x> x", "account", "a> x", "with all that follows it" },
	{ "user=<{account}>{...}", "user=<a> x> x", "account", "a", "the first place" },
	{ "user=<{account...}>{...}", "user=<a> x> x", "account", "a> x", "the last place" },
	{ "({helo...}) [{source}]", "(a) [192.0.2.1]) [192.0.2.2]", "source", "192.0.2.2", "the last place of the delimiter" },
	{ "({helo}) [{source}]", "(a) [192.0.2.1]) [192.0.2.2]", "source", NULL, "the first place is not tried again" },
	{ "{account}{, |; }done{...}", "a; b, done, done", "account", "a; b", "a set is searched as one, with what follows" },
	{ "{account}{,|; }{int}{...}", "a; 5, 6", "account", "a", "the first place of any of a set" },
	{ "x {A|AB}C", "x ABC", "int", "(none)", "a longer alternative first" },
	{ "x {A|AB}BC", "x ABC", "int", "(none)", "and a shorter one where that fits" },
	{ "x{A|} y", "x y", "int", "(none)", "A or nothing" },
	{ "x{?  ({int})} y", "x (5) y", "int", "5", "one blank after the mark belongs to it" },
	{ "n={int};", "n=12345678901234567890;", "int", NULL, "twenty digits are no int" },
	{ "n={int}7;", "n=123456890123456890127;", "int", NULL, "nor are they where what follows could be a digit" },
	{ "n={int};", "n=;", "int", NULL, "no digit is none" },
	{ "c {code} {dsn} t", "c 550 5.1.1 t", "dsn", "5.1.1", "code and dsn" },
	{ "c {code} t", "c 5500 t", "code", NULL, "a code has three digits" },
	{ "{qid}: x", "4AB12345: x", "qid", "4AB12345", "a queue id" },
	{ "{qid}: x", "4AB: x", "qid", NULL, "a short one is none" },
	{ "{host}: {text}", "a:b: c: d", "host", "a:b", "a class that can hold the delimiter's first byte" },
	{ "{word}, {text}", "a,b, c", "word", "a,b", "a word ends where what follows stands" },
	{ "{word}, {text}", "a b, c", "word", NULL, "all of it must be of its class" },
	{ "at {source}:{port}", "at 192.0.2.1:25", "source", "192.0.2.1", "address and port" },
	{ "at {source}:{port}", "at 2001:db8::1:25", "source", "2001:db8::1", "the last colon begins the port" },
	{ "at {source}: no", "at 2001:db8::1: no", "source", "2001:db8::1", "a colon that ends an address" },
	{ "at {source} x", "at [2001:db8::1] x", "source", "2001:db8::1", "brackets are taken off" },
	{ "at {source} x", "at [IPv6:2001:db8::1] x", "source", "IPv6:2001:db8::1", "with the mark of RFC 5321" },
	{ "at {source} x", "at fe80::1%eth0 x", "source", NULL, "a scope is none" },
	{ "{{x}} {int}", "{x} 4", "int", "4", "doubled braces" },
	{ "{first:text} {...}", "a b c", "first", "a", "the rest" },
	{ "{first:text}x{...}", "ax", "first", "a", "an empty rest" },
	{ "{counters}", "rset=1 rcpt=0/3", "int", "(none)", "counters" },
	{ "{counters}", "rset=1 rcpt=0/3 x", "int", NULL, "what is no counter spoils them" },
	{ "", "", "int", "(none)", "nothing is nothing" },
	{ "", "x", "int", NULL, "and not something" },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < sizeof line_rows / sizeof line_rows[0]; i++) {
		struct fixture f;
		const char *text;

		if (!parse(&f, line_rows[i].template)) {
			ok(false, "%s: %s", line_rows[i].what, f.e.text);
			continue;
		}
		text = run(&f, span_of(line_rows[i].line)) >= 0 ? got(&f, line_rows[i].field) : NULL;
		if (!ok(line_rows[i].value ? text && strcmp(text, line_rows[i].value) == 0 : !text, "%s", line_rows[i].what))
			printf("# %s holds '%s'\n", line_rows[i].field, text ? text : "(no match)");
		end(&f);
	}
}

static void
test_bytes(void)
{
	struct fixture f;

	parse(&f, "user=<{account}>, x");
	ok(run(&f, (struct span){ "user=<a\0b\n>, x", 14 }) == 0 && hit_field(f.run.hit, FIELD_ACCOUNT).n == 4,
	   "NUL and newline are data");
	end(&f);

	size_t n = 31000;
	char *line = malloc(n + 16);

	memcpy(line, "user=<", 6);
	memset(line + 6, 'a', n);
	memcpy(line + 6 + n, ">, x", 4);
	parse(&f, "user=<{account}>, x");
	ok(run(&f, (struct span){ line, n + 10 }) == 0 && hit_field(f.run.hit, FIELD_ACCOUNT).n == CAPTURE_LENGTH_MAX,
	   "a long capture is cut, and the line still fits");
	end(&f);
	free(line);
}

static void
test_variants(void)
{
	struct fixture f;

	parse(&f, "a{? b}{? c}");
	is_int(f.variants, 4, "two optional parts make four variants");
	ok(span_is(f.variant[0].part[0].text, "abc") && span_is(f.variant[3].part[0].text, "a"), "first with, then without");
	ok(span_is(f.variant[1].part[0].text, "ab"), "the last optional part goes first");
	end(&f);
	parse(&f, "a{? b{c|}}");
	is_int(f.variants, 3, "an optional text inside an optional part: three");
	end(&f);
	parse(&f, "a {B|CC|DDD} {int}");
	ok(f.variant[0].literal == 4 && f.variant[0].lead == 3 && f.variant[0].part[1].choices == 3, "literal bytes, at least");
	ok(f.variant[0].part[3].run && f.variant[0].part[3].final, "a number at the end ends by its class");
	end(&f);
	parse(&f, "{host}: {word} {word}: x");
	ok(!f.variant[0].part[0].run && f.variant[0].part[2].run && !f.variant[0].part[4].run,
	   "a class that holds the first byte of what follows must be searched");
	end(&f);
}

static void
test_refusals(void)
{
	static const struct { const char *template, *says; } rows[] = {
		{ "a {b", "not closed" }, { "a b}", "was not opened" }, { "a {? b", "not closed" }, { "a {? {? b}}", "inside another" },
		{ "a {nonsense}", "neither defined nor a type" }, { "a {x:nonsense}", "no type" }, { "a {X}", "small letters" },
		{ "a {host...}", "ends by itself" }, { "a {x:source}", "'source' is the name" }, { "a {source:text}", "'source' is the name" },
		{ "a {...} b", "only at its end" }, { "a {counters} b", "reaches to the end" }, { "a {text}{host}", "where the typed" },
		{ "a {account} b {account}", "stands twice" }, { "a {loop}", "defined through itself" }, { "a {|}", "holds no text" },
		{ "{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}", "ways to read" },
		{ "{? a}{? b}{? c}{? d}{? e}{? f}", "more than 32" },
		{ "a{? }b", "holds nothing" },
		{ "{? a}{? b}{? c}{? d}{? e}{? f}{? g}{? h}{? i}{? j}{? k}", "too many optional" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct fixture f;
		bool good = parse(&f, rows[i].template);

		if (!ok(!good && strstr(f.e.text, rows[i].says) && f.e.line == 7 && f.e.column == 9, "refused: %s", rows[i].template))
			printf("# '%s'\n", good ? "(accepted)" : f.e.text);
		end(&f);
	}
}

int
main(void)
{
	test_lines();
	test_bytes();
	test_variants();
	test_refusals();
	return done_testing();
}
