/* A line, cut into named columns by a decoder. All spans are borrowed from the line (or the decoder's own buffer) and
 * live until the decoder's next call.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/span.h"

enum { RECORD_COLUMNS_MAX = 96, COLUMN_IDS_MAX = 240, COLUMN_NAME_MAX = 64,
	COLUMN_SETS = (COLUMN_IDS_MAX + 63) / 64 };

/* The column names that any rule uses; made by the loader, then constant. The fixed ones come first. */
enum column_fixed { COLUMN_MESSAGE, COLUMN_PROGRAM, COLUMN_PID, COLUMN_HOST, COLUMN_FIXED };
struct columns {
	int count;
	char name[COLUMN_IDS_MAX][COLUMN_NAME_MAX];
};
void columns_init(struct columns *c);                   /* "message", "program", "pid", "host" */
int columns_add(struct columns *c, struct span name);   /* its id, also if it was there; -1: full */
int columns_find(const struct columns *c, struct span name); /* -1: no rule uses it. Case does not count. */

struct record {
	int64_t time;                      /* us; 0: the line carries none */
	uint32_t repeat;                   /* "message repeated N times": N; else 1 */
	struct span column[COLUMN_IDS_MAX]; /* by column id; absent where the line has none */
	uint64_t set[COLUMN_SETS]; /* a bit for each column that a decoder filled: only those are cleared */
};
/* All zero before the first line; then any decoder may fill it, in any order. */
