/* The ladder: rungs, jitter, memory, and what is the same offence told twice.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/ladder.h"

#include "cmd/base/clock.h"
#include "tests/tap.h"

static const int64_t start = 1795000000 * SECOND;

static struct config
policy(void)
{
	return (struct config){
		.rung = { { .length = 10 * MINUTE }, { .length = HOUR }, { .length = 7 * DAY, .all_ports = true } },
		.rungs = 3,
		.memory = 30 * DAY,
	};
}

static struct addr
host(const char *text)
{
	struct addr a;

	addr_parse_prefix(span_of(text), &a);
	return a;
}

static struct sanction
step(const struct config *c, const struct addr *a, int64_t time, struct past *past)
{
	return ladder_step(c, a, (struct offence){ time, false }, past);
}

static void
test_rungs(void)
{
	struct config c = policy();
	struct addr a = host("192.0.2.7");
	struct past past = { 0 };
	struct sanction s = step(&c, &a, start, &past);

	is_int(s.offence, 1, "the first offence");
	is_int(s.rung, 1, "takes the first rung");
	ok(s.length >= 10 * MINUTE && s.length <= 11 * MINUTE, "for its length and at most a tenth more");
	is_int(s.until, start + s.length, "from the event's time");
	ok(!s.repeat && !s.all_ports && !s.throttle, "on the mail ports only");
	s = step(&c, &a, s.until + MINUTE, &past);
	is_int(s.rung, 2, "the second offence takes the second rung");
	s = step(&c, &a, s.until, &past);
	ok(s.rung == 3 && s.all_ports, "at a ban's end the next one may begin, on all ports");
	s = step(&c, &a, s.until + MINUTE, &past);
	ok(s.offence == 4 && s.rung == 3, "the last rung holds");
	ok(s.length <= 7 * DAY + 7 * DAY / 10, "and is no longer than a tenth more");
}

static void
test_repeat(void)
{
	struct config c = policy();
	struct addr a = host("192.0.2.7");
	struct past past = { 0 };
	struct sanction first = step(&c, &a, start, &past), again;

	again = step(&c, &a, start, &past);
	ok(again.repeat && again.until == first.until && again.offence == 1, "the same verdict twice is one offence");
	again = step(&c, &a, start - HOUR, &past);
	ok(again.repeat && again.length == first.length, "so is one for a time before it");
	again = step(&c, &a, first.until - 1, &past);
	ok(again.repeat && past.offences == 1, "and one while the ban runs");
	again = step(&c, &a, first.until, &past);
	ok(!again.repeat && past.offences == 2, "but not one after its end");
	past = (struct past){ .last = start, .until = start };
	again = step(&c, &a, start - 1, &past);
	ok(again.repeat && again.offence == 0 && past.offences == 0, "what was lifted since does not come back");
	again = step(&c, &a, start + 1, &past);
	ok(!again.repeat && again.offence == 1, "a new offence after a lift is the first");
}

static void
test_throttle(void)
{
	struct config c = policy();
	struct addr a = host("2001:db8::/64");
	struct past past = { 0 };
	struct sanction s;

	c.rung[0].throttle = true;
	s = step(&c, &a, start, &past);
	ok(s.throttle && past.throttled, "a throttle rung throttles");
	s = step(&c, &a, start, &past);
	ok(s.repeat && s.throttle, "told twice it is the same throttle");
	s = step(&c, &a, start + 1, &past);
	ok(!s.repeat && s.rung == 2 && !s.throttle, "the next verdict takes the next rung though the throttle runs");
	s = step(&c, &a, start + 2, &past);
	ok(s.repeat && s.rung == 2, "a ban then holds");
}

static void
test_memory(void)
{
	struct config c = policy();
	struct addr a = host("192.0.2.7");
	struct past past = { .offences = 2, .last = start, .until = start + HOUR };
	struct sanction s = step(&c, &a, start + 30 * DAY, &past);

	is_int(s.offence, 3, "30 days are remembered");
	past = (struct past){ .offences = 2, .last = start, .until = start + HOUR };
	s = step(&c, &a, start + 30 * DAY + 1, &past);
	is_int(s.offence, 1, "and not more");
}

/* Whoever gets a dynamic address next must not inherit a ban of a week. */
static void
test_long(void)
{
	struct config c = policy();
	struct addr a = host("192.0.2.7");
	struct past past = { 0 };
	struct sanction s;

	step(&c, &a, start, &past);
	step(&c, &a, start + DAY, &past);
	s = step(&c, &a, start + 7 * DAY + 1, &past);
	ok(s.offence == 3 && s.rung == 2 && !s.all_ports, "three offences in more than a week: no ban of a week yet");
	s = step(&c, &a, start + 7 * DAY + 1, &past);
	ok(s.repeat && s.rung == 2, "told twice it is the same");
	s = step(&c, &a, start + 8 * DAY, &past);
	ok(s.offence == 4 && s.rung == 3, "but when three fall within a week");
	s = step(&c, &a, s.until + 6 * DAY, &past);
	ok(s.offence == 5 && s.rung == 3, "and again where one comes within a week after that");
	s = step(&c, &a, s.until + 8 * DAY, &past);
	ok(s.offence == 6 && s.rung == 2, "not where it comes later");
	c.rungs = 1;
	c.rung[0].length = 7 * DAY;
	past = (struct past){ 0 };
	ok(step(&c, &a, start, &past).rung == 1, "where every rung is as long, the first one is");
}

static void
test_mild(void)
{
	struct config c = policy();
	struct addr a = host("192.0.2.7");
	struct past past = { 0 };
	struct offence mild = { start, true };
	struct sanction s = { 0 };

	for (int i = 0; i < 5; i++, mild.time += DAY)
		s = ladder_step(&c, &a, mild, &past);
	ok(s.offence == 5 && s.rung == 1 && s.length <= 11 * MINUTE && !s.all_ports, "a mild offence never leaves the first rung");
	ok(step(&c, &a, mild.time, &past).rung == 3, "another one climbs");
	c.rungs = 1;
	c.rung[0].all_ports = true;
	ok(!ladder_step(&c, &a, (struct offence){ start + 20 * DAY, true }, &past).all_ports, "and it is of the mail ports only");
}

static void
test_jitter(void)
{
	struct config c = policy();
	int64_t least = INT64_MAX, most = 0;
	bool same = true;

	for (int i = 0; i < 254; i++) {
		struct addr a = { .family = 4, .bits = 32, .b = { 192, 0, 2, (uint8_t)i } };
		struct past one = { 0 }, two = { 0 };
		int64_t length = step(&c, &a, start, &one).length;

		same = same && length == step(&c, &a, start + DAY, &two).length;
		least = length < least ? length : least;
		most = length > most ? length : most;
	}
	ok(least >= 10 * MINUTE && most <= 11 * MINUTE, "jitter only adds, at most a tenth");
	ok(most - least > 50 * SECOND, "it spreads");
	ok(same, "the same subject and offence always gets the same");
}

int
main(void)
{
	test_rungs();
	test_repeat();
	test_throttle();
	test_memory();
	test_long();
	test_mild();
	test_jitter();
	return done_testing();
}
