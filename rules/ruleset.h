/* All packs, loaded, proved and compiled for matching.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"
#include "rules/record.h"
#include "rules/rule.h"

struct ruleset;

/* Loads every *.yaml of the folders in turn; in a later one a pack of the same name extends the earlier and a rule of
 * the same id replaces its namesake. disable: ids ("pack/id" or "id"), NULL-terminated or NULL.
 * NULL and the first *e where anything is refused. Caller frees. */
struct ruleset *ruleset_load(const char *const *folders, const char *const *disable, struct error *e);
/* The same of given texts, for tests and fuzzing. */
struct ruleset *ruleset_load_text(struct span yaml, const char *name, struct error *e);
void ruleset_free(struct ruleset *rs);

const struct columns *ruleset_columns(const struct ruleset *rs);
const struct fields *ruleset_fields(const struct ruleset *rs);
size_t ruleset_packs(const struct ruleset *rs);
const struct pack *ruleset_pack(const struct ruleset *rs, size_t i);
bool ruleset_has_pack(const struct ruleset *rs, const char *name);
bool ruleset_has_rule(const struct ruleset *rs, const char *name); /* "pack/id" or "id" */
size_t ruleset_rules(const struct ruleset *rs);
const struct rule *ruleset_rule(const struct ruleset *rs, size_t i);
/* Limits matching to the packs named (NULL-terminated; NULL: all). False and *unknown if there is none of that name. */
bool ruleset_select(struct ruleset *rs, const char *const *packs, const char **unknown);
