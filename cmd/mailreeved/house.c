/* Starts the parts, links them, and lets them go.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/mailreeved/folders.h"
#include "cmd/mailreeved/house.h"
#include "cmd/mailreeved/logs.h"
#include "cmd/mailreeved/sockets.h"
#include "cmd/mailreeved/spawn.h"
#include "cmd/mailreeved/systemd.h"

enum { EXIT_NO_START = 2 };

/* Group mailreeve may read the configuration, which may hold a password of the mail server or the webhook. */
static const char *const log_readers[] = { "adm", "systemd-journal", "mailreeve", NULL };
static const char *const config_readers[] = { "mailreeve", NULL };

static const struct part_kind kinds[HOUSE_PARTS] = {
	[HOUSE_WATCH] = { PART_WATCH, "mailreeve-watch", .groups = log_readers, .keeps_state = true },
	[HOUSE_ENFORCE] = { PART_ENFORCE, "mailreeve-enforce", .groups = config_readers,
	                    .capabilities = UINT64_C(1) << CAP_NET_ADMIN, .keeps_state = true },
	[HOUSE_NOTIFY] = { PART_NOTIFY, "mailreeve-notify", .groups = config_readers },
};

static const struct { int a, b; } links[] = { { HOUSE_WATCH, HOUSE_ENFORCE }, { HOUSE_ENFORCE, HOUSE_NOTIFY } };

/* A link of which one end died is replaced whole: the one that lives hears of the new one. */
static void
link_parts(struct part *a, struct part *b)
{
	int pair[2], error;

	if (a->pid == 0 || b->pid == 0)
		return;
	if ((error = sockets_pair(pair)) < 0) {
		log_warnx("no link from %s to %s: %s", a->kind->name, b->kind->name, strerror(-error));
		return;
	}
	part_tell(a, REEVE_LINK, b->kind->id, pair[0]);
	part_tell(b, REEVE_LINK, a->kind->id, pair[1]);
	close(pair[0]);
	close(pair[1]);
}

static void
part_started(struct part *p)
{
	struct house *h = p->house;

	if (p->kind->id == PART_ENFORCE) {
		part_tell(p, REEVE_NETLINK, PART_ENFORCE, h->netlink);
		part_tell(p, REEVE_CONTROL, PART_ENFORCE, h->control);
	}
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (p == &h->part[links[i].a] || p == &h->part[links[i].b])
			link_parts(&h->part[links[i].a], &h->part[links[i].b]);
}

static void
hand_out_log(struct house *h, struct part *watch, const char *path)
{
	struct reeve answer = { .word = REEVE_LOG };
	int fd = logs_open(h->config, path), error;

	answer.error = fd < 0 ? -fd : 0;
	snprintf(answer.path, sizeof(answer.path), "%s", path);
	if ((error = reeve_send(watch->socket, &answer, fd)) < 0)
		log_warnx("%s does not listen: %s", watch->kind->name, strerror(-error));
	if (fd >= 0)
		close(fd);
}

static void
note_ready(struct house *h, struct part *p)
{
	p->ready = true;
	for (int i = 0; i < HOUSE_PARTS; i++)
		if (!h->part[i].ready)
			return;
	if (h->announced || h->stopping)
		return;
	h->announced = h->lived = true;
	h->ready(h);
}

static void
part_said(struct part *p, const struct reeve *r)
{
	struct house *h = p->house;

	if (r->word == REEVE_READY)
		note_ready(h, p);
	else if (r->word == REEVE_STATUS)
		systemd_status(r->path);
	else if (r->word == REEVE_OPEN && p->kind->id == PART_WATCH)
		hand_out_log(h, p, r->path);
	else
		log_warnx("%s asked for what it may not have (%u)", p->kind->name, (unsigned)r->word);
}

bool
house_is_empty(const struct house *h)
{
	for (int i = 0; i < HOUSE_PARTS; i++)
		if (h->part[i].pid != 0)
			return false;
	return true;
}

/* The first that still runs; when none does, the next configuration's turn comes. */
static void
stop_next(struct house *h)
{
	for (int i = 0; i < HOUSE_PARTS; i++)
		if (h->part[i].pid != 0) {
			part_stop(&h->part[i]);
			return;
		}
	if (!h->next)
		return;
	config_free(h->config);
	h->config = h->next;
	h->next = NULL;
	house_start(h);
}

static bool
part_ended(struct part *p, int status)
{
	struct house *h = p->house;

	if (h->stopping) {
		stop_next(h);
		return false;
	}
	if (h->lived || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_NO_START)
		return true;
	log_warnx("%s cannot start, so nothing does", p->kind->name); /* it said why */
	h->status = EXIT_NO_START;
	ev_break(h->loop, EVBREAK_ALL);
	return false;
}

static void
init_part(struct house *h, int i, const struct config_user *user)
{
	static const struct part_hooks hooks = { .started = part_started, .word = part_said, .ended = part_ended };
	struct part *p = &h->part[i];
	struct error e;

	*p = (struct part){
		.kind = &kinds[i], .hooks = &hooks, .house = h, .loop = h->loop, .config_file = h->config_file,
	};
	if (!identity_find(user, kinds[i].groups, &p->who, &e))
		fatalx("%s: %s", h->config_file, e.text);
	p->who.capabilities = kinds[i].capabilities;
	part_init(p);
}

static void
check_users(const struct house *h)
{
	const struct part *p = h->part;
	int error;

	for (int i = 0; i < HOUSE_PARTS; i++) {
		for (int j = 0; j < i; j++)
			if (p[i].who.uid == p[j].who.uid)
				fatalx("run_as: %s and %s must be different users", p[i].kind->name, p[j].kind->name);
		error = spawn_may_read(&p[i].who, h->config_file);
		if (error < 0 && error != -ENOENT) /* the default file may be missing */
			fatalx("%s cannot read %s as user %u: %s (its group may be mailreeve, its mode 0640)", p[i].kind->name,
			       h->config_file, (unsigned)p[i].who.uid, strerror(-error));
	}
}

void
house_build(struct house *h, struct config *config)
{
	h->config = config;
	init_part(h, HOUSE_WATCH, &config->watch_user);
	init_part(h, HOUSE_ENFORCE, &config->enforce_user);
	init_part(h, HOUSE_NOTIFY, &config->notify_user);
	check_users(h);
	folders_run(h->run);
	h->part[HOUSE_WATCH].state = folders_state(h->state, &h->part[HOUSE_ENFORCE].who, &h->part[HOUSE_WATCH].who);
	h->part[HOUSE_ENFORCE].state = xstrdup(h->state);
	h->netlink = sockets_netlink(config->enforce);
	h->control = sockets_control(h->run);
}

void
house_start(struct house *h)
{
	h->stopping = h->announced = false;
	for (int i = HOUSE_PARTS - 1; i >= 0; i--) {
		h->part[i].failures = 0;
		part_start(&h->part[i]);
	}
}

static void
begin_to_stop(struct house *h)
{
	h->stopping = true;
	for (int i = 0; i < HOUSE_PARTS; i++)
		ev_timer_stop(h->loop, &h->part[i].again);
	stop_next(h);
}

void
house_restart(struct house *h, struct config *next)
{
	config_free(h->next);
	h->next = next;
	if (!h->stopping)
		begin_to_stop(h);
}

void
house_stop(struct house *h)
{
	config_free(h->next);
	h->next = NULL;
	if (!h->stopping)
		begin_to_stop(h);
}

void
house_free(struct house *h)
{
	for (int i = 0; i < HOUSE_PARTS; i++)
		free(h->part[i].state);
	close(h->netlink);
	close(h->control);
	config_free(h->config);
}
