/* Accounts: known logins and their networks; near misses; names guessed from many sources.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/account.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/policy_internal.h"
#include "rules/spelling.h"

enum { STATE_VERSION = 2 };

struct accounts {
	const struct policy *policy;
	struct lru *known, *tried;
	struct spellings *spellings; /* of the known */
	uint32_t changes;            /* of these */
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
	a->spellings = spellings_new(ACCOUNTS_MAX);
	return a;
}

void
accounts_free(struct accounts *a)
{
	if (!a)
		return;
	lru_free(a->known);
	lru_free(a->tried);
	spellings_free(a->spellings);
	free(a);
}

struct account *
accounts_find(const struct accounts *a, const struct name *name)
{
	return name->n ? lru_find(a->known, name->hash) : NULL;
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
		spellings_set(a->spellings, lru_place(a->known, account), account->text);
		a->changes++;
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

bool
accounts_near(struct accounts *a, const struct name *name)
{
	bool fresh;
	struct tried *t = lru_make(a->tried, name->hash, &fresh);

	if (t->compared == 0 || t->compared != a->changes) {
		t->compared = a->changes;
		t->near = spellings_near(a->spellings, name->text);
	}
	return t->near;
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
	state_put_u32(s, a->changes);
	lru_save(a->known, s, "known");
	lru_save(a->tried, s, "tried");
}

bool
accounts_load(struct accounts *a, struct state *s)
{
	if (!state_expect(s, "accounts", STATE_VERSION))
		return false;
	a->first = (int64_t)state_get_u64(s);
	a->changes = state_get_u32(s);
	if (!lru_load(a->known, s, "known"))
		return false;
	for (const struct account *k = lru_next(a->known, NULL); k; k = lru_next(a->known, k))
		spellings_set(a->spellings, lru_place(a->known, k), k->text);
	return lru_load(a->tried, s, "tried");
}
