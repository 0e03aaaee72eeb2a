/* Borrowed text: a pointer and a length into somebody else's buffer. May hold any byte, NUL included.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *p; /* NULL: absent. Not NULL with n == 0: present and empty */
	size_t n;
};

#define SPAN_LIT(s) ((struct span){ (s), sizeof(s) - 1 })

static inline struct span
span_of(const char *s)
{
	return (struct span){ s, s ? strlen(s) : 0 };
}

static inline bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
span_is(struct span a, const char *text)
{
	return span_eq(a, span_of(text));
}

/* Escapes what is not printable ASCII or valid UTF-8 as \xNN (a backslash as \\), so that the result is safe on a
 * terminal, in JSON and in mail. Cuts at cap - 1 bytes, always ends with NUL; returns the length written. */
size_t span_printable(struct span s, char *out, size_t cap);
/* True if all of it may be shown as it is: no byte would become \xNN (backslashes may be there). */
bool span_is_printable(struct span s);
