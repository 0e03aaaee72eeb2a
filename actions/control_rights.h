/* What a peer may do.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/socket.h>

#include "actions/control.h"

/* name: how the ledger calls it. */
enum control_right control_right_of(const struct control_rights *r, int fd, const struct ucred *peer, char name[64]);
