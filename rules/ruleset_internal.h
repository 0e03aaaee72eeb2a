/* What a ruleset is made of. For the loader, the matcher and check; the rest of the engine sees rules/ruleset.h.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/yaml.h"
#include "rules/proof.h"
#include "rules/ruleset.h"

enum {
	PACKS_MAX = 192, RULES_MAX = 8192, /* of a whole ruleset */
	WHERES_MAX = 8, TAKES_MAX = 16,    /* of a rule */
	ALTERNATIVES_MAX = 256,            /* variants of one column of a rule */
	DEFINES_MAX = 96,                  /* of a pack */
};

struct where { int column; struct variant *variant; int variants; }; /* any of the variants fits the column */
struct take { int column, field; };

struct rule_full {
	struct rule rule;            /* first, so that a struct rule * is a struct rule_full * */
	const char *file;
	struct where where[WHERES_MAX]; int wheres; /* all must fit; the first is the one that candidates are found by */
	struct take take[TAKES_MAX]; int takes;
};

struct pack_full {
	struct pack pack;
	bool fallback;               /* claims every program: asked only where no other pack does */
	bool selected;
	struct define define[DEFINES_MAX]; int defines;
	struct exclude exclude[EXCLUDES_MAX]; int excludes;
	struct span thread[RULE_KEYS_MAX]; int threads;
	int next_order;
};

struct regex_held;               /* compiled expressions, to be freed */

struct ruleset {
	struct arena arena;
	struct columns columns;
	struct fields fields;
	struct pack_full *pack[PACKS_MAX]; size_t packs;
	struct rule_full *rule[RULES_MAX]; size_t rules;
	struct regex_held *regexes;
	struct programs *programs;   /* what each program's lines are matched with; filled as programs are seen */
};

/* loader.c: adds one file. The tree may be freed afterwards. */
bool loader_read(struct ruleset *rs, const struct yaml *tree, const char *file, struct error *e);
void loader_free_regexes(struct ruleset *rs);
/* The *.yaml of a folder, sorted; NULL-terminated. NULL with *e. Free with yaml_files_free. */
char **ruleset_files(const char *folder, struct error *e);
void ruleset_files_free(char **files);
/* The pack of that name, or NULL; its rule of that id, or NULL. */
struct pack_full *ruleset_find_pack(const struct ruleset *rs, struct span name);
struct rule_full *ruleset_find_rule(const struct ruleset *rs, const struct pack *pack, struct span id);
