/* Campaigns: what banned sources did is remembered, so that the next source of the same hand is known by it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/policy.h"
#include "rules/state.h"

enum {
	CAMPAIGNS_MAX = 1024, TRAITS_MAX = 65536, SUSPECTS_MAX = 16384, COMMON_MAX = 1 << 17,
	SUSPECT_TRAITS = 8, CAMPAIGN_MEMBERS = 32, CAMPAIGN_TRAITS = 4, TRAIT_TEXT_MAX = 72,
};
/* What can be alike. TRAIT_ORDER: an account after the one that was tried before it. */
enum trait { TRAIT_HELO, TRAIT_DOMAIN, TRAIT_ACCOUNT, TRAIT_ORDER, TRAIT_RECIPIENT };

struct campaign {
	int64_t first, last;             /* bans */
	uint32_t members, traits;        /* all that were banned; the first ones are named below */
	uint64_t member[CAMPAIGN_MEMBERS]; /* source keys */
	char trait[CAMPAIGN_TRAITS][TRAIT_TEXT_MAX];
};

struct campaigns;
struct campaigns *campaigns_new(const struct policy *p);
void campaigns_free(struct campaigns *c);
/* Proper traffic shows this value: it is no sign of anything for 30 days. */
void campaigns_common(struct campaigns *c, enum trait kind, struct span value, int64_t time);
/* A source shows a trait. True once it shows enough traits of sources that were banned lately: it gets its head start. */
bool campaigns_note(struct campaigns *c, uint64_t source, enum trait kind, struct span value, int64_t time);
/* A source was banned: what it showed counts against others. */
void campaigns_banned(struct campaigns *c, uint64_t source, int64_t time);
/* Campaigns with two members or more, the oldest first. */
void campaigns_each(const struct campaigns *c, void (*row)(void *context, const struct campaign *c), void *context);
void campaigns_save(const struct campaigns *c, struct state *s);
bool campaigns_load(struct campaigns *c, struct state *s);
