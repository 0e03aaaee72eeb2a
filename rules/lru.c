/* A bounded table of records; the least recently used leaves first.
 * Chains by hash and one list by age, both of slot numbers: slot 0 is "none".
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
	size_t most, record, stride, count;
	uint32_t mask, oldest, newest, spare, used; /* spare: first free slot that was used before */
	uint32_t moves;
	uint32_t *bucket;
	unsigned char *slots;
};

static struct node *
node_at(const struct lru *l, uint32_t slot)
{
	return (struct node *)(void *)(l->slots + slot * l->stride);
}

static struct node *
node_of(const void *record)
{
	return (struct node *)((uintptr_t)record - sizeof(struct node));
}

static uint32_t
slot_of(const struct lru *l, const struct node *n)
{
	return (uint32_t)(((uintptr_t)n - (uintptr_t)l->slots) / l->stride);
}

struct lru *
lru_new(size_t most, size_t record)
{
	struct lru *l = xcalloc(1, sizeof(*l));
	size_t buckets = 16;

	while (buckets < 2 * most)
		buckets *= 2;
	l->most = most;
	l->record = record;
	l->stride = sizeof(struct node) + (record + 7) / 8 * 8;
	l->mask = (uint32_t)(buckets - 1);
	l->bucket = xcalloc(buckets, sizeof(*l->bucket));
	l->slots = xcalloc(most + 1, l->stride);
	return l;
}

void
lru_free(struct lru *l)
{
	if (!l)
		return;
	free(l->bucket);
	free(l->slots);
	free(l);
}

static uint32_t *
bucket_of(const struct lru *l, uint64_t key)
{
	return &l->bucket[hash_u64(key) & l->mask];
}

static void
unlink_age(struct lru *l, struct node *n)
{
	*(n->older ? &node_at(l, n->older)->newer : &l->oldest) = n->newer;
	*(n->newer ? &node_at(l, n->newer)->older : &l->newest) = n->older;
}

static void
link_newest(struct lru *l, struct node *n)
{
	uint32_t slot = slot_of(l, n);

	n->moved = ++l->moves;
	n->older = l->newest;
	n->newer = 0;
	*(l->newest ? &node_at(l, l->newest)->newer : &l->oldest) = slot;
	l->newest = slot;
}

void *
lru_find(const struct lru *l, uint64_t key)
{
	uint32_t slot;

	for (slot = *bucket_of(l, key); slot; slot = node_at(l, slot)->chain)
		if (node_at(l, slot)->key == key)
			return node_at(l, slot) + 1;
	return NULL;
}

void *
lru_use(struct lru *l, uint64_t key)
{
	void *record = lru_find(l, key);
	struct node *n;

	if (!record)
		return NULL;
	n = node_of(record);
	if (l->moves - n->moved > l->most / YOUNG) { /* the young need no move: it costs three cache misses */
		unlink_age(l, n);
		link_newest(l, n);
	}
	return record;
}

static void
drop(struct lru *l, struct node *n)
{
	uint32_t slot = slot_of(l, n), *at = bucket_of(l, n->key);

	while (*at != slot)
		at = &node_at(l, *at)->chain;
	*at = n->chain;
	unlink_age(l, n);
	n->chain = l->spare;
	l->spare = slot;
	l->count--;
}

static struct node *
take_slot(struct lru *l)
{
	uint32_t slot;

	if (l->count == l->most)
		drop(l, node_at(l, l->oldest));
	if (!l->spare)
		return node_at(l, ++l->used);
	slot = l->spare;
	l->spare = node_at(l, slot)->chain;
	return node_at(l, slot);
}

void *
lru_make(struct lru *l, uint64_t key, bool *fresh)
{
	void *record = lru_use(l, key);
	struct node *n;

	*fresh = !record;
	if (record)
		return record;
	n = take_slot(l);
	memset(n, 0, l->stride);
	n->key = key;
	n->chain = *bucket_of(l, key);
	*bucket_of(l, key) = slot_of(l, n);
	link_newest(l, n);
	l->count++;
	return n + 1;
}

void
lru_remove(struct lru *l, uint64_t key)
{
	void *record = lru_find(l, key);

	if (record)
		drop(l, node_of(record));
}

size_t
lru_count(const struct lru *l)
{
	return l->count;
}

uint64_t
lru_key(const void *record)
{
	return node_of(record)->key;
}

void *
lru_next(const struct lru *l, const void *record)
{
	uint32_t slot = record ? node_of(record)->newer : l->oldest;

	return slot ? node_at(l, slot) + 1 : NULL;
}

void
lru_save(const struct lru *l, struct state *s, const char *name)
{
	const void *record;

	state_mark(s, name, (uint32_t)l->record);
	state_put_u32(s, (uint32_t)l->count);
	state_put_u32(s, l->moves);
	for (record = lru_next(l, NULL); record; record = lru_next(l, record)) {
		state_put_u64(s, lru_key(record));
		state_put_u32(s, node_of(record)->moved);
		state_put(s, record, l->record);
	}
}

bool
lru_load(struct lru *l, struct state *s, const char *name)
{
	uint32_t count, moves, moved;
	bool fresh;

	if (!state_expect(s, name, (uint32_t)l->record))
		return false;
	count = state_get_u32(s);
	moves = state_get_u32(s);
	for (; count > 0 && !s->bad; count--) {
		uint64_t key = state_get_u64(s);
		void *record = lru_make(l, key, &fresh);

		moved = state_get_u32(s);
		state_get(s, record, l->record);
		node_of(record)->moved = moved;
	}
	l->moves = moves;
	return !s->bad;
}
