/* What the notifier may do.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/sandbox.h"

const struct sandbox *notify_sandbox(void);
