/* The ledger's life: opened, committed, swept, closed.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/ledger_internal.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"

int
ledger_errno(int code)
{
	static const struct { int code, error; } rows[] = {
		{ SQLITE_OK, 0 }, { SQLITE_DONE, 0 }, { SQLITE_ROW, 0 }, { SQLITE_BUSY, EBUSY }, { SQLITE_LOCKED, EBUSY },
		{ SQLITE_FULL, ENOSPC }, { SQLITE_READONLY, EROFS }, { SQLITE_CORRUPT, EUCLEAN }, { SQLITE_NOTADB, EUCLEAN },
		{ SQLITE_NOMEM, ENOMEM }, { SQLITE_CANTOPEN, EACCES }, { SQLITE_PERM, EACCES },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].code == (code & 0xff))
			return -rows[i].error;
	return -EIO;
}

static int
execute(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int
on_check(void *context, int columns, char **values, char **names)
{
	(void)names;
	*(bool *)context = columns == 1 && values[0] && strcmp(values[0], "ok") == 0;
	return 0;
}

/* What a file must bear before it is trusted. */
static int
set_up(sqlite3 *db)
{
	bool sound = false;
	int rc;

	if ((rc = execute(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;")) ||
	    (rc = sqlite3_exec(db, "PRAGMA quick_check(1)", on_check, &sound, NULL)))
		return rc;
	if (!sound)
		return SQLITE_CORRUPT;
	if ((rc = execute(db, ledger_schema_main)) || (rc = execute(db, "ATTACH ':memory:' AS waiting")) ||
	    (rc = execute(db, ledger_schema_waiting)))
		return rc;
	return execute(db, ledger_views);
}

static int
open_file(const char *path, sqlite3 **db)
{
	enum { PATIENCE = 200 /* ms, for one that another process is about to let go; only while starting */ };
	int rc = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(*db, PATIENCE);
		rc = set_up(*db);
	}
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(*db, 0);
		return rc;
	}
	sqlite3_close(*db);
	*db = NULL;
	return rc;
}

static bool
move_aside(const char *path, char why[256])
{
	static const char *const suffix[] = { "", "-wal", "-shm" };
	char *from, *to;
	long long now = (long long)(clock_now() / SECOND);
	bool moved = true;

	for (size_t i = 0; i < sizeof(suffix) / sizeof(*suffix); i++) {
		if (asprintf(&from, "%s%s", path, suffix[i]) < 0 || asprintf(&to, "%s.corrupt-%lld%s", path, now, suffix[i]) < 0)
			fatalx("out of memory");
		if (rename(from, to) < 0 && errno != ENOENT)
			moved = false;
		free(from);
		free(to);
	}
	snprintf(why, 256, "the ledger was corrupt: it was moved to %.160s.corrupt-%lld and a new one begun", path, now);
	return moved;
}

/* After the newest row of any table. */
static sqlite3_int64
first_id(sqlite3 *db)
{
	static const char sql[] =
		"SELECT max(ifnull((SELECT max(id) FROM bans), 0), ifnull((SELECT max(id) FROM evidence), 0),"
		" ifnull((SELECT max(id) FROM lifts), 0), ifnull((SELECT max(id) FROM allows), 0),"
		" ifnull((SELECT max(id) FROM disallows), 0), ifnull((SELECT max(id) FROM alerts), 0)) + 1";
	sqlite3_stmt *s = NULL;
	sqlite3_int64 id = 1;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		id = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return id;
}

static int
prepare_all(struct ledger *l)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < LEDGER_STATEMENTS && rc == SQLITE_OK; i++)
		rc = sqlite3_prepare_v3(l->db, ledger_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &l->statement[i], NULL);
	return rc;
}

struct ledger *
ledger_open(const char *path, char why[256])
{
	struct ledger *l = xcalloc(1, sizeof(*l));
	int rc = open_file(path, &l->db);

	why[0] = '\0';
	if (ledger_errno(rc) == -EUCLEAN && move_aside(path, why))
		rc = open_file(path, &l->db);
	if (rc == SQLITE_OK)
		rc = prepare_all(l);
	if (rc == SQLITE_OK) {
		l->next_id = first_id(l->db);
		return l;
	}
	snprintf(why, 256, "the ledger %.180s cannot be used: %s", path, sqlite3_errstr(rc));
	sqlite3_close_v2(l->db);
	free(l);
	return NULL;
}

void
ledger_close(struct ledger *l)
{
	if (!l)
		return;
	ledger_commit(l);
	for (size_t i = 0; i < LEDGER_STATEMENTS; i++)
		sqlite3_finalize(l->statement[i]);
	sqlite3_close(l->db);
	free(l);
}

/* Runs it all in one transaction, or none of it. */
static int
transact(struct ledger *l, const char *sql)
{
	int rc = execute(l->db, "BEGIN IMMEDIATE");

	if (rc == SQLITE_OK) {
		rc = execute(l->db, sql);
		if (rc == SQLITE_OK)
			rc = execute(l->db, "COMMIT");
		if (rc != SQLITE_OK)
			execute(l->db, "ROLLBACK"); /* what waited waits on */
	}
	return ledger_errno(rc);
}

int
ledger_commit(struct ledger *l)
{
	int rc = l->waiting ? transact(l, ledger_move) : 0;

	if (rc == 0)
		l->waiting = l->waiting_evidence = 0;
	return rc;
}

size_t
ledger_waiting(const struct ledger *l)
{
	return l->waiting;
}

uint64_t
ledger_lost(const struct ledger *l)
{
	return l->lost;
}

int
ledger_forget(struct ledger *l, int64_t before)
{
	long long t = (long long)before;
	char *sql;
	int rc;

	if (asprintf(&sql,
	             "DELETE FROM main.bans WHERE (until > 0 AND until < %lld) OR (until = 0 AND since < %lld AND"
	             " EXISTS (SELECT 1 FROM main.lifts l WHERE l.address = bans.address AND l.id > bans.id))"
	             " OR id <= (SELECT id FROM main.bans ORDER BY id DESC LIMIT 1 OFFSET %d);"
	             "DELETE FROM main.evidence WHERE ban NOT IN (SELECT id FROM main.bans)"
	             " OR id <= (SELECT id FROM main.evidence ORDER BY id DESC LIMIT 1 OFFSET %d);"
	             "DELETE FROM main.lifts WHERE time < %lld AND address NOT IN (SELECT address FROM main.bans);"
	             "DELETE FROM main.alerts WHERE last < %lld;",
	             t, t, LEDGER_BANS_MAX, LEDGER_EVIDENCE_MAX, t, t) < 0)
		fatalx("out of memory");
	rc = transact(l, sql);
	free(sql);
	return rc;
}

int
ledger_enforce_observed(struct ledger *l, int64_t now)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "UPDATE main.bans SET observed = 0 WHERE observed AND until > %lld", (long long)now);
	return transact(l, sql);
}
