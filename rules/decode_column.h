/* How decoders fill the columns of a record.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/record.h"

enum { COLUMN_MEMO = 64, COLUMN_MEMO_NAME = 40 };

/* Names looked up before, one entry a hash. */
struct column_memo { char name[COLUMN_MEMO_NAME]; size_t n; int id; };

struct decoder;

/* Fills a column; an id of -1 is a column that no rule uses. */
void decode_set(struct record *r, int id, struct span value);
void decode_fill(struct record *r, int id, struct span value); /* only where it is absent */
int decode_column(struct decoder *d, struct span name);        /* -1: no rule uses it */
void decode_put(struct decoder *d, struct record *r, const char *name, struct span value);
