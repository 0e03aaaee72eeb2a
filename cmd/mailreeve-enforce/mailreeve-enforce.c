/* mailreeve-enforce: decides the length, tells the kernel, writes the ledger, answers operators. It holds CAP_NET_ADMIN and
 * nothing else, and reads no log.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/loop.h"
#include "cmd/base/part_options.h"
#include "cmd/base/reeve.h"
#include "cmd/base/sandbox.h"
#include "cmd/mailreeve-enforce/hammer.h"

enum { START_PATIENCE = 10000 /* ms for mailreeved to hand out the sockets */ };

struct handed { int netlink, control, watch, notify; };

/* Where a descriptor that was handed down belongs; NULL: nowhere. */
static int *
place_of(struct handed *h, const struct reeve *r)
{
	if (r->word == REEVE_NETLINK)
		return &h->netlink;
	if (r->word == REEVE_CONTROL)
		return &h->control;
	if (r->word == REEVE_LINK && r->peer == PART_WATCH)
		return &h->watch;
	if (r->word == REEVE_LINK && r->peer == PART_NOTIFY)
		return &h->notify;
	return NULL;
}

/* A newer one replaces an older one. -errno as reeve_receive. */
static int
take(struct handed *h)
{
	struct reeve r;
	int fd, got = reeve_receive(REEVE_FD, &r, &fd);
	int *place = got == 1 ? place_of(h, &r) : NULL;

	if (!place || fd < 0) {
		if (fd >= 0)
			close(fd);
		return got;
	}
	if (*place >= 0)
		close(*place);
	*place = fd;
	return got;
}

static void
wait_for_sockets(struct handed *h)
{
	struct pollfd p = { .fd = REEVE_FD, .events = POLLIN };

	while (h->netlink < 0 || h->control < 0) {
		if (poll(&p, 1, START_PATIENCE) <= 0)
			fatalx("mailreeved does not hand out the sockets");
		if (take(h) == -ECONNRESET)
			fatalx("mailreeved is gone");
	}
}

static void
link_up(struct enforce *en, const struct handed *h)
{
	if (h->watch >= 0) {
		stats_clear(en); /* the watcher tells all of them again, */
		en->evidences = 0; /* and what it had told of a verdict that did not come */
		peer_link(&en->watch, h->watch);
	}
	if (h->notify >= 0)
		peer_link(&en->notify, h->notify);
}

static void
on_reeve(struct ev_loop *loop, ev_io *w, int events)
{
	struct handed h = { -1, -1, -1, -1 };
	int got;

	(void)events;
	while ((got = take(&h)) == 1)
		;
	link_up(w->data, &h);
	if (got < 0 && got != -EPROTO) { /* mailreeved is gone: it stops all parts, or is started anew with all of them */
		ev_io_stop(loop, w);
		ev_break(loop, EVBREAK_ALL);
	}
	if (h.netlink >= 0)
		close(h.netlink);
	if (h.control >= 0)
		close(h.control);
}

static struct config *
load_config(const char *path)
{
	struct error e = { 0 };
	struct config *c = config_load(path, &e);
	char text[1024];

	if (!c)
		fatalx("%s", error_text(&e, text, sizeof(text)));
	return c;
}

static void
lock(const char *state)
{
	static const char *const readable[] = { "/etc/resolv.conf", "/run/systemd/resolve", NULL };
	static const char *const calls[] = { "accept4", NULL };
	const char *const writable[] = { state, NULL };
	const struct sandbox s = {
		.program = "mailreeve-enforce", .capabilities = UINT64_C(1) << CAP_NET_ADMIN, .read_paths = readable,
		.write_paths = writable, .allowed = calls,
	};

	tzset(); /* reads the zone's file while it surely may */
	sandbox_lock(&s);
}

/* All that needs names, files or new sockets; then the lock; then the first byte from outside. */
static void
prepare(struct enforce *en, const struct part_options *o, const struct handed *h, struct control_rights *rights)
{
	int rc;

	en->loop = loop_new();
	en->config = load_config(o->config);
	control_rights_resolve(rights, en->config->operators);
	memory_open(en, o->state);
	en->never = never_new(en->config);
	en->route = never_machine_open();
	rc = en->route < 0 ? en->route : never_learn_machine(en->never, en->route);
	if (rc != 0)
		fatalx("this machine's addresses cannot be read: %s", strerror(-rc));
	kernel_open(en, h->netlink, o->unowned);
}

/* The table stays, with its bans. */
static void
finish(struct enforce *en)
{
	asks_drop(en);
	control_free(en->control);
	verdicts_stop(en);
	hammer_stop(en);
	ledger_close(en->ledger);
	nft_free(en->nft);
	never_free(en->never);
	stats_clear(en);
	config_free(en->config);
	free(en->allowed);
	free(en);
}

int
main(int argc, char **argv)
{
	static const struct sandbox who = { .program = "mailreeve-enforce", .capabilities = UINT64_C(1) << CAP_NET_ADMIN };
	struct enforce *en = xcalloc(1, sizeof(*en));
	const struct reeve ready = { .word = REEVE_READY };
	struct handed h = { -1, -1, -1, -1 };
	struct control_rights rights;
	struct part_options o;
	ev_io reeve;

	log_open("mailreeve-enforce", 0);
	o = part_options("mailreeve-enforce", true, argc, argv);
	sandbox_check_start(&who);
	wait_for_sockets(&h);
	prepare(en, &o, &h, &rights);
	lock(o.state);
	verdicts_start(en);
	memory_start(en);
	kernel_start(en);
	hammer_start(en);
	en->control = control_new(en->loop, h.control, &rights, enforce_handlers, en);
	link_up(en, &h);
	ev_io_init(&reeve, on_reeve, REEVE_FD, EV_READ);
	reeve.data = en;
	ev_io_start(en->loop, &reeve);
	if (reeve_send(REEVE_FD, &ready, -1) != 0)
		log_warnx("mailreeved does not hear that this part is ready");
	ev_run(en->loop, 0);
	finish(en);
	return 0;
}
