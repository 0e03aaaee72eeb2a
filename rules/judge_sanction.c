/* What the enforcer (or replay) did: a ban starts the scores anew, a lift forgives, members make and unmake a network.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "rules/judge_parts.h"

static void
ask_network(struct judge *j, const struct addr *member, int64_t time)
{
	struct verdict v = { .kind = VERDICT_BAN, .severity = SEVERITY_WARNING, .time = time, .score = j->policy->ban_at,
		.instant = true, .why = "network", .detail = "several sources of this network were banned within a day" };

	v.subject = (struct subject){ .kind = SUBJECT_ADDRESS, .addr = addr_network(*member) };
	if (j->hooks.verdict)
		j->hooks.verdict(j->hooks.context, &v);
}

static bool
is_network(const struct addr *a)
{
	return a->bits == (a->family == 4 ? 24 : 48);
}

/* The smallest whole second at which it is over: the scores' clock is coarse, and late by less than that. */
static uint32_t
whole_seconds(int64_t until)
{
	int64_t seconds = until / SECOND;

	return seconds < 0 ? 0 : seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds;
}

static void
start_anew(struct source *s)
{
	s->fast = s->slow = 0;
	s->asked = 0;
}

static void
sanction_source(struct judge *j, const struct addr *a, int64_t time, int64_t until, bool throttle)
{
	struct addr subject = addr_subject(*a);
	struct source *s = source_of(j, source_key(&subject), time);
	uint32_t end = until ? whole_seconds(until) : UINT32_MAX; /* 0: without end */

	start_anew(s);
	if (throttle)
		return;
	if (end > s->until)
		s->until = end;
	campaigns_banned(j->campaigns, s->key, time);
	if (networks_banned(j->networks, &subject, time))
		ask_network(j, &subject, time);
}

void
judge_sanctioned(struct judge *j, const struct subject *s, int64_t time, int64_t until, bool throttle)
{
	if (s->kind != SUBJECT_ADDRESS)
		return;
	if (is_network(&s->addr)) {
		if (!throttle)
			networks_sanction(j->networks, &s->addr, until ? until : INT64_MAX);
	} else if (s->addr.bits >= addr_subject(s->addr).bits) {
		sanction_source(j, &s->addr, time, until, throttle);
	}
}

static void
forgive_within(struct judge *j, const struct addr *prefix)
{
	struct source *s;
	size_t at = 0;

	while ((s = sources_next(j->sources, &at))) {
		struct addr a = source_addr(s->key);

		if (addr_within(&a, prefix)) {
			start_anew(s);
			s->until = 0;
		}
	}
}

void
judge_forgiven(struct judge *j, const struct subject *s, int64_t time)
{
	struct verdict v = { .kind = VERDICT_RELEASE, .severity = SEVERITY_INFO, .time = time, .why = "network",
		.detail = "too few of its banned sources are left" };

	if (s->kind != SUBJECT_ADDRESS)
		return;
	forgive_within(j, &s->addr);
	if (is_network(&s->addr))
		networks_sanction(j->networks, &s->addr, 0);
	else if (s->addr.bits >= addr_subject(s->addr).bits && networks_lifted(j->networks, &s->addr, time)) {
		v.subject = (struct subject){ .kind = SUBJECT_ADDRESS, .addr = addr_network(s->addr) };
		networks_sanction(j->networks, &v.subject.addr, 0);
		if (j->hooks.verdict)
			j->hooks.verdict(j->hooks.context, &v);
	}
}
