/* Opens a log for the watcher where only root may. The watcher reads hostile bytes, so it is not believed: what it asks for
 * must be one of the configured logs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/config.h"

/* A descriptor for reading, or -errno: -EACCES: no configured log; -ELOOP: a symbolic link below the folder that the
 * configuration names; -EINVAL: no regular file. */
int logs_open(const struct config *config, const char *path);
