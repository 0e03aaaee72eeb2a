/* The daemon without hands: the same engine, never-list and ladder, fed from memory instead of the ledger; what the
 * ladder decides goes back to the judge as the enforcer would send it. For replay and tune.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/ladder.h"
#include "rules/engine.h"

struct court;

struct ruling {                      /* a verdict, and what came of it */
	const struct verdict *verdict;
	const char *kind;            /* "throttle", "ban", "alert", "release" */
	struct sanction sanction;    /* of bans and throttles */
	const char *objection;       /* not NULL: nothing happened, because ... */
};
struct court_hooks {
	void (*event)(void *context, const struct event *e, double points);
	void (*ruling)(void *context, const struct ruling *r);
	void *context;
};

/* Borrows all that is given. */
struct court *court_new(const struct ruleset *rs, const struct policy *p, const struct config *c,
                        const struct court_hooks *hooks);
struct engine *court_engine(struct court *c);
/* Deals with the verdicts that the last line brought: call it after each. */
void court_settle(void *court);
uint64_t court_events(const struct court *c);
uint64_t court_verdicts(const struct court *c);
void court_free(struct court *c);
