/* Accounts: which log in here, from which networks, how they are spelled, how much they send; and who guesses them.
 * Accounts that log in are kept apart from names that are only tried: guessing cannot push a real account out.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/subject.h"
#include "rules/account_usage.h"
#include "rules/recent.h"
#include "rules/state.h"

enum {
	ACCOUNTS_MAX = 16384,     /* accounts that log in */
	TRIED_MAX = 65536,        /* names that are tried */
	ACCOUNT_NETWORKS = 8, ACCOUNT_FOES = 24,
};

struct name { char text[SUBJECT_NAME_MAX]; size_t n; uint64_t hash; }; /* lower case, printable; n 0: none */
void name_set(struct name *name, struct span login);

struct account {
	char text[64];            /* its first bytes, for spelling */
	int64_t last;             /* login */
	struct recent network[ACCOUNT_NETWORKS];
	struct usage usage;
};
struct tried {                    /* failures of one name */
	struct recent source[ACCOUNT_FOES], network[ACCOUNT_FOES];
	uint32_t compared;        /* with the known accounts after so many changes of these; 0: never */
	uint32_t near;            /* then it was spelled nearly like one */
};

struct accounts;
struct accounts *accounts_new(const struct policy *p);
void accounts_free(struct accounts *a);
/* NULL: has never logged in (or so long ago that it was forgotten). */
struct account *accounts_find(const struct accounts *a, const struct name *name);
/* A login. Returns the account as it was noted; *unusual: from a network it had not used within credit.login_lasts. */
struct account *accounts_login(struct accounts *a, const struct name *name, uint64_t network, int64_t time, bool *unusual);
/* An account that sends has logged in, even if no line said so. NULL: no name. */
struct account *accounts_touch(struct accounts *a, const struct name *name, int64_t time);
/* True after so long of seen logins that a name that never logged in is not one of ours (and while all fit in). */
bool accounts_learned(const struct accounts *a, int64_t time);
/* True if a known account is spelled nearly so. */
bool accounts_near(struct accounts *a, const struct name *name);
/* A failure; true while the name is guessed from many sources at once. */
bool accounts_tried(struct accounts *a, const struct name *name, uint64_t source, uint64_t network, int64_t time);
/* Networks that failed with this name lately and that it never used. */
int accounts_foes(const struct accounts *a, const struct name *name, int64_t time);
void accounts_save(const struct accounts *a, struct state *s);
bool accounts_load(struct accounts *a, struct state *s);
