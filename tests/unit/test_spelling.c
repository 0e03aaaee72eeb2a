/* Names that are nearly a known account's: against a plain count of edits.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/spelling.h"
#include "tests/tap.h"

enum { KNOWN = 40, TRIES = 20000 };

static bool
within(const char *a, const char *b, int most)
{
	if (most < 0)
		return false;
	if (!*a || !*b)
		return (int)(strlen(a) + strlen(b)) <= most;
	if (*a == *b)
		return within(a + 1, b + 1, most);
	return within(a + 1, b + 1, most - 1) || within(a + 1, b, most - 1) || within(a, b + 1, most - 1);
}

static void
random_name(char *name)
{
	int n = 1 + (int)(random() % 7);

	for (int i = 0; i < n; i++)
		name[i] = "abcd"[random() % 4];
	strcpy(name + n, random() % 4 ? "@h.de" : "");
}

static void
test_against_plain_count(void)
{
	static char known[KNOWN][32];
	struct spellings *s = spellings_new(KNOWN);
	int wrong = 0, near = 0;

	srandom(11);
	for (int i = 0; i < KNOWN / 4; i++) {
		random_name(known[i]);
		spellings_set(s, (size_t)i * 4, known[i]); /* with places between them that stay empty */
	}
	for (int k = 0; k < TRIES; k++) {
		char name[32];
		bool expected = false;
		int most;

		random_name(name);
		most = strcspn(name, "@") >= 5 ? 2 : strcspn(name, "@") >= 3 ? 1 : -1;
		for (int i = 0; i < KNOWN / 4; i++)
			expected |= within(known[i], name, most);
		wrong += spellings_near(s, name) != expected;
		near += expected;
	}
	is_int(wrong, 0, "near is who is so few edits away, and nobody else");
	ok(near > 20 && near < TRIES - 20, "of whom there are some (%d of %d)", near, TRIES);
	spellings_free(s);
}

static void
test_places(void)
{
	struct spellings *s = spellings_new(4);
	char name[200];

	spellings_set(s, 2, "bertha@here.example");
	ok(spellings_near(s, "berhta@here.example"), "two letters in the wrong order");
	ok(spellings_near(s, "bertha@here.exampl"), "a mistake behind the @");
	ok(!spellings_near(s, "gunnar@here.example"), "another name");
	ok(!spellings_near(s, "bert@here.example"), "four bytes may have one mistake only");
	spellings_set(s, 2, "gunnar@here.example");
	ok(!spellings_near(s, "berhta@here.example") && spellings_near(s, "gunar@here.example"), "a name takes another's place");
	memset(name, 'a', sizeof(name));
	name[199] = '\0';
	ok(!spellings_near(s, name), "a long one is like none");
	spellings_free(s);
}

int
main(void)
{
	test_against_plain_count();
	test_places();
	return done_testing();
}
