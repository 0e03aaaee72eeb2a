/* The ledger: what is written is read, before and after the commit, after a restart, and when the disk does not play along.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/ledger.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "tests/tap.h"

static const int64_t now = 1795000000 * SECOND;

struct seen { /* the newest row of each kind */
	int rows;
	struct control_ban ban;
	struct msg_evidence evidence;
	struct control_alert alert;
	struct control_allow allow;
};

static bool
see_ban(void *context, const struct control_ban *b)
{
	struct seen *s = context;

	s->ban = *b;
	return ++s->rows < 1000;
}

static bool
see_evidence(void *context, const struct msg_evidence *e)
{
	struct seen *s = context;

	s->evidence = *e;
	return ++s->rows < 1000;
}

static bool
see_alert(void *context, const struct control_alert *a)
{
	struct seen *s = context;

	s->alert = *a;
	return ++s->rows < 1000;
}

static bool
see_allow(void *context, const struct control_allow *a)
{
	struct seen *s = context;

	s->allow = *a;
	return ++s->rows < 1000;
}

static struct addr
prefix(const char *text)
{
	struct addr a = { 0 };

	addr_parse_prefix(span_of(text), &a);
	return a;
}

static void
add_ban(struct ledger *l, const char *text, int64_t since, int64_t length, uint32_t offence)
{
	struct control_ban b = { .addr = prefix(text), .since = since, .until = length ? since + length : 0, .offence = offence,
	                         .rung = offence, .score = 120.5, .why = "relay", .reason = "seen", .by = "" };

	ledger_add_ban(l, &b);
}

static int
active(struct ledger *l, int64_t at, struct seen *s)
{
	*s = (struct seen){ 0 };
	ledger_active(l, at, see_ban, s);
	return s->rows;
}

static void
check_bans(struct ledger *l, const char *when)
{
	struct past past;
	struct addr a = prefix("192.0.2.7"), other = prefix("192.0.2.8"), net = prefix("2001:db8:1::/48"),
	            inside = prefix("2001:db8:1:2::/64");
	struct seen s = { 0 };

	ledger_past(l, &a, now - DAY, &past);
	ok(past.offences == 2 && past.last == now && past.until == now + HOUR, "%s: a subject's past", when);
	ledger_past(l, &a, now - MINUTE, &past);
	ok(past.recent[0] == now && past.recent[1] == 0, "when it offended");
	is_int(past.offences, 1, "as far back as asked");
	ledger_past(l, &other, 0, &past);
	ok(past.offences == 0 && past.last == 0, "one without a past has none");
	is_int(active(l, now + 1, &s), 2, "what runs, the newest of each subject");
	is_int(active(l, now + 2 * HOUR, &s), 1, "until it ends");
	ok(addr_equal(&s.ban.addr, &net) && s.ban.until == 0, "or for ever");
	s = (struct seen){ 0 };
	ledger_bans_of(l, &a, see_ban, &s);
	ok(s.rows == 2 && s.ban.since == now && s.ban.offence == 2, "the bans of an address, newest last");
	ok(s.ban.score > 120.4 && s.ban.score < 120.6 && strcmp(s.ban.why, "relay") == 0 && strcmp(s.ban.reason, "seen") == 0,
	   "as they were written");
	s = (struct seen){ 0 };
	ledger_bans_of(l, &inside, see_ban, &s);
	ok(s.rows == 1 && addr_equal(&s.ban.addr, &net), "and of a prefix that holds it");
	s = (struct seen){ 0 };
	ledger_evidence_of(l, &a, see_evidence, &s);
	ok(s.rows == 2 && s.evidence.points == 60 && strcmp(s.evidence.line, "a line's 'text'") == 0, "the evidence");
	s = (struct seen){ 0 };
	ledger_history(l, 0, see_ban, &s);
	is_int(s.rows, 3, "history has all");
	is_int(ledger_observed(l, 0).bans, 0, "of which none was only observed");
}

static void
test_bans(const char *path)
{
	char why[256];
	struct ledger *l = ledger_open(path, why);
	struct addr a = prefix("192.0.2.7");
	struct msg_evidence e = { .subject = a, .time = now, .points = 60, .count = 1, .signal = "relay", .rule = "p/r",
	                          .line = "a line's 'text'" };

	if (!ok(l != NULL, "a ledger opens"))
		return;
	add_ban(l, "192.0.2.7", now - HOUR, 10 * MINUTE, 1);
	ledger_add_evidence(l, &a, &e);
	add_ban(l, "192.0.2.7", now, HOUR, 2);
	ledger_add_evidence(l, &a, &e);
	add_ban(l, "2001:db8:1::/48", now, 0, 1);
	is_int((long long)ledger_waiting(l), 5, "writes wait");
	check_bans(l, "before the commit");
	is_int(ledger_commit(l), 0, "they are committed");
	is_int((long long)ledger_waiting(l), 0, "nothing waits");
	check_bans(l, "after the commit");
	ledger_close(l);
	l = ledger_open(path, why);
	check_bans(l, "after a restart");
	ledger_close(l);
}

static void
check_explained(struct ledger *l, const struct control_ban *story, const char *when)
{
	struct seen s = { 0 };
	struct past past;

	ledger_bans_of(l, &story->addr, see_ban, &s);
	is_int(s.rows, 1, when);
	ok(strcmp(s.ban.why, "relay") == 0 && strcmp(s.ban.reason, "seen") == 0 && s.ban.since == story->since, "with its story");
	ok(s.ban.until == now + HOUR && s.ban.offence == 3, "and its end and offence as they were");
	is_int(active(l, now, &s), 1, "it is the one that runs");
	ledger_past(l, &story->addr, 0, &past);
	is_int(past.offences, 1, "and counts once");
}

static void
test_adopted(void)
{
	struct control_ban b = { .addr = prefix("192.0.2.88"), .since = now, .until = now + HOUR, .offence = 3, .why = LEDGER_ADOPTED };
	struct control_ban story = { .addr = b.addr, .since = now - MINUTE, .score = 120, .why = "relay", .reason = "seen" };

	for (int commits = 0; commits < 2; commits++) {
		char why[256];
		struct ledger *l = ledger_open(":memory:", why);

		ok(!ledger_explain_ban(l, &story), "without a ban there is nothing to explain");
		ledger_add_ban(l, &b);
		if (commits)
			ledger_commit(l);
		ok(ledger_explain_ban(l, &story), "an adopted ban gets its story");
		check_explained(l, &story, "before the commit it is one ban");
		ok(!ledger_explain_ban(l, &story), "once");
		is_int(ledger_commit(l), 0, "it is committed");
		check_explained(l, &story, "after the commit it is one ban");
		ledger_close(l);
	}
}

static void
test_lift(struct ledger *l)
{
	struct addr a = prefix("198.51.100.9");
	struct past past;
	struct seen s;
	int before = active(l, now + 1, &s);

	add_ban(l, "198.51.100.9", now, HOUR, 3);
	is_int(active(l, now + 1, &s), before + 1, "a ban runs");
	ledger_add_lift(l, &a, now, "alice", "a mistake");
	is_int(active(l, now + 1, &s), before, "a lift in the same microsecond ends it");
	ledger_past(l, &a, 0, &past);
	ok(past.offences == 0 && past.last == now && past.until == now, "its offences are forgotten, the lift is not");
	s = (struct seen){ 0 };
	ledger_bans_of(l, &a, see_ban, &s);
	ok(s.rows == 1 && s.ban.until == now, "it is shown as ended then");
	add_ban(l, "198.51.100.9", now + 1, HOUR, 1);
	is_int(active(l, now + 2, &s), before + 1, "the next ban counts");
	ledger_add_lift(l, &a, now + 2, "alice", "");
}

static void
test_alerts(struct ledger *l)
{
	struct msg_notice n = { .severity = SEVERITY_WARNING, .time = now, .subject = { .kind = SUBJECT_ACCOUNT }, .watch = "stolen",
	                        .text = "first" };
	struct seen s = { 0 };

	snprintf(n.subject.name, sizeof(n.subject.name), "bob\x01@example.org");
	ok(ledger_add_alert(l, &n) && n.count == 1, "an alert is new");
	n.time += HOUR;
	ok(!ledger_add_alert(l, &n) && n.count == 2, "the same within a day is counted only");
	ledger_commit(l);
	n.time += HOUR;
	ok(!ledger_add_alert(l, &n) && n.count == 3, "after a commit, too");
	ledger_alerts(l, now, see_alert, &s);
	ok(s.rows == 1 && s.alert.notice.count == 3 && s.alert.first == now && s.alert.last == n.time, "it is one row");
	is_text(s.alert.notice.subject.name, "bob\x01@example.org", "with its subject, byte for byte");
	is_int(ledger_acknowledge(l, s.alert.id, "alice"), 0, "somebody has seen it");
	is_int(ledger_acknowledge(l, 99999, "alice"), -ENOENT, "but not one that is not there");
	n.severity = SEVERITY_CRITICAL;
	ok(ledger_add_alert(l, &n), "a higher severity alerts again");
	s = (struct seen){ 0 };
	ledger_alerts(l, now, see_alert, &s);
	ok(s.rows == 1 && !s.alert.acknowledged && s.alert.notice.severity == SEVERITY_CRITICAL, "and must be seen again");
	n.severity = SEVERITY_WARNING;
	n.time = now + DAY;
	ok(ledger_add_alert(l, &n) && n.count == 1, "a day later it is new again");
	snprintf(n.watch, sizeof(n.watch), "other");
	ok(ledger_add_alert(l, &n), "another watch is another alert");
}

static void
test_allows(struct ledger *l)
{
	struct control_allow a = { .addr = prefix("203.0.113.0/28"), .since = now, .reason = "office", .by = "alice" };
	struct seen s = { 0 };

	ledger_add_allow(l, &a);
	snprintf(a.reason, sizeof(a.reason), "office, again");
	a.until = now + DAY;
	ledger_add_allow(l, &a);
	ledger_allows(l, now + 1, see_allow, &s);
	ok(s.rows == 1 && strcmp(s.allow.reason, "office, again") == 0, "the newer allow replaces the older");
	s = (struct seen){ 0 };
	ledger_allows(l, now + 2 * DAY, see_allow, &s);
	is_int(s.rows, 0, "one with an end ends");
	ledger_remove_allow(l, &a.addr, now + 1, "alice");
	s = (struct seen){ 0 };
	ledger_allows(l, now + 2, see_allow, &s);
	is_int(s.rows, 0, "and can be taken back");
}

static void
test_forget(struct ledger *l)
{
	struct seen s = { 0 };
	struct addr a = prefix("192.0.2.200");
	struct msg_evidence e = { .subject = a, .line = "old" };

	add_ban(l, "192.0.2.200", now - 40 * DAY, DAY, 1);
	ledger_add_evidence(l, &a, &e);
	ledger_commit(l);
	is_int(ledger_forget(l, now - 30 * DAY), 0, "what is old is forgotten");
	ledger_bans_of(l, &a, see_ban, &s);
	ledger_evidence_of(l, &a, see_evidence, &s);
	is_int(s.rows, 0, "with its evidence");
	a = prefix("192.0.2.7");
	ledger_bans_of(l, &a, see_ban, &s);
	is_int(s.rows, 2, "the rest stays");
}

static void
test_observed(struct ledger *l)
{
	struct control_ban b = { .addr = prefix("192.0.2.77"), .since = now, .until = now + HOUR, .offence = 1, .rung = 1,
	                         .observed = 1 };
	struct seen s = { 0 };

	ledger_add_ban(l, &b);
	ledger_commit(l);
	ledger_bans_of(l, &b.addr, see_ban, &s);
	is_int(s.ban.observed, 1, "what was only observed says so");
	is_int(ledger_enforce_observed(l, now), 0, "until enforcing begins");
	ledger_bans_of(l, &b.addr, see_ban, &s);
	is_int(s.ban.observed, 0, "then it is a ban");
}

/* An admin's sqlite3 holds the file: bans wait, nothing blocks, nothing is lost. */
static void
test_busy(const char *path, struct ledger *l)
{
	sqlite3 *admin = NULL;
	struct seen s;
	int before = active(l, now + 1, &s);
	int64_t start = clock_now();

	sqlite3_open(path, &admin);
	is_int(sqlite3_exec(admin, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK, "somebody locks the file");
	add_ban(l, "192.0.2.55", now, HOUR, 1);
	is_int(ledger_commit(l), -EBUSY, "the commit says so");
	ok(clock_now() - start < SECOND, "at once");
	is_int((long long)ledger_waiting(l), 1, "the ban waits");
	is_int(active(l, now + 1, &s), before + 1, "and is known all the same");
	sqlite3_exec(admin, "COMMIT", NULL, NULL, NULL);
	is_int(ledger_commit(l), 0, "when the lock is gone it is written");
	sqlite3_exec(admin, "INSERT INTO bans(address, since, until) VALUES('198.51.100.250', 1, 2)", NULL, NULL, NULL);
	sqlite3_close(admin);
	add_ban(l, "192.0.2.56", now, HOUR, 1);
	is_int(ledger_commit(l), 0, "an admin's own row is no hindrance");
}

static void
test_full_disk(const char *path, struct ledger *l)
{
	struct rlimit limit, small;
	struct stat st;
	char wal[300];
	struct seen s;
	int before;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = stat(wal, &st) == 0 ? (rlim_t)st.st_size : 0;
	setrlimit(RLIMIT_FSIZE, &small);
	before = active(l, now + 1, &s);
	for (int i = 0; i < 2000; i++) {
		char text[ADDR_TEXT_MAX];

		snprintf(text, sizeof(text), "198.18.%d.%d", i / 256, i % 256);
		add_ban(l, text, now, HOUR, 1);
	}
	ok(ledger_commit(l) < 0, "a disk without room is reported");
	is_int((long long)ledger_waiting(l), 2000, "all bans wait");
	ok(before < 1000 && active(l, now + 1, &s) == 1000, "and are known");
	setrlimit(RLIMIT_FSIZE, &limit);
	is_int(ledger_commit(l), 0, "with room again they are written");
	is_int((long long)ledger_waiting(l), 0, "all of them");
}

static void
test_bounds(void)
{
	char why[256];
	struct ledger *l = ledger_open(":memory:", why);
	struct addr a = prefix("192.0.2.1");
	struct msg_evidence e = { .subject = a, .line = "x" };

	for (int i = 0; i < LEDGER_QUEUE_EVIDENCE_MAX + 10; i++)
		ledger_add_evidence(l, &a, &e);
	is_int((long long)ledger_waiting(l), LEDGER_QUEUE_EVIDENCE_MAX, "what waits is bounded");
	is_int((long long)ledger_lost(l), 10, "what is lost is counted");
	add_ban(l, "192.0.2.1", now, HOUR, 1);
	is_int((long long)ledger_waiting(l), LEDGER_QUEUE_EVIDENCE_MAX + 1, "bans have room beside the lines");
	ledger_close(l);
}

static void
test_corrupt(const char *path)
{
	char why[256], wal[300];
	struct ledger *l;
	struct seen s;
	FILE *f = fopen(path, "r+");

	for (int i = 0; i < 4096; i++)
		fputc('x', f);
	fclose(f);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	unlink(wal);
	l = ledger_open(path, why);
	ok(l && strstr(why, "corrupt"), "a corrupt file is moved aside: %s", why);
	is_int(active(l, now, &s), 0, "and a new one begun");
	add_ban(l, "192.0.2.1", now, HOUR, 1);
	is_int(ledger_commit(l), 0, "which works");
	ledger_close(l);
	ok(ledger_open("/nowhere/at/all/ledger.db", why) == NULL && why[0], "no folder, no ledger: %s", why);
}

int
main(void)
{
	char folder[] = "/tmp/test_ledger.XXXXXX", path[64], command[80], why[256];
	struct ledger *l;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	test_bans(path);
	l = ledger_open(path, why);
	test_lift(l);
	test_alerts(l);
	test_allows(l);
	test_forget(l);
	test_observed(l);
	test_busy(path, l);
	test_full_disk(path, l);
	ledger_close(l);
	test_bounds();
	test_adopted();
	test_corrupt(path);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) || done_testing();
}
