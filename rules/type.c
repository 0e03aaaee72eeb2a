/* The table of field types.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/type.h"

/* A class is four words of bits; each set is a macro that gives its bits in word w. */
#define LOW(n) ((n) <= 0 ? 0 : (n) >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << ((n) & 63)) - 1)
#define RANGE(from, to, w) (LOW((to) + 1 - (w) * 64) & ~LOW((from) - (w) * 64))
#define BYTE(c, w) RANGE(c, c, w)
#define DIGIT(w) RANGE('0', '9', w)
#define HEX(w) (DIGIT(w) | RANGE('a', 'f', w) | RANGE('A', 'F', w))
#define ALNUM(w) (DIGIT(w) | RANGE('a', 'z', w) | RANGE('A', 'Z', w))
#define DOTTED(w) (DIGIT(w) | BYTE('.', w))
#define DASHED(w) (ALNUM(w) | BYTE('-', w))
#define HOST(w) (ALNUM(w) | RANGE('-', '.', w) | BYTE('_', w) | BYTE(':', w))
#define MECH(w) (DASHED(w) | BYTE('_', w))
#define NAME(w) (MECH(w) | BYTE('.', w) | BYTE('@', w) | BYTE('+', w))
#define NUMBER(w) (DOTTED(w) | BYTE('-', w))
#define STAMP(w) (NUMBER(w) | BYTE(':', w) | BYTE('+', w) | BYTE('T', w) | BYTE('Z', w))
#define ADDRESS(w) (HEX(w) | BYTE('.', w) | BYTE(':', w))
#define SOLID(w) RANGE(0x21, 0xff, w)
#define SPACED(w) RANGE(0x20, 0xff, w)
#define ANY(w) RANGE(0, 0xff, w)
#define CLASS(set) { set(0), set(1), set(2), set(3) }

enum { INT_DIGITS_MAX = 19, HOST_MAX = 255 /* RFC 1035, 2.3.4 */, ADDRESS_MAX = 45 + 2 + 5 /* [IPv6:...] */ };

static const struct type types[] = {
	{ "source", SHAPE_ADDRESS, false, 2, ADDRESS_MAX, CLASS(ADDRESS) },
	{ "ip", SHAPE_ADDRESS, true, 2, ADDRESS_MAX, CLASS(ADDRESS) },
	{ "port", SHAPE_CLASS, false, 1, 5, CLASS(DIGIT) },
	{ "int", SHAPE_CLASS, true, 1, INT_DIGITS_MAX, CLASS(DIGIT) },
	{ "count", SHAPE_CLASS, false, 1, INT_DIGITS_MAX, CLASS(DIGIT) },
	{ "code", SHAPE_CLASS, true, 3, 3, CLASS(DIGIT) },
	{ "dsn", SHAPE_CLASS, true, 5, 9, CLASS(DOTTED) },
	{ "qid", SHAPE_CLASS, false, 5, 32, CLASS(DASHED) },
	{ "host", SHAPE_CLASS, false, 1, HOST_MAX, CLASS(HOST) },
	{ "word", SHAPE_CLASS, true, 1, 0, CLASS(SOLID) },
	{ "words", SHAPE_CLASS, true, 0, 0, CLASS(SPACED) },
	{ "mech", SHAPE_CLASS, true, 1, 64, CLASS(MECH) },
	{ "alnum", SHAPE_CLASS, true, 1, 64, CLASS(ALNUM) },
	{ "hex", SHAPE_CLASS, true, 1, 0, CLASS(HEX) },
	{ "name", SHAPE_CLASS, true, 1, 0, CLASS(NAME) },
	{ "number", SHAPE_CLASS, true, 1, 64, CLASS(NUMBER) },
	{ "stamp", SHAPE_CLASS, true, 1, 64, CLASS(STAMP) },
	{ "path", SHAPE_CLASS, true, 1, 0, CLASS(SOLID) },
	{ "counters", SHAPE_COUNTERS, true, 1, 0, CLASS(ANY) },
	{ "account", SHAPE_ANY, false, 0, 0, CLASS(ANY) },
	{ "helo", SHAPE_ANY, false, 0, 0, CLASS(ANY) },
	{ "sender", SHAPE_ANY, false, 0, 0, CLASS(ANY) },
	{ "recipient", SHAPE_ANY, false, 0, 0, CLASS(ANY) },
	{ "text", SHAPE_ANY, true, 0, 0, CLASS(ANY) },
};

const struct type *
type_find(struct span name)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (span_is(name, types[i].name))
			return &types[i];
	return NULL;
}

const char *
type_names(void)
{
	return "source ip port int count code dsn qid host word words mech alnum hex name number stamp path counters, "
	       "and for what clients type: account helo sender recipient text";
}

bool
type_has(const struct type *t, unsigned char byte)
{
	return byte_in(t->class, byte);
}

static const char *
class_run(const uint64_t class[4], const char *p, const char *end)
{
	while (p < end && byte_in(class, (unsigned char)*p))
		p++;
	return p;
}

/* Brackets belong to the address only as a pair. */
static size_t
address_run(const struct type *t, const char *p, const char *end)
{
	const char *q = p;
	bool bracket = q < end && *q == '[';

	q += bracket;
	if (end - q > 5 && memcmp(q, "IPv6:", 5) == 0)
		q += 5;
	q = class_run(t->class, q, end);
	if (!bracket)
		return (size_t)(q - p);
	return q < end && *q == ']' ? (size_t)(q + 1 - p) : 0;
}

size_t
type_run(const struct type *t, const char *p, const char *end)
{
	if (t->shape == SHAPE_ADDRESS)
		return address_run(t, p, end);
	if (t->shape == SHAPE_CLASS)
		return (size_t)(class_run(t->class, p, end) - p);
	return (size_t)(end - p);
}

bool
type_fits(const struct type *t, size_t n)
{
	return n >= t->min && (t->max == 0 || n <= t->max);
}

struct span
type_address(struct span text)
{
	if (text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		return (struct span){ text.p + 1, text.n - 2 };
	return text;
}
