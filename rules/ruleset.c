/* All packs together: their folders read in turn, what is disabled taken out, and the rest of the engine's questions.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/base/log.h"
#include "rules/cross.h"
#include "rules/programs.h"
#include "rules/ruleset_internal.h"

static struct ruleset *
ruleset_new(void)
{
	struct ruleset *rs = xcalloc(1, sizeof *rs);

	columns_init(&rs->columns);
	fields_init(&rs->fields);
	rs->programs = programs_new();
	return rs;
}

void
ruleset_free(struct ruleset *rs)
{
	if (!rs)
		return;
	programs_free(rs->programs);
	loader_free_regexes(rs);
	arena_free(&rs->arena);
	free(rs);
}

char **
ruleset_files(const char *folder, struct error *e)
{
	char *pattern;
	glob_t found;
	char **files;
	int failed;

	if (asprintf(&pattern, "%s/*.yaml", folder) < 0)
		fatal("memory");
	failed = glob(pattern, GLOB_ERR, NULL, &found);
	free(pattern);
	if (failed && failed != GLOB_NOMATCH) {
		error_set(e, folder, 0, 0, "the folder of packs cannot be read: %s", strerror(errno));
		return NULL;
	}
	files = xcalloc(failed ? 1 : found.gl_pathc + 1, sizeof *files);
	for (size_t i = 0; !failed && i < found.gl_pathc; i++)
		files[i] = xstrdup(found.gl_pathv[i]);
	if (!failed)
		globfree(&found);
	return files;
}

void
ruleset_files_free(char **files)
{
	for (char **f = files; f && *f; f++)
		free(*f);
	free(files);
}

static bool
read_folder(struct ruleset *rs, const char *folder, struct error *e)
{
	char **files = ruleset_files(folder, e);
	bool good = files != NULL;

	for (char **f = files; good && *f; f++) {
		struct yaml *tree = yaml_read_file(*f, e);

		good = tree && loader_read(rs, tree, *f, e);
		yaml_tree_free(tree);
	}
	ruleset_files_free(files);
	return good;
}

static bool
named(const struct rule *rule, const char *id)
{
	size_t n = strlen(rule->pack->name);

	return strcmp(rule->id, id) == 0 ||
	       (strncmp(rule->pack->name, id, n) == 0 && id[n] == '/' && strcmp(rule->id, id + n + 1) == 0);
}

static void
take_out(struct ruleset *rs, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < rs->rules; i++)
		if (!named(&rs->rule[i]->rule, id))
			rs->rule[kept++] = rs->rule[i];
	rs->rules = kept;
}

bool
ruleset_has_rule(const struct ruleset *rs, const char *name)
{
	for (size_t i = 0; i < rs->rules; i++)
		if (named(&rs->rule[i]->rule, name))
			return true;
	return false;
}

struct ruleset *
ruleset_load(const char *const *folders, const char *const *disable, struct error *e)
{
	struct ruleset *rs = ruleset_new();
	bool good = true;

	while (good && *folders)
		good = read_folder(rs, *folders++, e);
	if (!good) {
		ruleset_free(rs);
		return NULL;
	}
	cross_examine(rs);
	for (; disable && *disable; disable++)
		take_out(rs, *disable);
	return rs;
}

struct ruleset *
ruleset_load_text(struct span yaml, const char *name, struct error *e)
{
	struct yaml *tree = yaml_read(yaml, name, e);
	struct ruleset *rs;

	if (!tree)
		return NULL;
	rs = ruleset_new();
	if (!loader_read(rs, tree, name, e)) {
		ruleset_free(rs);
		rs = NULL;
	} else {
		cross_examine(rs);
	}
	yaml_tree_free(tree);
	return rs;
}

struct pack_full *
ruleset_find_pack(const struct ruleset *rs, struct span name)
{
	for (size_t i = 0; i < rs->packs; i++)
		if (span_is(name, rs->pack[i]->pack.name))
			return rs->pack[i];
	return NULL;
}

struct rule_full *
ruleset_find_rule(const struct ruleset *rs, const struct pack *pack, struct span id)
{
	for (size_t i = 0; i < rs->rules; i++)
		if (rs->rule[i]->rule.pack == pack && span_is(id, rs->rule[i]->rule.id))
			return rs->rule[i];
	return NULL;
}

bool
ruleset_select(struct ruleset *rs, const char *const *packs, const char **unknown)
{
	for (const char *const *p = packs; p && *p; p++)
		if (!ruleset_find_pack(rs, span_of(*p))) {
			*unknown = *p;
			return false;
		}
	for (size_t i = 0; i < rs->packs; i++)
		rs->pack[i]->selected = !packs;
	for (const char *const *p = packs; p && *p; p++)
		ruleset_find_pack(rs, span_of(*p))->selected = true;
	programs_forget(rs->programs);
	return true;
}

const struct columns *ruleset_columns(const struct ruleset *rs) { return &rs->columns; }
const struct fields *ruleset_fields(const struct ruleset *rs) { return &rs->fields; }
size_t ruleset_packs(const struct ruleset *rs) { return rs->packs; }
const struct pack *ruleset_pack(const struct ruleset *rs, size_t i) { return &rs->pack[i]->pack; }
bool ruleset_has_pack(const struct ruleset *rs, const char *name) { return ruleset_find_pack(rs, span_of(name)) != NULL; }
size_t ruleset_rules(const struct ruleset *rs) { return rs->rules; }
const struct rule *ruleset_rule(const struct ruleset *rs, size_t i) { return &rs->rule[i]->rule; }
