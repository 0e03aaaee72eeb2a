/* Makes the event loop.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>

#include "cmd/base/log.h"
#include "cmd/base/loop.h"

#define FAR_FUTURE 1e10 /* seconds since 1970: the year 2286 */

static void
ignore(struct ev_loop *loop, struct ev_periodic *w, int events)
{
	(void)loop, (void)w, (void)events;
}

static void
stop(struct ev_loop *loop, struct ev_signal *w, int events)
{
	(void)w, (void)events;
	ev_break(loop, EVBREAK_ALL);
}

struct watchers {
	ev_periodic far;
	ev_signal term, interrupt;
};

struct ev_loop *
loop_new(void)
{
	struct ev_loop *loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
	struct watchers *w = xcalloc(1, sizeof(*w));

	if (loop == NULL)
		fatal("no event loop");
	ev_periodic_init(&w->far, ignore, FAR_FUTURE, 0., NULL);
	ev_periodic_start(loop, &w->far);
	ev_signal_init(&w->term, stop, SIGTERM);
	ev_signal_init(&w->interrupt, stop, SIGINT);
	ev_signal_start(loop, &w->term);
	ev_signal_start(loop, &w->interrupt);
	return loop;
}
