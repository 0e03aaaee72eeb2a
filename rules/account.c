/* Accounts: known logins and their networks; near misses; names guessed from many sources.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/account.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/policy_internal.h"

enum { STATE_VERSION = 1, SPELLING_MAX = 64, NEAR_TWO = 5, NEAR_ONE = 3 };

struct accounts {
	const struct policy *policy;
	struct lru *known, *tried;
	int64_t first; /* login ever seen */
};

/* Most names are plain: lower case as they are copied. False: something must be escaped. */
static bool
copy_plain(struct name *name, struct span login)
{
	if (login.n >= sizeof(name->text))
		return false;
	for (size_t i = 0; i < login.n; i++) {
		char c = login.p[i];

		if (c < ' ' || c > '~')
			return false;
		name->text[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	name->text[login.n] = '\0';
	name->n = login.n;
	return true;
}

void
name_set(struct name *name, struct span login)
{
	name->n = 0;
	name->text[0] = '\0';
	name->hash = 0;
	if (!login.p || login.n == 0)
		return;
	if (!copy_plain(name, login)) {
		name->n = span_printable(login, name->text, sizeof(name->text));
		for (size_t i = 0; i < name->n; i++)
			if (name->text[i] >= 'A' && name->text[i] <= 'Z')
				name->text[i] = (char)(name->text[i] + 32);
	}
	name->hash = hash_span(0, (struct span){ name->text, name->n });
}

struct accounts *
accounts_new(const struct policy *p)
{
	struct accounts *a = xcalloc(1, sizeof(*a));

	a->policy = p;
	a->known = lru_new(ACCOUNTS_MAX, sizeof(struct account));
	a->tried = lru_new(TRIED_MAX, sizeof(struct tried));
	return a;
}

void
accounts_free(struct accounts *a)
{
	if (!a)
		return;
	lru_free(a->known);
	lru_free(a->tried);
	free(a);
}

struct account *
accounts_find(const struct accounts *a, const struct name *name)
{
	return name->n ? lru_find(a->known, name->hash) : NULL;
}

/* A bit for each letter or digit; an edit changes two of them at most. */
static uint64_t
letters_of(const char *text)
{
	uint64_t letters = 0;

	for (; *text; text++)
		letters |= 1ULL << (*text & 63);
	return letters;
}

struct account *
accounts_touch(struct accounts *a, const struct name *name, int64_t time)
{
	struct account *account;
	bool fresh;

	if (name->n == 0)
		return NULL;
	account = lru_make(a->known, name->hash, &fresh);
	if (fresh) {
		memcpy(account->text, name->text, name->n < sizeof(account->text) ? name->n : sizeof(account->text) - 1);
		account->letters = letters_of(account->text);
	}
	if (a->first == 0)
		a->first = time;
	if (time > account->last)
		account->last = time;
	return account;
}

struct account *
accounts_login(struct accounts *a, const struct name *name, uint64_t network, int64_t time, bool *unusual)
{
	uint32_t now = (uint32_t)(time / SECOND), lasts = (uint32_t)(a->policy->credit.login_lasts / SECOND);
	struct account *account = accounts_touch(a, name, time);

	*unusual = account && !recent_has(account->network, ACCOUNT_NETWORKS, network, now, lasts);
	if (account)
		recent_note(account->network, ACCOUNT_NETWORKS, network, now, lasts);
	return account;
}

bool
accounts_learned(const struct accounts *a, int64_t time)
{
	return a->first != 0 && (double)(time - a->first) >= a->policy->auth.learned && lru_count(a->known) < ACCOUNTS_MAX;
}

/* True if `most` or fewer bytes must be put in, left out or changed. Both shorter than SPELLING_MAX. */
static bool
within_edits(const char *a, const char *b, int most)
{
	int row[SPELLING_MAX + 1], n = (int)strlen(b), least = 0;

	for (int j = 0; j <= n; j++)
		row[j] = j;
	for (; *a && least <= most; a++) {
		int above_left = row[0]++;

		least = row[0];
		for (int j = 1; j <= n; j++) {
			int changed = above_left + (*a != b[j - 1]);
			int moved = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			above_left = row[j];
			row[j] = changed < moved ? changed : moved;
			least = row[j] < least ? row[j] : least;
		}
	}
	return !*a && row[n] <= most;
}

bool
accounts_near(const struct accounts *a, const struct name *name)
{
	size_t local = strcspn(name->text, "@");
	int most = local >= NEAR_TWO ? 2 : local >= NEAR_ONE ? 1 : 0;
	uint64_t letters = letters_of(name->text);
	const struct account *k;

	if (most == 0 || name->n >= SPELLING_MAX)
		return false;
	for (k = lru_next(a->known, NULL); k; k = lru_next(a->known, k))
		if (__builtin_popcountll(k->letters ^ letters) <= 2 * most && within_edits(k->text, name->text, most))
			return true;
	return false;
}

bool
accounts_tried(struct accounts *a, const struct name *name, uint64_t source, uint64_t network, int64_t time)
{
	const struct policy *p = a->policy;
	uint32_t now = (uint32_t)(time / SECOND), within = (uint32_t)(p->siege.within / SECOND);
	int sources, networks;
	struct tried *t;
	bool fresh;

	if (name->n == 0)
		return false;
	t = lru_make(a->tried, name->hash, &fresh);
	sources = recent_note(t->source, ACCOUNT_FOES, hash_u64(source), now, within);
	networks = recent_note(t->network, ACCOUNT_FOES, network, now, within);
	return sources >= p->siege.sources || networks >= p->siege.networks;
}

int
accounts_foes(const struct accounts *a, const struct name *name, int64_t time)
{
	uint32_t now = (uint32_t)(time / SECOND), within = (uint32_t)(a->policy->stolen.within / SECOND);
	const struct tried *t = lru_find(a->tried, name->hash);
	const struct account *account = lru_find(a->known, name->hash);
	int foes = 0;

	for (int i = 0; t && i < ACCOUNT_FOES; i++) {
		const struct recent *r = &t->network[i];

		if (r->seen && (uint64_t)r->seen + within >= now &&
		    !(account && recent_has(account->network, ACCOUNT_NETWORKS, (uint64_t)r->hash << 32, now, UINT32_MAX)))
			foes++;
	}
	return foes;
}

void
accounts_save(const struct accounts *a, struct state *s)
{
	state_mark(s, "accounts", STATE_VERSION);
	state_put_u64(s, (uint64_t)a->first);
	lru_save(a->known, s, "known");
	lru_save(a->tried, s, "tried");
}

bool
accounts_load(struct accounts *a, struct state *s)
{
	if (!state_expect(s, "accounts", STATE_VERSION))
		return false;
	a->first = (int64_t)state_get_u64(s);
	return lru_load(a->known, s, "known") && lru_load(a->tried, s, "tried");
}
