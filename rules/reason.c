/* Why an event gave other points than its signal's.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "rules/reason.h"

static const char *const texts[] = {
#define REASON_TEXT(id, text) text,
	REASONS(REASON_TEXT)
#undef REASON_TEXT
};

char *
reason_text(uint32_t reasons, char out[REASON_TEXT_MAX])
{
	out[0] = '\0';
	for (int i = 0; i < REASON_COUNT; i++) {
		size_t used = strlen(out);

		if (reasons & 1u << i)
			snprintf(out + used, REASON_TEXT_MAX - used, "%s%s", used ? ", " : "", texts[i]);
	}
	return out;
}
