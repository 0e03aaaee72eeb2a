/* A program locks itself in: no-new-privs, capabilities, Landlock by the ABI it finds, and a seccomp allow list.
 * Compile and open first, lock, then read hostile bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The common set of system calls (seccomp.c) reads and writes open descriptors, opens and looks at files, waits, allocates,
 * tells the time and leaves. Three things follow from the lists here, so that they need not be said twice:
 *   write_paths not empty   the calls that change files (rename, unlink, fsync, locks, ...) are allowed;
 *   "connect" in allowed    the network is wanted: Landlock does not keep TCP connections out;
 *   "mmap" in allowed       executable memory is wanted (libraries loaded later); else no page can become code.
 * A call that is not allowed kills the process (SIGSYS); `strace -f` shows which it was. */
struct sandbox {
	const char *program;
	uint64_t capabilities;          /* exactly these must be held (bit = CAP_x); any other refuses the start */
	const char *const *read_paths;  /* NULL-terminated files and folders it may read (missing ones are skipped) */
	const char *const *write_paths; /* folders it may read and write in; NULL is an empty list, here and above */
	const char *const *allowed;     /* NULL-terminated system call names beyond the common set */
};

/* Refuses (fatal, says which) if the process has uid 0, group 0, or other capabilities than those. */
void sandbox_check_start(const struct sandbox *s);
/* Locks. Fatal if the kernel can and it fails; a kernel without Landlock is logged and seccomp stands alone. */
void sandbox_lock(const struct sandbox *s);
