/* How a log is doing: what is wrong with it and what to do, for status, and once for our own log.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve-watch/logs.h"

/* Writes what status says of it. True: something is wrong, and has been said in our own log unless it was before. */
bool condition_describe(struct log *l, const struct engine_stat *s, char text[MSG_LINE_MAX]);
