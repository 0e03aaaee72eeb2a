/* Follows the systemd journal by cursor (libsystemd). A MESSAGE is one line whatever it holds.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

#include "cmd/base/span.h"
#include "rules/state.h"
#include "rules/tail.h"

struct journal;
struct journal_hooks {
	/* a syslog-shaped line ("2026-11-24T10:00:01.123456Z host program[pid]: message") */
	void (*line)(void *context, struct span line);
	void (*idle)(void *context);
	void *context;
};

/* identifiers: SYSLOG_IDENTIFIERs, NULL-terminated, or NULL for all of them; "postfix" is also "postfix/smtpd" and
 * "postfix-out/smtpd". folder: NULL for the machine's journal, or a
 * folder with journal files (tests). NULL and errno on failure. */
struct journal *journal_new(struct ev_loop *loop, const char *folder, const char *const *identifiers,
                            const struct journal_hooks *hooks);
void journal_free(struct journal *j);
int journal_start(struct journal *j); /* after journal_load; without a saved cursor: from the end. 0 or -errno */
/* False: the machine's journal has no file that this user may read (yet). */
bool journal_readable(const struct journal *j);
void journal_pause(struct journal *j, bool pause); /* as tail_pause */
/* Where the line that `line` gets stands: device 0; inode and offset are its two time stamps. */
struct tail_place journal_place(const struct journal *j);
void journal_save(const struct journal *j, struct state *s);
bool journal_load(struct journal *j, struct state *s);
