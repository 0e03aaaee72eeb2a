/* Small readers of text that the decoders share, and the bytes of a line before they are decoded.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

struct decoder;

/* The start of a line: frees what the last one needed. Then UTF-16, if it is that, becomes UTF-8 in scratch. */
void text_begin(struct decoder *d, size_t line);
bool text_is_wide(struct span line);
bool text_convert(struct decoder *d, struct span *line);

/* n bytes that live until the next line; NULL: the line asks for too much. */
char *decode_scratch(struct decoder *d, size_t n);

static inline void
text_advance(struct span *t, size_t n)
{
	t->p += n;
	t->n -= n;
}

static inline bool
text_starts(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

/* True, and past it, if the text starts with that. */
static inline bool
text_skip(struct span *t, const char *what)
{
	bool there = text_starts(*t, what);

	if (there)
		text_advance(t, strlen(what));
	return there;
}

static inline struct span
text_find(struct span s, const char *what)
{
	const char *p = s.n ? memmem(s.p, s.n, what, strlen(what)) : NULL;

	return (struct span){ p, p ? s.n - (size_t)(p - s.p) : 0 };
}

/* What stands before the first `end`; the text moves past that. Absent, and nothing moves, if there is none. */
struct span text_until(struct span *t, const char *end);
/* The text up to the next space, or all of it; the space goes too. */
struct span text_word(struct span *t);
bool text_is_digits(struct span s);
