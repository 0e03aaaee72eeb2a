/* Alerts: about an account or this server, once an hour for each subject and watch unless it gets worse. (Who keeps
 * the alerts makes one of a day's, and counts.)
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "cmd/base/clock.h"
#include "rules/hash.h"
#include "rules/judge_parts.h"

struct told { int64_t time; uint64_t severity; };

struct lru *
told_table(void)
{
	return lru_new(TOLD_MAX, sizeof(struct told));
}

/* What an alert is about, beside the event that brought it. */
struct alert { struct subject subject; uint64_t key; enum severity severity; const char *watch; };

static bool
was_told(struct judge *j, const struct alert *a, int64_t time)
{
	bool fresh;
	struct told *t = lru_make(j->told, hash_span(a->key, span_of(a->watch)), &fresh);

	if (!fresh && time - t->time < HOUR && t->severity >= a->severity)
		return true;
	t->time = time;
	t->severity = a->severity;
	return false;
}

static void
tell(struct judge *j, const struct alert *a, const struct matter *m, const char *what)
{
	char detail[MSG_LINE_MAX], source[ADDR_TEXT_MAX], rule[MSG_RULE_MAX] = "";
	struct verdict v = { .kind = VERDICT_ALERT, .severity = a->severity, .subject = a->subject, .time = m->e->time,
		.why = a->watch, .detail = detail };

	if (!j->hooks.verdict)
		return;
	if (m->e->rule)
		snprintf(rule, sizeof(rule), " [%.30s/%.50s]", m->e->rule->pack->name, m->e->rule->id);
	snprintf(detail, sizeof(detail), "%s%s%s%s%s", a->subject.kind == SUBJECT_ACCOUNT ? a->subject.name : "",
	         a->subject.kind == SUBJECT_ACCOUNT ? " " : "", what, m->source ? ", last from " : "",
	         m->source ? addr_format(&m->e->source, source) : "");
	snprintf(detail + strlen(detail), sizeof(detail) - strlen(detail), "%s", rule);
	j->hooks.verdict(j->hooks.context, &v);
}

void
alert_account(struct judge *j, const struct matter *m, enum severity severity, const char *watch, const char *format, ...)
{
	struct alert a = { .subject.kind = SUBJECT_ACCOUNT, .key = m->account.hash, .severity = severity, .watch = watch };
	char what[MSG_WHY_MAX * 4];
	va_list args;

	if (m->account.n == 0 || was_told(j, &a, m->e->time))
		return;
	snprintf(a.subject.name, sizeof(a.subject.name), "%s", m->account.text);
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	tell(j, &a, m, what);
}

void
alert_server(struct judge *j, const struct matter *m, enum severity severity, const char *watch, const char *format, ...)
{
	struct alert a = { .subject.kind = SUBJECT_SERVER, .key = 1, .severity = severity, .watch = watch };
	struct span user = m->e->field[FIELD_USER];
	char what[MSG_WHY_MAX * 8];
	va_list args;

	if (m->e->signal == SIGNAL_LOCAL_SUBMISSION && user.p) /* one alert for each local user */
		a.key = hash_span(1, user);
	if (was_told(j, &a, m->e->time))
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	tell(j, &a, m, what);
}

/* A watch fired: points for the source that is being weighed, or an alert. */
void
alert_watch(void *judging, const struct watch *w, const struct matter *m, double value)
{
	const struct judging *now = judging;
	char user[64] = "";

	if (w->points > 0) {
		if (now->weighing) {
			now->weighing->watched += w->points;
			because(now->weighing, REASON_WATCH);
		}
		return;
	}
	if (w->by == BY_ACCOUNT) {
		alert_account(now->judge, m, w->severity, w->name, "%s (%g)", w->text, value);
		return;
	}
	if (w->by == BY_USER)
		span_printable(m->e->field[FIELD_USER], user, sizeof(user));
	alert_server(now->judge, m, w->severity, w->name, "%s (%g%s%s)", w->text, value, *user ? ", user " : "", user);
}
