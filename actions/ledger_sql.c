/* The ledger's tables, views and statements.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/ledger_internal.h"

/* Times are microseconds since 1970 UTC; an until of 0 is no end. */
#define SCHEMA(db) \
	"CREATE TABLE IF NOT EXISTS " db ".bans(id INTEGER PRIMARY KEY, address TEXT NOT NULL, since INTEGER NOT NULL," \
	" until INTEGER NOT NULL, offence INTEGER, rung INTEGER, throttle INTEGER, all_ports INTEGER, observed INTEGER," \
	" score REAL, why TEXT, reason TEXT, who TEXT);" \
	"CREATE INDEX IF NOT EXISTS " db ".bans_address ON bans(address);" \
	"CREATE INDEX IF NOT EXISTS " db ".bans_until ON bans(until);" \
	"CREATE TABLE IF NOT EXISTS " db ".evidence(id INTEGER PRIMARY KEY, ban INTEGER, address TEXT NOT NULL," \
	" time INTEGER NOT NULL, points REAL, count INTEGER, signal TEXT, rule TEXT, line TEXT);" \
	"CREATE INDEX IF NOT EXISTS " db ".evidence_address ON evidence(address);" \
	"CREATE TABLE IF NOT EXISTS " db ".lifts(id INTEGER PRIMARY KEY, address TEXT NOT NULL, time INTEGER NOT NULL," \
	" who TEXT, reason TEXT);" \
	"CREATE INDEX IF NOT EXISTS " db ".lifts_address ON lifts(address);" \
	"CREATE TABLE IF NOT EXISTS " db ".allows(id INTEGER PRIMARY KEY, address TEXT NOT NULL, since INTEGER NOT NULL," \
	" until INTEGER NOT NULL, reason TEXT, who TEXT);" \
	"CREATE TABLE IF NOT EXISTS " db ".disallows(id INTEGER PRIMARY KEY, address TEXT NOT NULL, time INTEGER NOT NULL," \
	" who TEXT);" \
	"CREATE TABLE IF NOT EXISTS " db ".alerts(id INTEGER PRIMARY KEY, kind INTEGER, subject TEXT NOT NULL, name BLOB," \
	" watch TEXT NOT NULL, severity INTEGER, count INTEGER, first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT," \
	" acknowledged INTEGER, who TEXT);" \
	"CREATE INDEX IF NOT EXISTS " db ".alerts_subject ON alerts(subject, watch);"

const char *const ledger_schema_main = SCHEMA("main");
const char *const ledger_schema_waiting = SCHEMA("waiting");

/* The last one is for people. */
const char *const ledger_views =
	"CREATE TEMP VIEW all_bans AS SELECT * FROM main.bans WHERE id NOT IN (SELECT id FROM waiting.bans) UNION ALL"
	" SELECT * FROM waiting.bans;"
	"CREATE TEMP VIEW all_evidence AS SELECT * FROM main.evidence UNION ALL SELECT * FROM waiting.evidence;"
	"CREATE TEMP VIEW all_lifts AS SELECT * FROM main.lifts UNION ALL SELECT * FROM waiting.lifts;"
	"CREATE TEMP VIEW all_allows AS SELECT * FROM main.allows UNION ALL SELECT * FROM waiting.allows;"
	"CREATE TEMP VIEW all_disallows AS SELECT * FROM main.disallows UNION ALL SELECT * FROM waiting.disallows;"
	"CREATE TEMP VIEW all_alerts AS SELECT * FROM waiting.alerts UNION ALL"
	" SELECT * FROM main.alerts WHERE id NOT IN (SELECT id FROM waiting.alerts);"
	"CREATE VIEW IF NOT EXISTS main.readable AS SELECT address, datetime(since / 1000000, 'unixepoch') AS since_utc,"
	" CASE until WHEN 0 THEN 'no end' ELSE datetime(until / 1000000, 'unixepoch') END AS until_utc, offence, why, reason,"
	" who, (SELECT datetime(min(l.time) / 1000000, 'unixepoch') FROM lifts l"
	" WHERE l.address = bans.address AND l.id > bans.id) AS lifted_utc FROM bans;";

/* OR REPLACE: an admin who added a row by hand must not stand in the way for ever. */
const char *const ledger_move =
	"INSERT OR REPLACE INTO main.bans SELECT * FROM waiting.bans; DELETE FROM waiting.bans;"
	"INSERT OR REPLACE INTO main.evidence SELECT * FROM waiting.evidence; DELETE FROM waiting.evidence;"
	"INSERT OR REPLACE INTO main.lifts SELECT * FROM waiting.lifts; DELETE FROM waiting.lifts;"
	"INSERT OR REPLACE INTO main.allows SELECT * FROM waiting.allows; DELETE FROM waiting.allows;"
	"INSERT OR REPLACE INTO main.disallows SELECT * FROM waiting.disallows; DELETE FROM waiting.disallows;"
	"INSERT OR REPLACE INTO main.alerts SELECT * FROM waiting.alerts; DELETE FROM waiting.alerts;";

#define NOT_LIFTED "NOT EXISTS (SELECT 1 FROM all_lifts l WHERE l.address = b.address AND l.id > b.id)"
#define NEWEST "NOT EXISTS (SELECT 1 FROM all_bans n WHERE n.address = b.address AND n.id > b.id)"
#define BAN "address, since, until, offence, rung, throttle, all_ports, observed, score, why, reason, who"
/* A lifted ban ended when it was lifted. */
#define BAN_AS_IT_ENDED "address, since, ifnull((SELECT min(l.time) FROM all_lifts l WHERE l.address = b.address AND" \
	" l.id > b.id AND (b.until = 0 OR l.time < b.until)), until), offence, rung, throttle, all_ports, observed, score," \
	" why, reason, who"
#define ALERT "id, kind, subject, name, watch, severity, count, first, last, text, acknowledged"

const char *const ledger_sql[LEDGER_STATEMENTS] = {
	[ADD_BAN] = "INSERT INTO waiting.bans VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[EXPLAIN_BAN] = "INSERT OR REPLACE INTO waiting.bans SELECT id, address, ?2, until, offence, rung, throttle, all_ports,"
	                " observed, ?3, ?4, ?5, who FROM all_bans b WHERE address = ?1 AND why = '" LEDGER_ADOPTED "' AND " NEWEST,
	[ADD_EVIDENCE] = "INSERT INTO waiting.evidence VALUES(?1, (SELECT max(id) FROM all_bans WHERE address = ?2),"
	                 " ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[ADD_LIFT] = "INSERT INTO waiting.lifts VALUES(?, ?, ?, ?, ?)",
	[ADD_ALLOW] = "INSERT INTO waiting.allows VALUES(?, ?, ?, ?, ?, ?)",
	[ADD_DISALLOW] = "INSERT INTO waiting.disallows VALUES(?, ?, ?, ?)",
	[PUT_ALERT] = "INSERT OR REPLACE INTO waiting.alerts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FIND_ALERT] = "SELECT " ALERT " FROM all_alerts WHERE subject = ?1 AND watch = ?2 AND first > ?3"
	               " ORDER BY id DESC LIMIT 1",
	[FIND_ALERT_ID] = "SELECT " ALERT " FROM all_alerts WHERE id = ?1",
	[READ_PAST] = "SELECT since, until, throttle, offence FROM all_bans b WHERE address = ?1 AND since >= ?2 AND " NOT_LIFTED
	              " ORDER BY id",
	[READ_LIFT] = "SELECT max(time) FROM all_lifts WHERE address = ?1",
	[READ_ACTIVE] = "SELECT " BAN " FROM all_bans b WHERE (until = 0 OR until > ?1) AND " NOT_LIFTED " AND " NEWEST
	                " ORDER BY id",
	[READ_BANS_OF] = "SELECT " BAN_AS_IT_ENDED " FROM all_bans b WHERE address IN (SELECT value FROM json_each(?1))"
	                 " ORDER BY id",
	[READ_HISTORY] = "SELECT " BAN_AS_IT_ENDED " FROM all_bans b WHERE since >= ?1 ORDER BY id",
	[READ_OBSERVED] = "SELECT count(*), count(DISTINCT address) FROM all_bans WHERE observed AND since >= ?1",
	[READ_EVIDENCE_OF] = "SELECT address, time, points, count, signal, rule, line FROM all_evidence"
	                     " WHERE address IN (SELECT value FROM json_each(?1)) ORDER BY id",
	[READ_ALERTS] = "SELECT " ALERT " FROM all_alerts WHERE last >= ?1 ORDER BY id",
	[READ_ALLOWS] = "SELECT address, since, until, reason, who FROM all_allows a WHERE (until = 0 OR until > ?1) AND"
	                " NOT EXISTS (SELECT 1 FROM all_disallows d WHERE d.address = a.address AND d.id > a.id) AND"
	                " NOT EXISTS (SELECT 1 FROM all_allows n WHERE n.address = a.address AND n.id > a.id) ORDER BY id",
};
