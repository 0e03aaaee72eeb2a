/* Campaigns: traits of suspects, and which campaign a trait belongs to since its source was banned.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/campaign.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/novelty.h"
#include "rules/policy_internal.h"
#include "rules/watch.h"

enum { STATE_VERSION = 2, COMMON_DAYS = 30, TRAIT_VALUE_MAX = 52 };

struct suspect {
	uint64_t campaign;       /* of the first match; 0: none */
	uint64_t account;        /* the one tried last */
	int64_t started;         /* when it got its head start */
	uint32_t traits, matches;
	uint64_t trait[SUSPECT_TRAITS]; /* from here on not cleared for a new suspect */
	struct { enum trait kind; char value[TRAIT_VALUE_MAX]; } shown[CAMPAIGN_TRAITS]; /* the first ones in words */
};
struct known { uint64_t campaign, source; int64_t time; }; /* a trait of banned sources, and the last one of them */

struct campaigns {
	const struct policy *policy;
	struct lru *campaigns, *known, *suspects;
	struct novelty *common;
};

static const char *const kind_names[] = { "HELO", "sender domain", "account", "accounts in order", "recipient" };

static const char *
kind_name(enum trait kind)
{
	return kind < sizeof(kind_names) / sizeof(*kind_names) ? kind_names[kind] : "trait";
}

struct campaigns *
campaigns_new(const struct policy *p)
{
	struct campaigns *c = xcalloc(1, sizeof(*c));

	c->policy = p;
	c->campaigns = lru_new(CAMPAIGNS_MAX, sizeof(struct campaign));
	c->known = lru_new(TRAITS_MAX, sizeof(struct known));
	c->suspects = lru_new_cleared(SUSPECTS_MAX, sizeof(struct suspect), offsetof(struct suspect, trait));
	c->common = novelty_new(COMMON_MAX);
	return c;
}

void
campaigns_free(struct campaigns *c)
{
	if (!c)
		return;
	lru_free(c->campaigns);
	lru_free(c->known);
	lru_free(c->suspects);
	novelty_free(c->common);
	free(c);
}

static uint64_t
trait_hash(enum trait kind, struct span value)
{
	return text_hash((uint64_t)kind + 1, value);
}

/* Values that anybody may show, wherever they are. */
static bool
says_nothing(enum trait kind, struct span value)
{
	static const char *const names[] = { "localhost", "localhost.localdomain", "localhost.local", "unknown", NULL };

	if (!value.p || value.n == 0)
		return true;
	if (kind != TRAIT_HELO)
		return false;
	if (value.p[0] == '[' || (value.p[0] >= '0' && value.p[0] <= '9'))
		return true;
	for (int i = 0; names[i]; i++)
		if (value.n == strlen(names[i]) && strncasecmp(value.p, names[i], value.n) == 0)
			return true;
	return false;
}

void
campaigns_common(struct campaigns *c, enum trait kind, struct span value, int64_t time)
{
	if (value.p)
		novelty_note(c->common, trait_hash(kind, value), time, COMMON_DAYS * DAY);
}

/* True if the suspect had not shown it before. */
static bool
keep_trait(struct suspect *s, uint64_t hash, enum trait kind, struct span value)
{
	uint32_t at = s->traits;

	for (uint32_t i = 0; i < s->traits; i++)
		if (s->trait[i] == hash)
			return false;
	if (at == SUSPECT_TRAITS)
		return false;
	if (at < CAMPAIGN_TRAITS) {
		s->shown[at].kind = kind;
		span_printable(value, s->shown[at].value, TRAIT_VALUE_MAX);
	}
	s->trait[at] = hash;
	s->traits++;
	return true;
}

static bool
head_start_due(const struct campaigns *c, const struct suspect *s, int64_t time)
{
	return s->matches >= c->policy->campaign.matches && (s->started == 0 || time - s->started >= DAY);
}

static bool
match_trait(struct campaigns *c, struct suspect *s, uint64_t hash, enum trait kind, struct span value, int64_t time)
{
	const struct known *k = lru_find(c->known, hash);

	if (!keep_trait(s, hash, kind, value) || !k || (double)(time - k->time) > c->policy->campaign.within)
		return false;
	if (k->source == lru_key(c->suspects, s)) /* it was banned for this itself: that is what the ladder is for */
		return false;
	s->matches++;
	if (!s->campaign)
		s->campaign = k->campaign;
	if (!head_start_due(c, s, time))
		return false;
	s->started = time;
	return true;
}

bool
campaigns_note(struct campaigns *c, uint64_t source, enum trait kind, struct span value, int64_t time)
{
	uint64_t hash, before;
	struct suspect *s;
	bool fresh, due = false;

	if (says_nothing(kind, value))
		return false;
	hash = trait_hash(kind, value);
	s = lru_make(c->suspects, source, &fresh);
	if (kind == TRAIT_ACCOUNT) {
		before = s->account;
		s->account = hash;
		if (before && before != hash)
			due = match_trait(c, s, hash_two(before, hash), TRAIT_ORDER, value, time);
	}
	if (!novelty_is(c->common, hash, time, COMMON_DAYS * DAY))
		return due;
	return match_trait(c, s, hash, kind, value, time) || due;
}

void
campaigns_banned(struct campaigns *c, uint64_t source, int64_t time)
{
	struct suspect *s = lru_find(c->suspects, source);
	struct campaign *w;
	bool fresh;

	if (!s || s->traits == 0)
		return;
	if (!s->campaign || s->matches < c->policy->campaign.matches)
		s->campaign = hash_two(source, (uint64_t)time) | 1;
	w = lru_make(c->campaigns, s->campaign, &fresh);
	if (fresh)
		w->first = time;
	w->last = time;
	if (w->members < CAMPAIGN_MEMBERS)
		w->member[w->members] = source;
	w->members++;
	for (uint32_t i = 0; i < s->traits; i++) {
		struct known *k = lru_make(c->known, s->trait[i], &fresh);

		if (fresh || (double)(time - k->time) > c->policy->campaign.within)
			k->campaign = s->campaign;
		k->time = time;
		k->source = source;
		if (w->members == 1 && i < CAMPAIGN_TRAITS) {
			snprintf(w->trait[i], TRAIT_TEXT_MAX, "%s %s", kind_name(s->shown[i].kind), s->shown[i].value);
			w->traits = i + 1;
		}
	}
	lru_remove(c->suspects, source);
}

void
campaigns_each(const struct campaigns *c, void (*row)(void *context, const struct campaign *c), void *context)
{
	for (const struct campaign *w = lru_next(c->campaigns, NULL); w; w = lru_next(c->campaigns, w))
		if (w->members > 1)
			row(context, w);
}

void
campaigns_save(const struct campaigns *c, struct state *s)
{
	state_mark(s, "campaigns", STATE_VERSION);
	lru_save(c->campaigns, s, "campaigns");
	lru_save(c->known, s, "known");
	lru_save(c->suspects, s, "suspects");
	novelty_save(c->common, s);
}

bool
campaigns_load(struct campaigns *c, struct state *s)
{
	return state_expect(s, "campaigns", STATE_VERSION) && lru_load(c->campaigns, s, "campaigns") &&
	       lru_load(c->known, s, "known") && lru_load(c->suspects, s, "suspects") && novelty_load(c->common, s);
}
