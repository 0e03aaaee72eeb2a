/* Lines of one session are joined: what an earlier line told (the client, the login) is known to the later ones.
 * A bounded table keyed by pack, key name, value and host; the least recently used session leaves first.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/event.h"

enum {
	THREADS_MAX = 65536,          /* sessions remembered */
	THREAD_TEXT_MAX = 512,        /* bytes of remembered fields of one session; later ones are dropped */
	THREAD_SILENCE = 600,         /* seconds after which a session without lines is over */
};

struct threads;
struct threads *threads_new(size_t most);
void threads_free(struct threads *t);

/* Makes the event of a hit: fields from the session's earlier lines where this one lacks them, its own stored for the
 * later ones; count, less, free, tallies, once and the conditions on tallies applied. host: of the record, part of the
 * key. False: the line counts for nothing (context alone, an offence already counted, nothing left of the count).
 * e->field borrows from the line and from the session: valid until the next call. */
bool thread_join(struct threads *t, const struct matched *m, struct hit *h, const struct record *r,
                 const struct place *place, struct event *e);
size_t threads_count(const struct threads *t);
/* Checkpoint: appends to / reads from a buffer (see state.h). */
struct state;
void threads_save(const struct threads *t, struct state *s);
bool threads_load(struct threads *t, struct state *s);
