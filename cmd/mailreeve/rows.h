/* How the rows of an answer look: as JSON objects and as lines. Shared by the subcommands that show them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <jansson.h>

#include "cmd/base/control.h"

json_t *rows_ban_json(const struct control_ban *b);
void rows_ban_head(void);
void rows_ban_line(const struct control_ban *b);
json_t *rows_evidence_json(const struct msg_evidence *e);
json_t *rows_score_json(const struct msg_answer *a);
/* "ban", "throttle" or, where only observed, "would ban". */
const char *rows_ban_kind(const struct control_ban *b);
const char *rows_severity(uint32_t severity);
