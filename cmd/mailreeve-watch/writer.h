/* A thread that writes the checkpoint, so that a slow disk never delays a line. It does nothing else, and is locked in by
 * itself: it may write in the state folder and read nothing.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

#include "rules/state.h"

struct writer;
struct writer_hooks {
	/* In the loop's thread: a write has ended; error 0 or -errno. */
	void (*written)(void *context, int error);
	void *context;
};

/* Before this program locks itself in; returns once the thread is locked in. state: descriptor of the state folder, borrowed;
 * path: its name. Fatal. */
struct writer *writer_new(struct ev_loop *loop, int state, const char *path, const struct writer_hooks *hooks);
/* False: the last write still goes on. */
bool writer_is_idle(struct writer *w);
/* Takes the bytes of *s. Only while it is idle. */
void writer_write(struct writer *w, struct state *s, const char *name);
/* Waits for a write that goes on; returns its error. `written` is not called for it. */
int writer_free(struct writer *w);
