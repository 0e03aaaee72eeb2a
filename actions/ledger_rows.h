/* A row of a statement as the structure that the operator's tool gets.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sqlite3.h>

#include "cmd/base/control.h"

void ledger_row_alert(sqlite3_stmt *s, struct control_alert *out);
