/* Fills the columns of a record, by the names that rules use.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

void
decode_set(struct record *r, int id, struct span value)
{
	if (id < 0)
		return;
	r->column[id] = value;
	r->set[id / 64] |= UINT64_C(1) << (id % 64);
}

void
decode_fill(struct record *r, int id, struct span value)
{
	if (id >= 0 && value.p && !r->column[id].p)
		decode_set(r, id, value);
}

int
decode_column(struct decoder *d, struct span name)
{
	struct column_memo *m;
	unsigned hash = (unsigned)name.n;

	if (name.n == 0 || name.n >= COLUMN_NAME_MAX)
		return -1;
	if (name.n > COLUMN_MEMO_NAME)
		return columns_find(d->columns, name);
	for (size_t i = 0; i < name.n; i++)
		hash = hash * 31 + (unsigned char)name.p[i];
	m = &d->memo[hash % COLUMN_MEMO];
	if (m->n != name.n || memcmp(m->name, name.p, name.n) != 0) {
		memcpy(m->name, name.p, name.n);
		m->n = name.n;
		m->id = columns_find(d->columns, name);
	}
	return m->id;
}

void
decode_put(struct decoder *d, struct record *r, const char *name, struct span value)
{
	if (value.p)
		decode_set(r, decode_column(d, span_of(name)), value);
}
