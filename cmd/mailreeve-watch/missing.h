/* What a log should hold sooner or later, and does not where the server logs too little.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve-watch/logs.h"

/* A line was read. */
void missing_look(struct log *l, struct span line);
/* NULL, or what is missing from this log and how to switch it on. */
const char *missing_note(const struct log *l);
