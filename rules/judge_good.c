/* What accuses nobody: logins, accepted mail, mail sent and refused. Credit comes from here, and so do the signs of a
 * stolen account.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <strings.h>

#include "cmd/base/clock.h"
#include "rules/hash.h"
#include "rules/judge_parts.h"

struct friend *
friend_of(struct judge *j, const struct source *s)
{
	return s->friend ? lru_use(j->friends, s->key) : NULL;
}

bool
has_credit(struct judge *j, const struct source *s)
{
	const struct friend *f = friend_of(j, s);

	return f && (f->login || f->delivered);
}

static struct friend *
make_friend(struct judge *j, uint64_t source)
{
	bool fresh;
	struct friend *f = lru_make(j->friends, source, &fresh);
	struct source *s = fresh ? sources_find(j->sources, source) : NULL;

	if (s)
		s->friend = true;
	return f;
}

bool
is_office(const struct policy *p, const struct friend *f, int64_t time)
{
	return f && recent_count(f->account, OFFICE_NAMES, (uint32_t)(time / SECOND),
	                         (uint32_t)(p->credit.office_lasts / SECOND)) >= p->credit.office;
}

bool
is_local_domain(struct judge *j, struct span recipient, int64_t time)
{
	struct span domain = mail_domain(recipient);
	char *const *local = j->policy->local_domains;

	for (; domain.p && local && *local; local++)
		if (strlen(*local) == domain.n && strncasecmp(*local, domain.p, domain.n) == 0)
			return true;
	return !domain.p || !novelty_is(j->domains, text_hash(0, domain), time, 30 * DAY);
}

static void
release_network(struct judge *j, const struct matter *m, const char *why)
{
	struct verdict v = { .kind = VERDICT_RELEASE, .severity = SEVERITY_INFO, .time = m->e->time, .why = "network",
		.detail = why };

	v.subject = (struct subject){ .kind = SUBJECT_ADDRESS, .addr = addr_network(m->e->source) };
	networks_sanction(j->networks, &v.subject.addr, 0);
	if (j->hooks.verdict)
		j->hooks.verdict(j->hooks.context, &v);
}

static void
note_good_network(struct judge *j, const struct matter *m)
{
	if (networks_good(j->networks, &m->e->source, m->e->time))
		release_network(j, m, "a login or proper mail came from a source in it");
}

/* Signs that whoever logged in is not the owner. True if the login deserves no credit. */
static bool
looks_stolen(struct judge *j, const struct matter *m, bool unusual, bool bonded)
{
	const struct policy *p = j->policy;
	const struct source *s = sources_find(j->sources, m->source);
	int64_t time = m->e->time;
	int foes;

	if (policy_is_unused(p, m->account.text) || (policy_is_role(p, m->account.text) && !bonded)) {
		alert_account(j, m, SEVERITY_CRITICAL, "role-login", "is a role account or one that never logs in, and has logged in");
		return true;
	}
	if (s && s->names >= p->stolen.names && fabs(source_day_age(s, time)) < p->stolen.within) {
		alert_account(j, m, SEVERITY_CRITICAL, "login-after-guessing",
		              "logged in from a source that failed with %u other names", s->names);
		return true;
	}
	foes = unusual ? accounts_foes(j->accounts, &m->account, time) : 0;
	if (foes < p->stolen.failures)
		return false;
	alert_account(j, m, SEVERITY_CRITICAL, "login-after-guessing",
	              "logged in from a new network after failures from %d others", foes);
	return true;
}

static void
good_login(struct judge *j, const struct matter *m)
{
	int64_t time = m->e->time;
	bool unusual, bonded = !novelty_is(j->bonds, bond_of(m->source, &m->account), time, (int64_t)j->policy->credit.login_lasts);
	struct friend *f;

	if (m->account.n == 0)
		return;
	accounts_login(j->accounts, &m->account, m->network, time, &unusual);
	if (!m->source || (looks_stolen(j, m, unusual, bonded) && !bonded))
		return;
	novelty_note(j->bonds, bond_of(m->source, &m->account), time, (int64_t)j->policy->credit.login_lasts);
	f = make_friend(j, m->source);
	f->login = time;
	recent_note(f->account, OFFICE_NAMES, m->account.hash, (uint32_t)(time / SECOND),
	            (uint32_t)(j->policy->credit.office_lasts / SECOND));
	note_good_network(j, m);
	campaigns_common(j->campaigns, TRAIT_HELO, m->e->field[FIELD_HELO], time);
	campaigns_common(j->campaigns, TRAIT_ACCOUNT, m->e->field[FIELD_ACCOUNT], time);
}

/* Properly: from a host whose name and address confirm each other, where the log tells. */
static bool
is_proper(const struct event *e)
{
	struct span host = e->field[FIELD_HOST];

	return !host.p || !(span_is(host, "unknown") || span_is(host, "<unknown>") || host.n == 0);
}

static void
good_delivery(struct judge *j, const struct matter *m)
{
	const struct span *field = m->e->field;
	int64_t time = m->e->time;
	struct friend *f;

	if (!m->source)
		return;
	f = make_friend(j, m->source);
	if (f->day == 0 || time - f->day >= DAY) {
		f->day = time;
		f->recipients = 0;
	}
	f->recipients += m->e->count;
	if (field[FIELD_RECIPIENT].p) {
		novelty_note(j->domains, text_hash(0, mail_domain(field[FIELD_RECIPIENT])), time, 30 * DAY);
		j->domains_learned++;
		campaigns_common(j->campaigns, TRAIT_RECIPIENT, field[FIELD_RECIPIENT], time);
	}
	if (!is_proper(m->e))
		return;
	f->delivered = time;
	note_good_network(j, m);
	campaigns_common(j->campaigns, TRAIT_HELO, field[FIELD_HELO], time);
	if (field[FIELD_SENDER].p)
		campaigns_common(j->campaigns, TRAIT_DOMAIN, mail_domain(field[FIELD_SENDER]), time);
}

static void
account_sends(struct judge *j, const struct matter *m)
{
	struct account *account = accounts_touch(j->accounts, &m->account, m->e->time);
	const char *watch = account ? usage_sent(j->policy, &account->usage, m->e->count, m->e->time) : NULL;

	if (watch)
		alert_account(j, m, SEVERITY_CRITICAL, watch, "sends far more than is usual for it");
}

static void
account_bounces(struct judge *j, const struct matter *m)
{
	struct account *account = accounts_find(j->accounts, &m->account);
	const char *watch = account ? usage_bounced(j->policy, &account->usage, m->e->count, m->e->time) : NULL;

	if (watch)
		alert_account(j, m, SEVERITY_WARNING, watch, "%u of the %u recipients of its mail today were refused",
		              account->usage.bounced, account->usage.sent);
}

void
judge_good(struct judge *j, const struct matter *m)
{
	switch (m->e->signal) {
	case SIGNAL_LOGIN:
		good_login(j, m);
		break;
	case SIGNAL_DELIVERED:
		good_delivery(j, m);
		break;
	case SIGNAL_SENT:
		account_sends(j, m);
		break;
	case SIGNAL_BOUNCE:
		account_bounces(j, m);
		break;
	default: /* the watches look at the rest */
		break;
	}
}
