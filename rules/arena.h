/* Memory that is freed all at once: what a ruleset is made of.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

struct arena { struct arena_block *newest; };

/* Zeroed; never fails (fatal when memory is out). Lives until arena_free. */
void *arena_get(struct arena *a, size_t size);
/* A copy with a NUL after it. */
char *arena_text(struct arena *a, struct span text);
void *arena_copy(struct arena *a, const void *p, size_t size);
void arena_free(struct arena *a);
