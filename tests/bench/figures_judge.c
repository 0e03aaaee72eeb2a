/* What an event costs the judgement, with a thousand and with a million sources, and what a source weighs in memory. A
 * million sources fit in no cache: what they cost more is also told as so many waits for memory, of this machine in this run.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/judge.h"

enum { EVENTS = 2000000, ACCOUNTS = 500 };

static char accounts[ACCOUNTS][32];

static double
processor_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A load from memory that no cache holds, each from where the one before it led. */
static double
memory_wait(void)
{
	enum { CELLS = 1 << 20, STEPS = 2000000 };
	struct cell { size_t next; char rest[56]; } *cell = xcalloc(CELLS, sizeof(*cell));
	size_t at = 0;
	double since;

	for (size_t i = 0; i < CELLS; i++) /* a full cycle (Knuth, The Art of Computer Programming, volume 2, 3.2.1.2) */
		cell[i].next = (i * 7368785 + 12345) % CELLS;
	since = processor_time();
	for (int i = 0; i < STEPS; i++)
		at = cell[at].next;
	since = (processor_time() - since) / STEPS * 1e9;
	free(cell);
	return at < CELLS ? since : 0;
}

/* Events `from` to `to` of an endless row in which the sources take turns, scattered. */
static void
judge_row(struct judge *j, enum signal signal, uint32_t sources, uint32_t from, uint32_t to)
{
	static struct pack pack = { .name = "bench" };
	static const struct rule rule = { .pack = &pack, .id = "bench" };

	for (uint32_t i = from; i < to; i++) {
		uint32_t n = (uint32_t)(i * 2654435761ULL % sources) + (198u << 24);
		struct event e = { .time = 20000 * DAY + i * 1000LL, .rule = &rule, .signal = signal, .count = 1,
			.source = { .family = 4, .bits = 32, .b = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n } } };

		if (signal == SIGNAL_AUTH_FAILED)
			e.field[FIELD_ACCOUNT] = span_of(accounts[i % ACCOUNTS]);
		e.place.line = SPAN_LIT("Nov 24 10:00:01 mx postfix/smtpd[812]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/1 commands=1/2");
		judge_event(j, &e);
	}
}

/* With all sources in the table before the clock starts: memory that is touched for the first time is not judging. */
static double
measure(const struct policy *p, enum signal signal, uint32_t sources)
{
	struct judge *j = judge_new(p, JUDGE_SOURCES_MAX, NULL);
	double since, took;

	judge_row(j, signal, sources, 0, sources);
	since = processor_time();
	judge_row(j, signal, sources, sources, sources + EVENTS);
	took = processor_time() - since;
	judge_free(j);
	return took / EVENTS * 1e9;
}

int
main(void)
{
	static const struct { const char *name; enum signal signal; } kinds[] = { { "bad_command", SIGNAL_BAD_COMMAND },
		{ "auth_failed", SIGNAL_AUTH_FAILED } };
	static const char file[] = "rules/policy.yaml"; /* it runs from the root of the source */
	struct error e;
	struct policy *p = policy_load(file, NULL, &e);
	double wait = memory_wait();

	for (unsigned i = 0; i < ACCOUNTS; i++)
		sprintf(accounts[i], "user%u@here.example", i);

	if (!p)
		fatalx("%s: %s", file, e.text);
	printf("memory_wait %.0f ns\n", wait);
	for (size_t i = 0; i < 2; i++) {
		double few = measure(p, kinds[i].signal, 1000), some = measure(p, kinds[i].signal, 100000);
		double many = measure(p, kinds[i].signal, 1000000);

		printf("judge_%s_1000_sources %.0f ns/event\n", kinds[i].name, few);
		printf("judge_%s_100000_sources %.0f ns/event\n", kinds[i].name, some);
		printf("judge_%s_1000000_sources %.0f ns/event\n", kinds[i].name, many);
		printf("judge_%s_million_to_thousand %.1f times\n", kinds[i].name, many / few);
		printf("judge_%s_million_less_thousand %.1f memory-waits\n", kinds[i].name, (many - few) / wait);
	}
	printf("judge_source %zu bytes\n", judge_bytes_per_source());
	policy_free(p);
	return 0;
}
