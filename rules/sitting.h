/* What the signals of one session have given its source so far: one offence is capped however many lines tell it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/signal.h"

enum { SITTING_SIGNALS = 3 };

struct sitting {
	float given[SITTING_SIGNALS];    /* points */
	uint32_t last;                   /* s: its latest event */
	uint8_t signal[SITTING_SIGNALS]; /* + 1; 0: free */
};

/* The points that a signal has given in this session. Begins anew after a silence (us). Further signals than fit share
 * the last place. */
static inline float *
sitting_given(struct sitting *s, enum signal signal, int64_t time, double silence)
{
	uint32_t now = (uint32_t)(time / 1000000);
	int i = 0;

	if ((double)now - s->last >= silence / 1e6)
		*s = (struct sitting){ .last = 0 };
	if (now > s->last)
		s->last = now;
	while (i < SITTING_SIGNALS - 1 && s->signal[i] != 0 && s->signal[i] != signal + 1)
		i++;
	s->signal[i] = (uint8_t)(signal + 1);
	return &s->given[i];
}
