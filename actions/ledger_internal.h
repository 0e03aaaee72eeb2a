/* The ledger's statements. Rows are only ever added: a write goes to the tables of `waiting`, in memory, which cannot fail;
 * a commit moves them to `main`, the file; the views all_... show both.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sqlite3.h>

#include "actions/ledger.h"

enum ledger_statement {
	ADD_BAN, EXPLAIN_BAN, ADD_EVIDENCE, ADD_LIFT, ADD_ALLOW, ADD_DISALLOW, PUT_ALERT,
	FIND_ALERT, FIND_ALERT_ID,
	READ_PAST, READ_LIFT, READ_ACTIVE, READ_BANS_OF, READ_HISTORY, READ_OBSERVED, READ_EVIDENCE_OF, READ_ALERTS, READ_ALLOWS,
	LEDGER_STATEMENTS
};

struct ledger {
	sqlite3 *db;
	sqlite3_stmt *statement[LEDGER_STATEMENTS];
	sqlite3_int64 next_id;  /* one sequence for all tables: a lift ends the bans with lesser ids */
	size_t waiting, waiting_evidence;
	uint64_t lost;
};

extern const char *const ledger_sql[LEDGER_STATEMENTS];
extern const char *const ledger_schema_main, *const ledger_schema_waiting;
extern const char *const ledger_views;
extern const char *const ledger_move;   /* from waiting to main */

int ledger_errno(int sqlite_code);
