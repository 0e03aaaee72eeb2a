/* The thread that writes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "cmd/base/log.h"
#include "cmd/base/sandbox.h"
#include "cmd/mailreeve-watch/writer.h"

enum phase { STARTING, IDLE, WRITING };

struct writer {
	struct ev_loop *loop;
	struct writer_hooks hooks;
	ev_async done;
	pthread_t thread;
	pthread_mutex_t mutex;   /* of all below */
	pthread_cond_t changed;
	enum phase phase;
	bool end;
	struct state bytes;
	const char *name;
	const char *path;
	int state, error;
};

static void
lock_in(const struct writer *w)
{
	const char *const writable[] = { w->path, NULL };
	const struct sandbox s = { .program = "mailreeve-watch: writer", .write_paths = writable };

	sandbox_lock(&s);
}

static void
enter(struct writer *w, enum phase phase)
{
	w->phase = phase;
	pthread_cond_broadcast(&w->changed);
}

static void *
run(void *argument)
{
	struct writer *w = argument;

	lock_in(w);
	pthread_mutex_lock(&w->mutex);
	enter(w, IDLE);
	for (;;) {
		while (w->phase != WRITING && !w->end)
			pthread_cond_wait(&w->changed, &w->mutex);
		if (w->phase != WRITING)
			break;
		pthread_mutex_unlock(&w->mutex);
		w->error = state_write_file(&w->bytes, w->state, w->name); /* nobody else touches these meanwhile */
		pthread_mutex_lock(&w->mutex);
		state_free(&w->bytes);
		enter(w, IDLE);
		ev_async_send(w->loop, &w->done);
	}
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

static void
tell_done(struct ev_loop *loop, ev_async *a, int revents)
{
	struct writer *w = a->data;
	int error;

	(void)loop;
	(void)revents;
	pthread_mutex_lock(&w->mutex);
	error = w->error;
	pthread_mutex_unlock(&w->mutex);
	w->hooks.written(w->hooks.context, error);
}

/* Signals are for the loop's thread. */
static int
create(struct writer *w)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

struct writer *
writer_new(struct ev_loop *loop, int state, const char *path, const struct writer_hooks *hooks)
{
	struct writer *w = xcalloc(1, sizeof *w);
	int error;

	w->loop = loop;
	w->hooks = *hooks;
	w->state = state;
	w->path = path;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->changed, NULL);
	ev_async_init(&w->done, tell_done);
	w->done.data = w;
	ev_async_start(loop, &w->done);
	error = create(w);
	if (error != 0)
		fatalx("no thread can be started: %s", strerror(error));
	pthread_mutex_lock(&w->mutex);
	while (w->phase == STARTING)
		pthread_cond_wait(&w->changed, &w->mutex);
	pthread_mutex_unlock(&w->mutex);
	return w;
}

bool
writer_is_idle(struct writer *w)
{
	bool idle;

	pthread_mutex_lock(&w->mutex);
	idle = w->phase == IDLE;
	pthread_mutex_unlock(&w->mutex);
	return idle;
}

void
writer_write(struct writer *w, struct state *s, const char *name)
{
	pthread_mutex_lock(&w->mutex);
	w->bytes = *s;
	w->name = name;
	*s = (struct state){ 0 };
	enter(w, WRITING);
	pthread_mutex_unlock(&w->mutex);
}

int
writer_free(struct writer *w)
{
	int error;

	pthread_mutex_lock(&w->mutex);
	w->end = true;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	error = w->error;
	ev_async_stop(w->loop, &w->done);
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->changed);
	free(w);
	return error;
}
