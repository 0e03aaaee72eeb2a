/* What only the watcher knows: its arithmetic for `why`, its campaigns. Asked for a client, who waits two seconds at most.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <utlist.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/enforce.h"

#define PATIENCE 2. /* seconds */

struct ask {
	struct ask *prev, *next;
	struct enforce *en;
	uint32_t id;
	uint64_t client;
	ev_timer patience;
};

static void
finish(struct ask *a, const char *note)
{
	struct enforce *en = a->en;
	struct control_client *c = control_find(en->control, a->client);
	struct control_reply r = { .row = ROW_FACT };

	if (c && note) {
		snprintf(r.fact.name, sizeof(r.fact.name), "note");
		snprintf(r.fact.value, sizeof(r.fact.value), "%s", note);
		control_row(c, &r);
	}
	if (c)
		control_end(c, 0, "%s", "");
	ev_timer_stop(en->loop, &a->patience);
	DL_DELETE(en->asks, a);
	free(a);
}

static void
on_patience(struct ev_loop *loop, ev_timer *w, int events)
{
	(void)loop, (void)events;
	finish(w->data, "the watcher is busy: its scores are missing here");
}

void
asks_start(struct enforce *en, struct control_client *c, enum ask_what what, const struct subject *s)
{
	struct ask *a = xcalloc(1, sizeof(*a));
	struct msg m;

	a->en = en;
	a->id = ++en->next_ask;
	a->client = control_id(c);
	ev_timer_init(&a->patience, on_patience, PATIENCE, 0.);
	a->patience.data = a;
	DL_APPEND(en->asks, a);
	if (en->watch.fd < 0) {
		finish(a, "the watcher is away: its scores are missing here");
		return;
	}
	ev_timer_start(en->loop, &a->patience);
	msg_init(&m, MSG_ASK);
	m.ask.id = a->id;
	m.ask.what = what;
	if (s)
		m.ask.subject = *s;
	peer_send(&en->watch, &m);
}

void
asks_answer(struct enforce *en, const struct msg_answer *answer)
{
	struct control_client *c;
	struct control_reply r = { .row = ROW_SCORE, .score = *answer };
	struct ask *a;

	DL_SEARCH_SCALAR(en->asks, a, id, answer->id);
	if (!a)
		return; /* too late, or never asked */
	c = control_find(en->control, a->client);
	if (c && (answer->more || answer->signal[0] || answer->rule[0]))
		control_row(c, &r);
	if (!answer->more)
		finish(a, NULL);
}

void
asks_drop(struct enforce *en)
{
	while (en->asks)
		finish(en->asks, "the daemon stops");
}
