/* A bounded table of records of one size under 64-bit keys; the least recently used leaves first (the
 * newest eighth is kept in no order).
 * Records stay where they are until they leave. Memory is reserved once and touched only as it fills.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lru;

/* most: at least 1. record: bytes of one record. */
struct lru *lru_new(size_t most, size_t record);
/* Only so many first bytes of a record that is made are zero; the others are what an earlier one left there. */
struct lru *lru_new_cleared(size_t most, size_t record, size_t cleared);
void lru_free(struct lru *l);
/* The record of a key, or NULL. lru_find leaves its place in the order alone, lru_use makes it the newest. */
void *lru_find(const struct lru *l, uint64_t key);
void *lru_use(struct lru *l, uint64_t key);
/* The same, made (zero) if it was not there: *fresh. May drop the oldest. */
void *lru_make(struct lru *l, uint64_t key, bool *fresh);
void lru_remove(struct lru *l, uint64_t key);
size_t lru_count(const struct lru *l);
/* Where a record stands: below `most`, and another's only after it left. */
size_t lru_place(const struct lru *l, const void *record);
uint64_t lru_key(const struct lru *l, const void *record);
/* From the oldest to the newest: lru_next(l, NULL) is the oldest; NULL after the newest. */
void *lru_next(const struct lru *l, const void *record);

struct state;
/* All records byte by byte, in order: only for records without pointers or padding that differs. */
void lru_save(const struct lru *l, struct state *s, const char *name);
bool lru_load(struct lru *l, struct state *s, const char *name);
/* The same, each record written and read (into a cleared one) by its own. */
void lru_save_by(const struct lru *l, struct state *s, const char *name, void (*put)(struct state *, const void *record, size_t));
bool lru_load_by(struct lru *l, struct state *s, const char *name, void (*get)(struct state *, void *record, size_t));
