/* The folders of the daemon: who owns them, and that there is one daemon only.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeved/identity.h"

/* STATE belongs to the enforcer (its ledger), STATE/watch to the watcher (its checkpoint). Made if missing; a symbolic link,
 * and a folder full of somebody else's files, are refused. Fatal. Returns the path of the latter. */
char *folders_state(const char *state, const struct identity *enforce, const struct identity *watch);
/* RUN belongs to root. Takes RUN/mailreeved.pid, for as long as this process lives. Fatal, also if another holds it. */
void folders_run(const char *run);
