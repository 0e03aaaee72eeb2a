/* The circuit breaker: when many sources fail alike at once and nobody succeeds, the cause is ours.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/policy_internal.h"
#include "rules/state.h"

struct breaker;
struct breaker *breaker_new(const struct policy *p);
void breaker_free(struct breaker *b);
/* Notes what a source did (fault: the class that it failed in, FAULT_NONE: not; good: the classes that worked for it,
 * a bit each). Returns true if this opens the circuit of that class: somebody must be told. */
bool breaker_note(struct breaker *b, uint64_t source, enum fault_class fault, unsigned good, int64_t time);
/* While true, nobody is scored for failures of the class. */
bool breaker_open(const struct breaker *b, enum fault_class fault, int64_t time);
const char *breaker_cause(enum fault_class fault); /* what probably broke */
void breaker_save(const struct breaker *b, struct state *s);
bool breaker_load(struct breaker *b, struct state *s);
