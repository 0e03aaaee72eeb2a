/* A program locks itself in: no-new-privs, capabilities, Landlock by the ABI it finds, and a seccomp allow list.
 * Compile and open first, lock, then read hostile bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sandbox {
	const char *program;
	uint64_t capabilities;          /* exactly these may be held (bit = CAP_x); any other refuses the start */
	const char *const *read_paths;  /* NULL-terminated files and folders it may read (missing ones are skipped) */
	const char *const *write_paths; /* folders it may write in */
	const char *const *allowed;     /* NULL-terminated system call names beyond the common set */
};

/* Refuses (fatal, says which) if the process has uid 0, a capability or a group that it should not have.
 * allow_root: for the operator's own tool and for tests in a user namespace. */
void sandbox_check_start(const struct sandbox *s);
/* Locks. Fatal if the kernel can and it fails; a kernel without Landlock is logged and seccomp stands alone. */
void sandbox_lock(const struct sandbox *s);
