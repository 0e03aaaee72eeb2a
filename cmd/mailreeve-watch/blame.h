/* Which line was being read when the watcher crashed. The place is noted in a mapped file, at no system call a line; a line
 * that crashed it twice is skipped and kept.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/tail.h"

enum { BLAME_CRASHES_MAX = 16 }; /* places remembered; the oldest leaves first */

struct blame;

/* state: descriptor of the state folder, borrowed. Never NULL: without its file there is no blame. */
struct blame *blame_open(int state);
/* Ended in good order. */
void blame_close(struct blame *b);
/* Before a line is read. False: it is to be skipped; it has been written to crash-TIME.txt. */
bool blame_enter(struct blame *b, struct tail_place place, const char *log, struct span line);
void blame_leave(struct blame *b);
/* Positions beyond the lines skipped so far are being saved; then they are saved, and those lines will not come again. */
void blame_saving(struct blame *b);
void blame_saved(struct blame *b);
unsigned blame_skipped(const struct blame *b);
