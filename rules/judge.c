/* Enough is enough: an event is weighed, its points are added, and whoever has a hundred is banned.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/judge_parts.h"

struct judge *
judge_new(const struct policy *p, size_t sources_max, const struct judge_hooks *hooks)
{
	struct judge *j = xcalloc(1, sizeof(*j));

	j->policy = p;
	if (hooks)
		j->hooks = *hooks;
	j->sources = sources_new(sources_max, p);
	j->seen = novelty_new(2 * sources_max);
	j->bonds = novelty_new(BONDS_MAX);
	j->domains = novelty_new(DOMAINS_MAX);
	j->tries = try_table();
	j->told = told_table();
	j->friends = lru_new(FRIENDS_MAX, sizeof(struct friend));
	j->accounts = accounts_new(p);
	j->networks = networks_new(p);
	j->campaigns = campaigns_new(p);
	j->watches = watches_new(p);
	j->breaker = breaker_new(p);
	j->evidence = evidence_new();
	return j;
}

void
judge_free(struct judge *j)
{
	if (!j)
		return;
	lru_free(j->tries);
	lru_free(j->told);
	lru_free(j->friends);
	sources_free(j->sources);
	novelty_free(j->seen);
	novelty_free(j->bonds);
	novelty_free(j->domains);
	accounts_free(j->accounts);
	networks_free(j->networks);
	campaigns_free(j->campaigns);
	watches_free(j->watches);
	breaker_free(j->breaker);
	evidence_free(j->evidence);
	free(j);
}

size_t
judge_sources(const struct judge *j)
{
	return sources_count(j->sources);
}

size_t
judge_bytes_per_source(void)
{
	return sources_bytes_each() + novelty_bytes_each();
}

static void
open_matter(struct matter *m, const struct event *e)
{
	m->e = e;
	m->signal = e->signal;
	m->source = m->network = 0;
	if (e->source.family) {
		m->source = source_key(&e->source);
		m->network = network_key(&e->source);
	}
	name_set(&m->account, e->field[FIELD_ACCOUNT]);
}

struct source *
source_of(struct judge *j, uint64_t key, int64_t time)
{
	bool fresh;
	struct source *s = sources_make(j->sources, key, time, &fresh);

	if (fresh)
		s->friend = lru_find(j->friends, key) != NULL;
	return s;
}

static bool
over_threshold(struct judge *j, const struct source *s, int64_t time, double *score)
{
	double need = j->policy->ban_at;

	*score = fmax((double)s->fast, (double)s->slow);
	if (*score < need)
		return false;
	if (is_office(j->policy, friend_of(j, s), time))
		need *= j->policy->credit.office_factor;
	return *score >= need;
}

static void
tell_evidence(const struct judge *j, uint64_t source, const struct addr *subject)
{
	const struct exhibit *kept[EVIDENCE_LINES];
	int n = j->hooks.evidence ? evidence_of(j->evidence, source, kept) : 0;

	for (int i = 0; i < n; i++) {
		struct msg_evidence message;

		if (kept[i]->reasons & 1u << REASON_OBSERVED) /* it did not lead to the ban */
			continue;
		exhibit_tell(kept[i], subject, &message);
		j->hooks.evidence(j->hooks.context, &message);
	}
}

void
judge_tell_evidence(const struct judge *j, const struct subject *s)
{
	struct addr subject = addr_subject(s->addr);

	if (s->kind == SUBJECT_ADDRESS && addr_equal(&subject, &s->addr))
		tell_evidence(j, source_key(&subject), &subject);
}

static void
ask_ban(struct judge *j, struct weighing *w, struct source *s, double score)
{
	char detail[MSG_WHY_MAX * 6], reasons[REASON_TEXT_MAX];
	struct verdict v = { .kind = VERDICT_BAN, .severity = SEVERITY_WARNING, .time = w->m->e->time, .score = score,
		.instant = w->instant, .mild = is_office(j->policy, friend_of(j, s), w->m->e->time), .why = signal_name(w->m->signal), .detail = detail };

	v.subject = (struct subject){ .kind = SUBJECT_ADDRESS, .addr = w->subject };
	snprintf(detail, sizeof(detail), "%s%s%s; score %ld fast, %ld slow", v.why, w->reasons ? ": " : "",
	         reason_text(w->reasons, reasons), lrintf(s->fast), lrintf(s->slow));
	s->asked = (uint32_t)(w->m->e->time / SECOND);
	tell_evidence(j, w->m->source, &w->subject);
	if (j->hooks.verdict)
		j->hooks.verdict(j->hooks.context, &v);
}

static bool
is_sanctioned(const struct judge *j, const struct source *s, const struct matter *m)
{
	return (int64_t)s->until * SECOND > m->e->time || networks_until(j->networks, m->network) > m->e->time;
}

/* Adds what was weighed and asks for a ban where it is enough. */
static double
add_points(struct judge *j, struct weighing *w)
{
	const struct event *e = w->m->e;
	struct source *s = w->who;
	double points = w->points, besides = w->head_start + w->watched, score;
	struct exhibit x; /* its line and rule are not copied here */
	bool adds = !is_sanctioned(j, s, w->m);

	source_decay(j->policy, s, e->time);
	if (w->weight->weak)
		points = source_spend(s, SPENT_WEAK, points, j->policy->weak_day, e->time);
	if (e->rule->unproved)
		points = source_spend(s, SPENT_UNPROVED, points, j->policy->unproved_day, e->time);
	x.time = e->time;
	x.count = e->count;
	x.signal = (uint16_t)w->m->signal;
	x.length = 0;
	x.points = (float)(points + besides);
	x.slow = (float)((w->fresh ? points : 0) + besides);
	if (adds) {
		s->fast += x.points;
		s->slow += x.slow;
	} else {
		because(w, REASON_SANCTIONED);
	}
	x.reasons = w->reasons;
	evidence_keep(j->evidence, w->m->source, e, &x, fmax((double)s->fast, (double)s->slow));
	if (!adds || (e->rule->unproved && w->instant) || (s->asked && e->time / SECOND - s->asked < ASK_AGAIN))
		return points + besides;
	if (over_threshold(j, s, e->time, &score) || w->instant)
		ask_ban(j, w, s, score);
	return points + besides;
}

static void
look_for_campaign(struct judge *j, struct weighing *w)
{
	const struct span *field = w->m->e->field;
	struct { enum trait kind; struct span value; } traits[] = {
		{ TRAIT_HELO, span_eq(field[FIELD_HELO], field[FIELD_HOST]) ? (struct span){ NULL, 0 } : field[FIELD_HELO] },
		{ TRAIT_DOMAIN, field[FIELD_SENDER].p ? mail_domain(field[FIELD_SENDER]) : field[FIELD_SENDER] },
		{ TRAIT_ACCOUNT, field[FIELD_ACCOUNT] },
		{ TRAIT_RECIPIENT, field[FIELD_RECIPIENT] },
	};
	bool due = false;

	for (size_t i = 0; i < sizeof(traits) / sizeof(*traits); i++)
		if (traits[i].value.p)
			due |= campaigns_note(j->campaigns, w->m->source, traits[i].kind, traits[i].value, w->m->e->time);
	if (!due || has_credit(j, w->who))
		return;
	w->head_start = j->policy->campaign.head_start;
	because(w, REASON_CAMPAIGN);
}

static double
accuse(struct judge *j, struct matter *m)
{
	struct weighing w = { .m = m, .cap = INFINITY };
	struct judging now = { j, &w };
	struct watch_hooks hooks = { alert_watch, &now };

	w.subject = addr_subject(m->e->source);
	w.who = source_of(j, m->source, m->e->time);
	weigh(j, &w);
	watches_event(j->watches, w.m, &hooks);
	if (breaker_open(j->breaker, w.weight->fault, m->e->time)) {
		w.points = w.watched = 0;
		because(&w, REASON_BREAKER);
	} else {
		look_for_campaign(j, &w);
	}
	return add_points(j, &w);
}

/* A rule that only observes: what one such event would give is shown, and nothing else changes. */
static double
observe(struct judge *j, const struct matter *m)
{
	const struct weight *w = policy_weight(j->policy, m->e->signal, m->e->rule->points);
	double points = w->points + w->then * (m->e->count - 1);
	struct exhibit x = { .time = m->e->time, .count = m->e->count, .signal = (uint16_t)m->e->signal,
		.reasons = 1u << REASON_OBSERVED };

	if (!m->source || !signal_accuses(m->e->signal))
		return 0;
	x.points = (float)(w->cap > 0 ? fmin(points, w->cap) : points);
	evidence_keep(j->evidence, m->source, m->e, &x, 0);
	return (double)x.points;
}

/* The classes of fault that this event shows not to be there. */
static unsigned
works(const struct event *e)
{
	if (e->signal == SIGNAL_LOGIN)
		return 1u << FAULT_LOGIN | 1u << FAULT_TLS;
	return e->signal == SIGNAL_DELIVERED ? 1u << FAULT_DNS | 1u << FAULT_TLS : 0;
}

double
judge_event(struct judge *j, const struct event *e)
{
	enum fault_class fault = policy_weight(j->policy, e->signal, NULL)->fault;
	struct matter m;
	struct judging now = { j, NULL };
	struct watch_hooks hooks = { alert_watch, &now };

	open_matter(&m, e);
	if (e->rule->observe)
		return observe(j, &m);
	if (m.source && breaker_note(j->breaker, m.source, fault, works(e), e->time))
		alert_server(j, &m, SEVERITY_CRITICAL, "circuit-breaker", "%s Nobody is banned for it until it ends", breaker_cause(fault));
	if (signal_accuses(e->signal) && m.source)
		return accuse(j, &m);
	judge_good(j, &m);
	watches_event(j->watches, &m, &hooks);
	return 0;
}
