/* What the watcher and the enforcer tell each other.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve-watch/watch.h"

void
tell_verdict(void *watch, const struct verdict *v)
{
	struct watch *w = watch;
	struct msg m;

	msg_init(&m, MSG_VERDICT);
	m.verdict.kind = v->kind;
	m.verdict.severity = v->severity;
	m.verdict.subject = v->subject;
	m.verdict.time = v->time;
	m.verdict.score = v->score;
	m.verdict.instant = v->instant;
	m.verdict.mild = v->mild;
	span_printable(span_of(v->why), m.verdict.why, sizeof m.verdict.why);
	if (v->detail)
		span_printable(span_of(v->detail), m.verdict.detail, sizeof m.verdict.detail);
	link_send(w->link, &m);
}

void
tell_evidence(void *watch, const struct msg_evidence *e)
{
	struct watch *w = watch;
	struct msg m;

	msg_init(&m, MSG_EVIDENCE);
	m.evidence = *e;
	link_send(w->link, &m);
}

void
tell_again(void *watch, const struct msg_verdict *v)
{
	struct watch *w = watch;

	judge_tell_evidence(engine_judge(w->engine), &v->subject);
}

struct answering { struct watch *watch; uint32_t id; };

static void
answer_row(void *context, const struct msg_answer *a)
{
	const struct answering *to = context;
	struct msg m;

	msg_init(&m, MSG_ANSWER);
	m.answer = *a;
	m.answer.id = to->id;
	m.answer.more = 1;
	link_send(to->watch->link, &m);
}

static void
answer(struct watch *w, const struct msg *m)
{
	struct answering to = { w, m->ask.id };
	struct judge *judge = engine_judge(w->engine);
	struct msg end;

	if (m->ask.what == ASK_WHY)
		judge_explain(judge, &m->ask.subject, clock_now(), answer_row, &to);
	else if (m->ask.what == ASK_CAMPAIGNS)
		judge_campaigns(judge, clock_now(), answer_row, &to);
	msg_init(&end, MSG_ANSWER);
	end.answer.id = m->ask.id;
	link_send(w->link, &end);
}

static void
sanctioned(struct watch *w, const struct msg *m)
{
	const struct msg_sanctioned *s = &m->sanctioned;

	link_answered(w->link, &s->subject);
	judge_sanctioned(engine_judge(w->engine), &s->subject, s->time, s->until, s->throttle != 0);
}

static void
forgiven(struct watch *w, const struct msg *m)
{
	link_settled(w->link, &m->forgiven.subject);
	judge_forgiven(engine_judge(w->engine), &m->forgiven.subject, m->forgiven.time);
}

void
tell_received(void *watch, const struct msg *m)
{
	static void (*const HANDLERS[MSG_TYPES])(struct watch *w, const struct msg *m) = {
		[MSG_SANCTIONED] = sanctioned, [MSG_FORGIVEN] = forgiven, [MSG_ASK] = answer,
	};
	struct watch *w = watch;

	HANDLERS[m->type](w, m); /* msg_receive lets no other type of the enforcer's through */
	if (m->type != MSG_ASK)
		watch_stirred(w);
}
