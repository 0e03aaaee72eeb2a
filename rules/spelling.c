/* How the known accounts are spelled. Few are compared byte by byte: an edit changes one length by one at most, two
 * letters and four pairs of letters, so that most names are told apart by these alone.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/base/log.h"
#include "rules/spelling.h"

enum { NEAR_TWO = 5, NEAR_ONE = 3, EDIT_LETTERS = 2, EDIT_PAIRS = 4 };

struct spelling {
	uint64_t letters, pairs; /* bits: which there are */
	size_t length;
	const char *name;
};
struct spellings {
	size_t used;             /* places below it may be set */
	struct spelling *spelling;
};

struct spellings *
spellings_new(size_t most)
{
	struct spellings *s = xcalloc(1, sizeof(*s));

	s->spelling = xcalloc(most, sizeof(*s->spelling));
	return s;
}

void
spellings_free(struct spellings *s)
{
	if (!s)
		return;
	free(s->spelling);
	free(s);
}

static struct spelling
read_spelling(const char *name)
{
	struct spelling s = { .name = name };

	for (const char *p = name; *p; p++, s.length++) {
		s.letters |= 1ULL << (*p & 63);
		if (p > name)
			s.pairs |= 1ULL << ((p[-1] * 37 + *p) & 63);
	}
	return s;
}

void
spellings_set(struct spellings *s, size_t place, const char *name)
{
	s->spelling[place] = read_spelling(name);
	if (place >= s->used)
		s->used = place + 1;
}

static size_t
common_start(const char *a, size_t n, const char *b, size_t m)
{
	size_t i = 0;

	while (i < n && i < m && a[i] == b[i])
		i++;
	return i;
}

static size_t
common_end(const char *a, size_t n, const char *b, size_t m)
{
	size_t i = 0;

	while (i < n && i < m && a[n - 1 - i] == b[m - 1 - i])
		i++;
	return i;
}

/* The edits from a to b (Wagner and Fischer 1974), given up above `most`. */
static int
count_edits(const char *a, size_t n, const char *b, size_t m, int most)
{
	int row[SPELLING_MAX], least = 0;

	for (size_t j = 0; j <= m; j++)
		row[j] = (int)j;
	for (size_t i = 0; i < n && least <= most; i++) {
		int above_left = row[0]++;

		least = row[0];
		for (size_t j = 1; j <= m; j++) {
			int changed = above_left + (a[i] != b[j - 1]);
			int moved = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			above_left = row[j];
			row[j] = changed < moved ? changed : moved;
			least = row[j] < least ? row[j] : least;
		}
	}
	return least > most ? least : row[m];
}

static bool
within_edits(const struct spelling *a, const struct spelling *b, int most)
{
	size_t start = common_start(a->name, a->length, b->name, b->length);
	size_t end = common_end(a->name + start, a->length - start, b->name + start, b->length - start);

	return count_edits(a->name + start, a->length - start - end, b->name + start, b->length - start - end, most) <= most;
}

/* How many bits are set (Knuth, The Art of Computer Programming, volume 4A, 7.1.3): without a call where the processor
 * has no instruction for it. */
static int
count_bits(uint64_t v)
{
	v -= v >> 1 & 0x5555555555555555;
	v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
	return (int)(((v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}

static bool
may_be_near(const struct spelling *a, const struct spelling *b, int most)
{
	return a->length <= b->length + (size_t)most && b->length <= a->length + (size_t)most &&
	       count_bits(a->pairs ^ b->pairs) <= EDIT_PAIRS * most &&
	       count_bits(a->letters ^ b->letters) <= EDIT_LETTERS * most;
}

bool
spellings_near(const struct spellings *s, const char *name)
{
	const struct spelling mine = read_spelling(name), *end = s->spelling + s->used;
	size_t local = strcspn(name, "@");
	int most = local >= NEAR_TWO ? 2 : local >= NEAR_ONE ? 1 : 0;

	if (most == 0 || mine.length >= SPELLING_MAX)
		return false;
	for (const struct spelling *k = s->spelling; k < end; k++)
		if (may_be_near(k, &mine, most) && k->name && within_edits(k, &mine, most))
			return true;
	return false;
}
