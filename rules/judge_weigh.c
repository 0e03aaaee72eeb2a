/* What an event is worth, before it is added: the policy's points, the session's cap, and what speaks for the source.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "cmd/base/clock.h"
#include "rules/hash.h"
#include "rules/judge_parts.h"

/* Some servers say the same of a forbidden relay and of an unknown recipient; the pack then calls it `relay` with this
 * weight. It is relay only if the recipient's domain was never seen to be ours. */
static const char AMBIGUOUS[] = "ambiguous";

static bool
on_client_port(const struct event *e)
{
	struct span port = e->field[FIELD_PORT], service = e->field[FIELD_SERVICE];

	return span_is(port, "587") || span_is(port, "465") || span_is(service, "submission") ||
	       span_is(service, "submissions") || span_is(service, "smtps");
}

static bool
is_new(struct judge *j, const struct weighing *w)
{
	const struct span *field = w->m->e->field;
	struct span value = { NULL, 0 };
	uint64_t hash = hash_two(w->m->source, (uint64_t)w->weight->slow);

	switch (w->weight->slow) {
	case SLOW_NEVER:
		return false;
	case SLOW_SESSION: /* each is new; but a client with the wrong setting makes the same mistake all day */
		if (!w->weight->protocol || !on_client_port(w->m->e))
			return true;
		hash = hash_two(hash, (uint64_t)w->m->signal);
		return novelty_note(j->seen, hash, w->m->e->time, (int64_t)j->policy->new_within);
	case SLOW_ACCOUNT: /* no name in the log: one name, so that a phone is not taken for a guesser */
		hash = hash_two(hash, w->m->account.n ? w->m->account.hash : 0);
		return novelty_note(j->seen, hash, w->m->e->time, (int64_t)j->policy->new_within);
	case SLOW_RECIPIENT:
		value = field[FIELD_RECIPIENT];
		break;
	case SLOW_DOMAIN:
		value = field[FIELD_SENDER].p ? mail_domain(field[FIELD_SENDER]) : value;
		break;
	}
	return !value.p || novelty_note(j->seen, text_hash(hash, value), w->m->e->time, (int64_t)j->policy->new_within);
}

/* Unknown recipients: the first of a day are free, and while most of a source's recipients are good, all are. */
static uint32_t
harvest_count(struct judge *j, struct weighing *w)
{
	const struct event *e = w->m->e;
	const struct friend *f = friend_of(j, w->who);
	uint32_t before, good = e->accepted;
	double counted;

	source_turn_day(w->who, e->time);
	before = w->who->unknown;
	w->who->unknown = (uint16_t)(before + e->count < UINT16_MAX ? before + e->count : UINT16_MAX);
	if (f && e->time - f->day < DAY && f->recipients > good)
		good = f->recipients;
	if (w->who->unknown <= good && w->who->unknown < UINT16_MAX) {
		because(w, REASON_GOOD_RECIPIENTS);
		return 0;
	}
	counted = fmax(before + (double)e->count - fmax(w->weight->free, before), 0);
	return (uint32_t)counted;
}

static void
choose_weight(struct judge *j, struct weighing *w)
{
	const struct event *e = w->m->e;
	const char *finer = e->rule->points;

	if (finer && e->signal == SIGNAL_RELAY && strcmp(finer, AMBIGUOUS) == 0 &&
	    (j->domains_learned == 0 || is_local_domain(j, e->field[FIELD_RECIPIENT], e->time)))
		w->m->signal = SIGNAL_HARVEST;
	w->weight = policy_weight(j->policy, w->m->signal, finer);
	w->cap = w->weight->cap > 0 ? w->weight->cap : INFINITY;
}

/* What may be an honest client with a wrong setting. */
static void
ease(struct judge *j, struct weighing *w)
{
	const struct policy *p = j->policy;
	const struct friend *f = friend_of(j, w->who);

	/* Big senders and offices open many connections; a forwarder hands on what others typed. */
	if ((w->m->signal == SIGNAL_FLOOD || w->m->signal == SIGNAL_HOSTILE) && has_credit(j, w->who)) {
		w->points = 0;
		because(w, REASON_DELIVERED);
	}
	if (!w->weight->protocol)
		return;
	if (f && f->delivered && (double)(w->m->e->time - f->delivered) < p->credit.delivered_lasts) {
		w->points *= p->credit.delivered;
		because(w, REASON_DELIVERED);
	}
	if (on_client_port(w->m->e)) {
		w->points *= p->credit.client_port;
		w->cap = fmin(w->cap, p->credit.client_cap);
		because(w, REASON_CLIENT_PORT);
	}
}

static void
weigh_plainly(struct judge *j, struct weighing *w, bool begun)
{
	const struct weight *weight = w->weight;
	double first = weight->points, then = weight->then;
	uint32_t count = w->m->e->count;

	if (w->m->e->accepted > 0 && weight->accepted_points >= 0)
		first = then = weight->accepted_points;
	if (w->m->e->accepted > 0 && weight->accepted_cap >= 0)
		w->cap = weight->accepted_cap;
	if (w->m->signal == SIGNAL_HARVEST)
		count = harvest_count(j, w);
	if (count > 0)
		w->points = (begun ? 0 : first - then) + then * count;
}

/* What the signal has given in this session so far. Lines outside a session belong together while the gaps are short. Weak
 * signals count together: they must not take the places of the others. */
static uint16_t *
given_so_far(const struct judge *j, const struct weighing *w)
{
	struct sitting *s = w->m->e->sitting;
	const struct policy *p = j->policy;
	int kind = w->weight->weak ? SIGNAL_COUNT : (int)w->m->signal;

	return sitting_place(s ? s : &w->who->sitting, kind, w->m->e->time, s ? p->session_silence : p->session_gap);
}

void
weigh(struct judge *j, struct weighing *w)
{
	enum signal told = w->m->e->signal;
	uint16_t *given;
	double left;

	choose_weight(j, w);
	w->fresh = is_new(j, w);
	if (told == SIGNAL_AUTH_FAILED || told == SIGNAL_AUTH_UNKNOWN || told == SIGNAL_ROLE_LOGIN)
		weigh_login_failure(j, w);
	if (w->m->signal == SIGNAL_ROLE_LOGIN) /* always new */
		w->fresh = true;
	given = given_so_far(j, w);
	if (told != SIGNAL_AUTH_FAILED && told != SIGNAL_AUTH_UNKNOWN && told != SIGNAL_ROLE_LOGIN)
		weigh_plainly(j, w, *given > 0);
	ease(j, w);
	left = fmax(w->cap - sitting_given(given), 0);
	if (w->points > left) {
		w->points = left;
		because(w, REASON_CAPPED);
	}
	sitting_give(given, w->points);
}
