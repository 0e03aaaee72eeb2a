/* Ranges that are somebody's own network: never banned, unless `ban_private` names a part of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"

struct private_range { const char *prefix, *reason; };
extern const struct private_range private_ranges[]; /* ends with a NULL prefix */

/* Does it lie wholly within one of them? */
bool private_range_holds(const struct addr *a);
