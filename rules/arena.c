/* Memory that is freed all at once.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "cmd/base/log.h"

enum { BLOCK_SIZE = 32 << 10 };

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

static struct arena_block *
block_new(struct arena *a, size_t size)
{
	struct arena_block *b = xcalloc(1, sizeof *b + size);

	b->size = size;
	b->older = a->newest;
	a->newest = b;
	return b;
}

void *
arena_get(struct arena *a, size_t size)
{
	struct arena_block *b = a->newest;
	void *p;

	size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (!b || b->size - b->used < size)
		b = block_new(a, size > BLOCK_SIZE ? size : BLOCK_SIZE);
	p = b->bytes + b->used;
	b->used += size;
	return p;
}

void *
arena_copy(struct arena *a, const void *p, size_t size)
{
	void *copy = arena_get(a, size);

	if (size)
		memcpy(copy, p, size);
	return copy;
}

char *
arena_text(struct arena *a, struct span text)
{
	char *copy = arena_get(a, text.n + 1);

	if (text.n)
		memcpy(copy, text.p, text.n);
	return copy;
}

void
arena_free(struct arena *a)
{
	for (struct arena_block *b = a->newest, *older; b; b = older) {
		older = b->older;
		free(b);
	}
	a->newest = NULL;
}
