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
	uint32_t hash = (uint32_t)(value >> 32), since = now > within ? now - within : 1;
	int oldest = 0, live = 0, known = -1;

	for (int i = 0; i < n; i++) {
		live += places[i].seen >= since;
		if (places[i].hash == hash && places[i].seen)
			known = i;
		if (places[i].seen < places[oldest].seen)
			oldest = i;
	}
	if (known >= 0 && places[known].seen >= now)
		return live;
	if (known < 0)
		known = oldest;
	live += places[known].seen < since;
	places[known] = (struct recent){ hash, now ? now : 1 };
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
