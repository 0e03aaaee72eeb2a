/* Printing for people and for programs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve/output.h"

enum { JSON_TEXT_MAX = 16384, BAR_WIDTH = 30, WIDTH_UNLIMITED = 1 << 20 };

json_t *
output_json_span(struct span s)
{
	char text[JSON_TEXT_MAX];
	size_t n = span_printable(s, text, sizeof(text));

	return json_stringn_nocheck(text, n);
}

json_t *
output_json_time(int64_t us)
{
	char text[CLOCK_TEXT_MAX];

	return us ? json_string(clock_rfc3339(us, text)) : json_null();
}

void
output_json(json_t *object)
{
	json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(object);
}

const char *
output_colour(enum output_colour c)
{
	static const char *const code[] = { "\033[0m", "\033[31m", "\033[33m", "\033[32m", "\033[2m" };
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no) ? code[c] : "";
}

int
output_width(void)
{
	struct winsize w;

	if (!isatty(STDOUT_FILENO))
		return WIDTH_UNLIMITED;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40 ? w.ws_col : 80;
}

const char *
output_time(int64_t us, char out[32])
{
	time_t t = (time_t)(us / SECOND);
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(out, 32, "%d %b %H:%M", &tm);
	return out;
}

void
progress_begin(struct progress *p, const char *what, uint64_t whole)
{
	*p = (struct progress){ what, whole, clock_now(), 0 };
}

void
progress_step(struct progress *p, uint64_t done)
{
	int64_t now = clock_now();
	int part;

	if (now - p->began < SECOND || now - p->shown < SECOND / 5 || !isatty(STDERR_FILENO) || p->whole == 0)
		return;
	p->shown = now;
	part = (int)((done < p->whole ? done : p->whole) * BAR_WIDTH / p->whole);
	fprintf(stderr, "\r%s [%.*s%*s] %3d %%", p->what, part, "==============================", BAR_WIDTH - part, "",
	    (int)(100.0 * (double)done / (double)p->whole));
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r\033[K");
}
