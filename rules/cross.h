/* The second half of the proof: lines of one kind, typed so that they look like lines of another.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/ruleset_internal.h"

/* Looks at each variant with a source beside every variant b of the same pack. Where what a client types into a line of
 * b's kind could make the variant take it, with the typed address as the source, a guard is added: a text that such a
 * line holds twice, once b's own and once typed. A line that holds it twice is hostile. Where no text can serve (the two
 * have none in common), nothing is added: tests/unit/test_hostile attacks the shipped packs to see that none is open. */
void cross_examine(struct ruleset *rs);
