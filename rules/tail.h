/* Follows log files by watching their folders: appends, rename-and-create, copytruncate, dated names, files that
 * appear later, network mounts that must be polled. A file is known by device, inode and its first bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>
#include <stdint.h>

#include "cmd/base/span.h"
#include "rules/state.h"

enum {
	TAIL_LINE_MAX = 1 << 20,  /* a longer line is cut here and its rest skipped and counted */
	TAIL_READ_SIZE = 256 << 10,
	TAIL_FILES_MAX = 1024,    /* files followed at once; the longest silent leaves first */
	TAIL_MEMO_MAX = 4096,     /* bytes of a file's memo; a longer one is not kept */
};

struct tail;
struct tail_file;             /* one file being followed */

struct tail_hooks { /* none of them may call back into this tail but for the tail_file_ functions */
	/* A file is followed from now on; path: the name it was found by. Returns what `line` gets as log. */
	void *(*opened)(void *context, struct tail_file *f, const char *path);
	void (*line)(void *context, void *log, struct span line); /* without its newline; may hold any byte */
	void (*closed)(void *context, void *log);
	/* All that could be read now was read. */
	void (*idle)(void *context);
	/* It cannot be followed. EACCES, EPERM: ask who may open it (then tail_give_descriptor); EISDIR, EINVAL: no file. */
	void (*refused)(void *context, const char *path, int error);
	void *context;
};

/* Nothing is read before tail_start. */
struct tail *tail_new(struct ev_loop *loop, const struct tail_hooks *hooks);
void tail_free(struct tail *t);
/* A path or glob to follow; poll: us between looks, 0: inotify alone. 0 or -errno (-ENOENT: its folder is missing yet:
 * it is watched for). Files that are there at the first start are followed from their end; later ones from their start. */
int tail_add(struct tail *t, const char *pattern, int64_t poll);
/* A descriptor opened by somebody else for a path that was refused. The tail owns it then. */
void tail_give_descriptor(struct tail *t, const char *path, int fd);
/* First a saved state is applied (positions go on where they were), then following begins. from_start: files without a
 * saved position are read from their start. */
void tail_start(struct tail *t, bool from_start);
/* While it pauses nothing is read; what is written meanwhile stays in the files. */
void tail_pause(struct tail *t, bool pause);
void tail_save(const struct tail *t, struct state *s);
bool tail_load(struct tail *t, struct state *s);
/* What the last state knew of this file's decoder (tail keeps it with the position). */
void tail_file_set_memo(struct tail_file *f, const void *p, size_t n);
struct span tail_file_memo(const struct tail_file *f);
/* Where the line that `line` gets stands: the same line again after a restart says the same. */
struct tail_place { uint64_t device, inode, offset; };
struct tail_place tail_file_place(const struct tail_file *f);
uint64_t tail_skipped(const struct tail *t); /* bytes of lines that were too long */
