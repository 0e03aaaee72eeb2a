/* The queue before each way of telling someone: bounded, patient, not too talkative.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "actions/alert_channel.h"
#include "cmd/base/log.h"

#define PAUSE_FIRST 5. /* seconds before the second try, then twice as long each time */

static void
drop(struct channel *c, size_t i)
{
	c->waiting--;
	memmove(&c->queue[i], &c->queue[i + 1], (c->waiting - i) * sizeof(*c->queue));
}

static void
schedule(struct channel *c, double seconds)
{
	if (c->busy || c->waiting == 0 || ev_is_active(&c->next))
		return;
	ev_timer_set(&c->next, seconds, 0.);
	ev_timer_start(c->loop, &c->next);
}

static void
refill(struct channel *c)
{
	ev_tstamp now = ev_now(c->loop);

	c->allowance += (now - c->allowance_at) / ALERT_EVERY;
	c->allowance_at = now;
	if (c->allowance > ALERT_BURST)
		c->allowance = ALERT_BURST;
}

static void
tell_next(struct ev_loop *loop, ev_timer *w, int events)
{
	struct channel *c = w->data;

	(void)loop, (void)events;
	refill(c);
	if (c->tries == 0 && c->allowance < 1) {
		schedule(c, (1 - c->allowance) * ALERT_EVERY);
		return;
	}
	if (c->tries == 0)
		c->allowance -= 1;
	c->busy = true;
	c->said = c->missed;
	c->begin(c, &c->queue[0], c->missed);
}

void
channel_open(struct channel *c)
{
	c->allowance = ALERT_BURST;
	c->allowance_at = ev_now(c->loop);
	ev_init(&c->next, tell_next);
	c->next.data = c;
}

/* Room for that one by another's leaving: the last of the least severe, if less severe. The first may be on its way. */
static bool
make_room(struct channel *c, const struct msg_notice *n)
{
	size_t least = c->waiting - 1;

	for (size_t i = c->waiting; i-- > 1;)
		if (c->queue[i].severity < c->queue[least].severity)
			least = i;
	c->missed++;
	if (c->queue[least].severity >= n->severity)
		return false;
	drop(c, least);
	return true;
}

void
channel_push(struct channel *c, const struct msg_notice *n)
{
	if (c->waiting == ALERT_QUEUE_MAX && !make_room(c, n))
		return;
	c->queue[c->waiting++] = *n;
	schedule(c, 0);
}

void
channel_done(struct channel *c, const char *error)
{
	c->busy = false;
	if (!error) {
		log_info("alert delivered: %s", c->name);
		c->tries = 0;
		c->missed -= c->said;
		drop(c, 0);
		schedule(c, 0);
		return;
	}
	c->tries++;
	log_warnx("alert not delivered: %s: %s (try %u of %d)", c->name, error, c->tries, ALERT_TRIES_MAX);
	if (c->tries < ALERT_TRIES_MAX) {
		schedule(c, PAUSE_FIRST * (1U << (c->tries - 1)));
		return;
	}
	c->tries = 0;
	c->missed++;
	drop(c, 0);
	schedule(c, 0);
}
