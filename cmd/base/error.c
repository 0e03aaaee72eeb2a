/* Errors with a place.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "cmd/base/error.h"

bool
error_set(struct error *e, const char *file, int line, int column, const char *format, ...)
{
	va_list args;

	if (e == NULL)
		return false;
	snprintf(e->file, sizeof(e->file), "%s", file ? file : "");
	e->line = line;
	e->column = column;
	va_start(args, format);
	vsnprintf(e->text, sizeof(e->text), format, args);
	va_end(args);
	return false;
}

const char *
error_text(const struct error *e, char *out, unsigned cap)
{
	char place[32] = "";

	if (e->line > 0 && e->column > 0)
		snprintf(place, sizeof(place), "%d:%d:", e->line, e->column);
	else if (e->line > 0)
		snprintf(place, sizeof(place), "%d:", e->line);
	snprintf(out, cap, "%s%s%s%s%s", e->file, e->file[0] ? ":" : "", place, e->file[0] || place[0] ? " " : "", e->text);
	return out;
}
