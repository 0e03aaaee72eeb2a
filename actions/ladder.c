/* The ladder: offence n takes rung n, the last rung holds.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "actions/ladder.h"

/* FNV-1a and a final mix: the same on every machine and in every run, so that replay says what the daemon does. */
static uint64_t
jitter_hash(const struct addr *a, uint32_t offence)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < sizeof(a->b); i++)
		h = (h ^ a->b[i]) * 0x100000001b3u;
	h = (h ^ a->family ^ (uint64_t)a->bits << 8 ^ (uint64_t)offence << 16) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

/* Adds 0 to 10 %, in thousandths of the tenth. */
static int64_t
with_jitter(int64_t length, const struct addr *a, uint32_t offence)
{
	return length + length / 10000 * (int64_t)(jitter_hash(a, offence) % 1001);
}

static bool
is_repeat(const struct past *past, int64_t time)
{
	if (past->last && time <= past->last)
		return true;
	return !past->throttled && time < past->until;
}

void
ladder_remember(struct past *past, int64_t time)
{
	past->offences++;
	memmove(&past->recent[1], &past->recent[0], sizeof(past->recent) - sizeof(past->recent[0]));
	past->recent[0] = time;
}

/* A provider gives a dynamic or a shared address to somebody else within days. Time under a long ban does not count; who
 * hammers is judged shortly before its end. */
static bool
deserves_long(const struct past *past, int64_t time)
{
	int64_t oldest = past->recent[LADDER_LONG_OFFENCES - 1];

	if (past->until - past->last >= LADDER_LONG - MINUTE && time - past->until <= LADDER_LONG)
		return true;
	return oldest && past->recent[0] - oldest <= LADDER_LONG;
}

static uint32_t
choose_rung(const struct config *policy, const struct past *past, struct offence offence)
{
	uint32_t rung = past->offences < policy->rungs ? past->offences : (uint32_t)policy->rungs;

	if (offence.mild && rung > 1)
		return 1;
	while (rung > 1 && policy->rung[rung - 1].length >= LADDER_LONG && !deserves_long(past, offence.time))
		rung--;
	return rung;
}

struct sanction
ladder_step(const struct config *policy, const struct addr *subject, struct offence offence, struct past *past)
{
	struct sanction s = { .repeat = is_repeat(past, offence.time) };
	const struct config_rung *rung;

	if (!s.repeat) {
		if (past->last + policy->memory < offence.time)
			*past = (struct past){ 0 };
		ladder_remember(past, offence.time);
	}
	s.offence = past->offences;
	s.rung = choose_rung(policy, past, offence);
	if (s.repeat && s.rung == 0) { /* lifted since: nothing stands, and nothing climbs */
		s.until = past->until;
		return s;
	}
	rung = &policy->rung[s.rung - 1];
	s.throttle = rung->throttle;
	s.all_ports = rung->all_ports && !offence.mild;
	if (!s.repeat) {
		past->last = offence.time;
		past->until = offence.time + with_jitter(rung->length, subject, s.offence);
		past->throttled = rung->throttle;
	}
	s.length = past->until - past->last;
	s.until = past->until;
	return s;
}
