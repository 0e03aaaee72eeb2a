/* The daemon without hands: verdicts go through the never-list and the ladder and come back as sanctions.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#define HASH_FUNCTION HASH_FNV /* the default one makes clang warn */
#include <uthash.h>

#include "actions/never.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve/court.h"

struct remembered {          /* a subject's past, as the ledger would keep it */
	struct addr addr;
	struct past past;
	UT_hash_handle hh;
};
struct told {                /* an alert that was given: the same one again within a day is not */
	char key[SUBJECT_TEXT_MAX + MSG_WHY_MAX];
	int64_t time;
	enum severity severity;
	UT_hash_handle hh;
};
struct pending { struct verdict verdict; char why[MSG_WHY_MAX], detail[MSG_LINE_MAX]; };

struct court {
	const struct config *config;
	struct court_hooks hooks;
	struct engine *engine;
	struct never *never;
	struct remembered *pasts;
	struct told *told;
	struct pending *pending;
	size_t waiting, room;
	uint64_t events, verdicts;
};

static void
on_event(void *context, const struct event *e, double points)
{
	struct court *c = context;

	c->events++;
	if (c->hooks.event)
		c->hooks.event(c->hooks.context, e, points);
}

static void
on_verdict(void *context, const struct verdict *v)
{
	struct court *c = context;
	struct pending *p;

	if (c->waiting == c->room) {
		c->room = c->room ? c->room * 2 : 16;
		c->pending = xrealloc(c->pending, c->room * sizeof(*c->pending));
	}
	p = &c->pending[c->waiting++];
	p->verdict = *v;
	snprintf(p->why, sizeof(p->why), "%s", v->why);
	snprintf(p->detail, sizeof(p->detail), "%s", v->detail ? v->detail : "");
}

struct court *
court_new(const struct ruleset *rs, const struct policy *p, const struct config *config, const struct court_hooks *hooks)
{
	struct court *c = xcalloc(1, sizeof(*c));
	struct engine_hooks h = { .judge = { .verdict = on_verdict, .context = c }, .event = on_event, .context = c };

	c->config = config;
	c->hooks = *hooks;
	c->never = never_new(config);
	c->engine = engine_new(rs, p, &h);
	return c;
}

struct engine *
court_engine(struct court *c)
{
	return c->engine;
}

static struct past *
past_of(struct court *c, const struct addr *a)
{
	struct remembered *r;

	HASH_FIND(hh, c->pasts, a, sizeof(*a), r);
	if (!r) {
		r = xcalloc(1, sizeof(*r));
		r->addr = *a;
		HASH_ADD(hh, c->pasts, addr, sizeof(*a), r);
	}
	return &r->past;
}

/* What the enforcer does with a verdict about an address. */
static void
sentence(struct court *c, const struct verdict *v, struct ruling *r)
{
	struct offence offence = { v->time, v->mild };

	r->objection = never_objection(c->never, &v->subject.addr);
	if (r->objection) {
		judge_sanctioned(engine_judge(c->engine), &v->subject, v->time, v->time, false);
		return;
	}
	r->sanction = ladder_step(c->config, &v->subject.addr, offence, past_of(c, &v->subject.addr));
	r->kind = r->sanction.throttle ? "throttle" : "ban";
	judge_sanctioned(engine_judge(c->engine), &v->subject, v->time, r->sanction.until, r->sanction.throttle);
}

/* One alert for each subject and watch in 24 hours; a higher severity alerts again. */
static bool
is_news(struct court *c, const struct verdict *v)
{
	char subject[SUBJECT_TEXT_MAX], key[SUBJECT_TEXT_MAX + MSG_WHY_MAX];
	struct told *t;

	snprintf(key, sizeof(key), "%.*s %s", SUBJECT_TEXT_MAX, subject_format(&v->subject, subject), v->why);
	HASH_FIND_STR(c->told, key, t);
	if (t && v->time < t->time + DAY && v->severity <= t->severity)
		return false;
	if (!t) {
		t = xcalloc(1, sizeof(*t));
		memcpy(t->key, key, sizeof(t->key));
		HASH_ADD_STR(c->told, key, t);
	}
	t->time = v->time;
	t->severity = v->severity;
	return true;
}

/* False: nothing to tell. */
static bool
settle(struct court *c, struct ruling *r)
{
	switch (r->verdict->kind) {
	case VERDICT_RELEASE:
		r->kind = "release";
		return true;
	case VERDICT_ALERT:
		r->kind = "alert";
		return is_news(c, r->verdict);
	case VERDICT_BAN:
		sentence(c, r->verdict, r);
		return !r->sanction.repeat;
	}
	return false;
}

void
court_settle(void *court)
{
	struct court *c = court;
	size_t i;

	for (i = 0; i < c->waiting; i++) {
		struct pending *p = &c->pending[i];
		struct ruling r = { .verdict = &p->verdict, .kind = "ban" };

		p->verdict.why = p->why;
		p->verdict.detail = p->detail;
		if (!settle(c, &r))
			continue;
		if (!r.objection && p->verdict.kind != VERDICT_RELEASE)
			c->verdicts++;
		c->hooks.ruling(c->hooks.context, &r);
	}
	c->waiting = 0;
}

uint64_t
court_events(const struct court *c)
{
	return c->events;
}

uint64_t
court_verdicts(const struct court *c)
{
	return c->verdicts;
}

void
court_free(struct court *c)
{
	struct remembered *r, *next;
	struct told *t, *after;

	HASH_ITER(hh, c->pasts, r, next) {
		HASH_DEL(c->pasts, r);
		free(r);
	}
	HASH_ITER(hh, c->told, t, after) {
		HASH_DEL(c->told, t);
		free(t);
	}
	engine_free(c->engine);
	never_free(c->never);
	free(c->pending);
	free(c);
}
