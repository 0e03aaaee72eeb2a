/* Looks at the counter of a ban in the last tenth of its time (a minute at most) and at its end.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/hammer.h"

#define LAST_LOOK (SECOND / 5) /* before the end: afterwards the element is gone */

struct source {
	struct addr addr;
	int64_t until, window;
	uint64_t packets;      /* at the first look */
	bool looked;
};
struct hammers {
	struct source *source;
	size_t count, room;
	ev_timer next;
};

static int64_t
due(const struct source *s)
{
	return s->until - (s->looked ? LAST_LOOK : s->window);
}

static void
plan(struct enforce *en)
{
	struct hammers *h = en->hammers;
	int64_t first = INT64_MAX, wait;

	ev_timer_stop(en->loop, &h->next);
	for (size_t i = 0; i < h->count; i++)
		if (due(&h->source[i]) < first)
			first = due(&h->source[i]);
	if (first == INT64_MAX)
		return;
	wait = first - clock_now();
	ev_timer_set(&h->next, wait > 0 ? (double)wait / SECOND : 0., 0.);
	ev_timer_start(en->loop, &h->next);
}

static uint64_t
threshold(const struct source *s)
{
	uint64_t packets = (uint64_t)(HAMMER_PACKETS * s->window / MINUTE);

	return packets > HAMMER_PACKETS_LEAST ? packets : HAMMER_PACKETS_LEAST;
}

/* True: it is looked at again. */
static bool
look(struct enforce *en, struct source *s)
{
	struct nft_ban k = { .addr = s->addr };

	if (nft_find(en->nft, &k) != 0 || k.throttle)
		return false; /* lifted, or replaced */
	if (!s->looked) {
		s->looked = true;
		s->packets = k.packets;
		return true;
	}
	if (k.left < SECOND && k.packets >= s->packets + threshold(s))
		verdicts_hammering(en, &s->addr, k.packets);
	return false;
}

static void
on_next(struct ev_loop *loop, ev_timer *w, int events)
{
	struct enforce *en = w->data;
	struct hammers *h = en->hammers;
	int64_t now = clock_now();

	(void)loop, (void)events;
	for (size_t i = h->count; i-- > 0;) {
		struct source s = h->source[i];

		if (due(&s) > now)
			continue;
		h->source[i] = h->source[--h->count];
		if (look(en, &s)) /* this may also have added another */
			h->source[h->count++] = s;
	}
	plan(en);
}

void
hammer_watch(struct enforce *en, const struct control_ban *b)
{
	struct hammers *h = en->hammers;
	int64_t window = (b->until - b->since) / 10;
	unsigned host = b->addr.family == 4 ? 32 : 64;

	if (!en->nft || b->throttle || b->by[0] || b->addr.bits != host || h->count + 1 >= HAMMER_SOURCES_MAX)
		return;
	if (window > MINUTE)
		window = MINUTE;
	if (b->until - clock_now() <= window || window <= LAST_LOOK)
		return;
	if (h->count + 1 >= h->room) {
		h->room = h->room ? 2 * h->room : 64;
		h->source = xrealloc(h->source, h->room * sizeof(*h->source));
	}
	h->source[h->count++] = (struct source){ .addr = b->addr, .until = b->until, .window = window };
	plan(en);
}

static bool
watch_row(void *context, const struct control_ban *b)
{
	if (b->rung > 1) /* the ledger does not say which of the others were mild */
		hammer_watch(context, b);
	return true;
}

void
hammer_start(struct enforce *en)
{
	en->hammers = xcalloc(1, sizeof(*en->hammers));
	ev_init(&en->hammers->next, on_next);
	en->hammers->next.data = en;
	ledger_active(en->ledger, clock_now(), watch_row, en);
}

void
hammer_stop(struct enforce *en)
{
	free(en->hammers->source);
	free(en->hammers);
}
