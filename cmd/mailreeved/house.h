/* The three parts together: who is linked with whom, in which order they stop, what they may ask for.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeved/part.h"

enum { HOUSE_WATCH, HOUSE_ENFORCE, HOUSE_NOTIFY, HOUSE_PARTS }; /* the order of stopping: the watcher saves first */

struct house {
	struct ev_loop *loop;
	const char *config_file, *state, *run; /* absolute */
	struct config *config;     /* owned */
	int netlink, control;
	struct part part[HOUSE_PARTS];
	void (*ready)(struct house *h); /* all parts do their work: after the start and after each restart of all */
	void *context;
	bool announced;            /* ready has been called since the last start of all */
	bool lived;                /* ... or ever */
	bool stopping;
	struct config *next;       /* stopping in order to go on with this one */
	int status;                /* for exit */
};

/* Checks users and files, makes folders and sockets. Takes config. Fatal. */
void house_build(struct house *h, struct config *config);
void house_start(struct house *h);
/* All parts stop and start again with another configuration, which it takes. */
void house_restart(struct house *h, struct config *next);
/* For good. The loop goes on until house_is_empty. */
void house_stop(struct house *h);
bool house_is_empty(const struct house *h);
void house_free(struct house *h); /* once it is empty */
