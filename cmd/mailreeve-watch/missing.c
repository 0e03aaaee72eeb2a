/* Known gaps of servers' logs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/mailreeve-watch/missing.h"

enum { LINES_ENOUGH = 5000 }; /* without it among so many it is missing, and is looked for no longer */

/* Exchange: Set-ReceiveConnector's documentation of ProtocolLoggingLevel; on by default at port 25 alone. */
static const struct gap { const char *pack, *mark, *note; } GAPS[] = {
	{ "exchange-smtp", ":587,",
	  "holds no session at port 587, where passwords are guessed: "
	  "Set-ReceiveConnector \"SERVER\\Client Frontend SERVER\" -ProtocolLoggingLevel Verbose" },
};
enum { GAP_COUNT = sizeof GAPS / sizeof *GAPS };

void
missing_look(struct log *l, struct span line)
{
	if (l->looked >= LINES_ENOUGH)
		return;
	l->looked++;
	for (size_t i = 0; i < GAP_COUNT; i++)
		if (!(l->met & 1U << i) && memmem(line.p, line.n, GAPS[i].mark, strlen(GAPS[i].mark)))
			l->met |= 1U << i;
}

const char *
missing_note(const struct log *l)
{
	if (l->looked < LINES_ENOUGH)
		return NULL;
	for (size_t i = 0; i < GAP_COUNT; i++)
		if (!(l->met & 1U << i) && strcmp(l->packs, GAPS[i].pack) == 0)
			return GAPS[i].note;
	return NULL;
}
