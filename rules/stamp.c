/* Reads every kind of time stamp that mail logs use.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/clock.h"
#include "rules/moment.h"

enum { DAY_SECONDS = 86400 };

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
	*us = (n ? seconds - zone : moment_utc(s, seconds)) * SECOND + part;
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
	today = s->now / DAY * DAY_SECONDS + DAY_SECONDS;
	while (moment_utc(s, today + local) * SECOND > s->now + MINUTE) /* a clock a minute ahead is not yesterday's */
		today -= DAY_SECONDS;
	*us = moment_utc(s, today + local) * SECOND + m.us;
	return text.n - t.n;
}
