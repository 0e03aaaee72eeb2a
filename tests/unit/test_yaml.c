/* YAML as a tree: places, refusals, typed values, hints.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "cmd/base/yaml.h"
#include "tests/tap.h"

static struct yaml *
tree(const char *text)
{
	struct error e = { .text = "" };
	struct yaml *y = yaml_read(span_of(text), "t.yaml", &e);

	if (y == NULL)
		printf("Bail out! %s: %s\n", text, e.text);
	return y;
}

static void
test_tree(void)
{
	struct yaml *y = tree("# a comment\n"
	                      "pack: postfix\n"
	                      "programs: ['*/smtpd', \"a\\tb\"]\n"
	                      "rules:\n"
	                      "  - id: one\n"
	                      "    line: |\n"
	                      "      two\n"
	                      "      lines\n"
	                      "  - {id: two}\n");
	const struct yaml *programs = yaml_get(y, "programs"), *rules = yaml_get(y, "rules"), *one = rules->item[0];

	ok(y->kind == YAML_MAP && y->count == 3, "a map of three");
	is_text(y->key[2]->text, "rules", "in the order of the file");
	is_text(yaml_get(y, "pack")->text, "postfix", "a plain scalar");
	ok(yaml_get(y, "pack")->plain && !programs->item[0]->plain, "quotes are known");
	ok(span_eq(yaml_span(programs->item[1]), SPAN_LIT("a\tb")), "escapes are read");
	is_int(programs->item[1]->line, 3, "its line");
	is_int(programs->item[1]->column, 23, "and column");
	is_int(one->line * 100 + one->column, 505, "place of a map in a list");
	is_int(yaml_get(one, "line")->line * 100 + yaml_get(one, "line")->column, 611, "place of a block text");
	is_text(yaml_get(one, "line")->text, "two\nlines\n", "a block text");
	is_text(yaml_get(rules->item[1], "id")->text, "two", "a map in braces");
	ok(yaml_get(y, "nothing") == NULL && yaml_get(programs, "x") == NULL && yaml_get(NULL, "x") == NULL,
	   "what is not there is NULL");
	ok(yaml_span(programs).p == NULL && yaml_span(NULL).p == NULL, "what is no scalar has no text");
	yaml_tree_free(y);
	yaml_tree_free(NULL);
}

static void
test_empty(void)
{
	static const char *const texts[] = { "", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "''", "{}" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct yaml *y = tree(texts[i]);

		ok(y && y->kind == YAML_MAP && y->count == 0 && y->line == 1, "an empty map: '%s'", texts[i]);
		yaml_tree_free(y);
	}
}

static void
test_null(void)
{
	struct yaml *y = tree("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: []\n");

	ok(yaml_is_null(yaml_get(y, "a")) && yaml_is_null(yaml_get(y, "b")) && yaml_is_null(yaml_get(y, "c")), "null");
	ok(yaml_is_null(yaml_get(y, "g")), "what is not there is null");
	ok(!yaml_is_null(yaml_get(y, "d")) && !yaml_is_null(yaml_get(y, "e")) && !yaml_is_null(yaml_get(y, "f")), "not null");
	yaml_tree_free(y);
}

static void
test_refusals(void)
{
	static const struct { const char *text; int line, column; const char *says; } samples[] = {
		{ "a: 1\nb: &x 2\n", 2, 4, "anchors" },
		{ "a: *x\n", 1, 4, "aliases" },
		{ "a: !int 2\n", 1, 4, "tags" },
		{ "a: !!str 2\n", 1, 4, "tags" },
		{ "a: &x [1]\n", 1, 4, "anchors" },
		{ "a: !m {b: 1}\n", 1, 4, "tags" },
		{ "&k a: 1\n", 1, 1, "anchors" },
		{ "a: 1\nb: 2\na: 3\n", 3, 1, "key 'a' stands twice, first in line 1" },
		{ "{a: 1, 'a': 2}\n", 1, 8, "stands twice" },
		{ "[a]: 1\n", 1, 1, "a key must be plain text" },
		{ "a: \"x\\0y\"\n", 1, 4, "NUL" },
		{ "a: 1\n---\nb: 1\n", 2, 1, "one document" },
		{ "a: [1, 2\n", 2, 1, "did not find" },
		{ "a: 'x\n", 2, 1, "quoted scalar" },
		{ "a: 1\n\tb: 2\n", 2, 1, "tab character" },
		{ "a: 1\nb: \x01\n", 2, 4, "control characters" },
		{ "a: 1\nbc: \xff\n", 2, 5, "UTF-8" },
		{ "a: \xc0\xaf\n", 1, 4, "UTF-8" },
		{ "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", 1, 18, "too deeply" },
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct error e = { .text = "" };
		struct yaml *y = yaml_read(span_of(samples[i].text), "t.yaml", &e);

		ok(y == NULL && strstr(e.text, samples[i].says), "refused: %s", e.text);
		is_int(e.line * 1000 + e.column, samples[i].line * 1000 + samples[i].column, "... and where");
		is_text(e.file, "t.yaml", "... and in which file");
		yaml_tree_free(y);
	}
}

/* A text of `n` pieces after its head. */
static char *
repeated(const char *head, const char *piece, size_t n)
{
	size_t first = strlen(head), length = strlen(piece);
	char *text = malloc(first + n * length + 1);

	memcpy(text, head, first);
	for (size_t i = 0; i < n; i++)
		memcpy(text + first + i * length, piece, length);
	text[first + n * length] = '\0';
	return text;
}

static void
test_bounds(void)
{
	char *texts[] = { repeated("", "- 1\n", YAML_NODES_MAX), repeated("a: ", "x", YAML_BYTES_MAX),
	                  repeated("", "[", 1000000), repeated("", "- ", 1000000) };
	char key[32], *keys = calloc(YAML_KEYS_MAX + 2, sizeof(key)), *fits = repeated("", "- 1\n", YAML_NODES_MAX - 1);
	struct error e;
	struct yaml *y;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ok(!yaml_read(span_of(texts[i]), "t.yaml", &e), "refused: %s", e.text);
		free(texts[i]);
	}
	for (int i = 0; i <= YAML_KEYS_MAX; i++)
		strcat(keys + strlen(keys), (snprintf(key, sizeof(key), "k%d: 1\n", i), key));
	ok(!yaml_read(span_of(keys), "t.yaml", &e) && strstr(e.text, "too many keys"), "refused: %s", e.text);
	is_int(e.line, YAML_KEYS_MAX + 1, "... at the first key beyond");
	y = tree(fits);
	is_int((long long)y->count, YAML_NODES_MAX - 1, "as many values as allowed are read");
	yaml_tree_free(y);
	free(keys);
	free(fits);
}

static void
test_values(void)
{
	struct yaml *y = tree("i: 25\nneg: -3\nbig: 99999999999999999999\nhex: 0x10\nf: 1.5\nnan: nan\nyes: Yes\noff: off\n"
	                      "d: 1h30m\nbad: 10 minutes\nl: [1]\nm: {}\ne: ''\n");
	struct error e;
	int64_t i;
	double d;
	bool b;
	char text[500];

	ok(yaml_int(yaml_get(y, "i"), "t", 1, 65535, &i, &e) && i == 25, "a whole number");
	ok(yaml_int(yaml_get(y, "neg"), "t", -5, 5, &i, &e) && i == -3, "a negative one");
	ok(!yaml_int(yaml_get(y, "neg"), "t", 0, 5, &i, &e), "too small");
	is_text(error_text(&e, text, sizeof(text)), "t:2:6: wanted a whole number from 0 to 5, not '-3'", "the error says all");
	ok(!yaml_int(yaml_get(y, "big"), "t", INT64_MIN, INT64_MAX, &i, &e), "too large for 64 bits");
	ok(!yaml_int(yaml_get(y, "hex"), "t", 0, 99, &i, &e), "no hexadecimal");
	ok(!yaml_int(yaml_get(y, "f"), "t", 0, 99, &i, &e), "no fraction");
	ok(!yaml_int(yaml_get(y, "l"), "t", 0, 9, &i, &e) && strstr(e.text, "not a list"), "no list");
	ok(!yaml_int(yaml_get(y, "m"), "t", 0, 9, &i, &e) && strstr(e.text, "not keys"), "no map");
	ok(!yaml_int(yaml_get(y, "e"), "t", 0, 9, &i, &e), "no empty text");
	ok(!yaml_int(NULL, "t", 0, 9, &i, &e) && strstr(e.text, "nothing is there"), "not nothing");
	ok(yaml_number(yaml_get(y, "f"), "t", 0, 9, &d, &e) && fabs(d - 1.5) < 1e-9, "a number");
	ok(!yaml_number(yaml_get(y, "nan"), "t", 0, 9, &d, &e), "nan is none");
	ok(!yaml_number(yaml_get(y, "i"), "t", 0, 9, &d, &e), "a number out of range");
	ok(yaml_bool(yaml_get(y, "yes"), "t", &b, &e) && b, "yes");
	ok(yaml_bool(yaml_get(y, "off"), "t", &b, &e) && !b, "off");
	ok(!yaml_bool(yaml_get(y, "i"), "t", &b, &e) && !yaml_bool(yaml_get(y, "l"), "t", &b, &e), "25 is no truth");
	ok(yaml_duration(yaml_get(y, "d"), "t", &i, &e) && i == 90 * MINUTE, "a duration");
	ok(!yaml_duration(yaml_get(y, "bad"), "t", &i, &e) && strstr(e.text, "'10 minutes'"), "none: %s", e.text);
	ok(!yaml_duration(yaml_get(y, "bad"), "t", &i, NULL), "nobody needs to listen");
	yaml_tree_free(y);
}

static void
test_hints(void)
{
	static const char *const known[] = { "ports", "mode", "never", "logs", "unused_accounts", NULL };
	static const char *const samples[][2] = {
		{ "prots", "unknown key 'prots' (did you mean 'ports'?)" },
		{ "Mode", "unknown key 'Mode' (did you mean 'mode'?)" },
		{ "unused-accounts", "unknown key 'unused-accounts' (did you mean 'unused_accounts'?)" },
		{ "log", "unknown key 'log' (did you mean 'logs'?)" },
		{ "mdoe", "unknown key 'mdoe' (did you mean 'mode'?)" },
		{ "whatever", "unknown key 'whatever' (there are ports, mode, never, logs, unused_accounts)" },
		{ "\"\\e[1m\"", "unknown key '\\x1b[1m' (there are ports, mode, never, logs, unused_accounts)" },
	};
	struct error e;
	char text[1000];
	struct yaml *y = tree("mode: 1\nlogs: 2\n");

	ok(yaml_known_keys(y, "t", known, &e), "known keys pass");
	yaml_tree_free(y);
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		snprintf(text, sizeof(text), "mode: 1\n%s: 2\n", samples[i][0]);
		y = tree(text);
		ok(!yaml_known_keys(y, "t", known, &e) && e.line == 2 && e.column == 1, "refused");
		is_text(e.text, samples[i][1], "... with the right hint");
		yaml_tree_free(y);
	}
	y = tree("[a]");
	ok(!yaml_known_keys(y, "t", known, &e) && strstr(e.text, "not a list"), "a list has no keys");
	yaml_tree_free(y);
	snprintf(text, sizeof(text), "%0900d: 1", 0);
	y = tree(text);
	ok(!yaml_known_keys(y, "t", known, &e), "a very long key is refused");
	yaml_tree_free(y);
}

static void
test_file(void)
{
	char path[] = "/tmp/mailreeve-test-XXXXXX";
	int fd = mkstemp(path);
	struct error e;
	struct yaml *y;

	ok(fd >= 0 && write(fd, "a: [1]\n", 7) == 7, "a file");
	y = yaml_read_file(path, &e);
	ok(y && yaml_get(y, "a")->count == 1, "is read");
	yaml_tree_free(y);
	close(fd);
	unlink(path);
	ok(!yaml_read_file(path, &e) && strstr(e.text, "No such file"), "no file: %s", e.text);
	is_text(e.file, path, "and which");
	ok(!yaml_read_file("/", &e) && strstr(e.text, "directory"), "a folder: %s", e.text);
}

int
main(void)
{
	test_tree();
	test_empty();
	test_null();
	test_refusals();
	test_bounds();
	test_values();
	test_hints();
	test_file();
	return done_testing();
}
