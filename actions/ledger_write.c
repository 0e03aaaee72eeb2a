/* What is written down: each function adds a row to what waits.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "actions/ledger_internal.h"
#include "actions/ledger_rows.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"

/* Values in the order of a statement's parameters. */
struct binding { sqlite3_stmt *s; int at; };

static struct binding
statement(struct ledger *l, enum ledger_statement which)
{
	return (struct binding){ l->statement[which], 1 };
}

static void
number(struct binding *b, int64_t n)
{
	sqlite3_bind_int64(b->s, b->at++, n);
}

static void
real(struct binding *b, double d)
{
	sqlite3_bind_double(b->s, b->at++, d);
}

static void
text(struct binding *b, const char *t)
{
	sqlite3_bind_text(b->s, b->at++, t, -1, SQLITE_TRANSIENT);
}

static void
address(struct binding *b, const struct addr *a)
{
	char out[ADDR_TEXT_MAX];

	text(b, addr_format(a, out));
}

static bool
has_room(struct ledger *l, bool evidence)
{
	if (l->waiting < LEDGER_QUEUE_MAX && (!evidence || l->waiting_evidence < LEDGER_QUEUE_EVIDENCE_MAX))
		return true;
	l->lost++;
	return false;
}

/* Returns how many rows it made. */
static int
run(struct ledger *l, struct binding *b)
{
	int rows = sqlite3_step(b->s) == SQLITE_DONE ? sqlite3_changes(l->db) : -1;

	if (rows > 0)
		l->waiting += (size_t)rows;
	else if (rows < 0)
		l->lost++; /* memory is out: nothing else can fail here */
	sqlite3_reset(b->s);
	sqlite3_clear_bindings(b->s);
	return rows;
}

void
ledger_add_ban(struct ledger *l, const struct control_ban *ban)
{
	struct binding b = statement(l, ADD_BAN);

	if (!has_room(l, false))
		return;
	number(&b, l->next_id++);
	address(&b, &ban->addr);
	number(&b, ban->since);
	number(&b, ban->until);
	number(&b, ban->offence);
	number(&b, ban->rung);
	number(&b, ban->throttle);
	number(&b, ban->all_ports);
	number(&b, ban->observed);
	real(&b, ban->score);
	text(&b, ban->why);
	text(&b, ban->reason);
	text(&b, ban->by);
	run(l, &b);
}

bool
ledger_explain_ban(struct ledger *l, const struct control_ban *ban)
{
	struct binding b = statement(l, EXPLAIN_BAN);

	if (!has_room(l, false))
		return false;
	address(&b, &ban->addr);
	number(&b, ban->since);
	real(&b, ban->score);
	text(&b, ban->why);
	text(&b, ban->reason);
	return run(l, &b) > 0;
}

void
ledger_add_evidence(struct ledger *l, const struct addr *subject, const struct msg_evidence *e)
{
	struct binding b = statement(l, ADD_EVIDENCE);

	if (!has_room(l, true))
		return;
	number(&b, l->next_id++);
	address(&b, subject);
	number(&b, e->time);
	real(&b, e->points);
	number(&b, e->count);
	text(&b, e->signal);
	text(&b, e->rule);
	text(&b, e->line);
	run(l, &b);
	l->waiting_evidence++;
}

void
ledger_add_lift(struct ledger *l, const struct addr *a, int64_t time, const char *by, const char *reason)
{
	struct binding b = statement(l, ADD_LIFT);

	if (!has_room(l, false))
		return;
	number(&b, l->next_id++);
	address(&b, a);
	number(&b, time);
	text(&b, by);
	text(&b, reason);
	run(l, &b);
}

void
ledger_add_allow(struct ledger *l, const struct control_allow *a)
{
	struct binding b = statement(l, ADD_ALLOW);

	if (!has_room(l, false))
		return;
	number(&b, l->next_id++);
	address(&b, &a->addr);
	number(&b, a->since);
	number(&b, a->until);
	text(&b, a->reason);
	text(&b, a->by);
	run(l, &b);
}

void
ledger_remove_allow(struct ledger *l, const struct addr *a, int64_t time, const char *by)
{
	struct binding b = statement(l, ADD_DISALLOW);

	if (!has_room(l, false))
		return;
	number(&b, l->next_id++);
	address(&b, a);
	number(&b, time);
	text(&b, by);
	run(l, &b);
}

static void
put_alert(struct ledger *l, const struct control_alert *a, const char *by)
{
	struct binding b = statement(l, PUT_ALERT);
	const struct subject *who = &a->notice.subject;
	char formatted[SUBJECT_TEXT_MAX];

	if (!has_room(l, false))
		return;
	number(&b, (int64_t)a->id);
	number(&b, who->kind);
	text(&b, subject_format(who, formatted));
	sqlite3_bind_blob(b.s, b.at++, who->name, (int)strnlen(who->name, sizeof(who->name)), SQLITE_TRANSIENT);
	text(&b, a->notice.watch);
	number(&b, a->notice.severity);
	number(&b, a->notice.count);
	number(&b, a->first);
	number(&b, a->last);
	text(&b, a->notice.text);
	number(&b, a->acknowledged);
	text(&b, by);
	run(l, &b);
}

static bool
find_alert(struct ledger *l, const struct msg_notice *n, struct control_alert *out)
{
	struct binding b = statement(l, FIND_ALERT);
	char formatted[SUBJECT_TEXT_MAX];
	bool found;

	text(&b, subject_format(&n->subject, formatted));
	text(&b, n->watch);
	number(&b, n->time - DAY);
	found = sqlite3_step(b.s) == SQLITE_ROW;
	if (found)
		ledger_row_alert(b.s, out);
	sqlite3_reset(b.s);
	return found;
}

bool
ledger_add_alert(struct ledger *l, struct msg_notice *n)
{
	struct control_alert a = { 0 };
	bool again = find_alert(l, n, &a), worse = again && n->severity > a.notice.severity;

	if (!again) {
		a.id = (uint64_t)l->next_id++;
		a.first = n->time;
	}
	n->count = again ? a.notice.count + 1 : 1;
	if (again && !worse) /* the first, or the most severe, keeps the word */
		a.notice.count = n->count;
	else
		a.notice = *n;
	a.last = n->time;
	if (worse)
		a.acknowledged = 0;
	put_alert(l, &a, "");
	return !again || worse;
}

int
ledger_acknowledge(struct ledger *l, uint64_t alert, const char *by)
{
	struct binding b = statement(l, FIND_ALERT_ID);
	struct control_alert a;
	bool found;

	number(&b, (int64_t)alert);
	found = sqlite3_step(b.s) == SQLITE_ROW;
	if (found)
		ledger_row_alert(b.s, &a);
	sqlite3_reset(b.s);
	if (!found)
		return -ENOENT;
	a.acknowledged = 1;
	put_alert(l, &a, by);
	return 0;
}
