/* key=value texts: which signs join and separate them differs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/decode_internal.h"

enum { PAIRS_MAX = 128 }; /* of one line; further ones are passed over */

struct pair_style { const char *equals, *separator; bool escapes; /* a backslash in quotes takes the next byte */ };
extern const struct pair_style pairs_logfmt, pairs_stalwart, pairs_xml;

/* The next pair; quotes are taken off, escapes undone (in scratch). False: the text does not go on like that. */
bool pair_next(struct decoder *d, const struct pair_style *style, struct span *t, struct span *key, struct span *value);
/* All pairs become columns, the first of a name wins. Returns how many. */
int pairs_put(struct decoder *d, const struct pair_style *style, struct span t, struct record *r);
