/* Whom a part runs as, and how a child becomes that.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cmd/base/config.h"

enum { IDENTITY_GROUPS_MAX = 4 };

struct identity {
	uid_t uid;
	gid_t gid;
	gid_t group[IDENTITY_GROUPS_MAX]; /* supplementary */
	size_t groups;
	uint64_t capabilities;            /* bit = CAP_x: all that it will ever have */
};

/* By name or number; a number needs no passwd entry and is then its own group. Of the NULL-terminated group names, those that
 * exist are added. False with *e: an unknown name, or root. */
bool identity_find(const struct config_user *user, const char *const *groups, struct identity *out, struct error *e);
/* In a child, for good: groups, user, capabilities and their bounding set. 0 or -errno. */
int identity_become(const struct identity *who);
