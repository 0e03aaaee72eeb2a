/* What was seen lately: buckets of sixteen places, chosen by hash; no chains and no order to keep.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/novelty.h"

/* A place is one word: 44 bits of the hash, from whose lower end the bucket is chosen, and below them the minute in
 * which it was seen, modulo 2^20 (two years). 0: empty. */
enum { STATE_VERSION = 2, WAYS = 16, BUCKETS_FIRST = 64, MINUTE_BITS = 20 };

static const uint64_t MINUTES = (1 << MINUTE_BITS) - 1;

struct novelty {
	size_t most, buckets, used;
	uint64_t *place;     /* buckets * WAYS */
};

struct novelty *
novelty_new(size_t most)
{
	struct novelty *n = xcalloc(1, sizeof(*n));

	n->most = most;
	n->buckets = BUCKETS_FIRST;
	n->place = xcalloc(n->buckets * WAYS, sizeof(*n->place));
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

/* The place of the hash, or of what may be overwritten: an empty place or the one seen longest ago. *known: which. */
static uint64_t *
place_of(const struct novelty *n, uint64_t hash, uint64_t minute, bool *known)
{
	uint64_t *first = n->place + (hash >> MINUTE_BITS & (n->buckets - 1)) * WAYS, *best = first;
	uint64_t oldest = 0;

	*known = false;
	for (uint64_t *at = first; at < first + WAYS; at++) {
		uint64_t old = *at ? age(*at, minute) : UINT64_MAX;

		if (((*at ^ hash) & ~MINUTES) == 0 && *at) {
			*known = true;
			return at;
		}
		if (old > oldest) {
			oldest = old;
			best = at;
		}
	}
	return best;
}

static void
grow(struct novelty *n, uint64_t minute)
{
	struct novelty old = *n;
	bool known;

	n->buckets *= 2;
	n->used = 0;
	n->place = xcalloc(n->buckets * WAYS, sizeof(*n->place));
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
	n->place = xcalloc(buckets * WAYS, sizeof(*n->place));
	state_get(s, n->place, buckets * WAYS * sizeof(*n->place));
	return !s->bad;
}
