/* A pack, from its YAML into the ruleset.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "rules/loading.h"

static const char *const known[] = {
	"pack", "reads", "programs", "notes", "thread", "excludes", "define", "header", "rules", NULL,
};

/* The texts of a list (or the one text), after those that the pack has. NULL if it is neither. */
static char **
texts(struct loading *l, const struct yaml *y, char **have)
{
	size_t old = 0, n = y->kind == YAML_LIST ? y->count : 1;
	char **out;

	while (have && have[old])
		old++;
	if (n == 0 || y->kind == YAML_MAP) {
		loading_refuse(l, y, "wanted a text, or a list of texts");
		return NULL;
	}
	out = arena_get(&l->rs->arena, (old + n + 1) * sizeof *out);
	for (size_t i = 0; i < old; i++)
		out[i] = have[i];
	for (size_t i = 0; i < n; i++) {
		struct span text = yaml_span(y->kind == YAML_LIST ? y->item[i] : y);

		if (text.n == 0) {
			loading_refuse(l, y, "wanted a text, or a list of texts");
			return NULL;
		}
		out[old + i] = arena_text(&l->rs->arena, text);
	}
	return out;
}

static bool
read_programs(struct loading *l, const struct yaml *y)
{
	l->pack->pack.programs = texts(l, y, l->pack->pack.programs);
	l->pack->fallback = l->pack->pack.programs && strcmp(l->pack->pack.programs[0], "*") == 0;
	return l->pack->pack.programs != NULL;
}

static bool
read_reads(struct loading *l, const struct yaml *y)
{
	l->pack->pack.reads = texts(l, y, l->pack->pack.reads);
	return l->pack->pack.reads != NULL;
}

static bool
read_notes(struct loading *l, const struct yaml *y)
{
	l->pack->pack.notes = arena_text(&l->rs->arena, yaml_span(y));
	return y->kind == YAML_SCALAR || loading_refuse(l, y, "`notes` is a text");
}

static bool
add_thread(struct loading *l, const struct yaml *y)
{
	struct span name = yaml_span(y);

	if (l->pack->threads == RULE_KEYS_MAX || name.n == 0)
		return loading_refuse(l, y, "`thread` wants at most %d names", RULE_KEYS_MAX);
	l->pack->thread[l->pack->threads++] = (struct span){ arena_text(&l->rs->arena, name), name.n };
	return true;
}

static bool
read_thread(struct loading *l, const struct yaml *y)
{
	l->pack->threads = 0;
	return span_is(yaml_span(y), "none") || loading_each(l, y, RULE_KEYS_MAX, add_thread);
}

static bool
read_define(struct loading *l, const struct yaml *y)
{
	if (y->kind != YAML_MAP)
		return loading_refuse(l, y, "`define` wants names with the text that each stands for");
	for (size_t i = 0; i < y->count; i++) {
		struct define d = { yaml_span(y->key[i]), yaml_span(y->item[i]) };
		int at = 0;

		if (!d.text.p)
			return loading_refuse(l, y->item[i], "a define stands for a text");
		if (type_find(d.name))
			return loading_refuse(l, y->key[i], "'%s' is a type; a define needs another name", y->key[i]->text);
		while (at < l->pack->defines && !span_eq(l->pack->define[at].name, d.name))
			at++;
		if (at == DEFINES_MAX)
			return loading_refuse(l, y->key[i], "more than %d defines", DEFINES_MAX);
		l->pack->defines += at == l->pack->defines;
		l->pack->define[at].name = (struct span){ arena_text(&l->rs->arena, d.name), d.name.n };
		l->pack->define[at].text = (struct span){ arena_text(&l->rs->arena, d.text), d.text.n };
	}
	return true;
}

static bool
read_excludes(struct loading *l, const struct yaml *y)
{
	static const char *const wanted[] = { "bytes", "because", NULL };

	if (y->kind != YAML_MAP)
		return loading_refuse(l, y, "`excludes` wants fields with {bytes: '...', because: '...'}");
	for (size_t i = 0; i < y->count; i++) {
		struct exclude *x = &l->pack->exclude[l->pack->excludes];
		struct span bytes = yaml_span(yaml_get(y->item[i], "bytes"));

		if (l->pack->excludes == EXCLUDES_MAX)
			return loading_refuse(l, y->key[i], "more than %d fields in `excludes`", EXCLUDES_MAX);
		if (!yaml_known_keys(y->item[i], l->file, wanted, l->e))
			return false;
		if (bytes.n == 0 || yaml_span(yaml_get(y->item[i], "because")).n < 10)
			return loading_refuse(l, y->key[i], "`excludes` wants {bytes: '...', because: 'where that is documented'}: the proof "
			                      "rests on it");
		x->field = fields_add(&l->rs->fields, yaml_span(y->key[i]));
		if (x->field < 0)
			return loading_refuse(l, y->key[i], "no name of a field");
		for (size_t b = 0; b < bytes.n; b++)
			x->bytes[(unsigned char)bytes.p[b] >> 6] |= UINT64_C(1) << (bytes.p[b] & 63);
		l->pack->excludes++;
	}
	return true;
}

static const struct { const char *key; bool (*read)(struct loading *l, const struct yaml *y); } keys[] = {
	{ "programs", read_programs }, { "reads", read_reads }, { "notes", read_notes }, { "thread", read_thread },
	{ "define", read_define }, { "excludes", read_excludes },
};

/* The pack that the file names, made where it is new: a later file of the same name extends it. */
static bool
find_pack(struct loading *l, const struct yaml *tree)
{
	const struct yaml *y = yaml_get(tree, "pack");
	struct span name = yaml_span(y);
	struct pack *pack;

	if (name.n == 0 || name.n >= sizeof pack->name)
		return loading_refuse(l, y ? y : tree, "a pack begins with `pack: NAME`, of 1 to %zu bytes", sizeof pack->name - 1);
	l->pack = ruleset_find_pack(l->rs, name);
	if (l->pack)
		return true;
	if (l->rs->packs == PACKS_MAX)
		return loading_refuse(l, y, "more than %d packs", PACKS_MAX);
	l->pack = l->rs->pack[l->rs->packs++] = arena_get(&l->rs->arena, sizeof *l->pack);
	l->pack->selected = true;
	pack = &l->pack->pack;
	memcpy(pack->name, name.p, name.n);
	snprintf(pack->file, sizeof pack->file, "%s", l->file);
	return true;
}

bool
loader_read(struct ruleset *rs, const struct yaml *tree, const char *file, struct error *e)
{
	struct loading l = { .rs = rs, .file = arena_text(&rs->arena, span_of(file)), .e = e };
	const struct yaml *rules = yaml_get(tree, "rules");

	if (tree->kind != YAML_MAP)
		return loading_refuse(&l, tree, "a pack is a map that begins with `pack: NAME`");
	if (!yaml_known_keys(tree, file, known, e) || !find_pack(&l, tree))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct yaml *y = yaml_get(tree, keys[i].key);

		if (y && !keys[i].read(&l, y))
			return false;
	}
	if (!l.pack->pack.programs)
		return loading_refuse(&l, tree, "a pack wants `programs`: whose lines its rules are for");
	if (rules && rules->kind != YAML_LIST)
		return loading_refuse(&l, rules, "`rules` is a list: each begins with `- id: NAME`");
	for (size_t i = 0; rules && i < rules->count; i++) {
		l.rule = NULL;
		if (!loading_rule(&l, rules->item[i]))
			return false;
	}
	return true;
}
