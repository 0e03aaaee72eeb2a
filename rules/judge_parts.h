/* What the parts of the judgement do for each other. An event becomes a weighing; what it gives is added once, at the
 * end.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/judge_internal.h"
#include "rules/reason.h"

struct weighing {
	struct matter *m;
	struct source *who;          /* its record; good to the end of the weighing */
	struct addr subject;
	const struct weight *weight;
	double points, cap;
	double head_start, watched;  /* besides: a campaign's and the watches' points */
	bool fresh;                  /* new from this source: reaches the slow score */
	bool instant;
	uint32_t reasons;            /* bits of enum reason */
};

/* What a watch's firing needs. weighing: NULL where nobody is accused. */
struct judging { struct judge *judge; struct weighing *weighing; };

static inline void
because(struct weighing *w, enum reason reason)
{
	w->reasons |= 1u << reason;
}

/* judge.c: the record of a source, made if it was not there. */
struct source *source_of(struct judge *j, uint64_t key, int64_t time);
/* judge_weigh.c, judge_auth.c (a password failure): fill points, cap and reasons. */
void weigh(struct judge *j, struct weighing *w);
void weigh_login_failure(struct judge *j, struct weighing *w);
struct lru *try_table(void);
struct lru *told_table(void);
uint64_t bond_of(uint64_t source, const struct name *account);
/* judge_good.c: logins, mail, and this server's own affairs. */
void judge_good(struct judge *j, const struct matter *m);
struct friend *friend_of(struct judge *j, const struct source *s); /* NULL: nothing good is known of it */
bool has_credit(struct judge *j, const struct source *s); /* a login or proper mail came from there */
bool is_office(const struct policy *p, const struct friend *f, int64_t time);
bool is_local_domain(struct judge *j, struct span recipient, int64_t time);
/* judge_alert.c */
void alert_account(struct judge *j, const struct matter *m, enum severity severity, const char *watch, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void alert_server(struct judge *j, const struct matter *m, enum severity severity, const char *watch, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void alert_watch(void *judging, const struct watch *w, const struct matter *m, double value);
