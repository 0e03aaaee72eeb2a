/* Runs `mailreeve check`, and only then touches anything.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/paths.h"
#include "cmd/mailreeved/reload.h"
#include "cmd/mailreeved/spawn.h"
#include "cmd/mailreeved/systemd.h"

enum { ERROR_TEXT_MAX = 1024 };

#define PATIENCE 60. /* seconds; a check takes less than one */

static void
refuse(struct reload *r, const char *why)
{
	log_warnx("reload refused, everything goes on as before: %s", why);
	systemd_tell("READY=1");
	config_free(r->next);
	r->next = NULL;
}

static bool
same_users(const struct config *a, const struct config *b)
{
	return strcmp(a->watch_user.name, b->watch_user.name) == 0 &&
	       strcmp(a->enforce_user.name, b->enforce_user.name) == 0 &&
	       strcmp(a->notify_user.name, b->notify_user.name) == 0;
}

static void
check_ended(struct ev_loop *loop, ev_io *w, int events)
{
	struct reload *r = w->data;
	struct config *next;
	int status;

	(void)events;
	if (waitpid(r->pid, &status, WNOHANG) != r->pid)
		return;
	ev_io_stop(loop, w);
	ev_timer_stop(loop, &r->patience);
	close(w->fd);
	r->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		next = r->next;
		r->next = NULL;
		house_restart(r->house, next);
	} else
		refuse(r, "`mailreeve check` found faults; run it to see them");
	if (r->again)
		reload_begin(r);
}

static void
lose_patience(struct ev_loop *loop, ev_timer *w, int events)
{
	const struct reload *r = w->data;

	(void)loop, (void)events;
	kill(r->pid, SIGKILL);
}

static void
start_check(struct reload *r)
{
	char *program = paths_program("mailreeve");
	const char *argv[] = { program, "check", "-c", r->house->config_file, NULL };
	int pidfd = -1;
	pid_t pid = spawn(argv, &r->house->part[HOUSE_WATCH].who, -1, &pidfd);

	free(program);
	if (pid < 0) {
		refuse(r, strerror((int)-pid));
		return;
	}
	r->pid = pid;
	ev_io_set(&r->end, pidfd, EV_READ);
	ev_io_start(r->house->loop, &r->end);
	ev_timer_set(&r->patience, PATIENCE, 0.);
	ev_timer_start(r->house->loop, &r->patience);
}

void
reload_init(struct reload *r, struct house *h)
{
	*r = (struct reload){ .house = h };
	ev_init(&r->end, check_ended);
	ev_init(&r->patience, lose_patience);
	r->end.data = r->patience.data = r;
}

void
reload_begin(struct reload *r)
{
	struct error e;
	char text[ERROR_TEXT_MAX];

	r->again = r->pid != 0;
	if (r->again)
		return;
	systemd_reloading();
	r->next = config_load(r->house->config_file, &e);
	if (!r->next)
		refuse(r, error_text(&e, text, sizeof(text)));
	else if (!same_users(r->next, r->house->config))
		refuse(r, "run_as changed, which needs a restart");
	else
		start_check(r);
}

void
reload_cancel(struct reload *r)
{
	if (r->pid == 0)
		return;
	ev_io_stop(r->house->loop, &r->end);
	ev_timer_stop(r->house->loop, &r->patience);
	kill(r->pid, SIGKILL);
	config_free(r->next);
}
