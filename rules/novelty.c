/* What was seen lately: buckets of sixteen places, chosen by hash; no chains and no order to keep.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/novelty.h"

enum { STATE_VERSION = 1, WAYS = 16, BUCKETS_FIRST = 64 };

struct novelty {
	size_t most, buckets, used;
	uint64_t *hash;      /* buckets * WAYS */
	uint32_t *seen;      /* s; 0: empty place */
};

static void
allocate(struct novelty *n)
{
	n->hash = xcalloc(n->buckets * WAYS, sizeof(*n->hash));
	n->seen = xcalloc(n->buckets * WAYS, sizeof(*n->seen));
}

struct novelty *
novelty_new(size_t most)
{
	struct novelty *n = xcalloc(1, sizeof(*n));

	n->most = most;
	n->buckets = BUCKETS_FIRST;
	allocate(n);
	return n;
}

void
novelty_free(struct novelty *n)
{
	if (!n)
		return;
	free(n->hash);
	free(n->seen);
	free(n);
}

size_t
novelty_bytes_each(void)
{
	return 2 * (sizeof(uint64_t) + sizeof(uint32_t)); /* two places for each that is remembered */
}

static size_t
bucket_of(const struct novelty *n, uint64_t hash)
{
	return (hash_u64(hash) & (n->buckets - 1)) * WAYS;
}

/* The place of the hash, or of what may be overwritten: an empty place or the one seen longest ago. */
static size_t
place_of(const struct novelty *n, uint64_t hash)
{
	size_t first = bucket_of(n, hash), best = first;

	for (size_t i = first; i < first + WAYS; i++) {
		if (n->hash[i] == hash && n->seen[i])
			return i;
		if (n->seen[i] < n->seen[best])
			best = i;
	}
	return best;
}

static void
grow(struct novelty *n)
{
	struct novelty old = *n;

	n->buckets *= 2;
	n->used = 0;
	allocate(n);
	for (size_t i = 0; i < old.buckets * WAYS; i++) {
		size_t at;

		if (!old.seen[i])
			continue;
		at = place_of(n, old.hash[i]);
		n->used += !n->seen[at];
		n->hash[at] = old.hash[i];
		n->seen[at] = old.seen[i];
	}
	free(old.hash);
	free(old.seen);
}

static bool
stale(const struct novelty *n, size_t at, int64_t time, int64_t within)
{
	return (int64_t)n->seen[at] * SECOND + within < time;
}

bool
novelty_is(const struct novelty *n, uint64_t hash, int64_t time, int64_t within)
{
	size_t at = place_of(n, hash);

	return n->hash[at] != hash || !n->seen[at] || stale(n, at, time, within);
}

bool
novelty_note(struct novelty *n, uint64_t hash, int64_t time, int64_t within)
{
	size_t at = place_of(n, hash);
	uint32_t now = (uint32_t)(time / SECOND);
	bool fresh;

	if (n->used * 2 > n->buckets * WAYS && n->buckets * WAYS * 2 <= n->most) {
		grow(n);
		at = place_of(n, hash);
	}
	n->used += !n->seen[at];
	fresh = n->hash[at] != hash || !n->seen[at] || stale(n, at, time, within);
	n->hash[at] = hash;
	if (fresh || now > n->seen[at])
		n->seen[at] = now ? now : 1;
	return fresh;
}

void
novelty_save(const struct novelty *n, struct state *s)
{
	state_mark(s, "novelty", STATE_VERSION);
	state_put_u64(s, n->buckets);
	state_put_u64(s, n->used);
	state_put(s, n->hash, n->buckets * WAYS * sizeof(*n->hash));
	state_put(s, n->seen, n->buckets * WAYS * sizeof(*n->seen));
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
	free(n->hash);
	free(n->seen);
	n->buckets = buckets;
	allocate(n);
	state_get(s, n->hash, buckets * WAYS * sizeof(*n->hash));
	state_get(s, n->seen, buckets * WAYS * sizeof(*n->seen));
	return !s->bad;
}
