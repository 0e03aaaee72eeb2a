/* A first draft of a rule, for a line that no rule recognises.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/error.h"
#include "rules/record.h"

/* A pack in YAML with one rule whose template has named fields where the line seems to vary, and the line as its
 * example. It was loaded, proved and tried on the line. columns: those that rules know already, for logs that have no
 * message. NULL with *e, which says why, where no draft could be made that cannot be fooled. The caller frees. */
char *draft_rule(const struct columns *columns, struct span line, struct error *e);
