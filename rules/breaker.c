/* The circuit breaker: different sources in windows of a few minutes, those that fail and those that succeed.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/breaker.h"
#include "rules/hash.h"

enum {
	STATE_VERSION = 2,
	SEEN_MAX = 65536,       /* sources that are counted once in a window; beyond them some are counted again */
	WAYS = 8,               /* in which a source is looked for: one line of the cache */
	DEEDS_BITS = 8, WINDOW_BITS = 16,
	ANYBODY = 1, FAILED = 1 /* shifted by the class */, WORKED = FAILED << (FAULT_CLASSES - 1),
	USUAL_WINDOWS = 48,
};

_Static_assert(WORKED << (FAULT_CLASSES - 1) < 1 << DEEDS_BITS, "the deeds fit in");

struct tally { double failed, worked, usual; int64_t until; };
struct breaker {
	const struct policy *policy;
	uint64_t *seen;                 /* a hash of the source, the window's number, and what it was counted for */
	int64_t window;                 /* its number */
	double anybody;                 /* different sources that failed or succeeded in it */
	struct tally tally[FAULT_CLASSES];
};

struct breaker *
breaker_new(const struct policy *p)
{
	struct breaker *b = xcalloc(1, sizeof(*b));

	b->policy = p;
	b->seen = xcalloc(SEEN_MAX, sizeof(*b->seen));
	return b;
}

void
breaker_free(struct breaker *b)
{
	if (!b)
		return;
	free(b->seen);
	free(b);
}

const char *
breaker_cause(enum fault_class fault)
{
	static const char *const causes[FAULT_CLASSES] = { "", "logins fail for everybody: is the authentication backend gone?",
		"names resolve for nobody: is the resolver gone?", "TLS fails for everybody: has the certificate expired?" };

	return causes[fault];
}

static void
turn_window(struct breaker *b, int64_t time)
{
	int64_t window = time / (int64_t)b->policy->breaker.within;

	if (window <= b->window)
		return;
	for (int i = 0; i < FAULT_CLASSES; i++) {
		struct tally *t = &b->tally[i];

		if (t->until < time) /* an outage teaches nothing about what is usual */
			t->usual += (t->worked - t->usual) / USUAL_WINDOWS;
		t->failed = t->worked = 0;
	}
	b->anybody = 0;
	b->window = window;
}

/* Of this window. */
static bool
is_present(const struct breaker *b, uint64_t seen)
{
	return seen && (uint16_t)(seen >> DEEDS_BITS) == (uint16_t)b->window;
}

/* Notes deeds of a source; returns those that it was not counted for in this window. */
static unsigned
first_time(struct breaker *b, uint64_t source, unsigned deeds)
{
	uint64_t hash = hash_u64(source), *bucket = b->seen + hash % (SEEN_MAX / WAYS) * WAYS, *mine = bucket;
	uint64_t who = hash >> (DEEDS_BITS + WINDOW_BITS) << WINDOW_BITS | (uint16_t)b->window;
	unsigned before = 0;

	for (int i = 0; i < WAYS; i++) {
		if (bucket[i] >> DEEDS_BITS == who) {
			before = bucket[i] & ((1 << DEEDS_BITS) - 1);
			mine = &bucket[i];
			break;
		}
		if (!is_present(b, bucket[i]))
			mine = &bucket[i];
	}
	*mine = who << DEEDS_BITS | before | deeds;
	return deeds & ~before;
}

/* Where at least half of the usual number still succeeds, what fails is the attackers' fault. */
static bool
still_works(const struct breaker *b, const struct tally *t, int64_t time)
{
	int64_t within = (int64_t)b->policy->breaker.within;
	double passed = (double)(time % within) / (double)within;

	return t->usual >= 1 && t->worked >= 1 && t->worked >= t->usual * passed / 2;
}

bool
breaker_note(struct breaker *b, uint64_t source, enum fault_class fault, unsigned good, int64_t time)
{
	const struct policy *p = b->policy;
	struct tally *t = &b->tally[fault];
	bool was_open = t->until > time, many;
	unsigned deeds = ANYBODY | good * WORKED | (fault == FAULT_NONE ? 0 : FAILED << fault);

	if (fault == FAULT_NONE && good == 0)
		return false;
	turn_window(b, time);
	deeds = first_time(b, source, deeds);
	b->anybody += deeds & ANYBODY;
	for (unsigned i = 1; i < FAULT_CLASSES; i++)
		b->tally[i].worked += deeds / WORKED >> i & 1;
	if (fault == FAULT_NONE || !(deeds & FAILED << fault))
		return false;
	t->failed++;
	many = t->failed > p->breaker.sources || (t->failed >= p->breaker.least && t->failed > b->anybody * p->breaker.share);
	if (!many || still_works(b, t, time))
		return false;
	t->until = time + (int64_t)p->breaker.rest;
	return !was_open;
}

bool
breaker_open(const struct breaker *b, enum fault_class fault, int64_t time)
{
	return fault != FAULT_NONE && b->tally[fault].until > time;
}

void
breaker_save(const struct breaker *b, struct state *s)
{
	state_mark(s, "breaker", STATE_VERSION);
	state_put_u64(s, (uint64_t)b->window);
	state_put_double(s, b->anybody);
	state_put(s, b->tally, sizeof(b->tally));
	for (uint32_t i = 0; i < SEEN_MAX; i++) {
		if (is_present(b, b->seen[i])) {
			state_put_u32(s, i + 1);
			state_put_u64(s, b->seen[i]);
		}
	}
	state_put_u32(s, 0);
}

bool
breaker_load(struct breaker *b, struct state *s)
{
	uint32_t place;

	if (!state_expect(s, "breaker", STATE_VERSION))
		return false;
	b->window = (int64_t)state_get_u64(s);
	b->anybody = state_get_double(s);
	state_get(s, b->tally, sizeof(b->tally));
	while ((place = state_get_u32(s)) > 0 && place <= SEEN_MAX)
		b->seen[place - 1] = state_get_u64(s);
	return place == 0 && !s->bad;
}
