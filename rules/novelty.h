/* What was seen lately: a set of 64-bit hashes with the time each was last seen. Bounded; where it is full, the one of
 * the same bucket that was not seen for longest leaves. Grows as it fills. Times count in whole minutes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/state.h"

struct novelty;
struct novelty *novelty_new(size_t most);
void novelty_free(struct novelty *n);
/* True if the hash was not seen within `within` us before `time`; it is seen now. */
bool novelty_note(struct novelty *n, uint64_t hash, int64_t time, int64_t within);
/* The same without noting it. */
bool novelty_is(const struct novelty *n, uint64_t hash, int64_t time, int64_t within);
size_t novelty_bytes_each(void); /* at most, when full */
void novelty_save(const struct novelty *n, struct state *s);
bool novelty_load(struct novelty *n, struct state *s);
