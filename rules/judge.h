/* Events weigh on someone; enough is enough. Scores of sources, accounts, networks, campaigns and this server; credit
 * and mercy; watches. A pure function of (policy, events with their sessions' sittings, sanctions, times). Memory is bounded.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/msg_bodies.h"
#include "rules/event.h"
#include "rules/policy.h"
#include "rules/state.h"

struct judge;

struct verdict {
	enum verdict_kind kind;
	enum severity severity;
	struct subject subject;
	int64_t time;
	double score;
	bool instant;
	bool mild;           /* many of our own share the address: a short ban of mail ports at most */
	const char *why;     /* signal or watch name */
	const char *detail;  /* a sentence for people; may be NULL */
};
struct judge_hooks {
	void (*verdict)(void *context, const struct verdict *v);
	/* a line that weighed on a subject, told together before its ban; newest last */
	void (*evidence)(void *context, const struct msg_evidence *e);
	void *context;
};

enum { JUDGE_SOURCES_MAX = 1 << 20 }; /* default bound of the table of sources */

struct judge *judge_new(const struct policy *p, size_t sources_max, const struct judge_hooks *hooks);
void judge_free(struct judge *j);
/* Weighs one event; returns its points after caps and credit (0: noted only). May call the hooks. */
double judge_event(struct judge *j, const struct event *e);
/* Tells the kept lines of a source by the hook, as before its ban: for an enforcer that may not have heard them. */
void judge_tell_evidence(const struct judge *j, const struct subject *s);
/* The enforcer (or replay) did what was asked: scores start anew, nothing more is asked until then. */
void judge_sanctioned(struct judge *j, const struct subject *s, int64_t time, int64_t until, bool throttle);
void judge_forgiven(struct judge *j, const struct subject *s, int64_t time);
/* Rows of arithmetic for `why`: each event remembered with its points and what is left at `now`. Calls row for each. */
void judge_explain(const struct judge *j, const struct subject *s, int64_t now,
                   void (*row)(void *context, const struct msg_answer *a), void *context);
void judge_campaigns(const struct judge *j, int64_t now,
                     void (*row)(void *context, const struct msg_answer *a), void *context);
size_t judge_sources(const struct judge *j);
size_t judge_bytes_per_source(void);
void judge_save(const struct judge *j, struct state *s);
bool judge_load(struct judge *j, struct state *s);
