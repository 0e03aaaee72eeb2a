/* Times and durations as text, and the clock that can be set.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <time.h>

#include "cmd/base/clock.h"
#include "tests/tap.h"

static void
test_durations(void)
{
	static const struct { const char *text; int64_t us; } yes[] = {
		{ "0", 0 }, { "90", 90 * SECOND }, { "90s", 90 * SECOND }, { "10m", 10 * MINUTE }, { "1h", HOUR },
		{ "7d", 7 * DAY }, { "2w", 14 * DAY }, { "1h30m", 90 * MINUTE }, { "1h 30m", 90 * MINUTE },
		{ "1w2d3h4m5s", 9 * DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND }, { "3650d", 3650 * DAY },
		{ "315360000", 3650 * DAY }, { "007s", 7 * SECOND },
	};
	static const char *const no[] = { "", " ", "m", "-1", "-5m", "+5m", "1.5h", "10 m", "10m ", " 10m", "10x", "10M",
	                                  "1h30", "30m1h", "1h1h", "1h  30m", "3651d", "3650d1s", "315360001",
	                                  "99999999999999999999", "9223372036854775807w", "1h-30m", "10mm", "forever" };
	int64_t us;

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		us = -1;
		ok(clock_parse_duration(span_of(yes[i].text), &us), "'%s' is a duration", yes[i].text);
		is_int(us, yes[i].us, "... of the right length");
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		us = 77;
		ok(!clock_parse_duration(span_of(no[i]), &us) && us == 77, "'%s' is none", no[i]);
	}
	ok(!clock_parse_duration((struct span){ NULL, 0 }, &us), "nothing is none");
	ok(clock_parse_duration((struct span){ "10mm", 3 }, &us), "reads no byte beyond the span");
}

static void
test_duration_text(void)
{
	static const struct { int64_t us; const char *text; } samples[] = {
		{ 0, "0s" }, { SECOND - 1, "0s" }, { 45 * SECOND, "45s" }, { MINUTE, "1m" }, { 61 * SECOND, "1m 1s" },
		{ 2 * HOUR + 5 * MINUTE + 9 * SECOND, "2h 5m" }, { 2 * HOUR + 9 * SECOND, "2h" },
		{ 6 * DAY + 3 * HOUR, "6d 3h" }, { 30 * DAY, "30d" }, { -90 * SECOND, "-1m 30s" },
		{ INT64_MAX, "106751991d 4h" }, { INT64_MIN, "-106751991d 4h" },
	};
	char text[CLOCK_TEXT_MAX];

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		is_text(clock_duration_text(samples[i].us, text), samples[i].text, samples[i].text);
}

static void
test_times(void)
{
	char text[CLOCK_TEXT_MAX];
	int64_t before, now;

	is_text(clock_rfc3339(0, text), "1970-01-01T00:00:00Z", "the epoch");
	is_text(clock_rfc3339(1795514401 * SECOND, text), "2026-11-24T10:00:01Z", "whole seconds");
	is_text(clock_rfc3339(1795514401 * SECOND + 42, text), "2026-11-24T10:00:01.000042Z", "microseconds");
	is_text(clock_rfc3339(-1, text), "1969-12-31T23:59:59.999999Z", "before the epoch");
	is_text(clock_rfc3339(951782400 * SECOND, text), "2000-02-29T00:00:00Z", "a leap day");
	ok(strlen(clock_rfc3339(INT64_MAX, text)) < CLOCK_TEXT_MAX, "the last time of all fits: %s", text);

	before = (int64_t)time(NULL) * SECOND - SECOND;
	now = clock_now();
	ok(now > before && now < before + MINUTE, "the clock tells the machine's time");
	clock_set(5 * HOUR);
	is_int(clock_now(), 5 * HOUR, "or what it was set to");
	clock_set(0);
	ok(clock_now() >= now, "and lets go of that");
}

int
main(void)
{
	test_durations();
	test_duration_text();
	test_times();
	return done_testing();
}
