/* The table of sources, what was seen lately, and the table that forgets the oldest: against plain models.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/novelty.h"
#include "rules/policy_internal.h"
#include "rules/recent.h"
#include "rules/score.h"
#include "rules/sitting.h"
#include "tests/tap.h"

static const struct policy policy = { .half_fast = 30.0 * MINUTE, .half_slow = 24.0 * HOUR };

static void
test_keys(void)
{
	static const char *const texts[] = { "192.0.2.7", "0.0.0.0", "255.255.255.255", "2001:db8:1:2::", "::", "ffff:ffff:ffff:ffff::" };
	uint64_t seen[6];
	int same = 0;

	for (int i = 0; i < 6; i++) {
		struct addr a, back;

		addr_parse(span_of(texts[i]), &a);
		a = addr_subject(a);
		seen[i] = source_key(&a);
		back = source_addr(seen[i]);
		same += addr_equal(&a, &back);
		for (int k = 0; k < i; k++)
			same -= seen[k] == seen[i];
	}
	is_int(same, 6, "every address has a key of its own and comes back from it");
}

/* 64 sources for 200 keys, half of them suspects. */
static void
test_eviction(void)
{
	struct sources *t = sources_new(4096, &policy);
	int kept = 0;
	bool fresh;

	for (uint64_t i = 0; i < 1000; i++)
		sources_make(t, i, HOUR, &fresh)->slow = 60;
	for (uint64_t i = 0; i < 200000; i++)
		sources_make(t, 1000 + i, HOUR + (int64_t)i, &fresh)->fast = 1;
	is_int((long long)sources_count(t), 4096, "bounded");
	for (uint64_t i = 0; i < 1000; i++)
		kept += sources_find(t, i) != NULL && sources_find(t, i)->slow == 60;
	ok(kept >= 995, "suspects outlive a flood of others (%d of 1000)", kept);
	sources_free(t);
}

static void
test_index(void)
{
	enum { KEYS = 5000, MOST = 512 };
	static uint64_t order[KEYS];
	struct sources *t = sources_new(MOST, &policy);
	size_t found = 0, at = 0;
	bool exact = true, fresh;

	srandom(7);
	for (int i = 0; i < 100000; i++) {
		uint64_t key = (uint64_t)random() % KEYS;

		order[key] = (uint64_t)i + 1;
		sources_make(t, key, (int64_t)i, &fresh)->fast = (float)i;
	}
	for (uint64_t key = 0; key < KEYS; key++) {
		struct source *s = sources_find(t, key);

		found += s != NULL;
		exact &= !s || (s->key == key && s->fast == (float)(order[key] - 1));
	}
	is_int((long long)found, MOST, "every source in the table is found through the index, and no other");
	ok(exact, "and each is its own");
	found = 0;
	while (sources_next(t, &at))
		found++;
	is_int((long long)found, MOST, "all can be walked");
	sources_free(t);
}

static void
test_decay(void)
{
	struct source s = { .time = 0, .fast = 100, .slow = 100 };

	source_decay(&policy, &s, 30 * MINUTE);
	ok(fabs((double)s.fast - 50) < 0.01, "the fast score halves in half an hour");
	ok(fabs((double)s.slow - 98.57) < 0.01, "the slow one hardly");
	source_decay(&policy, &s, 10 * MINUTE);
	ok(s.time == 30 * 60 && fabs((double)s.fast - 50) < 0.01, "an older line changes nothing");
}

static void
test_spending(void)
{
	struct source s = { .time = 0 };
	int64_t day = 20000 * DAY, gave[3000];
	double given = 0, worst = 0;

	ok(source_spend(&s, SPENT_WEAK, 12, 20, day) == 12, "the first are given");
	ok(source_spend(&s, SPENT_WEAK, 12, 20, day) == 8, "until the limit");
	ok(source_spend(&s, SPENT_UNPROVED, 12, 50, day) == 12, "another kind has its own");
	s = (struct source){ .time = 0 };
	for (int i = 0; i < 3000; i++) { /* each 10 minutes for 20 days */
		gave[i] = (int64_t)(source_spend(&s, SPENT_WEAK, 4, 20, day + i * 10 * MINUTE) * 2);
		given += (double)gave[i] / 2;
	}
	for (int i = 0; i + 144 <= 3000; i++) {
		double sum = 0;

		for (int k = i; k < i + 144; k++)
			sum += (double)gave[k] / 2;
		worst = fmax(worst, sum);
	}
	ok(worst <= 20, "never more in any 24 hours (%.1f)", worst);
	ok(given > 200, "but again and again (%.0f in 20 days)", given);
}

static double
give(struct sitting *s, int kind, double points, int64_t time)
{
	uint16_t *place = sitting_place(s, kind, time, MINUTE);

	sitting_give(place, points);
	return sitting_given(place);
}

static void
test_sitting(void)
{
	struct sitting s = { .last = 0 };

	give(&s, 7, 3.6, HOUR);
	ok(fabs(give(&s, 7, 3.75, HOUR + 50 * SECOND) - 7.35) < 1e-9, "a session adds up what a kind of signal gave");
	for (int kind = 0; kind < SITTING_KINDS - 1; kind++)
		give(&s, kind, 20 + kind, HOUR + 50 * SECOND);
	ok(give(&s, 7, 0, HOUR + 50 * SECOND) > 7 && fabs(give(&s, 0, 0, HOUR + 50 * SECOND) - 20) < 1e-9, "several of them, each by itself");
	ok(give(&s, 99, 5, HOUR + 50 * SECOND) <= 5, "one more has a place of its own");
	ok(give(&s, 7, 0, HOUR + 50 * SECOND) <= 0, "that of the one which gave least");
	ok(fabs(give(&s, 3, 9000, HOUR + 60 * SECOND) - UINT16_MAX / 20.0) < 1e-9, "a kind gives no more than can be counted");
	ok(give(&s, 3, 1, HOUR + 120 * SECOND) <= 1, "after a silence it begins anew");
	ok(give(&s, 3, 1, HOUR) <= 2, "an older line is no silence");
}

static void
test_novelty(void)
{
	struct novelty *n = novelty_new(1 << 16), *again = novelty_new(1 << 16);
	struct state saved = { 0 }, reader;
	int fresh = 0, old = 0;

	for (uint64_t i = 0; i < 20000; i++)
		fresh += novelty_note(n, hash_u64(i), HOUR, DAY);
	ok(fresh >= 19990, "new at first (%d of 20000)", fresh);
	for (uint64_t i = 0; i < 20000; i++)
		old += !novelty_note(n, hash_u64(i), 2 * HOUR, DAY);
	ok(old >= 19800, "not new a second time, but for a few that a full bucket lost (%d of 20000)", old);
	ok(novelty_is(n, hash_u64(5), 27 * HOUR, DAY), "new again when a day has passed since it was seen last");
	ok(!novelty_is(n, hash_u64(5), 25 * HOUR, DAY), "not before");
	novelty_save(n, &saved);
	reader = (struct state){ .p = saved.p, .n = saved.n };
	ok(novelty_load(again, &reader) && !novelty_is(again, hash_u64(5), 2 * HOUR, DAY), "saved and loaded");
	for (uint64_t i = 0; i < 1000000; i++)
		novelty_note(n, hash_u64(i + 77777), 3 * HOUR, DAY);
	ok(!novelty_note(n, hash_u64(999999 + 77777), 3 * HOUR, DAY), "bounded, and the last one stays");
	state_free(&saved);
	novelty_free(n);
	novelty_free(again);
}

static void
test_lru(void)
{
	struct lru *l = lru_new(3, sizeof(int));
	bool fresh;
	int n = 0;

	for (int i = 1; i <= 3; i++)
		*(int *)lru_make(l, (uint64_t)i, &fresh) = i;
	lru_use(l, 1);
	lru_make(l, 4, &fresh);
	ok(fresh && !lru_find(l, 2), "the least recently used leaves");
	ok(lru_find(l, 1) && *(int *)lru_find(l, 1) == 1, "one that was used stays");
	lru_remove(l, 3);
	is_int((long long)lru_count(l), 2, "removed");
	lru_make(l, 5, &fresh);
	for (const void *r = lru_next(l, NULL); r; r = lru_next(l, r))
		n = n * 10 + (int)lru_key(l, r);
	is_int(n, 145, "from the oldest to the newest");
	for (uint64_t i = 10; i < 1000; i++)
		*(int *)lru_make(l, i, &fresh) = (int)i;
	ok(lru_count(l) == 3 && *(int *)lru_find(l, 998) == 998, "bounded for ever");
	lru_free(l);
}

static void
test_recent(void)
{
	struct recent v[4] = { { 0, 0 } };

	for (uint64_t i = 1; i <= 3; i++)
		recent_note(v, 4, i << 32, 100, 60);
	is_int(recent_note(v, 4, 1ULL << 32, 130, 60), 3, "three different values within a minute");
	is_int(recent_note(v, 4, 9ULL << 32, 170, 60), 2, "the old ones are out of the window");
	ok(recent_has(v, 4, 9ULL << 32, 170, 60) && !recent_has(v, 4, 2ULL << 32, 170, 60), "has only what is recent");
}

int
main(void)
{
	test_keys();
	test_eviction();
	test_index();
	test_decay();
	test_spending();
	test_sitting();
	test_novelty();
	test_lru();
	test_recent();
	return done_testing();
}
