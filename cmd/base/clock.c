/* The clock, and times and durations as text.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <time.h>

#include "cmd/base/clock.h"

#define DURATION_MAX (10 * 365 * DAY)

struct unit { char letter; int64_t us; };

static const struct unit units[] = {
	{ 'w', 7 * DAY }, { 'd', DAY }, { 'h', HOUR }, { 'm', MINUTE }, { 's', SECOND },
};
enum { UNITS = sizeof(units) / sizeof(*units), SECONDS_UNIT = UNITS - 1 };

static int64_t set_time; /* 0: the machine's clock */

int64_t
clock_now(void)
{
	struct timespec t;

	if (set_time != 0)
		return set_time;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * SECOND + t.tv_nsec / 1000;
}

void
clock_set(int64_t us)
{
	set_time = us;
}

char *
clock_rfc3339(int64_t us, char out[CLOCK_TEXT_MAX])
{
	int64_t fraction = (us % SECOND + SECOND) % SECOND;
	time_t seconds = (us - fraction) / SECOND;
	struct tm tm;
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(out, CLOCK_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	if (fraction)
		n += (size_t)snprintf(out + n, CLOCK_TEXT_MAX - n, ".%06d", (int)fraction);
	snprintf(out + n, CLOCK_TEXT_MAX - n, "Z");
	return out;
}

char *
clock_duration_text(int64_t us, char out[CLOCK_TEXT_MAX])
{
	const char *sign = us < 0 ? "-" : "";
	uint64_t left = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;
	size_t i = 1; /* from days on: "9d" is clearer than "1w 2d" */
	uint64_t first, second;

	while (i < SECONDS_UNIT && left < (uint64_t)units[i].us)
		i++;
	first = left / (uint64_t)units[i].us;
	second = i < SECONDS_UNIT ? left % (uint64_t)units[i].us / (uint64_t)units[i + 1].us : 0;
	if (second)
		snprintf(out, CLOCK_TEXT_MAX, "%s%llu%c %llu%c", sign, (unsigned long long)first, units[i].letter,
		         (unsigned long long)second, units[i + 1].letter);
	else
		snprintf(out, CLOCK_TEXT_MAX, "%s%llu%c", sign, (unsigned long long)first, units[i].letter);
	return out;
}

/* Digits at *at; false: none, or more than any duration needs. */
static bool
read_count(struct span text, size_t *at, int64_t *out)
{
	size_t start = *at;
	int64_t value = 0;

	for (; *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9'; ++*at) {
		value = value * 10 + (text.p[*at] - '0');
		if (value > DURATION_MAX / SECOND)
			return false;
	}
	*out = value;
	return *at > start;
}

bool
clock_parse_duration(struct span text, int64_t *us)
{
	int64_t sum = 0, count;
	size_t at = 0, unit = 0;

	if (text.n == 0)
		return false;
	while (at < text.n) {
		bool first = at == 0;

		if (!first && text.p[at] == ' ')
			at++;
		if (!read_count(text, &at, &count))
			return false;
		if (first && at == text.n) { /* a bare number */
			unit = SECONDS_UNIT;
		} else {
			while (unit < UNITS && (at == text.n || units[unit].letter != text.p[at]))
				unit++;
			at++;
		}
		if (unit == UNITS || count > (DURATION_MAX - sum) / units[unit].us)
			return false;
		sum += count * units[unit++].us; /* each unit once, the largest first */
	}
	*us = sum;
	return true;
}
