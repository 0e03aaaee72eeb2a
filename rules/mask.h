/* Some servers write the passwords that were tried into their logs; what is shown, stored or sent must not hold them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

enum { MASKED_MAX = 1024 };

/* Overwrites each secret of a line, as it was written, with '*', in place; the length stays. Twice is as good as once. */
void mask_secrets(char *line, size_t n);
/* Without its secrets, by span_printable; of a longer line the first MASKED_MAX bytes. */
size_t mask_printable(struct span line, char *out, size_t cap);
