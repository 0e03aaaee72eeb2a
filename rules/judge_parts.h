/* What the parts of the judgement do for each other. An event becomes a weighing; what it gives is added once, at the
 * end.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/judge_internal.h"
#include "rules/reason.h"

struct weighing {
	struct matter m;
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

/* judge_session.c: what a signal has given in this session so far. Good until the next call. */
struct tab { uint16_t signal, count; float points; };
struct tab *session_tab(struct judge *j, const struct weighing *w);
/* judge_weigh.c, judge_auth.c (a password failure): fill points, cap and reasons. */
void weigh(struct judge *j, struct weighing *w);
void weigh_login_failure(struct judge *j, struct weighing *w);
struct lru *session_table(void);
struct lru *try_table(void);
struct lru *told_table(void);
struct friend *friend_of(struct judge *j, uint64_t source);
uint64_t bond_of(uint64_t source, const struct name *account);
struct dossier *dossier_of(struct judge *j, uint64_t source);
/* judge_good.c: logins, mail, and this server's own affairs. */
void judge_good(struct judge *j, const struct matter *m);
bool has_credit(struct judge *j, uint64_t source); /* a login or proper mail came from there */
bool is_office(const struct judge *j, uint64_t source, int64_t time);
bool is_local_domain(struct judge *j, struct span recipient, int64_t time);
/* judge_alert.c */
void alert_account(struct judge *j, const struct matter *m, enum severity severity, const char *watch, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void alert_server(struct judge *j, const struct matter *m, enum severity severity, const char *watch, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void alert_watch(void *judging, const struct watch *w, const struct matter *m, double value);
