/* What mailreeved tells its parts on their command lines.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct part_options {
	const char *config; /* the configuration's path */
	const char *state;  /* the part's state folder; NULL: it has none */
	bool unowned;       /* enforce, for tests: as on a kernel before 6.9 */
};

/* stateful: the state folder must be told. Borrows argv. Ends the program at -h and at what it does not understand. */
struct part_options part_options(const char *program, bool stateful, int argc, char **argv);
