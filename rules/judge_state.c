/* The judgement's memory, saved and loaded whole: with the threads, after a restart the same lines give
 * the same verdicts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/judge_internal.h"

enum { STATE_VERSION = 2 };

void
judge_save(const struct judge *j, struct state *s)
{
	state_mark(s, "judge", STATE_VERSION);
	state_put_u64(s, j->domains_learned);
	sources_save(j->sources, s);
	novelty_save(j->seen, s);
	novelty_save(j->bonds, s);
	novelty_save(j->domains, s);
	lru_save(j->tries, s, "tries");
	lru_save(j->told, s, "told");
	lru_save(j->friends, s, "friends");
	accounts_save(j->accounts, s);
	networks_save(j->networks, s);
	campaigns_save(j->campaigns, s);
	watches_save(j->watches, s);
	breaker_save(j->breaker, s);
	evidence_save(j->evidence, s);
}

bool
judge_load(struct judge *j, struct state *s)
{
	if (!state_expect(s, "judge", STATE_VERSION))
		return false;
	j->domains_learned = state_get_u64(s);
	return sources_load(j->sources, s) && novelty_load(j->seen, s) && novelty_load(j->bonds, s) &&
	       novelty_load(j->domains, s) && lru_load(j->tries, s, "tries") &&
	       lru_load(j->told, s, "told") && lru_load(j->friends, s, "friends") &&
	       accounts_load(j->accounts, s) && networks_load(j->networks, s) && campaigns_load(j->campaigns, s) &&
	       watches_load(j->watches, s) && breaker_load(j->breaker, s) && evidence_load(j->evidence, s);
}
