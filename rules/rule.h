/* A rule and its pack, as loaded. Constant once loaded.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/error.h"
#include "rules/field.h"
#include "rules/signal.h"

enum {
	RULE_KEYS_MAX = 3,      /* keys of one thread */
	RULE_CONDITIONS_MAX = 6, RULE_LESS_MAX = 4,
	TALLIES_MAX = 8,        /* tally names of one pack */
};

/* A number that a line or its session knows: a captured field, a counter (see match.h; hit_number reads both), or how
 * often a tally of the session was raised. */
struct quantity {
	bool tally;
	int id;                 /* the tally or the field; -1 for a counter */
	struct span counter; int part; /* a counter's name, else absent; and enum counter_part */
};

enum condition_kind { CONDITION_NUMBER, CONDITION_TEXTS, CONDITION_REGEX };
struct condition {
	enum condition_kind kind;
	struct quantity what;
	char op[3];             /* "<", "<=", "=", "!=", ">=", ">"; for texts "=" or "!=" */
	long number;
	char **texts;           /* NULL-terminated; case does not count */
	void *regex;            /* compiled (POSIX extended), on a field only, never on the source */
};

struct rule {
	const struct pack *pack;
	char id[64];
	int order, line;        /* place in the pack; line in its file */
	enum signal signal;
	/* the thread (session) that the line belongs to: names of fields or columns whose values are the key */
	int key_field[RULE_KEYS_MAX], key_column[RULE_KEYS_MAX], keys; /* key_field or key_column is -1 */
	uint64_t key_seed[RULE_KEYS_MAX]; /* of the key's hash: pack and name of the key */
	bool opens, ends;       /* the first or last line of the session */
	bool once;              /* one event for a session and signal (`once: thread`), until `renews` */
	int renews;             /* -1, or the signal that counts again after this line (a new AUTH command) */
	int tally, spends;      /* -1, or the pack's tally that this line raises (by its count), or that stands for this line */
	struct quantity count[RULE_LESS_MAX], less[RULE_LESS_MAX]; int counts, lesses, free;
	struct condition when[RULE_CONDITIONS_MAX]; int whens;
	bool also, observe;     /* other rules may match the line too; it never bans */
	const char *unproved;   /* NULL, or the reason: capped, never bans alone */
	const char *points;     /* NULL; a rule may name a finer weight: "http" looks up policy `probe.http` */
	struct { int field; char *value; } set[4]; int sets; /* constant fields */
};

struct pack {
	char name[48], file[256];
	char *notes;            /* what the server does not log and what to switch on */
	char **programs, **reads; /* globs; formats; each NULL-terminated */
	int tallies, accepted; char tally[TALLIES_MAX][24]; /* accepted: the tally that is called so, from 1; 0: none is */
};
