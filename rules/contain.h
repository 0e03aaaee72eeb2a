/* Whether one template reads every line that another reads: then the other is the special case.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/ruleset_internal.h"

enum { CONTAIN_STEPS_MAX = 1000 }; /* of one comparison; beyond it the answer is no */

/* True if `wide` could read every line of `narrow`: where narrow has a typed field, wide has one too. */
bool contain_variant(const struct variant *wide, const struct variant *narrow);
/* True if the rule, in all its columns, could read every line that `narrow` reads with this variant in its first column.
 * Conditions are not looked at. */
bool contain_rule(const struct rule_full *wide, const struct rule_full *narrow, const struct variant *first);
