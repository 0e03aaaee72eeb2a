/* The table of sources: records in one array, found through open addressing (linear probing, no tombstones).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <endian.h>
#include <math.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/policy_internal.h"
#include "rules/score.h"

enum {
	STATE_VERSION = 2,
	INDEX_FIRST = 1024,
	SAMPLE = 8,         /* sources looked at for one that leaves */
	PLACE_BITS = 21,    /* of an entry of the index; above them stands some of the hash */
};

static const uint32_t PLACE_MASK = (1u << PLACE_BITS) - 1;
static const size_t MOST = (1u << PLACE_BITS) - 2;

_Static_assert(sizeof(struct source) == 64, "a source is one line of the cache");

struct sources {
	const struct policy *policy;
	size_t most, count;
	uint64_t hand;      /* counts the places that were looked at: the next sample follows from it */
	struct source *source;
	uint32_t *index;    /* 0: empty, else place + 1 and the hash's tag; its size is mask + 1 */
	size_t mask;
};

struct sources *
sources_new(size_t most, const struct policy *p)
{
	struct sources *t = xcalloc(1, sizeof(*t));

	t->policy = p;
	t->most = most < MOST ? most : MOST;
	t->source = xaligned(sizeof(*t->source), t->most * sizeof(*t->source)); /* pages are touched only as it fills */
	t->mask = INDEX_FIRST - 1;
	t->index = xcalloc(INDEX_FIRST, sizeof(*t->index));
	return t;
}

void
sources_free(struct sources *t)
{
	if (!t)
		return;
	free(t->source);
	free(t->index);
	free(t);
}

size_t
sources_count(const struct sources *t)
{
	return t->count;
}

size_t
sources_bytes_each(void)
{
	return sizeof(struct source) + 11; /* the index is at least 3/8 full: 4 * 8 / 3 */
}

/* IPv6: its upper half. IPv4 has 1 there (0:1::/32 is not given to anybody). */
uint64_t
source_key(const struct addr *a)
{
	uint64_t half;
	uint32_t all;

	if (a->family == 6) {
		memcpy(&half, a->b, sizeof(half));
		return be64toh(half);
	}
	memcpy(&all, a->b, sizeof(all));
	return be32toh(all) | 1ULL << 32;
}

struct addr
source_addr(uint64_t key)
{
	struct addr a = { .family = 6, .bits = 64 };
	int n = 8;

	if (key >> 32 == 1) {
		a.family = 4;
		a.bits = 32;
		n = 4;
	}
	while (n-- > 0) {
		a.b[n] = (uint8_t)key;
		key >>= 8;
	}
	return a;
}

static size_t
home_of(const struct sources *t, uint64_t key)
{
	return hash_u64(key) & t->mask;
}

/* Tells nearly all that stand in one another's way apart without a look at their records. */
static uint32_t
tag_of(uint64_t key)
{
	return (uint32_t)(hash_u64(key) >> (32 + PLACE_BITS)) << PLACE_BITS;
}

/* Where an entry's source stands, or would. */
static size_t
place_of(uint32_t entry)
{
	return (entry & PLACE_MASK) - 1;
}

/* The slot of the index that holds the key, or the empty one where it would stand. */
static size_t
probe(const struct sources *t, uint64_t key)
{
	size_t i = home_of(t, key);
	uint32_t tag = tag_of(key);

	for (; t->index[i]; i = (i + 1) & t->mask)
		if ((t->index[i] & ~PLACE_MASK) == tag && t->source[place_of(t->index[i])].key == key)
			break;
	return i;
}

static void
enter(struct sources *t, size_t place)
{
	uint64_t key = t->source[place].key;

	t->index[probe(t, key)] = tag_of(key) | (uint32_t)(place + 1);
}

struct source *
sources_find(const struct sources *t, uint64_t key)
{
	uint32_t entry = t->index[probe(t, key)];

	return entry ? &t->source[place_of(entry)] : NULL;
}

static void
grow_index(struct sources *t)
{
	free(t->index);
	t->mask = t->mask * 2 + 1;
	t->index = xcalloc(t->mask + 1, sizeof(*t->index));
	for (size_t i = 0; i < t->count; i++)
		enter(t, i);
}

/* Empties slot i and moves those behind it that would no longer be found (Knuth, The Art of Computer Programming,
 * volume 3, 6.4, algorithm R). */
static void
unindex(struct sources *t, size_t i)
{
	size_t next = i;

	for (;;) {
		size_t home;

		t->index[i] = 0;
		do {
			next = (next + 1) & t->mask;
			if (!t->index[next])
				return;
			home = home_of(t, t->source[place_of(t->index[next])].key);
		} while (((next - home) & t->mask) < ((next - i) & t->mask));
		t->index[i] = t->index[next];
		i = next;
	}
}

/* The time at which its last point will have faded: larger is more suspicious. */
static double
suspicion(const struct policy *p, const struct source *s)
{
	double fast = s->fast > 0 ? p->half_fast * log2((double)s->fast) : -INFINITY;
	double slow = s->slow > 0 ? p->half_slow * log2((double)s->slow) : -INFINITY;
	double banned = (double)s->until * (double)SECOND;

	return fmax(fmax((double)s->time * (double)SECOND + fmax(fast, slow), banned), 0);
}

static size_t
least_suspicious(struct sources *t)
{
	size_t best = 0;
	double least = INFINITY;

	for (int i = 0; i < SAMPLE; i++) {
		size_t at = hash_u64(t->hand++) % t->count; /* neighbours arrived together: look far apart */
		double s = suspicion(t->policy, &t->source[at]);

		if (s < least) {
			least = s;
			best = at;
		}
	}
	return best;
}

static uint16_t
part_of(int64_t time)
{
	return (uint16_t)(time / (DAY / (DAY_PARTS - 1)));
}

struct source *
sources_make(struct sources *t, uint64_t key, int64_t time, bool *fresh)
{
	size_t slot = probe(t, key), at = t->count;

	*fresh = !t->index[slot];
	if (t->index[slot])
		return &t->source[place_of(t->index[slot])];
	if (t->count == t->most) {
		at = least_suspicious(t);
		unindex(t, probe(t, t->source[at].key));
	} else {
		t->count++;
	}
	t->source[at] = (struct source){ .key = key, .time = (uint32_t)(time / SECOND), .part = part_of(time) };
	if (t->count * 4 > (t->mask + 1) * 3)
		grow_index(t);
	else
		enter(t, at);
	return &t->source[at];
}

static double
faded(double value, double half, uint32_t from, int64_t to)
{
	int64_t seconds = to / SECOND - from;

	return seconds <= 0 || value == 0 ? value : value * exp2(-(double)(seconds * SECOND) / half);
}

double
source_fast(const struct policy *p, const struct source *s, int64_t time)
{
	return faded((double)s->fast, p->half_fast, s->time, time);
}

double
source_slow(const struct policy *p, const struct source *s, int64_t time)
{
	return faded((double)s->slow, p->half_slow, s->time, time);
}

void
source_decay(const struct policy *p, struct source *s, int64_t time)
{
	if (time / SECOND <= s->time)
		return;
	s->fast = (float)source_fast(p, s, time);
	s->slow = (float)source_slow(p, s, time);
	s->time = (uint32_t)(time / SECOND);
}

double
source_day_age(const struct source *s, int64_t time)
{
	int16_t hours = (int16_t)((uint16_t)(time / HOUR) - s->day);

	return hours * (double)HOUR;
}

void
source_turn_day(struct source *s, int64_t time)
{
	double age = source_day_age(s, time);

	if (age < (double)DAY && age > -30.0 * DAY) /* an older line counts as now; before that, the hours have wrapped */
		return;
	s->day = (uint16_t)(time / HOUR);
	s->names = 0;
	s->unknown = 0;
}

/* Makes the first entry of `spent` the present part of the day. */
static void
turn_part(struct source *s, int64_t time)
{
	uint16_t part = part_of(time), gone = (uint16_t)(part - s->part);

	if (gone > UINT16_MAX - DAY_PARTS) /* an older line: counts as now */
		return;
	s->part = part;
	for (int kind = 0; kind < 2; kind++)
		for (int i = DAY_PARTS - 1; i >= 0; i--)
			s->spent[kind][i] = i >= gone ? s->spent[kind][i - gone] : 0;
}

double
source_spend(struct source *s, enum spent kind, double points, double most, int64_t time)
{
	double left = most * 2;

	turn_part(s, time);
	for (int i = 0; i < DAY_PARTS; i++)
		left -= s->spent[kind][i];
	points = fmin(points, fmin(left, UINT8_MAX - s->spent[kind][0]) / 2);
	if (points <= 0)
		return 0;
	s->spent[kind][0] = (uint8_t)(s->spent[kind][0] + ceil(points * 2));
	return points;
}

struct source *
sources_next(const struct sources *t, size_t *at)
{
	return *at < t->count ? &t->source[(*at)++] : NULL;
}

void
sources_save(const struct sources *t, struct state *s)
{
	state_mark(s, "sources", STATE_VERSION);
	state_put_u64(s, t->count);
	state_put_u64(s, t->hand);
	state_put(s, t->source, t->count * sizeof(*t->source));
}

bool
sources_load(struct sources *t, struct state *s)
{
	uint64_t count;

	if (!state_expect(s, "sources", STATE_VERSION))
		return false;
	count = state_get_u64(s);
	t->hand = state_get_u64(s);
	if (s->bad || count > t->most)
		return false;
	state_get(s, t->source, count * sizeof(*t->source));
	t->count = s->bad ? 0 : count;
	while (t->count * 4 > (t->mask + 1) * 3)
		grow_index(t);
	for (size_t i = 0; i < t->count; i++)
		enter(t, i);
	return !s->bad;
}
