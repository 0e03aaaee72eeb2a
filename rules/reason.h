/* Why an event gave other points than its signal's: kept as bits, told as text.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define REASONS(X) \
	X(UNUSED_NAME, "a name that never logs in") \
	X(ROLE_NAME, "a role account") \
	X(NEAR_NAME, "nearly a known account") \
	X(FAR_NAME, "unlike any account") \
	X(MANY_NAMES, "many names from here") \
	X(SIEGE, "account under attack") \
	X(SAME_PASSWORD, "the same password as before") \
	X(STEADY, "steady rhythm") \
	X(CREDIT, "has logged in from here") \
	X(DELIVERED, "has delivered properly") \
	X(GOOD_RECIPIENTS, "most of its recipients are good") \
	X(CLIENT_PORT, "client port") \
	X(CAPPED, "capped") \
	X(WATCH, "a watch fired") \
	X(CAMPAIGN, "like sources banned lately") \
	X(BREAKER, "many fail alike: our own fault?") \
	X(SANCTIONED, "already banned") \
	X(OBSERVED, "observed only")

enum reason {
#define REASON_ENUM(id, text) REASON_##id,
	REASONS(REASON_ENUM)
#undef REASON_ENUM
	REASON_COUNT
};

enum { REASON_TEXT_MAX = 200 };

/* "nearly a known account, capped"; "" for none. Returns out. */
char *reason_text(uint32_t reasons, char out[REASON_TEXT_MAX]);
