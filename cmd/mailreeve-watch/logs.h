/* The logs that are followed: each entry of the configuration is one, however many files its glob finds.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve-watch/watch.h"

#define JOURNAL "journal" /* its name among the logs */

struct followed { /* one file of a log, or the journal */
	struct followed *prev, *next;
	struct watch *watch;
	struct log *log;
	struct tail_file *file;         /* NULL: the journal */
	struct engine_log *engine_log;
};
struct log {
	struct log *next;
	const char *name;               /* the configured path or glob, or JOURNAL */
	const struct config_log *entry; /* NULL: one of the usual logs */
	struct followed *files;
	struct engine_stat before;      /* of files that are no longer followed */
	char packs[256];                /* that recognised lines, of all its files */
	unsigned looked, met;           /* lines looked through for what may be missing, and what was met; see missing.c */
	int64_t written;                /* before it was followed, for the last time */
	int error;                      /* why a file of it cannot be followed; 0: none is known */
	char *refused;                  /* which one, or NULL */
	int said;                       /* what was last said of it in our own log; see condition.c */
	struct msg_stat sent;           /* its row as last sent */
};

/* Decides what is followed. Fatal where nothing can be. Nothing is read before logs_start. */
void logs_open(struct watch *w);
void logs_start(struct watch *w);
void logs_close(struct watch *w);
void logs_pause(void *watch, bool pause);
/* mailreeved's answer to a question for a file that only root may read. fd -1: refused, with an errno. */
void logs_answer(struct watch *w, const char *path, int fd, int error);
/* That file is no trouble any more. */
void logs_accept(struct log *l, const char *path);
/* Puts what each decoder must remember beside its file's position. */
void logs_note_decoders(struct watch *w);
/* Sums the counts of a log's files. */
struct engine_stat logs_stat(struct log *l);
/* What must be readable, NULL-terminated; the caller frees it and each. */
char **logs_folders(const struct watch *w);
