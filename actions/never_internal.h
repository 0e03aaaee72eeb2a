/* How the never list keeps its entries: shared by never.c and never_machine.c.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/never.h"

enum never_origin {
	NEVER_FIXED,   /* standards and configuration: stays */
	NEVER_MACHINE, /* learnt from this machine: learnt anew when its addresses change */
	NEVER_ADDED,   /* allowed by an operator */
};

struct never_entry {
	struct addr addr;
	char *reason;
	enum never_origin origin;
};

struct never {
	struct never_entry *entry;
	size_t count, room;
};

void never_insert(struct never *n, const struct addr *a, enum never_origin origin, const char *reason);
void never_forget(struct never *n, enum never_origin origin);
