/* The last lines of suspicious sources, for `why` and to go with a ban. Secrets are masked when they are told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/msg_bodies.h"
#include "rules/event.h"
#include "rules/state.h"

enum { EVIDENCE_SOURCES = 4096, EVIDENCE_LINES = 12, EVIDENCE_LINE_MAX = 400 };

struct exhibit {
	int64_t time;
	float points, slow;             /* what it added to the fast and to the slow score */
	uint32_t count;
	uint32_t reasons;               /* bits of enum reason */
	uint16_t signal, length;
	char rule[MSG_RULE_MAX];
	char line[EVIDENCE_LINE_MAX];   /* raw bytes */
};

struct evidence;
struct evidence *evidence_new(void);
void evidence_free(struct evidence *v);
/* points: all but the line and the rule. score: the source's, with it. */
void evidence_keep(struct evidence *v, uint64_t source, const struct event *e, const struct exhibit *points,
                   double score);
/* The kept ones of a source, newest last. Returns how many. */
int evidence_of(const struct evidence *v, uint64_t source, const struct exhibit *out[EVIDENCE_LINES]);
/* As a message. */
void exhibit_tell(const struct exhibit *x, const struct addr *subject, struct msg_evidence *out);
void evidence_save(const struct evidence *v, struct state *s);
bool evidence_load(struct evidence *v, struct state *s);
