/* Reads which logs are followed.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/config_internal.h"
#include "cmd/base/log.h"

#define FIELD(name) offsetof(struct config_log, name)

static bool
read_poll(const struct reading *x, const struct yaml *y, void *field)
{
	return yaml_duration(y, x->file, field, x->e);
}

static const struct key keys[] = {
	{ "path", config_read_path, FIELD(path) },
	{ "packs", config_read_names, FIELD(packs) },
	{ "journal", config_read_names, FIELD(journal) },
	{ "poll", read_poll, FIELD(poll) },
	{ NULL, NULL, 0 },
};

/* `journal: all` names no program. */
static void
open_journal(struct config_log *log)
{
	if (strcmp(log->journal[0], "all") != 0 || log->journal[1])
		return;
	config_free_names(log->journal);
	log->journal = NULL;
}

static bool
read_log(const struct reading *x, const struct yaml *y, struct config_log *log)
{
	if (y->kind == YAML_SCALAR)
		return config_read_path(x, y, &log->path);
	if (!config_read_map(x, y, keys, log))
		return false;
	if (!log->path == !log->journal)
		return error_set(x->e, x->file, y->line, y->column, "wanted either a path or a journal");
	if (log->packs && log->packs[0] == NULL)
		return error_set(x->e, x->file, y->line, y->column, "wanted one pack at least, or no `packs`");
	if (log->path)
		return true;
	if (log->poll)
		return error_set(x->e, x->file, y->line, y->column, "a journal is not polled");
	if (log->journal[0] == NULL)
		return error_set(x->e, x->file, y->line, y->column, "wanted the journal's identifiers, or all");
	open_journal(log);
	return true;
}

bool
config_read_logs(const struct reading *x, const struct yaml *y, void *config)
{
	struct config *c = config;
	size_t n = config_items(y);

	if (span_is(yaml_span(y), "auto"))
		return true;
	if (!config_is_list(x, y, CONFIG_LOGS_MAX, "auto or a list of logs"))
		return false;
	if (n == 0)
		return error_set(x->e, x->file, y->line, y->column, "wanted one log at least");
	c->logs_auto = false;
	c->log = xcalloc(n, sizeof(*c->log));
	c->logs = n;
	for (size_t i = 0; i < n; i++)
		if (!read_log(x, config_item(y, i), &c->log[i]))
			return false;
	return true;
}

void
config_free_logs(struct config *c)
{
	for (size_t i = 0; i < c->logs; i++) {
		free(c->log[i].path);
		config_free_names(c->log[i].packs);
		config_free_names(c->log[i].journal);
	}
	free(c->log);
}
