/* Runs a program as somebody else, with nothing of ours: descriptors, environment, privilege.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeved/identity.h"

/* argv[0] is the path. socket: becomes descriptor 3, or -1. Standard input and output are /dev/null, standard error is ours.
 * *pidfd becomes readable when the child has ended. Returns the pid, or -errno. */
pid_t spawn(const char *const *argv, const struct identity *who, int socket, int *pidfd);
/* Could that user read the file? 0 or -errno. */
int spawn_may_read(const struct identity *who, const char *path);
