/* Builds the tree from libyaml's events.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "cmd/base/log.h"
#include "cmd/base/yaml.h"

struct reader {
	yaml_parser_t parser;
	struct span input;
	const char *name;
	struct error *e;
	size_t nodes;
};

static struct yaml *read_node(struct reader *r, const yaml_event_t *event, int depth);

/* Where libyaml gave up: it knows line and column, but only the offset of a byte that is no UTF-8. */
static bool
syntax_error(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	int line = (int)p->problem_mark.line + 1, column = (int)p->problem_mark.column + 1;

	if (p->error == YAML_MEMORY_ERROR)
		fatalx("out of memory");
	if (p->error == YAML_READER_ERROR) {
		line = column = 1;
		for (size_t i = 0; i < p->problem_offset && i < r->input.n; i++) {
			column = r->input.p[i] == '\n' ? 1 : column + 1;
			line += r->input.p[i] == '\n';
		}
	}
	return error_set(r->e, r->name, line, column, "%s%s%s", p->problem ? p->problem : "cannot be read as YAML",
	                 p->context ? ", " : "", p->context ? p->context : "");
}

static bool
refuse(struct reader *r, const yaml_event_t *event, const char *why)
{
	return error_set(r->e, r->name, (int)event->start_mark.line + 1, (int)event->start_mark.column + 1, "%s", why);
}

static bool
next_event(struct reader *r, yaml_event_t *event)
{
	return yaml_parser_parse(&r->parser, event) ? true : syntax_error(r);
}

static bool
has_anchor_or_tag(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor || event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor || event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor || event->data.mapping_start.tag;
	default:
		return event->type == YAML_ALIAS_EVENT;
	}
}

/* Checks what may stand here at all. */
static bool
acceptable(struct reader *r, const yaml_event_t *event, int depth)
{
	if (has_anchor_or_tag(event))
		return refuse(r, event, "anchors, aliases and tags are not allowed");
	if (depth > YAML_DEPTH_MAX)
		return refuse(r, event, "nested too deeply");
	if (++r->nodes > YAML_NODES_MAX)
		return refuse(r, event, "the file holds too many values");
	if (event->type == YAML_SCALAR_EVENT &&
	    memchr(event->data.scalar.value, '\0', event->data.scalar.length) != NULL)
		return refuse(r, event, "a NUL byte is not allowed");
	return true;
}

static bool
check_key(struct reader *r, const yaml_event_t *event, const struct yaml *map)
{
	struct span name;

	if (event->type != YAML_SCALAR_EVENT)
		return refuse(r, event, "a key must be plain text");
	if (map->count == YAML_KEYS_MAX)
		return refuse(r, event, "too many keys");
	name = (struct span){ (const char *)event->data.scalar.value, event->data.scalar.length };
	for (size_t i = 0; i < map->count; i++)
		if (span_eq(yaml_span(map->key[i]), name))
			return error_set(r->e, r->name, (int)event->start_mark.line + 1,
			                 (int)event->start_mark.column + 1, "key '%.80s' stands twice, first in line %d",
			                 map->key[i]->text, map->key[i]->line);
	return true;
}

/* Room for one more: the arrays double at every power of two. */
static void
grow(struct yaml *y)
{
	if (y->count & (y->count - 1))
		return;
	y->item = xrealloc(y->item, (y->count ? y->count * 2 : 1) * sizeof(*y->item));
	if (y->kind == YAML_MAP)
		y->key = xrealloc(y->key, (y->count ? y->count * 2 : 1) * sizeof(*y->key));
}

static bool
read_item(struct reader *r, struct yaml *list, const yaml_event_t *event, int depth)
{
	struct yaml *item = read_node(r, event, depth);

	if (item == NULL)
		return false;
	grow(list);
	list->item[list->count++] = item;
	return true;
}

static bool
read_pair(struct reader *r, struct yaml *map, const yaml_event_t *event, int depth)
{
	struct yaml *key, *item = NULL;
	yaml_event_t value;

	if (!check_key(r, event, map) || (key = read_node(r, event, depth)) == NULL)
		return false;
	if (next_event(r, &value)) {
		item = read_node(r, &value, depth);
		yaml_event_delete(&value);
	}
	if (item == NULL) {
		yaml_tree_free(key);
		return false;
	}
	grow(map);
	map->key[map->count] = key;
	map->item[map->count++] = item;
	return true;
}

/* The items of a list, or the pairs of a map, up to its end. */
static bool
read_children(struct reader *r, struct yaml *y, int depth)
{
	yaml_event_type_t end = y->kind == YAML_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
	yaml_event_t event;
	bool good, more;

	do {
		if (!next_event(r, &event))
			return false;
		more = event.type != end;
		good = !more || (y->kind == YAML_LIST ? read_item : read_pair)(r, y, &event, depth);
		yaml_event_delete(&event);
	} while (good && more);
	return good;
}

static struct yaml *
read_node(struct reader *r, const yaml_event_t *event, int depth)
{
	struct yaml *y;

	if (!acceptable(r, event, depth))
		return NULL;
	y = xcalloc(1, sizeof(*y));
	y->line = (int)event->start_mark.line + 1;
	y->column = (int)event->start_mark.column + 1;
	if (event->type == YAML_SCALAR_EVENT) {
		y->kind = YAML_SCALAR;
		y->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		y->n = event->data.scalar.length;
		y->text = xstrndup((const char *)event->data.scalar.value, y->n);
		return y;
	}
	y->kind = event->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST : YAML_MAP;
	if (!read_children(r, y, depth + 1)) {
		yaml_tree_free(y);
		return NULL;
	}
	return y;
}

/* The one document of the stream; an empty scalar if there is none. */
static struct yaml *
read_document(struct reader *r)
{
	struct yaml *root = NULL;
	yaml_event_t event;
	bool good, more = true;

	while (more) {
		if (!next_event(r, &event))
			break;
		good = true;
		switch (event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_STREAM_END_EVENT:
			yaml_event_delete(&event);
			return root ? root : xcalloc(1, sizeof(*root));
		case YAML_DOCUMENT_START_EVENT:
			good = root == NULL || refuse(r, &event, "one document is enough");
			break;
		default:
			good = (root = read_node(r, &event, 0)) != NULL;
		}
		yaml_event_delete(&event);
		more = good;
	}
	yaml_tree_free(root);
	return NULL;
}

struct yaml *
yaml_read(struct span text, const char *name, struct error *e)
{
	struct reader r = { .input = text, .name = name, .e = e };
	struct yaml *root;

	if (text.n > YAML_BYTES_MAX) {
		error_set(e, name, 0, 0, "the file is larger than %d bytes", YAML_BYTES_MAX);
		return NULL;
	}
	if (!yaml_parser_initialize(&r.parser))
		fatalx("out of memory");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
	root = read_document(&r);
	yaml_parser_delete(&r.parser);
	if (root && root->kind == YAML_SCALAR && root->n == 0) { /* nothing but comments */
		free(root->text);
		*root = (struct yaml){ .kind = YAML_MAP, .line = 1, .column = 1 };
	}
	return root;
}

struct yaml *
yaml_read_file(const char *path, struct error *e)
{
	struct yaml *root = NULL;
	char *bytes;
	size_t n;
	FILE *f = fopen(path, "re");

	if (f == NULL) {
		error_set(e, path, 0, 0, "cannot be opened: %s", strerror(errno));
		return NULL;
	}
	bytes = xcalloc(1, YAML_BYTES_MAX + 1);
	n = fread(bytes, 1, YAML_BYTES_MAX + 1, f);
	if (ferror(f))
		error_set(e, path, 0, 0, "cannot be read: %s", strerror(errno));
	else
		root = yaml_read((struct span){ bytes, n }, path, e);
	free(bytes);
	fclose(f);
	return root;
}

void
yaml_tree_free(struct yaml *y)
{
	if (y == NULL)
		return;
	for (size_t i = 0; i < y->count; i++) {
		yaml_tree_free(y->item[i]);
		if (y->key)
			yaml_tree_free(y->key[i]);
	}
	free(y->item);
	free(y->key);
	free(y->text);
	free(y);
}
