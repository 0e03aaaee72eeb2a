/* Time: microseconds since 1970 UTC everywhere, and the one clock that tests can set.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cmd/base/span.h"

#define SECOND ((int64_t)1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

enum { CLOCK_TEXT_MAX = 48 };

/* Now, or the time that clock_set gave (0 gives the real clock back). */
int64_t clock_now(void);
void clock_set(int64_t us);

/* RFC 3339 in UTC, microseconds only where they are not zero: 2026-11-24T10:00:01Z. Returns out. */
char *clock_rfc3339(int64_t us, char out[CLOCK_TEXT_MAX]);
/* For people: the largest two units, "2h 5m", "6d 3h", "45s". Returns out. */
char *clock_duration_text(int64_t us, char out[CLOCK_TEXT_MAX]);
/* "10m", "1h", "90s", "7d", "2w", "1h30m"; a bare number is seconds. Negative and above 10 years is refused. */
bool clock_parse_duration(struct span text, int64_t *us);
