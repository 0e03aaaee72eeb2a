/* Sources that go on knocking while they are banned: no log line tells of them, the kernel's counters do.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve-enforce/enforce.h"

enum {
	HAMMER_SOURCES_MAX = 16384,
	HAMMER_PACKETS = 100, /* dropped in a ban's last minute; a mail client that tries once a minute sends some thirty */
	HAMMER_PACKETS_LEAST = 20, /* however short the look is */
};

void hammer_start(struct enforce *en);
void hammer_stop(struct enforce *en);
/* This ban is looked at shortly before its end: twice, and what was dropped between counts. Throttles and networks are not. */
void hammer_watch(struct enforce *en, const struct control_ban *b);
