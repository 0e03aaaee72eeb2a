/* One of the three parts: how it is started, watched and started again.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

#include "cmd/base/msg.h"
#include "cmd/base/reeve.h"
#include "cmd/mailreeved/identity.h"

struct part_kind {
	enum msg_part id;
	const char *name;          /* of its program */
	const char *const *groups; /* supplementary, where they exist */
	uint64_t capabilities;
	bool keeps_state;
};

struct part;
struct part_hooks {
	void (*started)(struct part *p);
	void (*word)(struct part *p, const struct reeve *r); /* what it said; a descriptor never comes up */
	/* It ended with that wait status. True: start it again (at once, or later if it does not live long). */
	bool (*ended)(struct part *p, int status);
};

struct part {
	const struct part_kind *kind;
	const struct part_hooks *hooks;
	void *house;               /* for the hooks */
	struct ev_loop *loop;
	struct identity who;
	const char *config_file;
	char *state;               /* its folder, or NULL */
	pid_t pid;                 /* 0: it does not run */
	int socket;                /* our end of its descriptor 3 */
	bool ready;
	unsigned failures;         /* deaths soon after a start, in a row */
	ev_tstamp born;
	ev_io words, end;
	ev_timer again, patience;
};

void part_init(struct part *p);        /* once the first seven are set */
void part_start(struct part *p);       /* failure is a death like any other */
/* SIGTERM, and SIGKILL to one that does not leave. */
void part_stop(struct part *p);
void part_tell(struct part *p, enum reeve_word word, enum msg_part peer, int fd);
