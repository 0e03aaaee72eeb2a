/* Reads every kind of time stamp that mail logs use.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/stamp.h"

#include <limits.h>
#include <strings.h>
#include <time.h>

#include "cmd/base/clock.h"

enum { QUARTER = 900, LEAP_SEARCH = 9 /* 29 February is at most 8 years back */ };

struct moment {
	int year, month, day, hour, minute, second, us; /* month from 1 */
	bool zoned;
	int zone; /* seconds east of UTC */
};

/* The first bytes of month names in the locales that mail servers were seen in, UTF-8 and Latin-1, dots left out.
 * Longer spellings come first where one begins another. */
static const struct month_name { const char *name; int month; } month_names[] = {
	{ "Mär", 3 }, { "M\xe4r", 3 }, { "Mrz", 3 }, { "Mai", 5 }, { "Okt", 10 }, { "Dez", 12 }, /* German */
	{ "janv", 1 }, { "févr", 2 }, { "f\xe9vr", 2 }, { "mars", 3 }, { "avr", 4 }, { "juin", 6 }, /* French */
	{ "juil", 7 }, { "août", 8 }, { "ao\xfbt", 8 }, { "sept", 9 }, { "déc", 12 }, { "d\xe9" "c", 12 },
	{ "ene", 1 }, { "abr", 4 }, { "ago", 8 }, { "dic", 12 },                                  /* Spanish */
	{ "gen", 1 }, { "mag", 5 }, { "giu", 6 }, { "lug", 7 }, { "set", 9 }, { "ott", 10 },      /* Italian */
	{ "mrt", 3 }, { "mei", 5 }, { "maj", 5 }, { "des", 12 },                                  /* Dutch, Nordic */
	{ "fev", 2 }, { "out", 10 },                                                              /* Portuguese */
	{ "sty", 1 }, { "lut", 2 }, { "kwi", 4 }, { "cze", 6 }, { "lip", 7 }, { "sie", 8 },       /* Polish */
	{ "wrz", 9 }, { "paź", 10 }, { "lis", 11 }, { "gru", 12 },
	{ "янв", 1 }, { "фев", 2 }, { "мар", 3 }, { "апр", 4 }, { "май", 5 }, { "мая", 5 },       /* Russian */
	{ "июн", 6 }, { "июл", 7 }, { "авг", 8 }, { "сен", 9 }, { "окт", 10 }, { "ноя", 11 }, { "дек", 12 },
};

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

/* --- the calendar --- */

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
static int64_t
utc(struct stamper *s, int64_t local)
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

static bool
moment_is_sane(const struct moment *m)
{
	return m->year >= 1970 && m->year <= 9999 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
	       m->day <= month_days(m->year, m->month) && m->hour >= 0 && m->hour <= 23 && m->minute >= 0 &&
	       m->minute <= 59 && m->second >= 0 && m->second <= 60;
}

static int64_t
moment_us(struct stamper *s, const struct moment *m)
{
	int64_t local = days_since_epoch(m->year, m->month, m->day) * 86400 +
	                m->hour * 3600 + m->minute * 60 + m->second;

	return (m->zoned ? local - m->zone : utc(s, local)) * SECOND + m->us;
}

/* Gives a year to a moment that has none. */
static bool
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
			if (moment_is_sane(m) && moment_us(s, m) <= s->now + DAY)
				break;
	}
	s->last_year = m->year;
	s->last_month = m->month;
	return moment_is_sane(m);
}

/* --- the parts --- */

/* Exactly n digits, or -1. */
static int
digits(const char *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + p[i] - '0';
	}
	return v;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* least to most digits; moves on. -1: there are fewer. */
static int
number(struct span *t, size_t least, size_t most)
{
	size_t n = 0;
	int v = 0;

	while (n < t->n && n < most && is_digit(t->p[n]))
		v = v * 10 + t->p[n++] - '0';
	if (n < least)
		return -1;
	t->p += n;
	t->n -= n;
	return v;
}

static bool
skip(struct span *t, const char *any)
{
	if (t->n == 0 || !*t->p || !strchr(any, *t->p))
		return false;
	t->p++;
	t->n--;
	return true;
}

/* ".764590" or ",435" after the seconds, to microseconds: up to nine digits. */
static int
fraction(struct span *t)
{
	int v = 0, n = 0;

	if (t->n < 2 || (*t->p != '.' && *t->p != ',') || !is_digit(t->p[1]))
		return 0;
	for (skip(t, ".,"); t->n && is_digit(*t->p) && n < 9; n++, t->p++, t->n--)
		if (n < 6)
			v = v * 10 + *t->p - '0';
	for (; n < 6; n++)
		v *= 10;
	return v;
}

static bool
time_of_day(struct span *t, struct moment *m)
{
	m->hour = number(t, 1, 2);
	if (m->hour < 0 || !skip(t, ":"))
		return false;
	m->minute = number(t, 2, 2);
	if (m->minute < 0 || !skip(t, ":"))
		return false;
	m->second = number(t, 2, 2);
	return m->second >= 0 && (t->n == 0 || !is_digit(*t->p));
}

static int
english_month(const char *p)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(p, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

static int
month_name(struct span *t)
{
	size_t n = 3;
	int month = t->n > 3 ? english_month(t->p) : 0;

	/* "mars" and "sept" begin like English names */
	for (size_t i = 0; (!month || !strchr(" -/", t->p[3])) && i < sizeof month_names / sizeof *month_names; i++) {
		size_t length = strlen(month_names[i].name);

		if (t->n > length && (!month || length > 3) && strncasecmp(t->p, month_names[i].name, length) == 0) {
			month = month_names[i].month;
			n = length;
			break;
		}
	}
	if (!month)
		return 0;
	t->p += n;
	t->n -= n;
	skip(t, ".");
	return month;
}

/* A remembered stamp may not be the beginning of a longer one: "10:00:0" and "10:00:01". */
static size_t
cached(const struct stamp_cache *c, struct span text, int64_t *us)
{
	if (c->n == 0 || text.n <= c->n || memcmp(text.p, c->text, c->n) != 0 || is_digit(text.p[c->n]))
		return 0;
	*us = c->us;
	return c->n;
}

static size_t
finish(struct stamp_cache *c, struct span text, const struct span *rest, int64_t us, int64_t *out)
{
	size_t n = text.n - rest->n;

	*out = us;
	if (c && n <= STAMP_TEXT_MAX) {
		memcpy(c->text, text.p, n);
		c->n = n;
		c->us = us;
	}
	return n;
}

/* " 2013" after the time, or the time after "2013 ": only a plausible year counts. */
static int
year_after(struct span *t)
{
	int year;

	if (t->n < 5 || t->p[0] != ' ' || (t->n > 5 && t->p[5] != ' ' && t->p[5] != ':'))
		return 0;
	year = digits(t->p + 1, 4);
	if (year < 1990 || year > 2100)
		return 0;
	t->p += 5;
	t->n -= 5;
	return year;
}

/* --- the readers --- */

size_t
stamp_zone(struct span text, int *seconds)
{
	struct span t = text;
	int sign, hours, minutes;

	*seconds = 0;
	if (t.n && *t.p == 'Z')
		return 1;
	if (t.n >= 3 && (memcmp(t.p, "GMT", 3) == 0 || memcmp(t.p, "UTC", 3) == 0))
		return 3;
	if (t.n < 5 || (*t.p != '+' && *t.p != '-'))
		return 0;
	sign = *t.p == '-' ? -1 : 1;
	skip(&t, "+-");
	hours = number(&t, 2, 2);
	skip(&t, ":");
	minutes = number(&t, 2, 2);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || (t.n && is_digit(*t.p)))
		return 0;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return text.n - t.n;
}

size_t
stamp_month(struct stamper *s, struct span text, int64_t *us)
{
	struct moment m = { 0 };
	struct span t = text;
	size_t n = cached(&s->month, text, us);

	if (n && text.p[n] != '.')
		return n;
	m.month = month_name(&t);
	if (!m.month || !skip(&t, " "))
		return 0;
	skip(&t, " ");
	m.day = number(&t, 1, 2);
	if (m.day < 0 || !skip(&t, " ") || !time_of_day(&t, &m))
		return 0;
	n = t.n;
	m.us = fraction(&t);
	m.year = n == t.n ? year_after(&t) : 0;
	if (m.year ? !moment_is_sane(&m) : !moment_choose_year(s, &m))
		return 0;
	return finish(&s->month, text, &t, moment_us(s, &m), us);
}

/* The first 19 bytes of an ISO stamp, to seconds as if they were UTC. */
static bool
iso_seconds(struct stamper *s, const char *p, int64_t *seconds)
{
	struct moment m = { .zoned = true };
	int64_t us;

	if (cached(&s->iso, (struct span){ p, 20 }, &us)) {
		*seconds = us / SECOND;
		return true;
	}
	m.year = digits(p, 4);
	m.month = digits(p + 5, 2);
	m.day = digits(p + 8, 2);
	m.hour = digits(p + 11, 2);
	m.minute = digits(p + 14, 2);
	m.second = digits(p + 17, 2);
	if ((p[4] != '-' && p[4] != '/') || p[7] != p[4] || (p[10] != 'T' && p[10] != ' ') || p[13] != ':' ||
	    p[16] != ':' || !moment_is_sane(&m))
		return false;
	*seconds = moment_us(s, &m) / SECOND;
	memcpy(s->iso.text, p, 19);
	s->iso.n = 19;
	s->iso.us = *seconds * SECOND;
	return true;
}

size_t
stamp_iso(struct stamper *s, struct span text, int64_t *us)
{
	struct span t = text;
	int64_t seconds;
	int part, zone;
	size_t n;

	if (t.n < 20 || !is_digit(*t.p) || is_digit(t.p[19]) || !iso_seconds(s, t.p, &seconds))
		return 0;
	t.p += 19;
	t.n -= 19;
	part = fraction(&t);
	if (t.n > 6 && t.p[0] == ' ' && (t.p[1] == '+' || t.p[1] == '-') && t.p[6] == ' ' && digits(t.p + 2, 4) >= 0) {
		t.p++; /* Exim's and Axigen's " +0100 " */
		t.n--;
	}
	n = stamp_zone(t, &zone);
	t.n -= n;
	*us = (n ? seconds - zone : utc(s, seconds)) * SECOND + part;
	return text.n - t.n;
}

/* TAI64N (cr.yp.to/libtai/tai64.html): 2^62 + seconds TAI, then nanoseconds; multilog's TAI is 10 s ahead of UTC. */
size_t
stamp_tai64n(struct stamper *s, struct span text, int64_t *us)
{
	uint64_t seconds = 0, nano = 0;

	(void)s;
	if (text.n < 26 || *text.p != '@')
		return 0;
	for (int i = 1; i < 25; i++) {
		char c = text.p[i];
		int v = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (v < 0)
			return 0;
		*(i <= 16 ? &seconds : &nano) = *(i <= 16 ? &seconds : &nano) * 16 + (uint64_t)v;
	}
	seconds -= (UINT64_C(1) << 62) + 10;
	if (seconds > UINT64_C(253402300799) || nano > 999999999) /* beyond the year 9999 */
		return 0;
	*us = (int64_t)seconds * SECOND + (int64_t)(nano / 1000);
	return 25;
}

size_t
stamp_epoch(struct stamper *s, struct span text, int64_t *us)
{
	struct span t = text;
	int high, low;

	(void)s;
	high = number(&t, 5, 5); /* ten digits: 2001 to 2286 */
	low = high < 0 ? -1 : number(&t, 5, 5);
	if (low < 0 || t.n == 0 || is_digit(*t.p))
		return 0;
	*us = ((int64_t)high * 100000 + low) * SECOND + fraction(&t);
	return text.n - t.n;
}

size_t
stamp_day(struct stamper *s, struct span text, int64_t *us)
{
	struct moment m = { 0 };
	struct span t = text, zone;
	size_t n;

	m.day = number(&t, 1, 2);
	if (m.day < 0 || !skip(&t, "/-"))
		return 0;
	m.month = month_name(&t);
	if (!m.month || !skip(&t, "/-"))
		return 0;
	m.year = number(&t, 4, 4);
	if (m.year < 0 || !skip(&t, ": ") || !time_of_day(&t, &m))
		return 0;
	m.us = fraction(&t);
	zone = (struct span){ t.p + 1, t.n ? t.n - 1 : 0 };
	n = t.n && *t.p == ' ' ? stamp_zone(zone, &m.zone) : 0;
	m.zoned = n > 0;
	t.n -= n ? n + 1 : 0;
	return moment_is_sane(&m) ? finish(NULL, text, &t, moment_us(s, &m), us) : 0;
}

size_t
stamp_dashed(struct stamper *s, struct span text, int64_t *us)
{
	struct moment m = { 0 };
	struct span t = text;

	m.month = month_name(&t);
	if (!m.month || !skip(&t, "-"))
		return 0;
	m.day = number(&t, 2, 2);
	if (m.day < 0 || !skip(&t, "-"))
		return 0;
	m.year = 2000 + number(&t, 2, 2);
	if (m.year < 2000 || !skip(&t, " ") || !time_of_day(&t, &m) || !moment_is_sane(&m))
		return 0;
	return finish(NULL, text, &t, moment_us(s, &m), us);
}

size_t
stamp_short(struct stamper *s, struct span text, int64_t *us)
{
	struct moment m = { .zoned = true };
	struct span t = text;
	size_t n;

	m.month = number(&t, 2, 2);
	if (m.month < 1 || m.month > 12 || !skip(&t, "-"))
		return 0;
	m.day = number(&t, 2, 2);
	if (m.day < 0 || !skip(&t, " ") || !time_of_day(&t, &m) || !skip(&t, " "))
		return 0;
	n = stamp_zone(t, &m.zone);
	t.n -= n;
	return n && moment_choose_year(s, &m) ? finish(NULL, text, &t, moment_us(s, &m), us) : 0;
}

/* " PM" after the time, if it is there. */
static void
half_of_day(struct span *t, struct moment *m)
{
	if (t->n < 3 || t->p[0] != ' ' || t->p[2] != 'M' || (t->p[1] != 'A' && t->p[1] != 'P') || m->hour > 12)
		return;
	m->hour = m->hour % 12 + (t->p[1] == 'P' ? 12 : 0);
	t->p += 3;
	t->n -= 3;
}

size_t
stamp_us(struct stamper *s, struct span text, int64_t *us)
{
	struct moment m = { 0 };
	struct span t = text;
	int first, second;

	first = number(&t, 1, 2);
	if (first < 0 || !skip(&t, "/-"))
		return 0;
	second = number(&t, 1, 2);
	if (second < 0 || !skip(&t, "/-"))
		return 0;
	m.year = number(&t, 2, 4);
	m.year += m.year < 100 ? 2000 : 0;
	skip(&t, ",");
	if (!skip(&t, " ") || !time_of_day(&t, &m))
		return 0;
	half_of_day(&t, &m);
	m.month = first <= 12 ? first : second; /* a first number above 12 can only be a day */
	m.day = first <= 12 ? second : first;
	return moment_is_sane(&m) ? finish(NULL, text, &t, moment_us(s, &m), us) : 0;
}

size_t
stamp_ctime(struct stamper *s, struct span text, int64_t *us)
{
	struct span t = text;
	size_t n;

	if (t.n < 4 || t.p[3] != ' ')
		return 0;
	t.p += 4;
	t.n -= 4;
	n = stamp_month(s, t, us);
	return n ? n + 4 : 0;
}

size_t
stamp_clock(struct stamper *s, struct span text, int64_t *us)
{
	struct moment m = { .year = 1970, .month = 1, .day = 1 };
	struct span t = text;
	int64_t today, local;

	if (!time_of_day(&t, &m) || !moment_is_sane(&m))
		return 0;
	m.us = fraction(&t);
	local = m.hour * 3600 + m.minute * 60 + m.second;
	today = s->now / DAY * 86400 + 86400;
	while (utc(s, today + local) * SECOND > s->now + MINUTE) /* a clock a minute ahead is not yesterday's */
		today -= 86400;
	*us = utc(s, today + local) * SECOND + m.us;
	return text.n - t.n;
}
