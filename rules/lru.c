/* A bounded table of records; the least recently used leaves first.
 * Chains by hash and one list by age, both of slot numbers: slot 0 is "none". They stand apart from the records, so that
 * following them touches little memory.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/state.h"

enum { YOUNG = 8 /* the newest eighth of the table may be in any order */ };

struct node {
	uint64_t key;
	uint32_t chain;         /* next of the same bucket; of a free slot: next free */
	uint32_t older, newer;
	uint32_t moved;         /* when it was made the newest, in moves of the table */
};

struct lru {
	size_t most, record, stride, cleared, count;
	uint32_t mask, oldest, newest, spare, used; /* spare: first free slot that was used before */
	uint32_t moves;
	uint32_t *bucket;
	struct node *node;      /* by slot; so are the records */
	unsigned char *records;
};

static void *
record_at(const struct lru *l, uint32_t slot)
{
	return l->records + slot * l->stride;
}

static uint32_t
slot_of(const struct lru *l, const void *record)
{
	return (uint32_t)((size_t)((const unsigned char *)record - l->records) / l->stride);
}

struct lru *
lru_new(size_t most, size_t record)
{
	return lru_new_cleared(most, record, record);
}

struct lru *
lru_new_cleared(size_t most, size_t record, size_t cleared)
{
	struct lru *l = xcalloc(1, sizeof(*l));
	size_t buckets = 16;

	while (buckets < 2 * most)
		buckets *= 2;
	l->most = most;
	l->record = record;
	l->cleared = cleared;
	l->stride = (record + 7) / 8 * 8;
	l->mask = (uint32_t)(buckets - 1);
	l->bucket = xcalloc(buckets, sizeof(*l->bucket));
	l->node = xcalloc(most + 1, sizeof(*l->node));
	l->records = xcalloc(most + 1, l->stride);
	return l;
}

void
lru_free(struct lru *l)
{
	if (!l)
		return;
	free(l->bucket);
	free(l->node);
	free(l->records);
	free(l);
}

static uint32_t *
bucket_of(const struct lru *l, uint64_t key)
{
	return &l->bucket[hash_u64(key) & l->mask];
}

static void
unlink_age(struct lru *l, const struct node *n)
{
	*(n->older ? &l->node[n->older].newer : &l->oldest) = n->newer;
	*(n->newer ? &l->node[n->newer].older : &l->newest) = n->older;
}

static void
link_newest(struct lru *l, uint32_t slot)
{
	struct node *n = &l->node[slot];

	n->moved = ++l->moves;
	n->older = l->newest;
	n->newer = 0;
	*(l->newest ? &l->node[l->newest].newer : &l->oldest) = slot;
	l->newest = slot;
}

/* 0: not there. */
static uint32_t
find(const struct lru *l, uint64_t key)
{
	uint32_t slot = *bucket_of(l, key);

	while (slot && l->node[slot].key != key)
		slot = l->node[slot].chain;
	return slot;
}

/* The same, made young again. */
static uint32_t
use(struct lru *l, uint64_t key)
{
	uint32_t slot = find(l, key);

	if (slot && l->moves - l->node[slot].moved > l->most / YOUNG) { /* the young need no move */
		unlink_age(l, &l->node[slot]);
		link_newest(l, slot);
	}
	return slot;
}

void *
lru_find(const struct lru *l, uint64_t key)
{
	uint32_t slot = find(l, key);

	return slot ? record_at(l, slot) : NULL;
}

void *
lru_use(struct lru *l, uint64_t key)
{
	uint32_t slot = use(l, key);

	return slot ? record_at(l, slot) : NULL;
}

static void
drop(struct lru *l, uint32_t slot)
{
	struct node *n = &l->node[slot];
	uint32_t *at = bucket_of(l, n->key);

	while (*at != slot)
		at = &l->node[*at].chain;
	*at = n->chain;
	unlink_age(l, n);
	n->chain = l->spare;
	l->spare = slot;
	l->count--;
}

static uint32_t
take_slot(struct lru *l)
{
	uint32_t slot;

	if (l->count == l->most)
		drop(l, l->oldest);
	if (!l->spare)
		return ++l->used;
	slot = l->spare;
	l->spare = l->node[slot].chain;
	return slot;
}

void *
lru_make(struct lru *l, uint64_t key, bool *fresh)
{
	uint32_t slot = use(l, key), *bucket;

	*fresh = !slot;
	if (slot)
		return record_at(l, slot);
	slot = take_slot(l);
	bucket = bucket_of(l, key);
	l->node[slot] = (struct node){ .key = key, .chain = *bucket };
	*bucket = slot;
	link_newest(l, slot);
	l->count++;
	return memset(record_at(l, slot), 0, l->cleared);
}

void
lru_remove(struct lru *l, uint64_t key)
{
	uint32_t slot = find(l, key);

	if (slot)
		drop(l, slot);
}

size_t
lru_count(const struct lru *l)
{
	return l->count;
}

size_t
lru_place(const struct lru *l, const void *record)
{
	return slot_of(l, record) - 1;
}

uint64_t
lru_key(const struct lru *l, const void *record)
{
	return l->node[slot_of(l, record)].key;
}

void *
lru_next(const struct lru *l, const void *record)
{
	uint32_t slot = record ? l->node[slot_of(l, record)].newer : l->oldest;

	return slot ? record_at(l, slot) : NULL;
}

void
lru_save_by(const struct lru *l, struct state *s, const char *name, void (*put)(struct state *, const void *, size_t))
{
	state_mark(s, name, (uint32_t)l->record);
	state_put_u32(s, (uint32_t)l->count);
	state_put_u32(s, l->moves);
	for (uint32_t slot = l->oldest; slot; slot = l->node[slot].newer) {
		state_put_u64(s, l->node[slot].key);
		state_put_u32(s, l->node[slot].moved);
		put(s, record_at(l, slot), l->record);
	}
}

bool
lru_load_by(struct lru *l, struct state *s, const char *name, void (*get)(struct state *, void *, size_t))
{
	uint32_t count, moves;
	bool fresh;

	if (!state_expect(s, name, (uint32_t)l->record))
		return false;
	count = state_get_u32(s);
	moves = state_get_u32(s);
	for (; count > 0 && !s->bad; count--) {
		uint64_t key = state_get_u64(s);
		uint32_t moved = state_get_u32(s);
		void *record = lru_make(l, key, &fresh);

		get(s, record, l->record);
		l->node[slot_of(l, record)].moved = moved;
	}
	l->moves = moves;
	return !s->bad;
}

void
lru_save(const struct lru *l, struct state *s, const char *name)
{
	lru_save_by(l, s, name, state_put);
}

bool
lru_load(struct lru *l, struct state *s, const char *name)
{
	return lru_load_by(l, s, name, state_get);
}
