/* Printing for people and for programs: aligned short tables, colours on terminals only, JSON with safe text.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "cmd/base/span.h"

/* A JSON string of log text: what is not printable is escaped, so that the result is always valid. */
json_t *output_json_span(struct span s);
json_t *output_json_time(int64_t us);
/* One object a line; frees it. */
void output_json(json_t *object);

enum output_colour { COLOUR_NONE, COLOUR_BAD, COLOUR_WARN, COLOUR_GOOD, COLOUR_DIM };
/* "" where standard output is no terminal or NO_COLOR is set. COLOUR_NONE ends a colour. */
const char *output_colour(enum output_colour c);
/* Columns to print in: the terminal's; a pipe or file gets whole lines. */
int output_width(void);
/* "24 Nov 10:00", local time. */
const char *output_time(int64_t us, char out[32]);

/* Progress of something long, on standard error if that is a terminal: shown from the second second on. */
struct progress { const char *what; uint64_t whole; int64_t began, shown; };
void progress_begin(struct progress *p, const char *what, uint64_t whole);
void progress_step(struct progress *p, uint64_t done);
void progress_end(struct progress *p);
