/* What the ledger knows.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "actions/ledger_internal.h"
#include "actions/ledger_rows.h"
#include "cmd/base/log.h"

static void
text_column(sqlite3_stmt *s, int column, char *out, size_t cap)
{
	const unsigned char *t = sqlite3_column_text(s, column);

	snprintf(out, cap, "%s", t ? (const char *)t : "");
}

static struct addr
address_column(sqlite3_stmt *s, int column)
{
	struct addr a = { 0 };

	addr_parse_prefix(span_of((const char *)sqlite3_column_text(s, column)), &a);
	return a;
}

static void
row_ban(sqlite3_stmt *s, struct control_ban *b)
{
	*b = (struct control_ban){
		.addr = address_column(s, 0),
		.since = sqlite3_column_int64(s, 1),
		.until = sqlite3_column_int64(s, 2),
		.offence = (uint32_t)sqlite3_column_int(s, 3),
		.rung = (uint32_t)sqlite3_column_int(s, 4),
		.throttle = (uint32_t)sqlite3_column_int(s, 5),
		.all_ports = (uint32_t)sqlite3_column_int(s, 6),
		.observed = (uint32_t)sqlite3_column_int(s, 7),
		.score = sqlite3_column_double(s, 8),
	};
	text_column(s, 9, b->why, sizeof(b->why));
	text_column(s, 10, b->reason, sizeof(b->reason));
	text_column(s, 11, b->by, sizeof(b->by));
}

static void
row_evidence(sqlite3_stmt *s, struct msg_evidence *e)
{
	*e = (struct msg_evidence){
		.subject = address_column(s, 0),
		.time = sqlite3_column_int64(s, 1),
		.points = sqlite3_column_double(s, 2),
		.count = (uint32_t)sqlite3_column_int(s, 3),
	};
	text_column(s, 4, e->signal, sizeof(e->signal));
	text_column(s, 5, e->rule, sizeof(e->rule));
	text_column(s, 6, e->line, sizeof(e->line));
}

void
ledger_row_alert(sqlite3_stmt *s, struct control_alert *out)
{
	const void *name = sqlite3_column_blob(s, 3);
	size_t length = (size_t)sqlite3_column_bytes(s, 3);
	struct subject *who = &out->notice.subject;

	*out = (struct control_alert){ .id = (uint64_t)sqlite3_column_int64(s, 0) };
	who->kind = (uint32_t)sqlite3_column_int(s, 1);
	if (who->kind == SUBJECT_ADDRESS)
		who->addr = address_column(s, 2);
	if (name && length < sizeof(who->name))
		memcpy(who->name, name, length);
	text_column(s, 4, out->notice.watch, sizeof(out->notice.watch));
	out->notice.severity = (uint32_t)sqlite3_column_int(s, 5);
	out->notice.count = (uint32_t)sqlite3_column_int(s, 6);
	out->first = sqlite3_column_int64(s, 7);
	out->notice.time = out->last = sqlite3_column_int64(s, 8);
	text_column(s, 9, out->notice.text, sizeof(out->notice.text));
	out->acknowledged = (uint32_t)sqlite3_column_int(s, 10);
}

static void
row_allow(sqlite3_stmt *s, struct control_allow *a)
{
	*a = (struct control_allow){
		.addr = address_column(s, 0), .since = sqlite3_column_int64(s, 1), .until = sqlite3_column_int64(s, 2),
	};
	text_column(s, 3, a->reason, sizeof(a->reason));
	text_column(s, 4, a->by, sizeof(a->by));
}

/* Reading that fails (a file locked exclusively, a bad page) ends the rows; what waits in memory was read by then or not:
 * the next commit names the trouble. */
static bool
next(sqlite3_stmt *s)
{
	return sqlite3_step(s) == SQLITE_ROW;
}

static void
bans(sqlite3_stmt *s, bool (*row)(void *, const struct control_ban *), void *context)
{
	struct control_ban b;

	while (next(s)) {
		row_ban(s, &b);
		if (!row(context, &b))
			break;
	}
	sqlite3_reset(s);
}

static sqlite3_stmt *
with_number(struct ledger *l, enum ledger_statement which, int64_t n)
{
	sqlite3_bind_int64(l->statement[which], 1, n);
	return l->statement[which];
}

static sqlite3_stmt *
with_address(struct ledger *l, enum ledger_statement which, const struct addr *a)
{
	char text[ADDR_TEXT_MAX];

	sqlite3_bind_text(l->statement[which], 1, addr_format(a, text), -1, SQLITE_TRANSIENT);
	return l->statement[which];
}

/* The address and all prefixes that hold it, as a JSON list. */
static sqlite3_stmt *
with_holders(struct ledger *l, enum ledger_statement which, const struct addr *a)
{
	char list[130 * (ADDR_TEXT_MAX + 3)], text[ADDR_TEXT_MAX];
	size_t n = 0;

	for (int bits = a->bits; bits > 0; bits--) {
		struct addr holder = addr_masked(*a, (unsigned)bits);

		n += (size_t)snprintf(list + n, sizeof(list) - n, "%c\"%s\"", n ? ',' : '[', addr_format(&holder, text));
	}
	snprintf(list + n, sizeof(list) - n, n ? "]" : "[]");
	sqlite3_bind_text(l->statement[which], 1, list, -1, SQLITE_TRANSIENT);
	return l->statement[which];
}

void
ledger_past(struct ledger *l, const struct addr *subject, int64_t since, struct past *past)
{
	sqlite3_stmt *s = with_address(l, READ_PAST, subject);
	int64_t lifted;

	*past = (struct past){ 0 };
	sqlite3_bind_int64(s, 2, since);
	while (next(s)) {
		if (sqlite3_column_int(s, 3) > 0) /* bans by hand are no offences */
			ladder_remember(past, sqlite3_column_int64(s, 0));
		past->last = sqlite3_column_int64(s, 0);
		past->until = sqlite3_column_int64(s, 1) ? sqlite3_column_int64(s, 1) : INT64_MAX;
		past->throttled = sqlite3_column_int(s, 2);
	}
	sqlite3_reset(s);
	s = with_address(l, READ_LIFT, subject);
	lifted = next(s) ? sqlite3_column_int64(s, 0) : 0;
	sqlite3_reset(s);
	if (lifted > past->last)
		past->last = past->until = lifted;
}

void
ledger_active(struct ledger *l, int64_t now, bool (*row)(void *, const struct control_ban *), void *context)
{
	bans(with_number(l, READ_ACTIVE, now), row, context);
}

void
ledger_bans_of(struct ledger *l, const struct addr *a, bool (*row)(void *, const struct control_ban *), void *context)
{
	bans(with_holders(l, READ_BANS_OF, a), row, context);
}

void
ledger_history(struct ledger *l, int64_t since, bool (*row)(void *, const struct control_ban *), void *context)
{
	bans(with_number(l, READ_HISTORY, since), row, context);
}

struct observed
ledger_observed(struct ledger *l, int64_t since)
{
	sqlite3_stmt *s = with_number(l, READ_OBSERVED, since);
	struct observed o = { 0 };

	if (next(s))
		o = (struct observed){ sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1) };
	sqlite3_reset(s);
	return o;
}

void
ledger_evidence_of(struct ledger *l, const struct addr *a, bool (*row)(void *, const struct msg_evidence *), void *context)
{
	sqlite3_stmt *s = with_holders(l, READ_EVIDENCE_OF, a);
	struct msg_evidence e;

	while (next(s)) {
		row_evidence(s, &e);
		if (!row(context, &e))
			break;
	}
	sqlite3_reset(s);
}

void
ledger_alerts(struct ledger *l, int64_t since, bool (*row)(void *, const struct control_alert *), void *context)
{
	sqlite3_stmt *s = with_number(l, READ_ALERTS, since);
	struct control_alert a;

	while (next(s)) {
		ledger_row_alert(s, &a);
		if (!row(context, &a))
			break;
	}
	sqlite3_reset(s);
}

void
ledger_allows(struct ledger *l, int64_t now, bool (*row)(void *, const struct control_allow *), void *context)
{
	sqlite3_stmt *s = with_number(l, READ_ALLOWS, now);
	struct control_allow a;

	while (next(s)) {
		row_allow(s, &a);
		if (!row(context, &a))
			break;
	}
	sqlite3_reset(s);
}
