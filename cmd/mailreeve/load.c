/* Rules and policy for the subcommands that work on lines.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/paths.h"
#include "cmd/mailreeve/load.h"

enum { PACK_NAMES_MAX = 32 };

static void
refuse(const struct error *e)
{
	char text[800];

	fprintf(stderr, "mailreeve: %s\n", error_text(e, text, sizeof(text)));
	exit(EXIT_USAGE);
}

struct folders
load_folders(const struct config *c, const char *extra)
{
	struct folders f = { .shipped = paths_data("packs") };
	size_t n = 0;

	f.folder[n++] = f.shipped;
	if (access(c->rules_dir, F_OK) == 0)
		f.folder[n++] = c->rules_dir;
	f.folder[n] = extra;
	return f;
}

struct ruleset *
load_rules(const struct config *c, const char *packs)
{
	char *names = packs ? xstrdup(packs) : NULL, *name, *rest = names;
	const char *selected[PACK_NAMES_MAX + 1] = { NULL }, *unknown;
	struct error e = { 0 };
	struct folders f = load_folders(c, NULL);
	struct ruleset *rs = ruleset_load(f.folder, (const char *const *)c->disable, &e);
	int n = 0;

	free(f.shipped);
	if (!rs)
		refuse(&e);
	while (n < PACK_NAMES_MAX && rest && (name = strsep(&rest, ",")))
		selected[n++] = name;
	if (names && !ruleset_select(rs, selected, &unknown)) {
		error_set(&e, "", 0, 0, "there is no pack '%s'", unknown);
		refuse(&e);
	}
	free(names);
	return rs;
}

struct policy *
load_policy(const struct config *c)
{
	struct error e = { 0 };
	char *file = paths_data("policy.yaml");
	struct policy *p = policy_load(file, c, &e);

	if (!p)
		refuse(&e);
	free(file);
	return p;
}
