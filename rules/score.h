/* The table of sources: who has how many points. Compact (64 bytes a source and at most 11 of index), bounded; when it
 * is full the least suspicious of a few sampled sources leaves, so a flood of new ones cannot push a suspect out.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"
#include "rules/policy.h"
#include "rules/sitting.h"
#include "rules/state.h"

enum { DAY_PARTS = 4 }; /* of 8 h: four of them cover any 24 h */

/* All that is kept of every source stands together: one line of the cache. */
struct source {
	uint64_t key;             /* source_key of its address */
	float fast, slow;
	uint32_t time;            /* s, of the scores */
	uint32_t until, asked;    /* s: sanctioned so long; a ban was asked for then. 0: not */
	struct sitting sitting;   /* of its events outside a session */
	uint8_t spent[2][DAY_PARTS]; /* points of limited kinds in the last parts of the day, in half points */
	uint16_t part;            /* which part the first entry stands for */
	uint16_t day;             /* since this hour, for a day: ... */
	uint16_t unknown;         /* ... unknown recipients, ... */
	uint8_t names;            /* ... names that failed from here and never succeeded; at most 255 */
	uint8_t friend;           /* 0: it has surely no good past (see judge_internal.h) */
};
enum spent { SPENT_WEAK, SPENT_UNPROVED };

struct sources;
/* most: up to two million. */
struct sources *sources_new(size_t most, const struct policy *p);
void sources_free(struct sources *t);
size_t sources_count(const struct sources *t);
/* One number for each subject: IPv4 /32, IPv6 /64. And back. */
uint64_t source_key(const struct addr *a);
struct addr source_addr(uint64_t key);
struct source *sources_find(const struct sources *t, uint64_t key);
/* May drop another source: pointers are good until the next call. *fresh: it was not there. */
struct source *sources_make(struct sources *t, uint64_t key, int64_t time, bool *fresh);
/* Brings the scores to a later time. */
void source_decay(const struct policy *p, struct source *s, int64_t time);
double source_fast(const struct policy *p, const struct source *s, int64_t time);
double source_slow(const struct policy *p, const struct source *s, int64_t time);
/* Starts what is counted within a day anew when that is over. */
void source_turn_day(struct source *s, int64_t time);
double source_day_age(const struct source *s, int64_t time); /* us since the hour in which that day began */
/* How much of `points` may still be given within `most` in 24 h; it is noted as given. */
double source_spend(struct source *s, enum spent kind, double points, double most, int64_t time);
/* All of them, in the order of the table: *at from 0; NULL at the end. */
struct source *sources_next(const struct sources *t, size_t *at);
size_t sources_bytes_each(void); /* at most, when full */
void sources_save(const struct sources *t, struct state *s);
bool sources_load(struct sources *t, struct state *s);
