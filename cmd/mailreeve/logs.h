/* Past log files as one stream in order of time: plain or .gz, several rotated files or several servers' logs at once.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/engine.h"

struct logs;

struct logs_options {
	int year, zone; /* as in decode_options: 0 and INT_MIN where not given */
	bool progress;
};
struct logs_total { uint64_t lines, unparsed; };

/* NULL if a file cannot be read, after saying which and why. */
struct logs *logs_open(struct engine *en, char **path, int count, const struct logs_options *o);
/* Feeds every line to the engine; `after` runs after each record. False if reading failed on the way (said). */
bool logs_run(struct logs *l, void (*after)(void *context), void *context);
struct logs_total logs_total(const struct logs *l);
void logs_close(struct logs *l);
