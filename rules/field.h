/* Names of the fields that rules capture. The engine knows the first ones; packs may add names for `when`.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

enum field {
	FIELD_SOURCE,    /* the accused address */
	FIELD_ACCOUNT, FIELD_HELO, FIELD_SENDER, FIELD_RECIPIENT,
	FIELD_HOST,      /* the peer's reverse name, as the server checked it */
	FIELD_PORT, FIELD_SERVICE, /* service: imap, pop3, submission, smtp ... */
	FIELD_COUNT, FIELD_QID, FIELD_SESSION, FIELD_PID,
	FIELD_HASH,      /* a hash of the password that was tried */
	FIELD_RELAY,     /* the remote server that we deliver to */
	FIELD_REASON, FIELD_USER, /* user: the local uid or name of a local submission */
	FIELD_MESSAGE,   /* the id of a message, where it is not the qid */
	FIELD_FIXED,
	FIELD_NAMES_MAX = 200
};

struct fields {
	int count;
	char name[FIELD_NAMES_MAX][32];
};
void fields_init(struct fields *f);
int fields_add(struct fields *f, struct span name); /* its id; -1: full or too long */
int fields_find(const struct fields *f, struct span name); /* -1: unknown */
