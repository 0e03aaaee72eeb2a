/* What tail is made of: patterns, looked for in watched folders, and files.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/tail.h"

struct identity {
	uint64_t device, inode;
	uint64_t print;          /* FNV-1a of the first `printed` bytes */
	uint32_t printed;
};
struct folder { struct folder *next; int wd; char *path; }; /* no slash at its end; "" is the root */
struct refusal;
struct pattern {
	struct pattern *next;
	struct tail *tail;
	char *text;
	bool known;              /* in the state that was loaded: a file new there is read from its start */
	bool dirty;              /* something changed: look again */
	ev_timer poll;           /* repeat 0: inotify alone */
};
struct tail_file {
	struct tail_file *prev, *next, *qprev, *qnext, **queue; /* queue: the one it waits in, or NULL */
	struct pattern *pattern; /* NULL: only remembered */
	char *path;              /* the name that its successor has, too */
	char *real;              /* where a symbolic link leads, else NULL */
	int fd;                  /* -1: only remembered */
	struct identity id;
	uint64_t offset;         /* of the first byte not yet delivered */
	int64_t changed;         /* mtime, us */
	ev_tstamp active;        /* when bytes were last read, or it began to leave */
	bool skipping;           /* within a line that was too long */
	bool leaving;            /* its name went to another file, or away */
	bool seen;               /* found by the look that goes on */
	bool asked;              /* remembered, and somebody was asked to open the file it has become */
	void *log, *memo;
	size_t memo_n;
};
struct tail {
	struct ev_loop *loop;
	struct tail_hooks hooks;
	int inotify;
	ev_io events;
	ev_timer late_timer, leaving_timer;
	struct pattern *patterns;
	struct folder *folders;
	struct refusal *refusals;
	struct tail_file *files;      /* followed; the most recently active first */
	struct tail_file *remembered; /* positions of files that are not followed now; the oldest first */
	struct tail_file *fresh;      /* something was written: to be read at once */
	struct tail_file *late;       /* more waits than one slice: read in turn, after the fresh */
	size_t file_count, remembered_count, folder_count, refusal_count;
	bool started, first_look, from_start, paused;
	uint64_t skipped;
	char *buffer;                 /* TAIL_LINE_MAX + 1 bytes */
};
