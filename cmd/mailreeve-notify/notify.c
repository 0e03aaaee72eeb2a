/* mailreeve-notify: hears of alerts from the enforcer and delivers them. It has the network and nothing else.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "actions/alert.h"
#include "cmd/base/log.h"
#include "cmd/base/loop.h"
#include "cmd/base/msg.h"
#include "cmd/base/part_options.h"
#include "cmd/base/reeve.h"
#include "cmd/mailreeve-notify/sandbox.h"

enum { EXIT_LOST = 1, ERROR_TEXT_MAX = 1024 };

struct notifier {
	struct ev_loop *loop;
	struct alert_config *config;
	struct alerts *alerts;
	ev_io reeve, link;
	int status;
};

static void
drop_link(struct notifier *n)
{
	if (!ev_is_active(&n->link))
		return;
	ev_io_stop(n->loop, &n->link);
	close(n->link.fd);
}

static void
on_link(struct ev_loop *loop, ev_io *w, int events)
{
	struct notifier *n = w->data;
	struct msg m;
	int got;

	(void)loop, (void)events;
	while ((got = msg_receive(w->fd, PART_ENFORCE, &m)) != 0) {
		if (got == 1 && m.type == MSG_NOTICE)
			alerts_send(n->alerts, &m.notice);
		else if (got < 0 && got != -EPROTO) { /* a new link comes with the next enforcer */
			drop_link(n);
			return;
		}
	}
}

static void
on_reeve(struct ev_loop *loop, ev_io *w, int events)
{
	struct notifier *n = w->data;
	struct reeve r;
	int fd, got;

	(void)events;
	while ((got = reeve_receive(w->fd, &r, &fd)) != 0) {
		if (got < 0 && got != -EPROTO) {
			log_warnx("mailreeved is gone");
			ev_break(loop, EVBREAK_ALL);
			return;
		}
		if (got == 1 && r.word == REEVE_LINK && r.peer == PART_ENFORCE && fd >= 0) {
			if (ev_is_active(&n->link))
				on_link(loop, &n->link, EV_READ); /* the last words on the old one */
			drop_link(n);
			ev_io_set(&n->link, fd, EV_READ);
			ev_io_start(loop, &n->link);
		} else if (fd >= 0)
			close(fd);
	}
}

/* The program helper ended: a new notifier makes a new one. */
static void
on_lost(void *context)
{
	struct notifier *n = context;

	log_warnx("the helper that runs the alert program is gone");
	n->status = EXIT_LOST;
	ev_break(n->loop, EVBREAK_ALL);
}

static struct alert_config *
read_config(const char *path)
{
	struct alert_config *alerts = NULL;
	struct config *c;
	struct error e;
	char text[ERROR_TEXT_MAX];

	c = config_load(path, &e);
	if (c)
		alerts = alert_config_read(c, &e);
	if (!alerts)
		fatalx("%s", error_text(&e, text, sizeof(text)));
	config_free(c);
	return alerts;
}

int
main(int argc, char **argv)
{
	const struct reeve ready = { .word = REEVE_READY };
	struct notifier n = { .status = 0 };
	size_t waiting;

	log_open("mailreeve-notify", 0);
	sandbox_check_start(notify_sandbox());
	signal(SIGPIPE, SIG_IGN); /* TLS libraries write without MSG_NOSIGNAL */
	n.loop = loop_new();
	n.config = read_config(part_options("mailreeve-notify", false, argc, argv).config);
	n.alerts = alerts_new(n.loop, n.config, on_lost, &n);
	sandbox_lock(notify_sandbox());
	ev_init(&n.link, on_link);
	ev_io_init(&n.reeve, on_reeve, REEVE_FD, EV_READ);
	n.link.data = n.reeve.data = &n;
	ev_io_start(n.loop, &n.reeve);
	if (reeve_send(REEVE_FD, &ready, -1) < 0)
		fatalx("no mailreeved: it starts this program");
	ev_run(n.loop, 0);
	if ((waiting = alerts_waiting(n.alerts)) > 0)
		log_warnx("%zu alerts were not delivered; `mailreeve alerts` has them", waiting);
	alerts_free(n.alerts);
	alert_config_free(n.config);
	return n.status;
}
