/* Shows the arithmetic: rows for `mailreeve why` and `mailreeve campaigns`.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdio.h>

#include "cmd/base/clock.h"
#include "rules/judge_parts.h"

struct telling {
	void (*row)(void *context, const struct msg_answer *a);
	void *context;
};

static void
explain_exhibits(const struct judge *j, uint64_t source, const struct addr *subject, int64_t now, const struct telling *t)
{
	const struct exhibit *kept[EVIDENCE_LINES];
	int n = evidence_of(j->evidence, source, kept);

	for (int i = 0; i < n; i++) {
		const struct exhibit *x = kept[i];
		double age = now > x->time ? (double)(now - x->time) : 0;
		struct msg_answer a = { .time = x->time, .points = (double)x->points, .more = 1 };
		char reasons[REASON_TEXT_MAX];
		struct msg_evidence e;

		exhibit_tell(x, subject, &e);
		a.value = a.points * exp2(-age / j->policy->half_fast);
		snprintf(a.signal, sizeof(a.signal), "%s", e.signal);
		snprintf(a.rule, sizeof(a.rule), "%s", e.rule);
		snprintf(a.line, sizeof(a.line), "%s%s%s%s", x->reasons ? "(" : "", reason_text(x->reasons, reasons),
		         x->reasons ? ") " : "", x->slow > 0 ? "" : "(nothing new) ");
		snprintf(a.line + strlen(a.line), sizeof(a.line) - strlen(a.line), "%s", e.line);
		t->row(t->context, &a);
	}
}

static void
explain_sum(const char *what, double value, int64_t now, const char *text, const struct telling *t)
{
	struct msg_answer a = { .time = now, .value = value, .more = 1 };

	snprintf(a.signal, sizeof(a.signal), "%s", what);
	snprintf(a.line, sizeof(a.line), "%s", text);
	t->row(t->context, &a);
}

static void
explain_standing(const struct judge *j, uint64_t key, const struct source *s, int64_t now, const struct telling *t)
{
	const struct friend *f = lru_find(j->friends, key);
	char text[MSG_LINE_MAX], when[CLOCK_TEXT_MAX];

	snprintf(text, sizeof(text), "halves in %g minutes; %g bans", j->policy->half_fast / MINUTE, j->policy->ban_at);
	explain_sum("fast score", s ? source_fast(j->policy, s, now) : 0, now, text, t);
	snprintf(text, sizeof(text), "only what was new from here; halves in %g hours; %g bans", j->policy->half_slow / HOUR,
	         j->policy->ban_at);
	explain_sum("slow score", s ? source_slow(j->policy, s, now) : 0, now, text, t);
	if (s && (int64_t)s->until * SECOND > now) {
		snprintf(text, sizeof(text), "sanctioned until %s: nothing is added before",
		         clock_rfc3339((int64_t)s->until * SECOND, when));
		explain_sum("sanction", 0, now, text, t);
	}
	if (f && f->login)
		explain_sum("credit", 0, now, "a login came from here", t);
	if (is_office(j->policy, f, now)) {
		snprintf(text, sizeof(text), "several accounts logged in from here: it needs %g times the score, and bans stay short",
		         j->policy->credit.office_factor);
		explain_sum("office", 0, now, text, t);
	}
	if (f && f->delivered)
		explain_sum("credit", 0, now, "proper mail came from here", t);
}

static void
explain_account(const struct judge *j, const struct subject *s, int64_t now, const struct telling *t)
{
	struct name name;
	const struct account *a;
	char text[MSG_LINE_MAX], when[CLOCK_TEXT_MAX];

	name_set(&name, span_of(s->name));
	a = accounts_find(j->accounts, &name);
	if (a)
		snprintf(text, sizeof(text), "logged in last at %s; %u recipients within a day, %u of them refused",
		         clock_rfc3339(a->last, when), a->usage.sent, a->usage.bounced);
	explain_sum("account", 0, now, a ? text : "has not logged in here", t);
	snprintf(text, sizeof(text), "networks that failed with it lately and that it never used");
	explain_sum("failures", accounts_foes(j->accounts, &name, now), now, text, t);
}

void
judge_explain(const struct judge *j, const struct subject *s, int64_t now,
              void (*row)(void *context, const struct msg_answer *a), void *context)
{
	struct telling t = { row, context };
	struct addr subject;
	uint64_t key;

	if (s->kind == SUBJECT_ACCOUNT) {
		explain_account(j, s, now, &t);
		return;
	}
	if (s->kind != SUBJECT_ADDRESS)
		return;
	subject = addr_subject(s->addr);
	key = source_key(&subject);
	explain_exhibits(j, key, &subject, now, &t);
	explain_standing(j, key, sources_find(j->sources, key), now, &t);
}

static void
campaign_row(void *telling, const struct campaign *c)
{
	const struct telling *t = telling;
	struct msg_answer a = { .time = c->last, .value = c->members, .more = 1 };
	size_t used = 0;

	snprintf(a.signal, sizeof(a.signal), "campaign");
	snprintf(a.rule, sizeof(a.rule), "%.55s", c->traits ? c->trait[0] : "");
	for (uint32_t i = 0; i < c->members && i < CAMPAIGN_MEMBERS && used + ADDR_TEXT_MAX + 2 < sizeof(a.line); i++) {
		struct addr member = source_addr(c->member[i]);
		char text[ADDR_TEXT_MAX];

		used += (size_t)snprintf(a.line + used, sizeof(a.line) - used, "%s%s", i ? " " : "", addr_format(&member, text));
	}
	t->row(t->context, &a);
}

void
judge_campaigns(const struct judge *j, int64_t now, void (*row)(void *context, const struct msg_answer *a), void *context)
{
	struct telling t = { row, context };

	(void)now;
	campaigns_each(j->campaigns, campaign_row, &t);
}
