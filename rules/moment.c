/* The calendar behind the time stamps: days, zones, and the year of a stamp that has none.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/moment.h"

#include <limits.h>
#include <time.h>

#include "cmd/base/clock.h"

enum { QUARTER = 900, LEAP_SEARCH = 9 /* 29 February is at most 8 years back */ };

void
stamper_init(struct stamper *s, int64_t now, int year, int zone)
{
	*s = (struct stamper){ .now = now, .year = year, .zone = zone, .quarter = INT64_MIN };
	tzset();
}

void
stamper_set_now(struct stamper *s, int64_t now)
{
	if (now / DAY != s->now / DAY) /* the year of the remembered stamp may have changed */
		s->month.n = 0;
	s->now = now;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_days(int year, int month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 in the Gregorian calendar; the year is taken to begin in March, so that 29 February is last. */
static int64_t
days_since_epoch(int year, int month, int day)
{
	int y = month > 2 ? year : year - 1;
	int era_day = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return 365 * (int64_t)y + y / 4 - y / 100 + y / 400 + era_day - 719468;
}

static int
year_of(int64_t us)
{
	int64_t days = us / DAY;
	int year = 1970 + (int)(days / 366);

	while (days >= days_since_epoch(year + 1, 1, 1))
		year++;
	return year;
}

/* Local time differs from UTC by something that changes on quarters of an hour only, so it is asked once for each.
 * localtime_r, unlike mktime, does not look at the zone's file again. */
int64_t
moment_utc(struct stamper *s, int64_t local)
{
	struct tm tm;
	time_t t;

	if (s->zone != INT_MIN)
		return local - s->zone;
	if (s->quarter != local / QUARTER) {
		s->quarter = local / QUARTER;
		for (int i = 0; i < 2; i++) {
			t = local - s->offset;
			s->offset = localtime_r(&t, &tm) ? (int)tm.tm_gmtoff : 0;
		}
	}
	return local - s->offset;
}

bool
moment_is_sane(const struct moment *m)
{
	return m->year >= 1970 && m->year <= 9999 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
	       m->day <= month_days(m->year, m->month) && m->hour >= 0 && m->hour <= 23 && m->minute >= 0 &&
	       m->minute <= 59 && m->second >= 0 && m->second <= 60;
}

static int64_t
local_seconds(const struct moment *m)
{
	return days_since_epoch(m->year, m->month, m->day) * 86400 + m->hour * 3600 + m->minute * 60 + m->second;
}

int64_t
moment_us(struct stamper *s, const struct moment *m)
{
	int64_t local = local_seconds(m);

	return (m->zoned ? local - m->zone : moment_utc(s, local)) * SECOND + m->us;
}

/* At most a day after now. What is later by days is so in every zone: the zone need not be asked. */
static bool
is_past(struct stamper *s, const struct moment *m)
{
	return local_seconds(m) * SECOND <= s->now + 3 * DAY && moment_us(s, m) <= s->now + DAY;
}

bool
moment_choose_year(struct stamper *s, struct moment *m)
{
	if (s->year && s->last_year) {
		int later = m->month - s->last_month;

		m->year = s->last_year + (later < -6) - (later > 6);
	} else if (s->year) {
		m->year = s->year;
	} else {
		m->year = year_of(s->now + DAY) + 1; /* + 1: there is a zone to come */
		for (int i = 0; i < LEAP_SEARCH; i++, m->year--)
			if (moment_is_sane(m) && is_past(s, m))
				break;
	}
	s->last_year = m->year;
	s->last_month = m->month;
	return moment_is_sane(m);
}
