/* What the signals of one session have given its source so far: one offence is capped however many lines tell it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <math.h>
#include <stdint.h>

#include "cmd/base/clock.h"

enum {
	SITTING_KINDS = 5,
	SITTING_POINT = 20, /* parts of a point that are counted */
};

struct sitting {
	uint32_t last;                 /* s: its latest event */
	uint16_t given[SITTING_KINDS]; /* in parts of a point */
	uint8_t kind[SITTING_KINDS];   /* + 1; 0: free */
};

/* Where a session counts the points of one kind of signal (below 255). Begins anew after a silence (us). A client that shows
 * more kinds than fit means no good: the one that gave least is forgotten, and with it how much of its cap was used. */
static inline uint16_t *
sitting_place(struct sitting *s, int kind, int64_t time, double silence)
{
	uint32_t now = (uint32_t)(time / SECOND);
	int least = 0;

	if ((double)now - s->last >= silence / SECOND)
		*s = (struct sitting){ .last = 0 };
	if (now > s->last)
		s->last = now;
	for (int i = 0; i < SITTING_KINDS; i++) {
		if (s->kind[i] == kind + 1)
			return &s->given[i];
		if (s->kind[least] && (!s->kind[i] || s->given[i] < s->given[least]))
			least = i;
	}
	s->kind[least] = (uint8_t)(kind + 1);
	s->given[least] = 0;
	return &s->given[least];
}

static inline double
sitting_given(const uint16_t *place)
{
	return (double)*place / SITTING_POINT;
}

static inline void
sitting_give(uint16_t *place, double points)
{
	*place = (uint16_t)fmin(*place + round(points * SITTING_POINT), UINT16_MAX);
}
