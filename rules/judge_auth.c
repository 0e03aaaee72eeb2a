/* A password failure: whose name, how often, how like a real one, and how steadily.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/clock.h"
#include "rules/hash.h"
#include "rules/judge_parts.h"

enum {
	GAPS = 5, GAPS_STEADY = 3,
	BURST = 5,          /* s: one poll of a device that tries several services */
	BURST_MOST = 2,     /* of which so many are steady */
	STEADY_TOLD = 12,   /* steady failures after which a person is told */
};

enum name_kind { NAME_KNOWN, NAME_NEAR /* a letter or two off a known one */, NAME_FAR };

struct try {                /* one source failing with one account */
	int64_t last, steady_day, credit_day, slip_day;
	double steady, credited; /* points given as such within a day */
	uint32_t gap[GAPS], gaps, burst, steadies;
	uint32_t password;  /* the event's number of it */
	uint32_t slips;     /* within a day: failures taken for a slip of the fingers */
};

struct lru *
try_table(void)
{
	return lru_new(TRIES_MAX, sizeof(struct try));
}

uint64_t
bond_of(uint64_t source, const struct name *account)
{
	return hash_two(source, account->hash);
}

static double
within_day(int64_t *day, double *given, double points, double most, int64_t time)
{
	if (*day == 0 || time - *day >= DAY) {
		*day = time;
		*given = 0;
	}
	if (points > most - *given)
		points = most > *given ? most - *given : 0;
	*given += points;
	return points;
}

static uint32_t
median(const struct try *t)
{
	uint32_t v[GAPS], n = t->gaps < GAPS ? t->gaps : GAPS;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = i;

		for (; at > 0 && v[at - 1] > t->gap[i]; at--)
			v[at] = v[at - 1];
		v[at] = t->gap[i];
	}
	return v[n / 2];
}

/* Notes the time since the last failure; true if they come at a regular interval. */
static bool
is_steady(const struct policy *p, struct try *t, int64_t time)
{
	double gap = t->last ? (double)(time - t->last) / SECOND : 0, middle;

	if (t->last && gap <= BURST)
		return t->gaps >= GAPS_STEADY && ++t->burst <= BURST_MOST && t->steadies > 0;
	t->burst = 1;
	if (t->last)
		t->gap[t->gaps++ % GAPS] = (uint32_t)gap;
	if (time > t->last)
		t->last = time;
	if (t->gaps < GAPS_STEADY)
		return false;
	middle = median(t);
	if (middle * SECOND < p->auth.steady_least)
		return false;
	for (uint32_t i = 1; i <= GAPS_STEADY; i++) {
		double one = t->gap[(t->gaps - i) % GAPS];

		if (one < middle * (1 - p->auth.steady_spread) || one > middle * (1 + p->auth.steady_spread))
			return false;
	}
	return true;
}

/* How many names failed from this source and never succeeded there, within a day; this new one included. */
static uint32_t
count_name(const struct weighing *w)
{
	source_turn_day(w->who, w->m->e->time);
	if (w->who->names < UINT8_MAX)
		w->who->names++;
	return w->who->names;
}

/* A role account, or one that is declared never to log in. */
static bool
weigh_role(struct judge *j, struct weighing *w)
{
	const struct policy *p = j->policy;
	const struct name *name = &w->m->account;
	const struct account *known;

	w->instant = name->n && policy_is_unused(p, name->text);
	if (!w->instant && w->m->e->signal != SIGNAL_ROLE_LOGIN && !(name->n && policy_is_role(p, name->text)))
		return false;
	known = accounts_find(j->accounts, name);
	w->m->signal = SIGNAL_ROLE_LOGIN;
	w->weight = &p->weight[SIGNAL_ROLE_LOGIN];
	w->cap = w->weight->cap;
	w->points = w->weight->points;
	if (known && (double)(w->m->e->time - known->last) < p->auth.role_lasts)
		w->points = p->auth.role_known;
	because(w, w->instant ? REASON_UNUSED_NAME : REASON_ROLE_NAME);
	return true;
}

/* One who mistypes his name sees it after a few tries; a guesser who was near a real one by chance goes on. */
static bool
is_slip(const struct policy *p, struct try *t, int64_t time)
{
	if (t->slip_day == 0 || time - t->slip_day >= DAY) {
		t->slip_day = time;
		t->slips = 0;
	}
	return t->slips++ < (uint32_t)p->auth.near_most;
}

/* A name that never succeeded from here: is it a slip, or a guess? */
static void
weigh_stranger(struct judge *j, struct weighing *w, struct try *t, enum name_kind kind)
{
	const struct policy *p = j->policy;
	uint32_t names;

	if (w->m->account.n == 0)
		return;
	if (kind == NAME_NEAR && is_slip(p, t, w->m->e->time)) {
		w->points *= p->auth.near_factor;
		because(w, REASON_NEAR_NAME);
		return;
	}
	if (!w->fresh)
		return;
	names = count_name(w);
	if (kind == NAME_FAR && accounts_learned(j->accounts, w->m->e->time) && names >= p->auth.far_from) {
		w->points *= p->auth.far_factor;
		because(w, REASON_FAR_NAME);
	}
	if (names >= p->auth.guess_from) {
		w->points += p->auth.guess_points;
		because(w, REASON_MANY_NAMES);
	}
}

static void
tell_steady(struct judge *j, const struct weighing *w, struct try *t)
{
	if (++t->steadies != STEADY_TOLD || w->m->account.n == 0)
		return;
	alert_account(j, w->m, SEVERITY_INFO, "guess-or-old-password",
	              "fails at a steady rhythm: a device with an old password, or patient guessing");
}

static void
weigh_repetition(struct judge *j, struct weighing *w, struct try *t, bool unknown)
{
	const struct policy *p = j->policy;
	uint16_t password = w->m->e->password;
	bool steady = is_steady(p, t, w->m->e->time), same = password && t->password == password;

	t->password = password;
	if (same) {
		w->points = p->auth.same_hash;
		because(w, REASON_SAME_PASSWORD);
	} else if (steady && !unknown) {
		w->points = within_day(&t->steady_day, &t->steady, p->auth.steady_points, p->auth.steady_day, w->m->e->time);
		because(w, REASON_STEADY);
		tell_steady(j, w, t);
	}
}

/* Every source that names an account under siege weighs double; a person is told once. */
static void
weigh_siege(struct judge *j, struct weighing *w, bool spared)
{
	if (!accounts_tried(j->accounts, &w->m->account, w->m->source, w->m->network, w->m->e->time) || spared)
		return;
	w->points *= j->policy->siege.factor;
	because(w, REASON_SIEGE);
	if (w->m->signal != SIGNAL_ROLE_LOGIN)
		alert_account(j, w->m, SEVERITY_WARNING, "account-under-attack", "is guessed from many sources");
}

static enum name_kind
kind_of(struct judge *j, const struct name *name)
{
	if (accounts_find(j->accounts, name))
		return NAME_KNOWN;
	return name->n && accounts_near(j->accounts, name) ? NAME_NEAR : NAME_FAR;
}

void
weigh_login_failure(struct judge *j, struct weighing *w)
{
	const struct policy *p = j->policy;
	const struct event *e = w->m->e;
	uint64_t pair = bond_of(w->m->source, &w->m->account);
	enum name_kind kind = kind_of(j, &w->m->account);
	bool made, unknown, role;
	bool bonded = w->m->account.n && !novelty_is(j->bonds, pair, e->time, (int64_t)p->credit.login_lasts);
	struct try *t;

	unknown = kind != NAME_KNOWN && w->m->account.n && (e->signal == SIGNAL_AUTH_UNKNOWN || accounts_learned(j->accounts, e->time));
	w->points = p->weight[unknown ? SIGNAL_AUTH_UNKNOWN : SIGNAL_AUTH_FAILED].points;
	role = weigh_role(j, w);
	t = lru_make(j->tries, pair, &made);
	if (!role)
		weigh_repetition(j, w, t, unknown && kind == NAME_FAR);
	if (bonded) {
		w->points = within_day(&t->credit_day, &t->credited, w->points * p->credit.login, p->credit.login_day, e->time);
		because(w, REASON_CREDIT);
	} else if (!role) {
		weigh_stranger(j, w, t, kind);
	}
	weigh_siege(j, w, unknown || bonded);
	w->points *= e->count;
}
