/* The configuration: its keys, its defaults, its life.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "cmd/base/config_internal.h"
#include "cmd/base/log.h"

enum { KEYS_MAX = 32 };

#define FIELD(name) offsetof(struct config, name)

static bool read_users(const struct reading *x, const struct yaml *y, void *config);

static const struct key keys[] = {
	{ "mode", config_read_mode, FIELD(enforce) },
	{ "logs", config_read_logs, 0 },
	{ "never", config_read_never, 0 },
	{ "ban_private", config_read_ban_private, 0 },
	{ "ports", config_read_ports, 0 },
	{ "operators", config_read_operators, FIELD(operators) },
	{ "unused_accounts", config_read_lower_names, FIELD(unused_accounts) },
	{ "role_accounts", config_read_lower_names, FIELD(role_accounts) },
	{ "local_domains", config_read_lower_names, FIELD(local_domains) },
	{ "disable", config_read_names, FIELD(disable) },
	{ "run_as", read_users, 0 },
	{ "ladder", config_read_ladder, 0 },
	{ "memory", config_read_length, FIELD(memory) },
	{ "rules", config_read_path, FIELD(rules_dir) },
	{ "policy", NULL, 0 },
	{ "alerts", NULL, 0 },
	{ NULL, NULL, 0 },
};

static const struct key user_keys[] = {
	{ "watch", config_read_user, FIELD(watch_user) },
	{ "enforce", config_read_user, FIELD(enforce_user) },
	{ "notify", config_read_user, FIELD(notify_user) },
	{ NULL, NULL, 0 },
};

static const uint16_t mail_ports[] = { 25, 465, 587, 110, 143, 993, 995, 4190 };

static const struct config_rung ladder[] = {
	{ .length = 10 * MINUTE }, { .length = HOUR }, { .length = 6 * HOUR }, { .length = DAY },
	{ .length = 7 * DAY, .all_ports = true },
};

static bool
read_users(const struct reading *x, const struct yaml *y, void *config)
{
	return config_read_map(x, y, user_keys, config);
}

bool
config_read_map(const struct reading *x, const struct yaml *map, const struct key *table, void *base)
{
	const char *names[KEYS_MAX + 1] = { NULL };

	for (size_t i = 0; i < KEYS_MAX && table[i].name; i++)
		names[i] = table[i].name;
	if (!yaml_known_keys(map, x->file, names, x->e))
		return false;
	for (; table->name; table++) {
		const struct yaml *value = yaml_get(map, table->name);

		if (yaml_is_null(value) || table->read == NULL)
			continue;
		if (!table->read(x, value, (char *)base + table->offset))
			return false;
	}
	return true;
}

static struct config *
new_default(const char *path)
{
	struct config *c = xcalloc(1, sizeof(*c));

	c->file = xstrdup(path);
	c->logs_auto = true;
	memcpy(c->port, mail_ports, sizeof(mail_ports));
	c->ports = sizeof(mail_ports) / sizeof(*mail_ports);
	memcpy(c->rung, ladder, sizeof(ladder));
	c->rungs = sizeof(ladder) / sizeof(*ladder);
	c->memory = 30 * DAY;
	c->rules_dir = xstrdup("/etc/mailreeve/rules");
	c->watch_user = (struct config_user){ "mailreeve-watch" };
	c->enforce_user = (struct config_user){ "mailreeve" };
	c->notify_user = (struct config_user){ "mailreeve-notify" };
	return c;
}

/* Lists that nobody filled are empty, not NULL. */
static void
fill_empty_lists(struct config *c)
{
	char ***list[] = { &c->operators, &c->unused_accounts, &c->role_accounts, &c->disable, &c->local_domains };

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (*list[i] == NULL)
			*list[i] = xcalloc(1, sizeof(char *));
}

static struct config *
from_tree(struct yaml *tree, const char *path, struct error *e)
{
	struct reading x = { path, e };
	struct config *c;

	if (tree == NULL)
		return NULL;
	c = new_default(path);
	c->tree = tree;
	if (!config_read_map(&x, tree, keys, c)) {
		config_free(c);
		return NULL;
	}
	fill_empty_lists(c);
	return c;
}

struct config *
config_read(struct span text, const char *name, struct error *e)
{
	return from_tree(yaml_read(text, name, e), name, e);
}

struct config *
config_load(const char *path, struct error *e)
{
	if (strcmp(path, CONFIG_PATH) == 0 && access(path, F_OK) < 0 && errno == ENOENT)
		return config_read(SPAN_LIT(""), path, e);
	return from_tree(yaml_read_file(path, e), path, e);
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	config_free_logs(c);
	config_free_names(c->operators);
	config_free_names(c->unused_accounts);
	config_free_names(c->role_accounts);
	config_free_names(c->disable);
	config_free_names(c->local_domains);
	yaml_tree_free(c->tree);
	free(c->never);
	free(c->ban_private);
	free(c->rules_dir);
	free(c->file);
	free(c);
}
