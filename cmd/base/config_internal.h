/* One key of mailreeve.yaml and the function that reads it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/config.h"

enum { CONFIG_LOGS_MAX = 256, CONFIG_NEVER_MAX = 4096, CONFIG_BAN_PRIVATE_MAX = 64, CONFIG_NAMES_MAX = 4096 };

struct reading {
	const char *file;
	struct error *e;
};

struct key {
	const char *name;
	/* field: where the value goes. False with *x->e set. NULL: the key is another part's business. */
	bool (*read)(const struct reading *x, const struct yaml *value, void *field);
	size_t offset;
};

/* Reads every key of a map that stands in the table (which ends with a NULL name) into the fields of `base`.
 * Other keys are refused; a key without a value keeps its default. */
bool config_read_map(const struct reading *x, const struct yaml *map, const struct key *table, void *base);
/* Refuses at y: "TEXT: 'what stands there'". Returns false. */
bool config_refuse(const struct reading *x, const struct yaml *y, const char *text);

/* A list of so many items at most, or one scalar where a list may stand; wanted: what the error asks for. */
bool config_is_list(const struct reading *x, const struct yaml *y, size_t most, const char *wanted);
size_t config_items(const struct yaml *y);
const struct yaml *config_item(const struct yaml *y, size_t i);

/* The readers; each names the type of its field. */
bool config_read_names(const struct reading *x, const struct yaml *y, void *field);       /* char ** */
bool config_read_lower_names(const struct reading *x, const struct yaml *y, void *field); /* char ** */
bool config_read_operators(const struct reading *x, const struct yaml *y, void *field);   /* char ** */
bool config_read_length(const struct reading *x, const struct yaml *y, void *field);      /* int64_t */
bool config_read_path(const struct reading *x, const struct yaml *y, void *field);        /* char * */
bool config_read_user(const struct reading *x, const struct yaml *y, void *field);        /* struct config_user */
bool config_read_mode(const struct reading *x, const struct yaml *y, void *field);        /* bool */
bool config_read_never(const struct reading *x, const struct yaml *y, void *config);      /* struct config */
bool config_read_ban_private(const struct reading *x, const struct yaml *y, void *config);
bool config_read_ports(const struct reading *x, const struct yaml *y, void *config);
bool config_read_ladder(const struct reading *x, const struct yaml *y, void *config);
bool config_read_logs(const struct reading *x, const struct yaml *y, void *config);
void config_free_logs(struct config *c);
void config_free_names(char **names); /* NULL is fine */
