/* TAP in a few lines: `ok(condition, "what %s", ...)`, `is_int`, `is_text`; end with `return done_testing();`.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused)) static bool
ok(bool good, const char *format, ...)
{
	va_list args;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	tap_failed += !good;
	return good;
}

__attribute__((unused)) static bool
is_int(long long got, long long want, const char *what)
{
	bool good = ok(got == want, "%s", what);

	if (!good)
		printf("# got %lld, wanted %lld\n", got, want);
	return good;
}

__attribute__((unused)) static bool
is_text(const char *got, const char *want, const char *what)
{
	bool good = ok(got && want && strcmp(got, want) == 0, "%s", what);

	if (!good)
		printf("# got '%s', wanted '%s'\n", got ? got : "(null)", want ? want : "(null)");
	return good;
}

__attribute__((unused)) static int
done_testing(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}
