/* Neighbourhoods: enough banned sources take the network, a good one spares it.
 * Good marks stand in a table of their own, which only logins and proper mail fill.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/network.h"
#include "rules/policy_internal.h"
#include "rules/recent.h"
#include "rules/score.h"

enum { STATE_VERSION = 2 };

struct network {
	int64_t until;                          /* banned itself so long; 0: not */
	struct recent member[NETWORK_MEMBERS];  /* banned sources */
};

struct networks {
	const struct policy *policy;
	struct lru *bad;
	struct lru *good;   /* int64_t: the last login or proper mail */
	uint64_t sanctions; /* 0: nobody needs to look */
};

struct networks *
networks_new(const struct policy *p)
{
	struct networks *n = xcalloc(1, sizeof(*n));

	n->policy = p;
	n->bad = lru_new(NETWORKS_MAX, sizeof(struct network));
	n->good = lru_new(NETWORKS_MAX, sizeof(int64_t));
	return n;
}

void
networks_free(struct networks *n)
{
	if (!n)
		return;
	lru_free(n->bad);
	lru_free(n->good);
	free(n);
}

uint64_t
network_key(const struct addr *source)
{
	struct addr network = addr_network(*source);

	return hash_u64(source_key(&network));
}

static bool
spared(const struct networks *n, uint64_t key, int64_t time)
{
	const int64_t *good = lru_find(n->good, key);

	return good && (double)(time - *good) < n->policy->network.spared;
}

bool
networks_good(struct networks *n, const struct addr *source, int64_t time)
{
	uint64_t key = network_key(source);
	const struct network *w = lru_find(n->bad, key);
	bool fresh;
	int64_t *good = lru_make(n->good, key, &fresh);

	if (time > *good)
		*good = time;
	return w && w->until > time;
}

static bool
enough(const struct networks *n, const struct network *w, uint8_t family, int64_t time)
{
	uint32_t now = (uint32_t)(time / SECOND), within = (uint32_t)(n->policy->network.within / SECOND);

	return recent_count(w->member, NETWORK_MEMBERS, now, within) >=
	       (family == 4 ? n->policy->network.v4 : n->policy->network.v6);
}

bool
networks_banned(struct networks *n, const struct addr *source, int64_t time)
{
	uint64_t key = network_key(source);
	bool fresh;
	struct network *w = lru_make(n->bad, key, &fresh);

	recent_note(w->member, NETWORK_MEMBERS, hash_u64(source_key(source)), (uint32_t)(time / SECOND),
	            (uint32_t)(n->policy->network.within / SECOND));
	return w->until <= time && enough(n, w, source->family, time) && !spared(n, key, time);
}

bool
networks_lifted(struct networks *n, const struct addr *source, int64_t time)
{
	struct network *w = lru_find(n->bad, network_key(source));
	uint32_t hash = (uint32_t)(hash_u64(source_key(source)) >> 32);

	if (!w)
		return false;
	for (int i = 0; i < NETWORK_MEMBERS; i++)
		if (w->member[i].hash == hash)
			w->member[i].seen = 0;
	return w->until > time && !enough(n, w, source->family, time);
}

void
networks_sanction(struct networks *n, const struct addr *network, int64_t until)
{
	bool fresh;
	struct network *w = lru_make(n->bad, network_key(network), &fresh);

	w->until = until;
	n->sanctions += until > 0;
}

int64_t
networks_until(const struct networks *n, uint64_t network)
{
	const struct network *w = n->sanctions ? lru_find(n->bad, network) : NULL;

	return w ? w->until : 0;
}

void
networks_save(const struct networks *n, struct state *s)
{
	state_mark(s, "networks", STATE_VERSION);
	state_put_u64(s, n->sanctions);
	lru_save(n->bad, s, "bad");
	lru_save(n->good, s, "good");
}

bool
networks_load(struct networks *n, struct state *s)
{
	if (!state_expect(s, "networks", STATE_VERSION))
		return false;
	n->sanctions = state_get_u64(s);
	return lru_load(n->bad, s, "bad") && lru_load(n->good, s, "good");
}
