/* The packs' own examples and ignores, run as tests.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/ruleset.h"

/* Reads the packs' files of the folders once more (the ruleset, loaded from the same, keeps no examples) and runs what
 * stands there: every example must be recognised by its rule with the fields it expects, every ignore must not be, and no
 * other pack may accuse anybody by such a line. Rules that are disabled, replaced by a later folder, or of packs that are
 * not selected are left out. report hears of each; `what` says which, and for a failure why. True: all were good. */
bool check_packs(const struct ruleset *rs, const char *const *folders,
                 void (*report)(void *context, bool good, const char *what), void *context);
