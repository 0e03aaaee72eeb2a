/* Sessions as the judgement counts them: one offence is capped however many lines tell it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/clock.h"
#include "rules/hash.h"
#include "rules/judge_parts.h"

enum { TABS = 6 };

struct sitting {
	int64_t last;
	uint64_t entered;
	struct tab tab[TABS]; /* signal + 1; 0: free */
};

/* A thread's session ends when it is opened anew or after a silence; lines without one belong together while the gaps
 * are short. */
static bool
is_over(const struct judge *j, const struct sitting *s, const struct event *e)
{
	double gap = (double)(e->time - s->last);

	if (e->session == 0)
		return gap >= j->policy->session_gap;
	return s->entered != e->entered || gap > j->policy->session_silence;
}

struct tab *
session_tab(struct judge *j, const struct weighing *w)
{
	const struct event *e = w->m.e;
	uint16_t signal = (uint16_t)(w->m.signal + 1);
	bool fresh;
	struct sitting *s = lru_make(j->sittings, hash_two(w->m.source, e->session), &fresh);
	int i = 0;

	if (!fresh && is_over(j, s, e))
		*s = (struct sitting){ .last = 0 };
	s->entered = e->entered;
	if (e->time > s->last)
		s->last = e->time;
	while (i < TABS - 1 && s->tab[i].signal != 0 && s->tab[i].signal != signal)
		i++;
	s->tab[i].signal = signal; /* more signals than tabs share the last */
	return &s->tab[i];
}

struct lru *
session_table(void)
{
	return lru_new(SITTINGS_MAX, sizeof(struct sitting));
}
