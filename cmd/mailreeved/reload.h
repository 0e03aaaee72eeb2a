/* SIGHUP: the new configuration is checked first, as the user who will read it; then all parts start again with it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeved/house.h"

struct reload {
	struct house *house;
	struct config *next; /* being checked */
	pid_t pid;           /* of the check; 0: none */
	bool again;          /* asked for while a check was running */
	ev_io end;
	ev_timer patience;
};

void reload_init(struct reload *r, struct house *h);
void reload_begin(struct reload *r);
void reload_cancel(struct reload *r);
