/* A few values, each with the time it was last seen: how many different ones within a window?
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct recent { uint32_t hash, seen; }; /* seen: s; 0: empty place */

/* Notes a value in places[n]; where all are taken by live ones, the one not seen for longest is overwritten. Returns
 * how many different values were seen within the last `within` seconds, this one included: n at most. */
static inline int
recent_note(struct recent *places, int n, uint64_t value, uint32_t now, uint32_t within)
{
	uint32_t hash = (uint32_t)(value >> 32);
	int at = 0, live = 0, known = -1;

	for (int i = 0; i < n; i++) {
		if (places[i].seen && places[i].hash == hash)
			known = i;
		if (places[i].seen < places[at].seen)
			at = i;
	}
	if (known >= 0)
		at = known;
	places[at].hash = hash;
	if (known < 0 || now > places[at].seen)
		places[at].seen = now ? now : 1;
	for (int i = 0; i < n; i++)
		live += places[i].seen != 0 && (uint64_t)places[i].seen + within >= now;
	return live;
}

static inline int
recent_count(const struct recent *places, int n, uint32_t now, uint32_t within)
{
	int live = 0;

	for (int i = 0; i < n; i++)
		live += places[i].seen != 0 && (uint64_t)places[i].seen + within >= now;
	return live;
}

static inline bool
recent_has(const struct recent *places, int n, uint64_t value, uint32_t now, uint32_t within)
{
	for (int i = 0; i < n; i++)
		if (places[i].seen && places[i].hash == (uint32_t)(value >> 32) && (uint64_t)places[i].seen + within >= now)
			return true;
	return false;
}
