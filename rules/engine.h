/* The way of a line, from its bytes to a verdict: decode, match, join, weigh. The daemon and replay run the same.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/decode.h"
#include "rules/judge.h"
#include "rules/thread.h"

enum { ENGINE_AHEAD_MAX = 300 }; /* seconds */

struct engine;
struct engine_log; /* one log: its decoder and counts */

struct engine_hooks {
	struct judge_hooks judge;
	/* each event with the points it gave; may be NULL */
	void (*event)(void *context, const struct event *e, double points);
	void *context;
};

/* Borrows ruleset and policy. */
struct engine *engine_new(const struct ruleset *rs, const struct policy *p, const struct engine_hooks *hooks);
void engine_free(struct engine *en);
struct judge *engine_judge(struct engine *en);

struct engine_stat {
	uint64_t lines, matched, unparsed, headers, events;
	uint64_t skewed; /* live lines stamped more than ENGINE_AHEAD_MAX ahead of the clock */
	int64_t last;    /* time of the last line, us */
};
/* name is copied. options as for decoder_new. live: stamps over 5 minutes ahead count as now. */
struct engine_log *engine_log_new(struct engine *en, const char *name, const char *format,
                                  const struct decode_options *o, bool live);
void engine_log_free(struct engine_log *l);
/* Only these packs speak of this log (NULL-terminated names, borrowed); NULL: all. */
void engine_log_limit(struct engine_log *l, char *const *packs);
const struct engine_stat *engine_log_stat(const struct engine_log *l);
struct decoder *engine_log_decoder(struct engine_log *l);
/* Names of packs that recognised lines of this log, comma-separated. */
const char *engine_log_packs(const struct engine_log *l);
/* One line without its newline: both steps below. */
void engine_line(struct engine *en, struct engine_log *l, struct span line);
/* The first step alone, so that several logs can be merged in order of time: true if the line is a record, whose time
 * is then engine_log_time. The line's bytes must stay where they are until engine_weigh. */
bool engine_decode(struct engine_log *l, struct span line);
int64_t engine_log_time(const struct engine_log *l);
void engine_weigh(struct engine *en, struct engine_log *l);
/* Threads and judge, for the checkpoint. */
void engine_save(const struct engine *en, struct state *s);
bool engine_load(struct engine *en, struct state *s);
