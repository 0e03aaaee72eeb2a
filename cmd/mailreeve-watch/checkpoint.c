/* The checkpoint: positions and scores in one file, so that they cannot disagree. After a crash the lines since then are
 * read again, by scores that do not know them yet.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve-watch/logs.h"

#define CHECKPOINT_FILE "watch.state"
#define CHECKPOINT_BAD "watch.state.bad"

enum { CHECKPOINT_VERSION = 1, SECTION_MAX = 1 << 30 };

static void
save_tail(struct watch *w, struct state *s)
{
	tail_save(w->tail, s);
}

static bool
load_tail(struct watch *w, struct state *s)
{
	return tail_load(w->tail, s);
}

static void
save_journal(struct watch *w, struct state *s)
{
	if (w->journal)
		journal_save(w->journal, s);
}

static bool
load_journal(struct watch *w, struct state *s)
{
	return w->journal == NULL || s->n == 0 || journal_load(w->journal, s);
}

static void
save_engine(struct watch *w, struct state *s)
{
	engine_save(w->engine, s);
}

static bool
load_engine(struct watch *w, struct state *s)
{
	if (engine_load(w->engine, s))
		return true;
	engine_free(w->engine); /* it may know half of it */
	w->engine = watch_engine(w);
	return false;
}

static void
save_pending(struct watch *w, struct state *s)
{
	link_save(w->link, s);
}

static bool
load_pending(struct watch *w, struct state *s)
{
	return link_load(w->link, s);
}

/* Each section is kept by itself: after an upgrade that no longer knows the scores' format the positions still hold. */
static const struct section {
	const char *name;
	void (*save)(struct watch *w, struct state *s);
	bool (*load)(struct watch *w, struct state *s);
} SECTIONS[] = {
	{ "positions of files", save_tail, load_tail },
	{ "position in the journal", save_journal, load_journal },
	{ "scores", save_engine, load_engine },
	{ "pending bans", save_pending, load_pending },
};
enum { SECTION_COUNT = sizeof SECTIONS / sizeof *SECTIONS };

static void
collect(struct watch *w, struct state *s)
{
	ev_timer_stop(w->loop, &w->checkpoint);
	logs_note_decoders(w);
	blame_saving(w->blame);
	state_mark(s, "watch", CHECKPOINT_VERSION);
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		struct state section = { 0 };

		SECTIONS[i].save(w, &section);
		state_put_span(s, (struct span){ (const char *)section.p, section.n });
		state_free(&section);
	}
}

/* Trouble is said once, until it is over. */
void
checkpoint_written(void *watch, int error)
{
	struct watch *w = watch;

	if (error == 0)
		blame_saved(w->blame);
	else if (!w->checkpoint_failed)
		log_warnx("%s cannot be written: %s", CHECKPOINT_FILE, strerror(-error));
	w->checkpoint_failed = error != 0;
}

void
checkpoint_save(struct watch *w)
{
	struct state s = { 0 };

	if (!writer_is_idle(w->writer)) {
		watch_stirred(w); /* the disk is slow: later, then */
		return;
	}
	collect(w, &s);
	writer_write(w->writer, &s, CHECKPOINT_FILE);
}

void
checkpoint_finish(struct watch *w)
{
	struct state s = { 0 };

	writer_free(w->writer);
	if (!w->reading)
		return;
	collect(w, &s);
	checkpoint_written(w, state_write_file(&s, w->state, CHECKPOINT_FILE));
	state_free(&s);
}

void
checkpoint_timer(struct ev_loop *loop, ev_timer *t, int revents)
{
	(void)loop;
	(void)revents;
	checkpoint_save(t->data);
}

static int
load(struct watch *w, struct state *s)
{
	int error = 0;

	if (!state_expect(s, "watch", CHECKPOINT_VERSION))
		return -EBADMSG;
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		struct span bytes = state_get_span(s, SECTION_MAX);
		struct state section = { .p = s->p + s->at - bytes.n, .n = bytes.n };

		if (!s->bad && SECTIONS[i].load(w, &section))
			continue;
		log_warnx("the checkpoint's %s cannot be used and begin anew", SECTIONS[i].name);
		error = -EBADMSG;
	}
	return error;
}

void
checkpoint_load(struct watch *w)
{
	struct state s;
	int error = state_read_file(&s, w->state, CHECKPOINT_FILE);

	if (error == -ENOENT) {
		log_info("no checkpoint: logs are followed from their ends");
		return;
	}
	if (error == 0)
		error = load(w, &s);
	state_free(&s);
	if (error == 0)
		return;
	log_warnx("%s: %s; it is kept as %s", CHECKPOINT_FILE, strerror(-error), CHECKPOINT_BAD);
	if (renameat(w->state, CHECKPOINT_FILE, w->state, CHECKPOINT_BAD) != 0)
		log_warn("%s", CHECKPOINT_BAD);
}
