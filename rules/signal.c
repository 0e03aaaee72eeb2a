/* The table of signals.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/signal.h"

static const struct { const char *name; enum gravity gravity; } signals[SIGNAL_COUNT] = {
#define SIGNAL_ROW(id, name, gravity) { name, gravity },
	SIGNALS(SIGNAL_ROW)
#undef SIGNAL_ROW
};

const char *
signal_name(enum signal s)
{
	return s < SIGNAL_COUNT ? signals[s].name : "?";
}

enum gravity
signal_gravity(enum signal s)
{
	return s < SIGNAL_COUNT ? signals[s].gravity : HARMLESS;
}

bool
signal_accuses(enum signal s)
{
	return signal_gravity(s) > HARMLESS;
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
