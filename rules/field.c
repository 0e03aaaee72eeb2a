/* The table of field names: those the engine knows, then those that packs add.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/field.h"

static const char *const fixed[FIELD_FIXED] = {
	[FIELD_SOURCE] = "source", [FIELD_ACCOUNT] = "account", [FIELD_HELO] = "helo", [FIELD_SENDER] = "sender",
	[FIELD_RECIPIENT] = "recipient", [FIELD_HOST] = "host", [FIELD_PORT] = "port", [FIELD_SERVICE] = "service",
	[FIELD_COUNT] = "count", [FIELD_QID] = "qid", [FIELD_SESSION] = "session", [FIELD_PID] = "pid",
	[FIELD_HASH] = "hash", [FIELD_RELAY] = "relay", [FIELD_REASON] = "reason", [FIELD_USER] = "user",
	[FIELD_MESSAGE] = "message",
};

void
fields_init(struct fields *f)
{
	f->count = 0;
	for (int i = 0; i < FIELD_FIXED; i++)
		fields_add(f, span_of(fixed[i]));
}

int
fields_add(struct fields *f, struct span name)
{
	int id = fields_find(f, name);

	if (id >= 0)
		return id;
	if (f->count == FIELD_NAMES_MAX || name.n == 0 || name.n >= sizeof f->name[0])
		return -1;
	memcpy(f->name[f->count], name.p, name.n);
	f->name[f->count][name.n] = '\0';
	return f->count++;
}

int
fields_find(const struct fields *f, struct span name)
{
	for (int i = 0; i < f->count; i++)
		if (span_is(name, f->name[i]))
			return i;
	return -1;
}
