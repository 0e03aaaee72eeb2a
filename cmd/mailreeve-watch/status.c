/* What `mailreeve status` shows of the watcher: a row for each log, the total, and what is odd.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/mailreeve-watch/missing.h"

enum {
	UNKNOWN_AFTER = 50, /* lines of which no pack knows one, before that is said */
	SILENT_DAYS = 2,    /* without a line while others go on, before that is said */
};

/* Sends a row unless the enforcer has the same one. */
static void
send_row(struct watch *w, const struct msg_stat *row, struct msg_stat *sent)
{
	struct msg m;

	if (memcmp(row, sent, sizeof *row) == 0)
		return;
	*sent = *row;
	msg_init(&m, MSG_STAT);
	m.stat = *row;
	link_send(w->link, &m);
}

static void
describe_error(const struct log *l, char *out, size_t cap)
{
	if (l->error == EACCES && strcmp(l->name, JOURNAL) == 0)
		snprintf(out, cap, "no file of it may be read: is the watcher's user in the group systemd-journal?");
	else if (l->error == EACCES || l->error == EPERM)
		snprintf(out, cap, "may not be read: %s; mailreeved was asked to open it", strerror(l->error));
	else
		snprintf(out, cap, "cannot be followed: %s", strerror(l->error));
}

static void
describe(const struct log *l, const struct engine_stat *s, int64_t newest, char *out, size_t cap)
{
	char when[CLOCK_TEXT_MAX];

	if (l->error != 0)
		describe_error(l, out, cap);
	else if (l->files == NULL && s->lines == 0)
		snprintf(out, cap, "not there yet");
	else if (s->matched == 0 && s->lines >= UNKNOWN_AFTER)
		snprintf(out, cap, "no pack recognises its lines (%" PRIu64 " of them are of no known format)", s->unparsed);
	else if (s->skewed > 0)
		snprintf(out, cap, "%s; %" PRIu64 " lines are stamped in the future: clock or time zone differ", l->packs,
		         s->skewed);
	else if (missing_note(l))
		snprintf(out, cap, "%s; %s", l->packs, missing_note(l));
	else if (s->last > 0 && newest - s->last > SILENT_DAYS * DAY)
		snprintf(out, cap, "%s; silent since %s", l->packs, clock_rfc3339(s->last, when));
	else
		snprintf(out, cap, "%s", l->packs);
}

/* Of the usual logs only those that are there. */
static bool
worth_a_row(const struct log *l, const struct engine_stat *s)
{
	return l->entry || l->files || l->error || s->lines > 0;
}

static void
send_log(struct watch *w, struct log *l, int64_t newest, struct msg_stat *total)
{
	struct engine_stat s = logs_stat(l);
	struct msg_stat row = {
		.kind = STAT_LOG, .last = s.last, .lines = s.lines, .matched = s.matched, .unparsed = s.unparsed,
	};

	if (!worth_a_row(l, &s))
		return;
	span_printable(span_of(l->name), row.name, sizeof row.name);
	describe(l, &s, newest, row.text, sizeof row.text);
	send_row(w, &row, &l->sent);
	total->lines += s.lines;
	total->matched += s.matched;
	total->unparsed += s.unparsed;
}

static void
send_note(struct watch *w, const char *name, uint64_t count, const char *text)
{
	struct msg m;

	if (count == 0)
		return;
	msg_init(&m, MSG_STAT);
	m.stat.kind = STAT_NOTE;
	m.stat.lines = count;
	snprintf(m.stat.name, sizeof m.stat.name, "%s", name);
	snprintf(m.stat.text, sizeof m.stat.text, "%" PRIu64 " %s", count, text);
	link_send(w->link, &m);
}

void
status_send(struct watch *w, bool all)
{
	struct msg_stat total = { .kind = STAT_TOTAL, .name = "total" };
	struct log *l;

	LL_FOREACH(w->logs, l) {
		int64_t last = logs_stat(l).last;

		total.last = last > total.last ? last : total.last;
		if (all)
			memset(&l->sent, 0, sizeof l->sent);
	}
	if (all)
		memset(&w->total, 0, sizeof w->total);
	LL_FOREACH(w->logs, l)
		send_log(w, l, total.last, &total);
	total.tracked = judge_sources(engine_judge(w->engine));
	if (memcmp(&total, &w->total, sizeof total) == 0)
		return;
	send_row(w, &total, &w->total);
	send_note(w, "long-lines", tail_skipped(w->tail), "bytes of lines longer than 1 MiB were passed over");
	send_note(w, "crash-lines", blame_skipped(w->blame),
	          "lines that crashed the watcher twice were skipped; they are kept in crash-*.txt of its state folder");
	send_note(w, "dropped", link_dropped(w->link),
	          "messages with evidence or status were dropped, as the enforcer did not take them");
}

void
status_timer(struct ev_loop *loop, ev_timer *t, int revents)
{
	(void)loop;
	(void)revents;
	status_send(t->data, false);
}
