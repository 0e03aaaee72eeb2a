/* Time stamps as logs write them. Each reader wants one at the very start of a text and returns its length, 0 if there
 * is none; *us is then the time in microseconds UTC. Stamps repeat from line to line, so the last ones are remembered.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/span.h"

enum { STAMP_TEXT_MAX = 40 };

struct stamp_cache {
	char text[STAMP_TEXT_MAX];
	size_t n;               /* 0: empty */
	int64_t us;
};
struct stamper {
	int64_t now;            /* us: a stamp without a year gets the latest year that is at most a day after this */
	int year;               /* 0, or the year of the first stamp without one; later ones follow it over New Year */
	int zone;               /* seconds east of UTC where the stamp has no zone; INT_MIN: the machine's (TZ) */
	int last_year, last_month; /* of the last stamp without a year, 0: none yet */
	int64_t quarter;        /* the quarter of an hour (local) for which `offset` was asked */
	int offset;
	struct stamp_cache month, iso;
};

typedef size_t stamp_reader(struct stamper *s, struct span text, int64_t *us);

/* The machine's zone is read here once (tzset), before a sandbox closes: later files are not opened. */
void stamper_init(struct stamper *s, int64_t now, int year, int zone);
void stamper_set_now(struct stamper *s, int64_t now);

stamp_reader stamp_month;   /* "Nov  4 13:35:37", also unpadded, with a fraction, a year after it, localised names */
stamp_reader stamp_iso;     /* "2024-08-29T01:08:59.764590+00:00", also with a space for T, slashes, a comma, no zone */
stamp_reader stamp_tai64n;  /* "@4000000045a1b2c3..." */
stamp_reader stamp_epoch;   /* "1157520813.485077" */
stamp_reader stamp_day;     /* "30/Dec/2013 05:27:59", "11/Oct/2006:13:16:40 -0600", "22-Jan-2013 22:28:21 +0200" */
stamp_reader stamp_dashed;  /* "Apr-07-13 07:08:36" */
stamp_reader stamp_us;      /* "10/19/18 00:00:25", "8/18/06, 13:17:37", "03-07-2005 11:07:20 PM": month first */
stamp_reader stamp_short;   /* "07-22 12:55:44 +0300" */
stamp_reader stamp_ctime;   /* "Sat Dec 28 19:03:53 2013" */
stamp_reader stamp_clock;   /* "13:17:37.250": the latest day on which that is not after now */

/* "-0600", "+02:00", "Z", "GMT" at the start of text: its length, and seconds east of UTC. */
size_t stamp_zone(struct span text, int *seconds);
