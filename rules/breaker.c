/* The circuit breaker: different sources in windows of a few minutes, those that fail and those that succeed.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/breaker.h"
#include "rules/hash.h"
#include "rules/novelty.h"

enum { STATE_VERSION = 1, SEEN_MAX = 65536, ANYBODY = 100, WORKED = 200, USUAL_WINDOWS = 48 };

struct tally { double failed, worked, usual; int64_t until; };
struct breaker {
	const struct policy *policy;
	struct novelty *seen;           /* who was counted in this window, for what */
	int64_t window;                 /* its number */
	double anybody;                 /* different sources that failed or succeeded in it */
	struct tally tally[FAULT_CLASSES];
};

struct breaker *
breaker_new(const struct policy *p)
{
	struct breaker *b = xcalloc(1, sizeof(*b));

	b->policy = p;
	b->seen = novelty_new(SEEN_MAX);
	return b;
}

void
breaker_free(struct breaker *b)
{
	if (!b)
		return;
	novelty_free(b->seen);
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

static bool
first_time(struct breaker *b, uint64_t source, uint64_t what, int64_t time)
{
	uint64_t hash = hash_two(hash_two(source, what), (uint64_t)b->window);

	return novelty_note(b->seen, hash, time, (int64_t)b->policy->breaker.within);
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

	if (fault == FAULT_NONE && good == 0)
		return false;
	turn_window(b, time);
	b->anybody += first_time(b, source, ANYBODY, time);
	for (unsigned i = 1; good && i < FAULT_CLASSES; i++)
		if (good & 1u << i)
			b->tally[i].worked += first_time(b, source, WORKED + i, time);
	if (fault == FAULT_NONE || !first_time(b, source, fault, time))
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
	novelty_save(b->seen, s);
}

bool
breaker_load(struct breaker *b, struct state *s)
{
	if (!state_expect(s, "breaker", STATE_VERSION))
		return false;
	b->window = (int64_t)state_get_u64(s);
	b->anybody = state_get_double(s);
	state_get(s, b->tally, sizeof(b->tally));
	return novelty_load(b->seen, s);
}
