/* Watches: for each watch and subject, sums in parts of the window, or the last different values.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/watch.h"

enum { STATE_VERSION = 1, PARTS = 12 };

struct watched {
	int64_t part;               /* which part of time the first sum is */
	double sum[PARTS];
	struct recent value[DISTINCT_MAX];
};

struct watches {
	const struct policy *policy;
	uint64_t signals;           /* that any watch looks at */
	struct lru *watched;
};

struct watches *
watches_new(const struct policy *p)
{
	struct watches *w = xcalloc(1, sizeof(*w));

	w->policy = p;
	w->watched = lru_new(WATCHED_MAX, sizeof(struct watched));
	for (int i = 0; i < p->watches; i++)
		w->signals |= p->watch[i].signals;
	return w;
}

void
watches_free(struct watches *w)
{
	if (!w)
		return;
	lru_free(w->watched);
	free(w);
}

/* 0: the event does not tell. */
static uint64_t
subject_of(const struct watch *w, const struct matter *m)
{
	switch (w->by) {
	case BY_ACCOUNT:
		return m->account.n ? m->account.hash : 0;
	case BY_SOURCE:
		return m->source;
	case BY_USER:
		return m->e->field[FIELD_USER].p ? text_hash(1, m->e->field[FIELD_USER]) : 0;
	case BY_SERVER:
		break;
	}
	return 1;
}

static uint64_t
value_of(const struct watch *w, const struct matter *m)
{
	const struct span *field = m->e->field;
	struct span domain = field[FIELD_SENDER].p ? mail_domain(field[FIELD_SENDER]) : field[FIELD_SENDER];

	switch (w->of) {
	case OF_SOURCE:
		return m->source ? hash_u64(m->source) : 0;
	case OF_NETWORK:
		return m->network;
	case OF_ACCOUNT:
		return m->account.n ? m->account.hash : 0;
	case OF_SENDER:
		return field[FIELD_SENDER].n ? sender_hash(field[FIELD_SENDER]) : 0;
	case OF_DOMAIN:
		return domain.n ? text_hash(0, domain) : 0;
	case OF_RECIPIENT:
		return field[FIELD_RECIPIENT].n ? text_hash(0, field[FIELD_RECIPIENT]) : 0;
	case OF_RELAY:
		return field[FIELD_RELAY].n ? relay_hash(field[FIELD_RELAY]) : 0;
	}
	return 0;
}

static double
add(struct watched *d, const struct watch *w, double n, int64_t time)
{
	int64_t part = time / (w->within / PARTS + 1), gone = part - d->part;
	double sum = 0;

	if (gone > 0) {
		for (int64_t i = PARTS - 1; i >= 0; i--)
			d->sum[i] = i >= gone ? d->sum[i - gone] : 0;
		d->part = part;
	}
	d->sum[0] += n;
	for (int i = 0; i < PARTS; i++)
		sum += d->sum[i];
	return sum;
}

static void
look(struct watches *ws, const struct watch *w, const struct matter *m, const struct watch_hooks *hooks)
{
	uint64_t subject = subject_of(w, m), value = w->what == WATCH_DISTINCT ? value_of(w, m) : 1;
	struct watched *d;
	double counted;
	bool fresh;

	if (!subject || !value)
		return;
	if (w->foreign && sender_is_own(m->e->field[FIELD_SENDER], &m->account))
		return;
	if (w->names_address && !refusal_names_address(m->e->field[FIELD_REASON], m->e->field[FIELD_RELAY]))
		return;
	d = lru_make(ws->watched, hash_span(subject, span_of(w->name)), &fresh);
	if (w->what == WATCH_DISTINCT)
		counted = recent_note(d->value, DISTINCT_MAX, value, (uint32_t)(m->e->time / SECOND),
		                      (uint32_t)(w->within / SECOND));
	else
		counted = add(d, w, w->what == WATCH_SUM ? m->e->count : 1, m->e->time);
	if (counted <= w->over)
		return;
	if (w->points > 0) /* the next points are for as many again */
		memset(d, 0, sizeof(*d));
	hooks->fire(hooks->context, w, m, counted);
}

void
watches_event(struct watches *ws, const struct matter *m, const struct watch_hooks *hooks)
{
	uint64_t bit = 1ULL << m->e->signal;

	if (!(ws->signals & bit))
		return;
	for (int i = 0; i < ws->policy->watches; i++)
		if (ws->policy->watch[i].signals & bit)
			look(ws, &ws->policy->watch[i], m, hooks);
}

void
watches_save(const struct watches *w, struct state *s)
{
	state_mark(s, "watches", STATE_VERSION);
	lru_save(w->watched, s, "watched");
}

bool
watches_load(struct watches *w, struct state *s)
{
	return state_expect(s, "watches", STATE_VERSION) && lru_load(w->watched, s, "watched");
}
