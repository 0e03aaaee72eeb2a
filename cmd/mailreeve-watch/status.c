/* What `mailreeve status` shows of the watcher: a row for each log, the total, and what is odd.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <utlist.h>

#include "cmd/mailreeve-watch/condition.h"

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

/* Of the usual logs only those that are there. */
static bool
worth_a_row(const struct log *l, const struct engine_stat *s)
{
	return l->entry || l->files || l->error || s->lines > 0;
}

static void
send_log(struct watch *w, struct log *l, struct msg_stat *total)
{
	struct engine_stat s = logs_stat(l);
	struct msg_stat row = {
		.kind = STAT_LOG, .last = s.last, .lines = s.lines, .matched = s.matched, .unparsed = s.unparsed,
	};
	char text[MSG_LINE_MAX];

	if (!worth_a_row(l, &s))
		return;
	span_printable(span_of(l->name), row.name, sizeof row.name);
	row.trouble = condition_describe(l, &s, text);
	span_printable(span_of(text), row.text, sizeof row.text);
	send_row(w, &row, &l->sent);
	total->last = s.last > total->last ? s.last : total->last;
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

	LL_FOREACH(w->logs, l)
		if (all)
			memset(&l->sent, 0, sizeof l->sent);
	if (all)
		memset(&w->total, 0, sizeof w->total);
	LL_FOREACH(w->logs, l)
		send_log(w, l, &total);
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
	struct watch *w = t->data;

	(void)revents;
	w->status_sent = ev_now(loop);
	status_send(w, false);
}
