/* The loop ends at a signal, and sleeps as long as nothing happens.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <unistd.h>

#include "cmd/base/loop.h"
#include "tests/tap.h"

static void
raise_it(struct ev_loop *loop, struct ev_timer *w, int events)
{
	(void)loop, (void)events;
	raise(*(int *)w->data);
}

static void
too_late(int signal)
{
	(void)signal;
	_exit(1);
}

/* libev looks at the clock once a minute, unless a timerfd tells it of jumps. */
static bool
has_timerfd(void)
{
	char link[32], target[64] = "";

	for (int fd = 3; fd < 32; fd++) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		if (readlink(link, target, sizeof(target) - 1) > 0 && strstr(target, "[timerfd]"))
			return true;
	}
	return false;
}

int
main(void)
{
	struct ev_loop *loop = loop_new();
	int signals[] = { SIGTERM, SIGINT };
	ev_timer timer;

	signal(SIGALRM, too_late);
	alarm(10);
	is_int(ev_backend(loop), EVBACKEND_EPOLL, "epoll");
	ok(has_timerfd(), "the clock's jumps are told, not looked for");
	for (int i = 0; i < 2; i++) {
		ev_timer_init(&timer, raise_it, 0.01, 0.);
		timer.data = &signals[i];
		ev_timer_start(loop, &timer);
		ok(ev_run(loop, 0) != 0, "%s ends the loop, what it watches stays", strsignal(signals[i]));
	}
	return done_testing();
}
