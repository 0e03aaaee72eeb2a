/* A helper process that runs the configured program. It is made before the sandbox is locked, opens no socket and reads
 * nothing but notices; so that what talks to the network need not be able to start programs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/alert_channel.h"

/* Makes it. lost: when the helper is gone. Fatal. */
struct alert_runner *alert_runner_new(struct channel *c, void (*lost)(void *context), void *context);
void alert_runner_free(struct alert_runner *r); /* the helper leaves; NULL is fine */
