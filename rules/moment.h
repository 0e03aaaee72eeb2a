/* A date and time in parts, as a stamp gives them, and the moment that is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/stamp.h"

struct moment {
	int year, month, day, hour, minute, second, us; /* month from 1 */
	bool zoned;
	int zone; /* seconds east of UTC */
};

bool moment_is_sane(const struct moment *m);
/* Microseconds since 1970 UTC. */
int64_t moment_us(struct stamper *s, const struct moment *m);
/* Gives a year to a moment that has none. False: there is no such day. */
bool moment_choose_year(struct stamper *s, struct moment *m);
/* Seconds of local time to seconds UTC, by the log's zone. */
int64_t moment_utc(struct stamper *s, int64_t local);
/* The name of a month at the start of text, in English or any language known; past it, and its dot. 0: none. */
int month_name(struct span *t);
