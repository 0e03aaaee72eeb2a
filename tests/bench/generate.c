/* Writes N log lines of a Postfix under mixed use: usage: generate LINES [SEED]. Of its sessions 30 % are hostile.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { POOL = 100, PROCESS_LIFE = 50000 }; /* smtpd processes at a time, and for how many lines they live */

static uint64_t seed;
static long left;
static time_t now = 1795478400; /* 2026-11-24 00:00 UTC */

/* xorshift64*, Vigna 2016 */
static uint32_t
draw(uint32_t below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (uint32_t)((seed * 2685821657736338717ull) >> 33) % below;
}

__attribute__((format(printf, 3, 4))) static void
say(const char *daemon, unsigned pid, const char *format, ...)
{
	char stamp[32];
	struct tm tm;
	va_list args;

	if (left-- <= 0)
		exit(0);
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%b %e %H:%M:%S", &tm);
	printf("%s mx1 postfix/%s[%u]: ", stamp, daemon, pid);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static void
delivery(unsigned pid)
{
	unsigned host = draw(400), id = draw(1 << 24), n = 1 + draw(3);
	const char *name = "mx.partner.example";

	say("smtpd", pid, "connect from %s[203.0.113.%u]", name, host % 250 + 1);
	say("smtpd", pid, "4%06X: client=%s[203.0.113.%u]", id, name, host % 250 + 1);
	say("cleanup", pid + 1, "4%06X: message-id=<%u.%u@partner.example>", id, draw(1 << 30), draw(1 << 30));
	say("qmgr", 811, "4%06X: from=<news%u@partner.example>, size=%u, nrcpt=%u (queue active)", id, host, 900 + draw(90000), n);
	say("smtpd", pid, "disconnect from %s[203.0.113.%u] ehlo=1 mail=1 rcpt=%u data=1 quit=1 commands=%u", name,
	    host % 250 + 1, n, 4 + n);
	say("local", pid + 2, "4%06X: to=<user%u@ours.example>, relay=local, delay=0.05, delays=0.03/0/0/0.01, dsn=2.0.0, "
	    "status=sent (delivered to maildir)", id, draw(500));
	say("qmgr", 811, "4%06X: removed", id);
}

static void
relayer(unsigned pid, const char *client)
{
	unsigned i, n = 1 + draw(3);

	say("smtpd", pid, "connect from unknown[%s]", client);
	for (i = 0; i < n; i++)
		say("smtpd", pid, "NOQUEUE: reject: RCPT from unknown[%s]: 554 5.7.1 <v%u@far.example>: Relay access denied; "
		    "from=<x%u@spam.example> to=<v%u@far.example> proto=ESMTP helo=<win%u>", client, i, draw(99), i, draw(99));
	say("smtpd", pid, "disconnect from unknown[%s] ehlo=1 mail=1 rcpt=0/%u quit=1 commands=3/%u", client, n, 3 + n);
}

static void
guesser(unsigned pid, const char *client)
{
	say("smtpd", pid, "connect from unknown[%s]", client);
	say("smtpd", pid, "warning: unknown[%s]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=name%u",
	    client, draw(5000));
	say("smtpd", pid, "disconnect from unknown[%s] ehlo=1 auth=0/1 quit=1 commands=2/3", client);
}

static void
session(void)
{
	unsigned pid = 2000 + draw(POOL) * 4 + (unsigned)(left / PROCESS_LIFE) * 400;
	char client[32];

	snprintf(client, sizeof(client), "198.%u.%u.%u", 18 + draw(2), draw(256), 1 + draw(250));
	if (draw(10) >= 3)
		delivery(pid);
	else if (draw(2))
		relayer(pid, client);
	else
		guesser(pid, client);
	now += draw(3) == 0;
}

int
main(int argc, char **argv)
{
	left = argc > 1 ? atol(argv[1]) : 1000;
	seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 42;
	for (;;)
		session();
}
