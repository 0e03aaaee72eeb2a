/* What an account sends, held against its own habit.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/clock.h"
#include "rules/account_usage.h"
#include "rules/policy_internal.h"

enum {
	PART = 600,          /* s: the last hour is six of them */
	HOURS_KNOWN = 10,    /* active hours after which a habit is known */
	HOURS_HALVE = 112,   /* active hours of 14 days at eight a day: then the past counts half */
};

static int
class_of(uint32_t n)
{
	int class = 0;

	while (n >>= 1)
		class++;
	return class < USAGE_CLASSES ? class : USAGE_CLASSES - 1;
}

static unsigned
hours_known(const struct usage *u)
{
	unsigned sum = 0;

	for (int i = 0; i < USAGE_CLASSES; i++)
		sum += u->hours[i];
	return sum;
}

static void
close_hour(struct usage *u)
{
	if (u->in_hour == 0)
		return;
	u->hours[class_of(u->in_hour)]++;
	for (int i = 0; hours_known(u) > HOURS_HALVE && i < USAGE_CLASSES; i++)
		u->hours[i] /= 2;
	u->in_hour = 0;
}

static void
turn(struct usage *u, int64_t time)
{
	int64_t part = time / (PART * SECOND), hour = time / HOUR, gone = part - u->part;

	if (gone > 0) {
		for (int i = USAGE_PARTS - 1; i >= 0; i--)
			u->recent[i] = i >= gone ? u->recent[i - gone] : 0;
		u->part = part;
	}
	if (hour > u->hour) {
		close_hour(u);
		u->hour = hour;
	}
	if (time - u->day >= DAY) {
		u->day = time;
		u->sent = u->bounced = 0;
	}
}

/* The 95th percentile of the account's active hours: the upper end of its class. */
static double
busy_hour(const struct usage *u)
{
	unsigned left = hours_known(u) / 20;
	int i = USAGE_CLASSES - 1;

	while (i > 0 && u->hours[i] <= left)
		left -= u->hours[i--];
	return (double)(2u << i);
}

const char *
usage_sent(const struct policy *p, struct usage *u, uint32_t recipients, int64_t time)
{
	double hour = 0, usual;

	turn(u, time);
	u->recent[0] += recipients;
	u->in_hour += recipients;
	u->sent += recipients;
	for (int i = 0; i < USAGE_PARTS; i++)
		hour += u->recent[i];
	if (hours_known(u) < HOURS_KNOWN)
		return hour > p->stolen.new_hour || u->sent > p->stolen.new_day ? "burst" : NULL;
	usual = busy_hour(u) * p->stolen.usual_factor;
	return hour > usual && hour >= p->stolen.usual_least ? "burst" : NULL;
}

const char *
usage_bounced(const struct policy *p, struct usage *u, uint32_t recipients, int64_t time)
{
	turn(u, time);
	u->bounced += recipients;
	return u->sent >= p->stolen.bounce_least && u->bounced > u->sent * p->stolen.bounce_share ? "bounces" : NULL;
}
