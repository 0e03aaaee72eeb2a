/* Prints a subject.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/subject.h"

char *
subject_format(const struct subject *s, char out[SUBJECT_TEXT_MAX])
{
	static const char account[] = "account:", server[] = "server", none[] = "none";
	size_t head = sizeof(account) - 1;

	switch (s->kind) {
	case SUBJECT_ADDRESS:
		return addr_format(&s->addr, out);
	case SUBJECT_ACCOUNT:
		memcpy(out, account, head);
		span_printable((struct span){ s->name, strnlen(s->name, sizeof(s->name)) }, out + head,
		               SUBJECT_TEXT_MAX - head);
		return out;
	case SUBJECT_SERVER:
		return memcpy(out, server, sizeof(server));
	default:
		return memcpy(out, none, sizeof(none));
	}
}
