/* The table of signals.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/signal.h"

static const struct { const char *name; bool accuses; } signals[SIGNAL_COUNT] = {
#define SIGNAL_ROW(id, name, accuses) { name, accuses },
	SIGNALS(SIGNAL_ROW)
#undef SIGNAL_ROW
};

const char *
signal_name(enum signal s)
{
	return s < SIGNAL_COUNT ? signals[s].name : "?";
}

bool
signal_accuses(enum signal s)
{
	return s < SIGNAL_COUNT && signals[s].accuses;
}

bool
signal_find(struct span name, enum signal *out)
{
	for (int i = 0; i < SIGNAL_COUNT; i++)
		if (span_is(name, signals[i].name)) {
			*out = (enum signal)i;
			return true;
		}
	return false;
}
