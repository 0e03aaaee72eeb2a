/* The table of column names that rules use.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/record.h"

#include <strings.h>

void
columns_init(struct columns *c)
{
	static const char *const fixed[COLUMN_FIXED] = {
		[COLUMN_MESSAGE] = "message", [COLUMN_PROGRAM] = "program", [COLUMN_PID] = "pid", [COLUMN_HOST] = "host",
	};

	c->count = 0;
	for (int i = 0; i < COLUMN_FIXED; i++)
		columns_add(c, span_of(fixed[i]));
}

int
columns_add(struct columns *c, struct span name)
{
	int id = columns_find(c, name);

	if (id >= 0)
		return id;
	if (c->count == COLUMN_IDS_MAX || name.n == 0 || name.n >= COLUMN_NAME_MAX)
		return -1;
	memcpy(c->name[c->count], name.p, name.n);
	c->name[c->count][name.n] = '\0';
	return c->count++;
}

int
columns_find(const struct columns *c, struct span name)
{
	for (int i = 0; i < c->count; i++)
		if (strlen(c->name[i]) == name.n && strncasecmp(c->name[i], name.p, name.n) == 0)
			return i;
	return -1;
}
