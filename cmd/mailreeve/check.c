/* `mailreeve check`: the configuration, and every example and look-alike of every pack, as TAP.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "actions/alert_config.h"
#include "cmd/base/config_internal.h"
#include "cmd/base/log.h"
#include "cmd/base/paths.h"
#include "cmd/mailreeve/load.h"
#include "cmd/mailreeve/output.h"
#include "rules/check.h"

struct tap { bool json; int count, failed; };

static void
report(void *context, bool good, const char *what)
{
	struct tap *t = context;

	t->count++;
	t->failed += !good;
	if (t->json)
		output_json(json_pack("{s:b, s:o}", "good", good, "what", output_json_span(span_of(what))));
	else
		printf("%sok %d - %s\n", good ? "" : "not ", t->count, what);
}

static bool
report_error(struct tap *t, const struct error *e)
{
	char text[800];

	report(t, false, error_text(e, text, sizeof(text)));
	fflush(stdout);
	if (!t->json)
		fprintf(stderr, "mailreeve: %s\n", text);
	return false;
}

/* A log may name the packs that speak of it. */
static bool
check_log_packs(const struct ruleset *all, const struct config *c, struct error *e)
{
	const struct yaml *logs = yaml_get(c->tree, "logs");

	for (size_t i = 0; i < c->logs; i++) {
		const struct yaml *packs = yaml_get(config_item(logs, i), "packs");

		for (size_t j = 0; c->log[i].packs && c->log[i].packs[j]; j++)
			if (!ruleset_has_pack(all, c->log[i].packs[j]))
				return error_set(e, c->file, config_item(packs, j)->line, config_item(packs, j)->column,
				                 "there is no pack '%s'", c->log[i].packs[j]);
	}
	return true;
}

/* A rule that is misspelt here would go on unnoticed. */
static bool
check_disabled(const struct ruleset *all, const struct config *c, struct error *e)
{
	const struct yaml *disable = yaml_get(c->tree, "disable");

	for (size_t i = 0; c->disable[i]; i++)
		if (!ruleset_has_rule(all, c->disable[i]))
			return error_set(e, c->file, config_item(disable, i)->line, config_item(disable, i)->column,
			                 "there is no rule '%s' to disable", c->disable[i]);
	return true;
}

/* The default folder may be missing; one that was named must not. */
static bool
check_folder(const struct config *c, struct error *e)
{
	const struct yaml *rules = yaml_get(c->tree, "rules");

	return yaml_is_null(rules) || access(c->rules_dir, R_OK | X_OK) == 0 ||
	       error_set(e, c->file, rules->line, rules->column, "%s: %s", c->rules_dir, strerror(errno));
}

/* Shipped packs, then the site's, then `extra` where given; what it says of a file in there is said of `named`. */
static bool
check_rules(struct tap *t, const struct config *c, const char *extra, const char *named)
{
	struct folders f = load_folders(c, extra);
	struct error e = { 0 };
	struct ruleset *all = ruleset_load(f.folder, NULL, &e), *used;
	bool good;

	if (!all) {
		free(f.shipped);
		if (extra && strncmp(e.file, extra, strlen(extra)) == 0)
			snprintf(e.file, sizeof(e.file), "%s", named);
		return report_error(t, &e);
	}
	good = (check_folder(c, &e) && check_log_packs(all, c, &e) && check_disabled(all, c, &e)) || report_error(t, &e);
	ruleset_free(all);
	used = ruleset_load(f.folder, (const char *const *)c->disable, &e);
	good = check_packs(used, f.folder, report, t) && good;
	ruleset_free(used);
	free(f.shipped);
	return good;
}

static bool
check_config(struct tap *t, const char *path)
{
	struct error e = { 0 };
	char *defaults = paths_data("policy.yaml"), what[PATH_MAX + 16];
	struct config *c = config_load(path, &e);
	struct policy *p = c ? policy_load(defaults, c, &e) : NULL;
	struct alert_config *a = p ? alert_config_read(c, &e) : NULL;
	bool good = a != NULL;

	free(defaults);
	if (a)
		alert_config_free(a);
	policy_free(p);
	config_free(c);
	if (!good)
		return report_error(t, &e);
	snprintf(what, sizeof(what), "configuration %s", path);
	report(t, true, what);
	return true;
}

/* One pack, beside all the others: in a folder of its own, because packs come in folders. */
static bool
check_pack(struct tap *t, const struct config *c, const char *path)
{
	char folder[] = "/tmp/mailreeve-check-XXXXXX", *full = realpath(path, NULL), *copy = xstrdup(path), in[PATH_MAX];
	bool good = false;

	if (full && mkdtemp(folder)) {
		snprintf(in, sizeof(in), "%s/%s", folder, basename(copy));
		if (symlink(full, in) == 0)
			good = check_rules(t, c, folder, path);
		unlink(in);
		rmdir(folder);
	}
	free(full);
	free(copy);
	return good;
}

/* EXIT_USAGE: it cannot be read at all. */
static int
check_file(struct tap *t, const struct config *c, const char *path)
{
	struct error e = { 0 };
	struct yaml *y = yaml_read_file(path, &e);
	bool pack = yaml_get(y, "pack") != NULL, good;

	if (!y) {
		report_error(t, &e);
		return access(path, R_OK) == 0 ? EXIT_FINDING : EXIT_USAGE;
	}
	yaml_tree_free(y);
	good = pack ? check_pack(t, c, path) : check_config(t, path);
	return good ? EXIT_GOOD : EXIT_FINDING;
}

static int
check_all(struct tap *t, const struct cli *cli)
{
	struct config *c;
	int status = EXIT_GOOD;
	bool named = cli->config_path != NULL;

	if ((named || access(CONFIG_PATH, F_OK) == 0) && !check_config(t, named ? cli->config_path : CONFIG_PATH))
		return EXIT_FINDING;
	c = cli_config(cli);
	if (!check_rules(t, c, NULL, NULL))
		status = EXIT_FINDING;
	config_free(c);
	return status;
}

int
check_main(struct cli *cli, int argc, char **argv)
{
	int n = cli_options(cli, NULL, argc, argv), i, status = EXIT_GOOD, one;
	struct tap t = { .json = cli->json };
	struct config *c;

	if (n == 0)
		status = check_all(&t, cli);
	else {
		c = cli_config(cli);
		for (i = 1; i <= n; i++) {
			one = check_file(&t, c, argv[i]);
			status = one > status ? one : status;
		}
		config_free(c);
	}
	if (!t.json)
		printf("1..%d\n", t.count);
	return status;
}
