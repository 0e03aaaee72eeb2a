/* What an account sends, held against its own habit.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "rules/policy.h"

enum { USAGE_PARTS = 6, USAGE_CLASSES = 16 };

struct usage {                    /* what an account sends; recipients */
	int64_t part;             /* which ten minutes the first entry is */
	uint32_t recent[USAGE_PARTS];
	int64_t hour; uint32_t in_hour; /* the clock hour and its sum */
	uint8_t hours[USAGE_CLASSES]; /* past active hours by log2 of their sum; halved now and then */
	int64_t day; uint32_t sent, bounced;
};

/* Notes mail sent or refused; NULL, or the name of the watch that fires. */
const char *usage_sent(const struct policy *p, struct usage *u, uint32_t recipients, int64_t time);
const char *usage_bounced(const struct policy *p, struct usage *u, uint32_t recipients, int64_t time);
