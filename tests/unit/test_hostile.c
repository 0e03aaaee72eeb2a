/* Whatever clients type, the source that a shipped rule takes never changes: every client-typed field of every example
 * of every pack is filled with pieces of the rules, whole lines that rules would take, false addresses, brackets and
 * long runs, and the line goes through decoder and matcher. A fixed seed; HOSTILE_ROUNDS sets the lines an example.
 * And whatever they type, the offence stays what it is: each such field of each example that accuses is filled with what
 * decides for each other rule of the pack, and the line must not become a lesser thing.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/paths.h"
#include "rules/decode.h"
#include "rules/match.h"
#include "rules/ruleset_internal.h"
#include "tests/tap.h"

enum { ROUNDS = 1000, LINE_MAX_BYTES = 60000, TYPED_MAX = 8, SHOWN_FAILURES = 5, UNESCAPED_MIN = 5 };

struct typed { size_t at, n; int field; }; /* where in the line a client typed */

struct attack {
	struct ruleset *rs;
	uint64_t seed;
	struct decoder *decoder;
	struct record *record;
	struct matched *matched;
	const struct rule_full *rule;   /* whose example is attacked */
	struct addr source;             /* the true one; family 0: the line has none */
	struct typed typed[TYPED_MAX];
	int types;
	char *line;                     /* the hostile line */
	size_t n;
	long lines, same, none, hostile, moved;
};

static uint32_t
dice(struct attack *a, uint32_t sides)
{
	a->seed ^= a->seed << 13;
	a->seed ^= a->seed >> 7;
	a->seed ^= a->seed << 17;
	return (uint32_t)(a->seed >> 20) % sides;
}

static void
put(struct attack *a, struct span s)
{
	if (a->n + s.n < LINE_MAX_BYTES) {
		memcpy(a->line + a->n, s.p, s.n);
		a->n += s.n;
	}
}

static const char *const addresses[] = {
	"203.0.113.66", "203.0.113.67", "2001:db8:bad::1", "[203.0.113.68]", "IPv6:2001:db8:bad::2", "[IPv6:2001:db8:bad::3]", "::ffff:203.0.113.69",
};
static const char *const scraps[] = {
	"(", ")", "[", "]", "<", ">", "\"", "'", "\\", " ", ", ", "; ", ": ", "=", "\t", "\r", "\n", "{", "}", "%", "rip=", "lip=", " from ", "user=<",
	"helo=<", "H=", "relay=", "reject=", "unknown[", "]: SASL LOGIN authentication failed", ") [", "]: ", "ip=[", "client=", "NOQUEUE: ",
	"\xc3\xa9", "\xff", "a", "7", ".", "@far.example",
};

static void
put_address(struct attack *a)
{
	put(a, span_of(addresses[dice(a, sizeof addresses / sizeof addresses[0])]));
}

static const struct variant *
any_variant(struct attack *a, const struct rule_full *r)
{
	const struct where *w = &r->where[dice(a, (uint32_t)r->wheres)];

	return &w->variant[dice(a, (uint32_t)w->variants)];
}

/* A rule of the same pack mostly: its words are what fools its neighbours. */
static const struct rule_full *
any_rule(struct attack *a)
{
	for (int i = 0; i < 50; i++) {
		const struct rule_full *r = a->rs->rule[dice(a, (uint32_t)a->rs->rules)];

		if (r->rule.pack == a->rule->rule.pack)
			return r;
	}
	return dice(a, 2) ? a->rule : a->rs->rule[dice(a, (uint32_t)a->rs->rules)];
}

static void
put_field(struct attack *a, const struct part *p)
{
	static const char *const values[] = { "7", "550", "5.7.1", "unknown", "pc.isp.example", "4AB1234567", "ESMTP", "", "x y" };

	if (p->type->shape == SHAPE_ADDRESS)
		put_address(a);
	else
		put(a, span_of(values[dice(a, sizeof values / sizeof values[0])]));
}

/* A text that the variant would take, or a piece of it, with a false address as its source. */
static void
put_variant(struct attack *a, const struct variant *v)
{
	int from = 0, to = v->parts;

	if (v->parts && dice(a, 2)) {
		from = (int)dice(a, (uint32_t)v->parts);
		to = from + 1 + (int)dice(a, (uint32_t)(v->parts - from));
	}
	for (int i = from; i < to; i++) {
		const struct part *p = &v->part[i];

		if (p->kind == PART_TEXT)
			put(a, p->text);
		else if (p->kind == PART_CHOICE)
			put(a, p->choice[dice(a, (uint32_t)p->choices)]);
		else if (p->kind == PART_FIELD)
			put_field(a, p);
	}
}

/* What the rule has right of its typed fields, once more: the likeliest way to move the source. */
static void
put_tail(struct attack *a)
{
	const struct variant *v = any_variant(a, a->rule);

	for (int i = v->parts ? (int)dice(a, (uint32_t)v->parts) : 0; i < v->parts; i++) {
		if (v->part[i].kind == PART_TEXT)
			put(a, v->part[i].text);
		else if (v->part[i].kind == PART_FIELD)
			put_field(a, &v->part[i]);
	}
}

static void
put_payload(struct attack *a)
{
	for (int pieces = 1 + (int)dice(a, 5); pieces > 0; pieces--)
		switch (dice(a, 8)) {
		case 0:
			put_address(a);
			break;
		case 1:
		case 2:
			put_variant(a, any_variant(a, any_rule(a)));
			break;
		case 3:
		case 4:
			put_tail(a);
			break;
		case 5:
			for (uint32_t n = dice(a, 40) ? dice(a, 30) : dice(a, 9000); n > 0; n--)
				put(a, SPAN_LIT("A"));
			break;
		default:
			put(a, span_of(scraps[dice(a, sizeof scraps / sizeof scraps[0])]));
		}
}

/* Bytes that the server never lets a client put there (the format or the pack says why) are taken out of the payload. */
static void
respect_excludes(struct attack *a, size_t from, int field)
{
	const struct pack_full *pack = ruleset_find_pack(a->rs, span_of(a->rule->rule.pack->name));
	const char *format = decoder_name(a->decoder);
	size_t kept = from;

	if (format && (strcmp(format, "w3c") == 0 || strcmp(format, "iis") == 0 || strcmp(format, "ncsa") == 0)) /* a blank is written as a plus sign */
		for (size_t i = from; i < a->n; i++)
			a->line[i] = strchr(" \t\r\n", a->line[i]) ? '+' : a->line[i];
	if (format && strcmp(format, "exchange") == 0) /* quotes are doubled, within quotes: what ends a column cannot be typed */
		for (size_t i = from; i < a->n; i++)
			a->line[i] = strchr("\",\r\n", a->line[i]) ? '+' : a->line[i];
	for (int x = 0; x < pack->excludes; x++) {
		if (pack->exclude[x].field != field)
			continue;
		for (size_t i = kept = from; i < a->n; i++)
			if (!byte_in(pack->exclude[x].bytes, (unsigned char)a->line[i]))
				a->line[kept++] = a->line[i];
		a->n = kept;
	}
}

/* The example with its typed fields filled. A text that the server wrote twice is filled with the same twice. */
static void
build(struct attack *a, struct span example)
{
	size_t at = 0, begin[TYPED_MAX], length[TYPED_MAX];
	int always = (int)dice(a, (uint32_t)a->types);

	a->n = 0;
	for (int i = 0; i < a->types; i++) {
		const struct typed *t = &a->typed[i];
		int same = 0;

		put(a, (struct span){ example.p + at, t->at - at });
		begin[i] = a->n;
		while (same < i && (a->typed[same].n != t->n || t->n == 0 || memcmp(example.p + a->typed[same].at, example.p + t->at, t->n) != 0))
			same++;
		if (same < i)
			put(a, (struct span){ a->line + begin[same], length[same] });
		else if (i == always || dice(a, 2))
			put_payload(a);
		else
			put(a, (struct span){ example.p + t->at, t->n });
		respect_excludes(a, begin[i], t->field);
		length[i] = a->n - begin[i];
		at = t->at + t->n;
	}
	put(a, (struct span){ example.p + at, example.n - at });
}

static bool
is_typed(const struct rule_full *r, int field)
{
	for (int w = 0; w < r->wheres; w++)
		for (int v = 0; v < r->where[w].variants; v++)
			for (int i = 0; i < r->where[w].variant[v].parts; i++) {
				const struct part *p = &r->where[w].variant[v].part[i];

				if (p->kind == PART_FIELD && p->field == field && type_is_client(p->type))
					return true;
			}
	return false;
}

static int
by_place(const void *x, const void *y)
{
	size_t a = ((const struct typed *)x)->at, b = ((const struct typed *)y)->at;

	return a < b ? -1 : a > b;
}

static bool
within(struct span part, struct span whole)
{
	return whole.p && part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

/* Where the client typed in the example, as far as the line itself holds it. */
static void
find_typed(struct attack *a, const struct hit *h, struct span example)
{
	a->types = 0;
	for (int i = 0; i < h->captures && a->types < TYPED_MAX; i++) {
		struct span text = h->capture[i].text;

		if (!text.p || !is_typed(a->rule, h->capture[i].field))
			continue;
		if (within(text, a->record->column[COLUMN_PROGRAM]) || text.p == a->record->column[COLUMN_MESSAGE].p)
			continue; /* a server gives its own name, and begins its own lines */
		if (!within(text, example))
			text.p = text.n >= UNESCAPED_MIN ? memmem(example.p, example.n, text.p, text.n) : NULL;
		if (text.p)
			a->typed[a->types++] = (struct typed){ (size_t)(text.p - example.p), text.n, h->capture[i].field };
	}
	qsort(a->typed, (size_t)a->types, sizeof a->typed[0], by_place);
	for (int i = 1; i < a->types; i++)
		if (a->typed[i].at < a->typed[i - 1].at + a->typed[i - 1].n)
			a->types = i;
}

static bool
is_false(const struct addr *source)
{
	struct addr a;

	for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
		if (addr_parse(type_address(span_of(addresses[i])), &a) && addr_equal(&a, source))
			return true;
	return false;
}

/* A rule kept as unproved is known to be open. Where the example's own rule takes no source, another may take the true
 * one, which nobody knows here: then none of the false ones is wanted. */
static void
judge(struct attack *a)
{
	a->lines++;
	for (int i = 0; i < a->matched->hits; i++) {
		const struct hit *h = &a->matched->hit[i];
		char shown[700];

		a->hostile += h->hostile;
		if (h->source.family == 0) {
			a->none++;
		} else if (a->source.family ? addr_equal(&h->source, &a->source) : !is_false(&h->source)) {
			a->same++;
		} else if (!h->rule->unproved && a->moved++ < SHOWN_FAILURES) {
			span_printable((struct span){ a->line, a->n }, shown, sizeof shown);
			printf("# %s/%s, attacked through %s: %s\n", h->rule->pack->name, h->rule->id, a->rule->rule.id, shown);
		}
	}
}

static bool
read_line(struct attack *a, struct span line)
{
	a->matched->hits = 0;
	if (decoder_line(a->decoder, line, a->record) != DECODED)
		return false;
	match(a->rs, a->record, a->matched);
	return a->matched->hits > 0;
}

static void
attack_example(struct attack *a, struct span example, int rounds)
{
	const struct hit *mine = NULL;

	if (!read_line(a, example))
		return;
	for (int i = 0; i < a->matched->hits; i++)
		if (a->matched->hit[i].rule == &a->rule->rule)
			mine = &a->matched->hit[i];
	if (!mine || mine->hostile)
		return;
	a->source = mine->source;
	find_typed(a, mine, example);
	for (int i = 0; a->types && i < rounds; i++) {
		build(a, example);
		read_line(a, (struct span){ a->line, a->n });
		judge(a);
	}
}

static void
feed(struct attack *a, const struct yaml *lines)
{
	for (size_t i = 0; lines && lines->kind == YAML_LIST && i < lines->count; i++)
		read_line(a, yaml_span(lines->item[i]));
}

/* ---- the offence ------------------------------------------------------------------------------------------------- */

/* What the rule's tally weighs at the end of the session. */
static enum gravity
gravity_of_tally(const struct attack *a, const struct rule *rule)
{
	enum gravity most = HARMLESS;

	for (size_t r = 0; rule->tally >= 0 && r < a->rs->rules; r++)
		for (int i = 0; a->rs->rule[r]->rule.pack == rule->pack && i < a->rs->rule[r]->rule.counts; i++) {
			const struct quantity *q = &a->rs->rule[r]->rule.count[i];
			enum gravity g = signal_gravity(a->rs->rule[r]->rule.signal);

			if (q->tally && q->id == rule->tally && g > most)
				most = g;
		}
	return most;
}

/* How grave the line is in the end: what is said of the true source, or of nobody where the rule could not tell. A line
 * that was found hostile is not lost: it is counted, and shown. */
static enum gravity
gravity_of_line(const struct attack *a)
{
	enum gravity most = HARMLESS;

	for (int i = 0; i < a->matched->hits; i++) {
		const struct hit *h = &a->matched->hit[i];
		enum gravity g = signal_gravity(h->rule->signal), later = gravity_of_tally(a, h->rule);

		if (h->hostile)
			return GRAVE;
		if (a->source.family && h->source.family && !addr_equal(&h->source, &a->source))
			g = HARMLESS;
		most = g > most ? g : most;
		most = later > most ? later : most;
	}
	return most;
}

/* What the variant's own texts say, from part `from` on, to part `to`. */
static void
put_words(struct attack *a, const struct variant *v, int from, int to)
{
	for (int i = from; i <= to; i++) {
		const struct part *p = &v->part[i];

		if (p->kind == PART_TEXT)
			put(a, p->text);
		else if (p->kind == PART_CHOICE)
			put(a, p->choice[0]);
		else if (p->kind == PART_FIELD)
			put(a, span_of(p->type->shape == SHAPE_ADDRESS ? addresses[0] : p->type == type_find(SPAN_LIT("dsn")) ? "5.7.1" : "550"));
	}
}

/* The example with those words in its field t, and wherever the server repeats that field. */
static void
build_words(struct attack *a, struct span example, int t, const struct variant *v, int from, int to)
{
	const struct typed *fill = &a->typed[t];
	size_t at = 0;

	a->n = 0;
	for (int i = 0; i < a->types; i++) {
		const struct typed *here = &a->typed[i];
		size_t begin = a->n + here->at - at;

		put(a, (struct span){ example.p + at, here->at - at });
		if (here->n != fill->n || memcmp(example.p + here->at, example.p + fill->at, fill->n) != 0) {
			put(a, (struct span){ example.p + here->at, here->n });
		} else {
			put(a, SPAN_LIT("\"x"));
			put_words(a, v, from, to);
			put(a, SPAN_LIT("\"@y.example"));
			respect_excludes(a, begin, here->field);
		}
		at = here->at + here->n;
	}
	put(a, (struct span){ example.p + at, example.n - at });
}

static void
weaken(struct attack *a, struct span example, enum gravity as, const struct rule_full *by, const struct variant *v)
{
	for (int t = 0; t < a->types; t++)
		for (int from = 0; from < v->parts; from++)
			for (int to = from; to < v->parts; to = to == from && to < v->parts - 1 ? v->parts - 1 : v->parts) {
				char shown[900];

				build_words(a, example, t, v, from, to);
				read_line(a, (struct span){ a->line, a->n });
				a->lines++;
				if (gravity_of_line(a) >= as)
					continue;
				if (a->moved++ >= SHOWN_FAILURES)
					continue;
				span_printable((struct span){ a->line, a->n }, shown, sizeof shown);
				printf("# %s, with the words of %s: %s; %s\n", a->rule->rule.id, by->rule.id, shown,
				       a->matched->hits ? a->matched->hit[0].rule->id : "no rule");
			}
}

static void
weaken_example(struct attack *a, struct span example)
{
	const struct hit *mine = NULL;
	enum gravity as;

	if (!signal_accuses(a->rule->rule.signal) || a->rule->rule.unproved || !read_line(a, example))
		return; /* a rule kept as unproved is known to be open */
	for (int i = 0; i < a->matched->hits; i++)
		if (a->matched->hit[i].rule == &a->rule->rule)
			mine = &a->matched->hit[i];
	if (!mine || mine->hostile)
		return;
	a->source = mine->source;
	as = gravity_of_line(a);
	if (as <= WEAK) /* a few points: nothing is won by hiding it */
		return;
	find_typed(a, mine, example);
	for (size_t r = 0; r < a->rs->rules; r++)
		for (int w = 0; a->rs->rule[r]->rule.pack == a->rule->rule.pack && w < a->rs->rule[r]->wheres; w++)
			for (int v = 0; v < a->rs->rule[r]->where[w].variants; v++)
				weaken(a, example, as, a->rs->rule[r], &a->rs->rule[r]->where[w].variant[v]);
}

static void
attack_rule(struct attack *a, const struct yaml *tree, const struct yaml *rule, int rounds)
{
	const struct yaml *examples = yaml_get(rule, "examples");
	struct decode_options options = { .columns = ruleset_columns(a->rs) };

	for (size_t i = 0; examples && i < examples->count; i++) {
		struct span line = yaml_span(yaml_get(examples->item[i], "line"));

		a->decoder = decoder_new(NULL, &options);
		memset(a->record, 0, sizeof *a->record);
		feed(a, yaml_get(tree, "header"));
		feed(a, yaml_get(examples->item[i], "before"));
		if (line.p && rounds)
			attack_example(a, line, rounds);
		else if (line.p)
			weaken_example(a, line);
		decoder_free(a->decoder);
	}
}

/* rounds: lines an example against its source; 0: against its offence. */
static void
attack_pack(struct attack *a, const struct yaml *tree, int rounds)
{
	const struct yaml *rules = yaml_get(tree, "rules");
	struct pack_full *pack = ruleset_find_pack(a->rs, yaml_span(yaml_get(tree, "pack")));

	a->lines = a->same = a->none = a->hostile = a->moved = 0;
	a->seed = 0x6d61696c72656576;
	for (size_t i = 0; rules && i < rules->count; i++) {
		a->rule = ruleset_find_rule(a->rs, &pack->pack, yaml_span(yaml_get(rules->item[i], "id")));
		if (a->rule)
			attack_rule(a, tree, rules->item[i], rounds);
	}
}

/* A pack of one text, attacked as the shipped ones are. */
static void
attack_text(struct attack *a, const char *text, int rounds)
{
	struct error e = { .text = "" };
	struct yaml *tree = yaml_read(span_of(text), "p", &e);

	a->rs = ruleset_load_text(span_of(text), "p", &e);
	a->rs->rule[0]->rule.unproved = NULL;
	attack_pack(a, tree, rounds);
	ruleset_free(a->rs);
	yaml_tree_free(tree);
}

/* The generator must find what is there: a rule that is open on purpose, but does not say so; one that cannot read what
 * ends its name where it is typed; and an exception that can be typed. */
static void
test_generator(struct attack *a, int rounds)
{
	attack_text(a, "pack: p\nprograms: [p]\nrules:\n"
		"  - {id: r, signal: relay, line: 'no ({helo})[{source}] {text}', unproved: 'for the test of the generator',\n"
		"     examples: [{line: 'Nov 24 10:00:01 mx p[1]: no (a)[192.0.2.1] x'}]}\n", rounds * 4);
	ok(a->moved > 0, "the generator fools a rule that can be fooled: %ld of %ld lines", a->moved, a->lines);
	attack_text(a, "pack: p\nprograms: [p]\nrules:\n"
		"  - {id: r, signal: relay, line: 'no {helo} from {source}',\n"
		"     examples: [{line: 'Nov 24 10:00:01 mx p[1]: no a from 192.0.2.1'}]}\n", 0);
	ok(a->moved > 0, "it hides an offence that can be hidden: %ld of %ld lines", a->moved, a->lines);
	attack_text(a, "pack: p\nprograms: [p]\nrules:\n"
		"  - {id: r, signal: relay, line: '{source} no {text}',\n"
		"     examples: [{line: 'Nov 24 10:00:01 mx p[1]: 192.0.2.1 no a'}]}\n"
		"  - {id: exception, signal: context, line: '{source} no {text}, but{...}'}\n", 0);
	ok(a->moved > 0, "it makes a lesser one of it: %ld of %ld lines", a->moved, a->lines);
}

static void
test_packs(struct attack *a, const char *folder, int rounds)
{
	const char *folders[] = { folder, NULL };
	struct error e = { .text = "" };
	char **files = ruleset_files(folder, &e);
	long same = 0, hostile = 0;

	a->rs = files ? ruleset_load(folders, NULL, &e) : NULL;
	if (!ok(a->rs != NULL, "the shipped packs load"))
		printf("# %s:%d: %s\n", e.file, e.line, e.text);
	for (char **f = files; a->rs && *f; f++) {
		struct yaml *tree = yaml_read_file(*f, &e);
		struct span name = yaml_span(yaml_get(tree, "pack"));

		attack_pack(a, tree, rounds);
		ok(a->moved == 0, "%.*s: %ld lines, source true %ld, none %ld, hostile %ld, moved %ld", (int)name.n, name.p, a->lines,
		   a->same, a->none, a->hostile, a->moved);
		same += a->same;
		hostile += a->hostile;
		attack_pack(a, tree, 0);
		ok(a->moved == 0, "%.*s: of %ld lines typed to weaken an offence, %ld did", (int)name.n, name.p, a->lines, a->moved);
		yaml_tree_free(tree);
	}
	ok(same > 0 && hostile > 0, "some lines kept their source, some were found out");
	ruleset_free(a->rs);
	ruleset_files_free(files);
}

int
main(void)
{
	const char *wish = getenv("HOSTILE_ROUNDS");
	int rounds = wish ? atoi(wish) : ROUNDS;
	char *folder = paths_data("packs");
	struct attack a = { .line = malloc(LINE_MAX_BYTES), .record = calloc(1, sizeof(struct record)), .matched = calloc(1, sizeof(struct matched)) };

	test_generator(&a, rounds);
	test_packs(&a, access(folder, F_OK) == 0 ? folder : "rules/packs", rounds);
	free(folder);
	free(a.line);
	free(a.record);
	free(a.matched);
	return done_testing();
}
