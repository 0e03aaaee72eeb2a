/* Some servers write the passwords that were tried into their logs; what is shown, stored or sent must not hold them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

/* Overwrites each secret of a line, as it was written or made printable, with '*', in place; the length stays. Twice is as
 * good as once. */
void mask_secrets(char *line, size_t n);
/* span_printable, then mask_secrets. */
size_t mask_printable(struct span line, char *out, size_t cap);
