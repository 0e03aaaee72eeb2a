/* YAML as a tree that remembers where everything stood (libyaml reads it).
 * Anchors, aliases and tags are refused; depth, nodes and bytes are bounded: a rule file may come from a stranger.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/error.h"
#include "cmd/base/span.h"

enum { YAML_BYTES_MAX = 4 << 20, YAML_DEPTH_MAX = 16, YAML_NODES_MAX = 200000, YAML_KEYS_MAX = 1000 /* of one map */ };

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	int line, column;  /* from 1 */
	bool plain;        /* a scalar without quotes */
	char *text;        /* scalar: its bytes, without a NUL in them, and a NUL */
	size_t n;          /* scalar: length of text */
	size_t count;      /* list: items; map: pairs */
	struct yaml **key; /* map: scalars, unique */
	struct yaml **item;
};

/* NULL and *e on failure. An empty document is an empty map. The caller frees. */
struct yaml *yaml_read_file(const char *path, struct error *e);
struct yaml *yaml_read(struct span text, const char *name, struct error *e);
void yaml_tree_free(struct yaml *y); /* NULL is fine. (libyaml exports a yaml_free of its own: never take that name.) */

/* The value of a key, or NULL (also if map is NULL or no map). */
const struct yaml *yaml_get(const struct yaml *map, const char *key);
struct span yaml_span(const struct yaml *scalar); /* absent if NULL or no scalar */
bool yaml_is_null(const struct yaml *y);          /* plain empty, ~ or null; also NULL */
/* Returns false, with "wanted WANTED, not 'what is there'" and its place in *e. */
bool yaml_wanted(const struct yaml *y, const char *file, const char *wanted, struct error *e);
/* Typed reading: false with *e naming the place and what was wanted. */
bool yaml_int(const struct yaml *y, const char *file, int64_t min, int64_t max, int64_t *out, struct error *e);
bool yaml_number(const struct yaml *y, const char *file, double min, double max, double *out, struct error *e);
bool yaml_bool(const struct yaml *y, const char *file, bool *out, struct error *e);
bool yaml_duration(const struct yaml *y, const char *file, int64_t *us, struct error *e);
/* Returns false, with "unknown WHAT 'the scalar'" in *e, and the nearest of the NULL-terminated list, or all of it. */
bool yaml_unknown(const struct yaml *y, const char *file, const char *what, const char *const *known, struct error *e);
/* Refuses a key that is not in the list. */
bool yaml_known_keys(const struct yaml *map, const char *file, const char *const *known, struct error *e);
