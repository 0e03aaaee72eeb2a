/* mailreeve-watch: reads the logs and judges. It holds no privilege, has no network, and writes in its state folder only.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/loop.h"
#include "cmd/base/part_options.h"
#include "cmd/base/paths.h"
#include "cmd/base/reeve.h"
#include "cmd/base/sandbox.h"
#include "cmd/mailreeve-watch/logs.h"

enum { DESCRIPTORS = TAIL_FILES_MAX + 256 /* and the journal's */ };

struct engine *
watch_engine(struct watch *w)
{
	const struct engine_hooks hooks = { .judge = { tell_verdict, tell_evidence, w } };

	return engine_new(w->rules, w->policy, &hooks);
}

static void
arm(struct watch *w, ev_timer *t, double delay)
{
	if (ev_is_active(t))
		return;
	ev_timer_set(t, delay, 0.);
	ev_timer_start(w->loop, t);
}

void
watch_stirred(struct watch *w)
{
	double status = w->status_sent + STATUS_EVERY - ev_now(w->loop);

	arm(w, &w->checkpoint, CHECKPOINT_DELAY);
	arm(w, &w->status, status > STATUS_DELAY ? status : STATUS_DELAY);
}

static void
load(struct watch *w, const struct part_options *o)
{
	char *packs = paths_data("packs"), *policy = paths_data("policy.yaml"), text[1024];
	const char *folders[] = { packs, NULL, NULL };
	struct error e = { 0 };

	w->config = config_load(o->config, &e);
	if (w->config && access(w->config->rules_dir, R_OK | X_OK) == 0)
		folders[1] = w->config->rules_dir;
	if (w->config)
		w->rules = ruleset_load(folders, (const char *const *)w->config->disable, &e);
	if (w->rules)
		w->policy = policy_load(policy, w->config, &e);
	if (w->policy == NULL)
		fatalx("%s", error_text(&e, text, sizeof text));
	free(packs);
	free(policy);
	w->engine = watch_engine(w);
}

/* Each file that is followed is held open. */
static void
raise_descriptor_limit(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= DESCRIPTORS)
		return;
	l.rlim_cur = l.rlim_max < DESCRIPTORS ? l.rlim_max : DESCRIPTORS;
	if (setrlimit(RLIMIT_NOFILE, &l) != 0)
		log_warn("limit of open files");
}

static void
lock(struct watch *w, const char *state)
{
	static const char *const CALLS[] = { "inotify_init1", "inotify_add_watch", "inotify_rm_watch", "memfd_create", NULL };
	const char *const writable[] = { state, NULL };
	char **readable = logs_folders(w);
	const struct sandbox s = {
		.program = "mailreeve-watch", .read_paths = (const char *const *)readable, .write_paths = writable,
		.allowed = CALLS,
	};

	tzset(); /* reads the zone's file while it surely may */
	sandbox_lock(&s);
	for (char **path = readable; *path; path++)
		free(*path);
	free(readable);
}

/* Reading begins with the first link: what is found must have somebody to be told to. */
static void
linked(struct watch *w, int fd)
{
	const struct reeve ready = { .word = REEVE_READY };

	link_connect(w->link, fd);
	if (!w->reading) {
		w->reading = true;
		logs_start(w);
		checkpoint_save(w); /* from here on no crash can make it begin at the logs' ends again */
		if (reeve_send(REEVE_FD, &ready, -1) != 0)
			log_warnx("mailreeved does not hear that this part is ready");
	}
	status_send(w, true);
}

static void
reeve_speaks(struct ev_loop *loop, ev_io *io, int revents)
{
	struct watch *w = io->data;
	struct reeve r;
	int fd, got;

	(void)revents;
	while ((got = reeve_receive(REEVE_FD, &r, &fd)) == 1) {
		if (r.word == REEVE_LINK && r.peer == PART_ENFORCE && fd >= 0)
			linked(w, fd);
		else if (r.word == REEVE_LOG)
			logs_answer(w, r.path, fd, r.error);
		else if (fd >= 0)
			close(fd);
	}
	if (got == 0 || got == -EPROTO)
		return;
	ev_io_stop(loop, io);
	ev_break(loop, EVBREAK_ALL); /* mailreeved is gone */
}

static void
prepare(struct watch *w, const struct part_options *o)
{
	const struct link_hooks hooks = { tell_received, tell_again, logs_pause, w };
	const struct writer_hooks written = { checkpoint_written, w };

	w->loop = loop_new();
	w->link = link_new(w->loop, &hooks);
	w->state = open(o->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->state < 0)
		fatal("%s", o->state);
	w->blame = blame_open(w->state);
	w->writer = writer_new(w->loop, w->state, o->state, &written);
	ev_init(&w->checkpoint, checkpoint_timer);
	ev_init(&w->status, status_timer);
	ev_timer_init(&w->daily, status_timer, DAILY, DAILY);
	ev_timer_start(w->loop, &w->daily);
	ev_io_init(&w->reeve, reeve_speaks, REEVE_FD, EV_READ);
	w->checkpoint.data = w->status.data = w->daily.data = w->reeve.data = w;
	ev_io_start(w->loop, &w->reeve);
	logs_open(w);
	checkpoint_load(w);
}

static void
finish(struct watch *w)
{
	checkpoint_finish(w);
	logs_close(w);
	blame_close(w->blame);
	link_free(w->link);
	engine_free(w->engine);
	policy_free(w->policy);
	ruleset_free(w->rules);
	config_free(w->config);
}

int
main(int argc, char **argv)
{
	static const struct sandbox WHO = { .program = "mailreeve-watch" };
	struct part_options o;
	struct watch w = { 0 };

	log_open("mailreeve-watch", 0);
	o = part_options("mailreeve-watch", true, argc, argv);
	sandbox_check_start(&WHO);
	raise_descriptor_limit();
	load(&w, &o);
	prepare(&w, &o);
	lock(&w, o.state);
	ev_run(w.loop, 0);
	finish(&w);
	return 0;
}
