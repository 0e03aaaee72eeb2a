/* What the parts of tail do for each other.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/stat.h>

#include "rules/tail_internal.h"
#include "rules/tail_limits.h"

/* tail_read.c: one slice, true if more waits; and at the end the rest, a last line without newline. */
bool tail_read_slice(struct tail *t, struct tail_file *f);
void tail_read_rest(struct tail *t, struct tail_file *f);

/* tail_file.c. Open: a regular file, or -errno (-EISDIR, -EINVAL: something else). */
int tail_open(const char *path, struct stat *st);
int64_t tail_mtime(const struct stat *st); /* us */
/* 1: the file begins as it did (and more of its first bytes is taken in); 0: it does not; -errno. */
int identity_holds(int fd, struct identity *id);
struct tail_file *tail_followed(const struct tail *t, const struct stat *st);
/* Is the open file that one, by its inode, or by its first bytes under the same name? */
bool tail_same(const struct tail_file *f, const char *path, int fd, const struct stat *st);
/* Takes fd. from_end: where to begin if nothing is remembered of it. NULL if it is not followed: TAIL_FILES_MAX are, and all of them changed later. */
struct tail_file *tail_adopt(struct tail *t, struct pattern *p, const char *path, int fd, bool from_end);
void tail_close(struct tail *t, struct tail_file *f);  /* done with it */
void tail_forget(struct tail *t, struct tail_file *f); /* no longer followed; its position is remembered */
void tail_remember(struct tail *t, struct tail_file *f);
void tail_unremember(struct tail *t, struct tail_file *f);
void tail_file_free(struct tail_file *f);
void tail_enqueue(struct tail *t, struct tail_file *f);

/* tail_look.c: looks for a pattern's files and watches their folders. */
void tail_look(struct tail *t, struct pattern *p);
bool tail_matches(const struct pattern *p, const char *path);
struct pattern *tail_pattern_of(const struct tail *t, const char *path);

void tail_events(struct ev_loop *loop, ev_io *w, int revents); /* tail_events.c */
void tail_read_fresh(struct tail *t);                          /* tail.c */

/* tail_refused.c: asks once for each file. */
void tail_refuse(struct tail *t, struct pattern *p, const char *path, const struct stat *st, int error);
void tail_unrefuse(struct tail *t, const char *path);
void tail_refusals_free(struct tail *t);

/* tail_rotate.c: what became of the files that had a name. */
void tail_leave(struct tail *t, struct tail_file *f);
void tail_leaving_timer(struct ev_loop *loop, ev_timer *w, int revents);
/* Before the open file is followed by that name: its forerunners are read to their ends. */
void tail_rotate(struct tail *t, struct pattern *p, const char *path, int fd, const struct stat *st);
/* tail_unpack.c: what is not read yet of that file, at its place, from the compressed file that it became. Takes fd; -1: cannot
 * be read. */
int tail_unpack(int fd, const struct tail_file *was);
/* It was copied and cut: what was not read before stands in the copy. */
void tail_copied(struct tail *t, struct tail_file *f);
/* Looks where a remembered file went and follows it, and what was written after it. False: it is not found. */
bool tail_recover(struct tail *t, struct pattern *p, struct tail_file *was);
void tail_give_rotated(struct tail *t, const char *path, int fd); /* takes fd, for a file that was asked for */
