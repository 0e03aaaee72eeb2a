/* What was seen lately: buckets of sixteen places, chosen by hash; no chains and no order to keep.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/novelty.h"

/* A place is one word: 44 bits of the hash, from whose lower end the bucket is chosen, and below them the minute in
 * which it was seen, modulo 2^20 (two years). 0: empty. */
enum { STATE_VERSION = 3, WAYS = 16, HALF = WAYS / 2, BUCKETS_FIRST = 64, MINUTE_BITS = 20 };

static const uint64_t MINUTES = (1 << MINUTE_BITS) - 1;

struct novelty {
	size_t most, buckets, used;
	uint64_t *place;     /* buckets * WAYS */
};

/* Each half of a bucket is one line of the cache. */
static uint64_t *
make_places(size_t buckets)
{
	size_t size = buckets * WAYS * sizeof(uint64_t);

	return memset(xaligned(HALF * sizeof(uint64_t), size), 0, size);
}

struct novelty *
novelty_new(size_t most)
{
	struct novelty *n = xcalloc(1, sizeof(*n));

	n->most = most;
	n->buckets = BUCKETS_FIRST;
	n->place = make_places(n->buckets);
	return n;
}

void
novelty_free(struct novelty *n)
{
	if (!n)
		return;
	free(n->place);
	free(n);
}

size_t
novelty_bytes_each(void)
{
	return 2 * sizeof(uint64_t); /* two places for each that is remembered */
}

static uint64_t
minute_of(int64_t time)
{
	return (uint64_t)(time / MINUTE) & MINUTES;
}

static uint64_t
age(uint64_t place, uint64_t minute)
{
	uint64_t minutes = (minute - place) & MINUTES;

	return minutes > MINUTES / 2 ? 0 : minutes; /* seen later than now: an older line */
}

/* NULL: not there. */
static uint64_t *
find(uint64_t *half, uint64_t hash)
{
	uint64_t *found = NULL;

	for (uint64_t *at = half; at < half + HALF; at++)
		if (((*at ^ hash) & ~MINUTES) == 0 && *at)
			found = at;
	return found;
}

static uint64_t *
oldest(uint64_t *half, uint64_t minute)
{
	uint64_t *best = half, most = 0;

	for (uint64_t *at = half; at < half + HALF && *best; at++) {
		if (!*at || age(*at, minute) > most) {
			best = at;
			most = age(*at, minute);
		}
	}
	return best;
}

/* The place of the hash, or of what may be overwritten: an empty place or the one seen longest ago. *known: which. What
 * is not at home, in the half of the bucket that its hash names, came when that was full. */
static uint64_t *
place_of(const struct novelty *n, uint64_t hash, uint64_t minute, bool *known)
{
	uint64_t *bucket = n->place + (hash >> MINUTE_BITS & (n->buckets - 1)) * WAYS;
	uint64_t *home = bucket + (hash >> 63) * HALF, *other = bucket + (~hash >> 63) * HALF;
	uint64_t *at = find(home, hash), *old;

	*known = at != NULL;
	if (at)
		return at;
	old = oldest(home, minute);
	if (!*old)
		return old;
	at = find(other, hash);
	*known = at != NULL;
	if (at)
		return at;
	at = oldest(other, minute);
	return !*at || age(*at, minute) > age(*old, minute) ? at : old;
}

static void
grow(struct novelty *n, uint64_t minute)
{
	struct novelty old = *n;
	bool known;

	n->buckets *= 2;
	n->used = 0;
	n->place = make_places(n->buckets);
	for (size_t i = 0; i < old.buckets * WAYS; i++) {
		uint64_t *at;

		if (!old.place[i])
			continue;
		at = place_of(n, old.place[i], minute, &known);
		n->used += !*at;
		*at = old.place[i];
	}
	free(old.place);
}

static bool
stale(uint64_t place, uint64_t minute, int64_t within)
{
	return age(place, minute) > (uint64_t)(within / MINUTE);
}

bool
novelty_is(const struct novelty *n, uint64_t hash, int64_t time, int64_t within)
{
	uint64_t minute = minute_of(time);
	bool known;
	uint64_t *at = place_of(n, hash, minute, &known);

	return !known || stale(*at, minute, within);
}

bool
novelty_note(struct novelty *n, uint64_t hash, int64_t time, int64_t within)
{
	uint64_t minute = minute_of(time), *at;
	bool known, fresh;

	if (n->used * 2 > n->buckets * WAYS && n->buckets * WAYS * 2 <= n->most)
		grow(n, minute);
	at = place_of(n, hash, minute, &known);
	fresh = !known || stale(*at, minute, within);
	n->used += !*at;
	if (fresh || age(*at, minute) > 0)
		*at = (hash & ~MINUTES) | minute;
	return fresh;
}

void
novelty_save(const struct novelty *n, struct state *s)
{
	state_mark(s, "novelty", STATE_VERSION);
	state_put_u64(s, n->buckets);
	state_put_u64(s, n->used);
	state_put(s, n->place, n->buckets * WAYS * sizeof(*n->place));
}

bool
novelty_load(struct novelty *n, struct state *s)
{
	uint64_t buckets;

	if (!state_expect(s, "novelty", STATE_VERSION))
		return false;
	buckets = state_get_u64(s);
	n->used = state_get_u64(s);
	if (s->bad || buckets < BUCKETS_FIRST || (buckets > BUCKETS_FIRST && buckets * WAYS > n->most) || (buckets & (buckets - 1)))
		return false;
	free(n->place);
	n->buckets = buckets;
	n->place = make_places(buckets);
	state_get(s, n->place, buckets * WAYS * sizeof(*n->place));
	return !s->bad;
}
