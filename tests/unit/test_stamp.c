/* Time stamps of every kind, and the year of those that have none.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <time.h>

#include "cmd/base/clock.h"
#include "rules/stamp.h"
#include "tests/tap.h"

/* 2026-11-24T10:00:00Z */
static const int64_t november = INT64_C(1795514400) * SECOND;

/* The time of text as RFC 3339; the stamp must end where the '|' stands. */
static void
reads(struct stamper *s, stamp_reader *reader, const char *text, const char *want)
{
	const char *bar = strchr(text, '|');
	char copy[128], out[CLOCK_TEXT_MAX] = "nothing";
	size_t before = (size_t)(bar - text), n;
	int64_t us = 0;

	memcpy(copy, text, before);
	strcpy(copy + before, bar + 1);
	n = reader(s, span_of(copy), &us);
	if (n)
		clock_rfc3339(us, out);
	is_text(out, want, text);
	if (n)
		is_int((long long)n, (long long)before, "  and its length");
}

static void
refuses(struct stamper *s, stamp_reader *reader, const char *text)
{
	int64_t us;

	is_int((long long)reader(s, span_of(text), &us), 0, text);
}

static void
test_month(void)
{
	struct stamper s;

	stamper_init(&s, november, 0, 0);
	reads(&s, stamp_month, "Nov 24 09:59:01| mx postfix", "2026-11-24T09:59:01Z");
	reads(&s, stamp_month, "Nov 24 09:59:01| mx postfix", "2026-11-24T09:59:01Z");
	reads(&s, stamp_month, "Nov 24 09:59:02| mx postfix", "2026-11-24T09:59:02Z");
	reads(&s, stamp_month, "Nov  4 13:35:37| mx", "2026-11-04T13:35:37Z");
	reads(&s, stamp_month, "Nov 4 13:35:37| mx", "2026-11-04T13:35:37Z");
	reads(&s, stamp_month, "Nov 24 09:59:01.250| mx", "2026-11-24T09:59:01.250000Z");
	reads(&s, stamp_month, "Dec 28 19:03:53 2013| - x", "2013-12-28T19:03:53Z");
	reads(&s, stamp_month, "Mär 08 20:48:47| web", "2026-03-08T20:48:47Z");
	reads(&s, stamp_month, "M\xe4r 08 20:48:47| web", "2026-03-08T20:48:47Z");
	reads(&s, stamp_month, "Okt  1 00:00:00| web", "2026-10-01T00:00:00Z");
	reads(&s, stamp_month, "févr. 08 20:48:47| web", "2026-02-08T20:48:47Z");
	reads(&s, stamp_month, "mars 08 20:48:47| web", "2026-03-08T20:48:47Z");
	reads(&s, stamp_month, "août 08 20:48:47| web", "2026-08-08T20:48:47Z");
	reads(&s, stamp_month, "дек 08 20:48:47| web", "2025-12-08T20:48:47Z");
	refuses(&s, stamp_month, "Nov 31 10:00:00 mx");
	refuses(&s, stamp_month, "Nov 24 24:00:00 mx");
	refuses(&s, stamp_month, "Nov 24 10:00 mx");
	refuses(&s, stamp_month, "Foo 24 10:00:00 mx");
	refuses(&s, stamp_month, "");
}

static void
test_year(void)
{
	struct stamper s;

	stamper_init(&s, november, 0, 0);
	reads(&s, stamp_month, "Nov 25 09:00:00| a day ahead is a clock's fault", "2026-11-25T09:00:00Z");
	reads(&s, stamp_month, "Nov 25 10:00:01| more is last year", "2025-11-25T10:00:01Z");
	reads(&s, stamp_month, "Dec 31 23:59:59| x", "2025-12-31T23:59:59Z");
	reads(&s, stamp_month, "Feb 29 10:00:00| only leap years have it", "2024-02-29T10:00:00Z");
	stamper_set_now(&s, november + 37 * DAY);
	reads(&s, stamp_month, "Dec 31 10:00:00| the clock went on", "2026-12-31T10:00:00Z");
	reads(&s, stamp_month, "Jan  1 00:00:01| New Year", "2027-01-01T00:00:01Z");

	stamper_init(&s, november, 2019, 0);
	reads(&s, stamp_month, "Dec 31 23:59:59| forced", "2019-12-31T23:59:59Z");
	reads(&s, stamp_month, "Jan  1 00:00:00| rolls over", "2020-01-01T00:00:00Z");
	reads(&s, stamp_month, "Dec 31 23:59:58| out of order", "2019-12-31T23:59:58Z");
	reads(&s, stamp_month, "Jan  2 00:00:00| and on", "2020-01-02T00:00:00Z");
	reads(&s, stamp_month, "Mar  2 00:00:00| and on", "2020-03-02T00:00:00Z");
}

static void
test_iso(void)
{
	struct stamper s;

	stamper_init(&s, november, 0, 3600);
	reads(&s, stamp_iso, "2024-08-29T01:08:59.764590+00:00| mx", "2024-08-29T01:08:59.764590Z");
	reads(&s, stamp_iso, "2024-08-29T01:08:59.764590+02:00| mx", "2024-08-28T23:08:59.764590Z");
	reads(&s, stamp_iso, "2024-08-29T01:08:59-0330| mx", "2024-08-29T04:38:59Z");
	reads(&s, stamp_iso, "2024-08-29T01:08:59.5Z|,EX", "2024-08-29T01:08:59.500000Z");
	reads(&s, stamp_iso, "2024-08-29 01:08:59| no zone: the log's", "2024-08-29T00:08:59Z");
	reads(&s, stamp_iso, "2024-08-29 01:08:59.123 -0700| [1] x", "2024-08-29T08:08:59.123000Z");
	reads(&s, stamp_iso, "2015-12-05 18:47:36,435| INFO", "2015-12-05T17:47:36.435000Z");
	reads(&s, stamp_iso, "2025/03/30 04:11:38| [info]", "2025-03-30T03:11:38Z");
	reads(&s, stamp_iso, "2026-07-23 18:23:59.327369500|  [NOTICE]", "2026-07-23T17:23:59.327369Z");
	reads(&s, stamp_iso, "2024-08-29T01:08:59|. a full stop", "2024-08-29T00:08:59Z");
	refuses(&s, stamp_iso, "2023-02-29T01:08:59Z x");
	refuses(&s, stamp_iso, "2023-02-28T01:08:599 x");
	refuses(&s, stamp_iso, "2023-02-28X01:08:59Z x");
	refuses(&s, stamp_iso, "20230228T010859Z and more");
}

static void
test_others(void)
{
	struct stamper s;

	stamper_init(&s, november, 0, 0);
	reads(&s, stamp_tai64n, "@400000004c91b044077a9e94| x", "2010-09-16T05:50:50.125476Z");
	refuses(&s, stamp_tai64n, "@400000004c91b044077a9e9g x");
	refuses(&s, stamp_tai64n, "@000000004c91b044077a9e94 x");
	reads(&s, stamp_epoch, "1157520813.485077| rblsmtpd", "2006-09-06T05:33:33.485077Z");
	refuses(&s, stamp_epoch, "11575208130.4 x");
	reads(&s, stamp_day, "30/Dec/2013 05:27:59|] Relay", "2013-12-30T05:27:59Z");
	reads(&s, stamp_day, "11/Oct/2006:13:16:40 -0600|] x", "2006-10-11T19:16:40Z");
	reads(&s, stamp_day, "22-Jan-2013 22:28:21 +0200|]: x", "2013-01-22T20:28:21Z");
	reads(&s, stamp_dashed, "Apr-27-13 02:25:09| Blocking", "2013-04-27T02:25:09Z");
	reads(&s, stamp_us, "10/19/18 00:00:25|\tSMTP-IN", "2018-10-19T00:00:25Z");
	reads(&s, stamp_us, "8/18/06, 13:17:37|, SMTPSVC1", "2006-08-18T13:17:37Z");
	reads(&s, stamp_us, "03-07-2005 11:07:20 PM|  x", "2005-03-07T23:07:20Z");
	reads(&s, stamp_us, "03-07-2005 12:07:20 AM|  x", "2005-03-07T00:07:20Z");
	reads(&s, stamp_us, "25/07/2005 11:07:20|  day first", "2005-07-25T11:07:20Z");
	reads(&s, stamp_ctime, "Sat Dec 28 19:03:53 2013| - [1]", "2013-12-28T19:03:53Z");
	reads(&s, stamp_short, "07-22 12:55:44 +0300| 02 mx", "2026-07-22T09:55:44Z");
	reads(&s, stamp_clock, "09:59:59.5| [192.0.2.1]", "2026-11-24T09:59:59.500000Z");
	reads(&s, stamp_clock, "10:05:00| yesterday's", "2026-11-23T10:05:00Z");
}

static void
test_zone(void)
{
	struct stamper s;

	setenv("TZ", "Europe/Berlin", 1);
	stamper_init(&s, november, 0, INT_MIN);
	reads(&s, stamp_iso, "2026-01-15 12:00:00| winter", "2026-01-15T11:00:00Z");
	reads(&s, stamp_iso, "2026-07-15 12:00:00| summer", "2026-07-15T10:00:00Z");
	reads(&s, stamp_iso, "2026-03-29 01:59:59| before the change", "2026-03-29T00:59:59Z");
	reads(&s, stamp_iso, "2026-03-29 03:00:00| after it", "2026-03-29T01:00:00Z");
	reads(&s, stamp_month, "Nov 24 10:59:01| mx", "2026-11-24T09:59:01Z");
}

int
main(void)
{
	test_month();
	test_year();
	test_iso();
	test_others();
	test_zone();
	return done_testing();
}
