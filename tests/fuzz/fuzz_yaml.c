/* YAML from any bytes: a tree within its bounds, or an error with a place.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

/* Every node has a place, every text an end, every key is found again. Returns the number of nodes. */
static size_t
walk(const struct yaml *y, int depth)
{
	size_t nodes = 1;

	must(y && y->line > 0 && y->column > 0 && depth <= YAML_DEPTH_MAX);
	must(y->kind != YAML_SCALAR || (y->count == 0 && strlen(y->text) == y->n));
	for (size_t i = 0; i < y->count; i++) {
		nodes += walk(y->item[i], depth + 1);
		if (y->kind != YAML_MAP)
			continue;
		nodes += walk(y->key[i], depth + 1);
		must(yaml_get(y, y->key[i]->text) == y->item[i]);
	}
	return nodes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = { "pack", "rules", "line", NULL };
	struct error e = { .text = "" };
	struct yaml *y = yaml_read((struct span){ (const char *)data, size }, "fuzz.yaml", &e);
	int64_t number;
	double real;
	bool truth;

	if (y == NULL) {
		must(e.text[0] && e.line >= 0);
		return 0;
	}
	must(walk(y, 0) <= YAML_NODES_MAX);
	yaml_known_keys(y, "fuzz.yaml", known, &e);
	for (size_t i = 0; i < y->count; i++) {
		yaml_int(y->item[i], "fuzz.yaml", -1000, 1000, &number, &e);
		yaml_number(y->item[i], "fuzz.yaml", 0, 1e6, &real, &e);
		yaml_bool(y->item[i], "fuzz.yaml", &truth, &e);
		yaml_duration(y->item[i], "fuzz.yaml", &number, &e);
	}
	yaml_tree_free(y);
	return 0;
}
