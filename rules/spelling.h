/* How the known accounts are spelled, and which names are a slip of the fingers away from one.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { SPELLING_MAX = 64 }; /* bytes of a name, with its end; longer ones are like no other */

struct spellings;
/* Room for `most` names, each at a place below it. */
struct spellings *spellings_new(size_t most);
void spellings_free(struct spellings *s);
/* The name at a place, instead of the one that stood there. Borrowed, lower case, shorter than SPELLING_MAX. */
void spellings_set(struct spellings *s, size_t place, const char *name);
/* True if one of them becomes `name` by so few edits (a byte put in, left out or changed) as fit its length before the @:
 * one from three bytes on, two from five. */
bool spellings_near(const struct spellings *s, const char *name);
