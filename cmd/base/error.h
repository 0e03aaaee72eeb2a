/* What went wrong in something a person wrote, and where. Parsers fill it and print nothing.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct error {
	char file[256]; /* "" where there is none */
	int line, column; /* from 1; 0: unknown */
	char text[400];
};

/* Always returns false, so that a parser can say `return error_set(...)`. e may be NULL. */
bool error_set(struct error *e, const char *file, int line, int column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* "file:line:column: text", without the parts that are unknown. */
const char *error_text(const struct error *e, char *out, unsigned cap);
