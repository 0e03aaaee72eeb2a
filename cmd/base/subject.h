/* Whom a verdict is about.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"

enum subject_kind { SUBJECT_ADDRESS = 1, SUBJECT_ACCOUNT, SUBJECT_SERVER };

enum { SUBJECT_NAME_MAX = 200, SUBJECT_TEXT_MAX = SUBJECT_NAME_MAX * 4 + 16 };

struct subject {
	uint32_t kind;
	struct addr addr;            /* SUBJECT_ADDRESS: a host (/32, /64) or a network (/24, /48, typed prefixes) */
	char name[SUBJECT_NAME_MAX]; /* SUBJECT_ACCOUNT: the login, lower case, NUL-terminated */
};

/* "192.0.2.7", "2001:db8::/64", "account:alice@example.org" (printable), "server". Returns out. */
char *subject_format(const struct subject *s, char out[SUBJECT_TEXT_MAX]);
