/* The types of fields: who makes them, and which bytes they may hold.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/span.h"

enum shape {
	SHAPE_CLASS,    /* a run of bytes of one class */
	SHAPE_ADDRESS,  /* an address, perhaps in brackets, perhaps with "IPv6:" before it */
	SHAPE_ANY,      /* typed by the client: any byte */
	SHAPE_COUNTERS, /* name=number or name=number/number, blank between, to the end */
};

struct type {
	const char *name;
	enum shape shape;
	bool plain;             /* says how it looks, not what it is: a line may hold several */
	uint16_t min, max;      /* bytes; max 0: no bound */
	uint64_t class[4];      /* a bit a byte */
};

/* NULL if there is none. */
const struct type *type_find(struct span name);
/* All names, blank between, for error texts. */
const char *type_names(void);

static inline bool
byte_in(const uint64_t class[4], unsigned char byte)
{
	return class[byte >> 6] >> (byte & 63) & 1;
}
static inline bool
type_is_client(const struct type *t)
{
	return t->shape == SHAPE_ANY;
}
/* True if the type can hold this byte. */
bool type_has(const struct type *t, unsigned char byte);
/* Length of the longest text at p that the type's class allows (for SHAPE_ANY and SHAPE_COUNTERS: all). */
size_t type_run(const struct type *t, const char *p, const char *end);
/* True if a text of the class has a length that the type allows. */
bool type_fits(const struct type *t, size_t n);
/* The address without brackets. */
struct span type_address(struct span text);
