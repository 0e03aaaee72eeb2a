/* Reads a template: fills in its defines, splits it into parts, and unfolds the optional ones into flat variants.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/template.h"

#include <stdlib.h>

enum { GROUPS_MAX = 10, NAME_MAX_BYTES = 31 };

/* A part and the optional group it belongs to (-1: none). */
struct item { struct part part; int group; };

struct parse {
	const struct template_home *home;
	struct error *e;
	const char *p, *end;
	struct item item[PARTS_MAX];
	int items;
	int parent[GROUPS_MAX]; /* the group around a group, or -1 */
	int groups, open;       /* open: the group we are in, or -1 */
	int begun;              /* items before it */
};

#define REFUSE(home, e, ...) error_set(e, (home)->file, (home)->line, (home)->column, __VA_ARGS__)

static bool
name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static const struct define *
define_find(const struct template_home *home, struct span name)
{
	for (int i = 0; i < home->defines; i++)
		if (span_eq(home->define[i].name, name))
			return &home->define[i];
	return NULL;
}

/* The define that a name in braces at p stands for; *after is behind the brace. */
static const struct define *
define_at(const struct template_home *home, const char *p, const char *end, const char **after)
{
	const char *q = p + 1;

	while (q < end && name_byte(*q))
		q++;
	if (q == end || *q != '}')
		return NULL;
	*after = q + 1;
	return define_find(home, (struct span){ p + 1, (size_t)(q - p - 1) });
}

/* Copies text to out (TEMPLATE_MAX bytes, *n used) with the defines filled in. */
static bool
fill_in(const struct template_home *home, struct span text, int depth, char *out, size_t *n, struct error *e)
{
	const char *p = text.p, *end = text.p + text.n, *after;
	const struct define *d;

	while (p < end) {
		size_t step = end - p > 1 && (*p == '{' || *p == '}') && p[1] == *p ? 2 : 1;

		if (step == 1 && *p == '{' && (d = define_at(home, p, end, &after))) {
			if (depth == DEFINE_DEPTH_MAX)
				return REFUSE(home, e, "rule '%s': {%.*s} is defined through itself, or more than %d deep",
				              home->rule, (int)d->name.n, d->name.p, DEFINE_DEPTH_MAX);
			if (!fill_in(home, d->text, depth + 1, out, n, e))
				return false;
			p = after;
			continue;
		}
		if (*n + step > TEMPLATE_MAX)
			return REFUSE(home, e, "rule '%s': the template is longer than %d bytes with its defines filled in",
			              home->rule, TEMPLATE_MAX);
		memcpy(out + *n, p, step);
		*n += step;
		p += step;
	}
	return true;
}

static struct part *
add(struct parse *s, enum part_kind kind)
{
	struct item *it;

	if (s->items == PARTS_MAX) {
		REFUSE(s->home, s->e, "rule '%s': the template has more than %d parts", s->home->rule, PARTS_MAX);
		return NULL;
	}
	it = &s->item[s->items++];
	memset(it, 0, sizeof *it);
	it->part.kind = kind;
	it->part.field = -1;
	it->group = s->open;
	return &it->part;
}

static bool
open_group(struct parse *s)
{
	if (s->groups == GROUPS_MAX)
		return REFUSE(s->home, s->e, "rule '%s': too many optional parts; split the rule's template into a list of lines",
		              s->home->rule);
	s->parent[s->groups] = s->open;
	s->open = s->groups++;
	return true;
}

/* Literal text up to the next brace that is not doubled. */
static bool
read_text(struct parse *s)
{
	char *text = arena_get(s->home->arena, (size_t)(s->end - s->p));
	struct part *part = add(s, PART_TEXT);

	if (!part)
		return false;
	part->text.p = text;
	for (; s->p < s->end; s->p++) {
		if (*s->p == '{' || *s->p == '}') {
			if (s->end - s->p < 2 || s->p[1] != *s->p)
				break;
			s->p++;
		}
		text[part->text.n++] = *s->p;
	}
	return true;
}

static int
longest_first(const void *a, const void *b)
{
	size_t x = ((const struct span *)a)->n, y = ((const struct span *)b)->n;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* {A|B|C}: body is what stands between the braces. An empty text among them makes the whole optional. */
static bool
read_choice(struct parse *s, struct span body)
{
	struct span choice[CHOICES_MAX];
	int n = 0, outer = s->open;
	bool empty = false;
	struct part *part;

	for (const char *p = body.p, *end = body.p + body.n, *bar; p <= end; p = bar + 1) {
		bar = p < end ? memchr(p, '|', (size_t)(end - p)) : NULL;
		if (!bar)
			bar = end;
		if (bar == p)
			empty = true;
		else if (n == CHOICES_MAX)
			return REFUSE(s->home, s->e, "rule '%s': more than %d texts in {%.30s...", s->home->rule, CHOICES_MAX, body.p);
		else
			choice[n++] = (struct span){ p, (size_t)(bar - p) };
	}
	if (n == 0)
		return REFUSE(s->home, s->e, "rule '%s': {%.*s} holds no text", s->home->rule, (int)body.n, body.p);
	if (empty && !open_group(s))
		return false;
	if (!(part = add(s, PART_CHOICE)))
		return false;
	qsort(choice, (size_t)n, sizeof choice[0], longest_first);
	for (int i = 0; i < n; i++)
		choice[i].p = arena_text(s->home->arena, choice[i]);
	part->choice = arena_copy(s->home->arena, choice, (size_t)n * sizeof choice[0]);
	part->choices = n;
	s->open = outer;
	return true;
}

/* The type of {name} or {name:type}; says what to do where there is none. */
static const struct type *
field_type(struct parse *s, struct span name, struct span type)
{
	const struct type *t = type_find(type.p ? type : name);

	if (t)
		return t;
	if (type.p)
		REFUSE(s->home, s->e, "rule '%s': {%.*s:%.*s}: there is no type '%.*s'; there are %s", s->home->rule,
		       (int)name.n, name.p, (int)type.n, type.p, (int)type.n, type.p, type_names());
	else
		REFUSE(s->home, s->e, "rule '%s': {%.*s} is neither defined nor a type; write {%.*s:TYPE} with one of %s",
		       s->home->rule, (int)name.n, name.p, (int)name.n, name.p, type_names());
	return NULL;
}

/* {name}, {name:type}, {name...}, {name:type...} */
static bool
read_field(struct parse *s, struct span body)
{
	struct span name, type = { NULL, 0 };
	const char *colon = memchr(body.p, ':', body.n);
	bool last = body.n > 3 && memcmp(body.p + body.n - 3, "...", 3) == 0;
	struct part *part;

	body.n -= last ? 3 : 0;
	name = (struct span){ body.p, colon ? (size_t)(colon - body.p) : body.n };
	if (colon)
		type = (struct span){ colon + 1, (size_t)(body.p + body.n - colon - 1) };
	for (size_t i = 0; i < name.n; i++)
		if (!name_byte(name.p[i]))
			name.n = 0;
	if (name.n == 0 || name.n > NAME_MAX_BYTES)
		return REFUSE(s->home, s->e, "rule '%s': {%.*s} is no field; a name has small letters, digits, - and _; "
		              "a literal brace is doubled: {{", s->home->rule, (int)body.n, body.p);
	if (!(part = add(s, PART_FIELD)) || !(part->type = field_type(s, name, type)))
		return false;
	if (last && !type_is_client(part->type))
		return REFUSE(s->home, s->e, "rule '%s': {%.*s...}: only what a client types can be marked with dots; "
		              "this type ends by itself", s->home->rule, (int)body.n, body.p);
	if ((part->type->shape == SHAPE_ADDRESS) != (span_is(name, "source") || part->type == type_find(SPAN_LIT("ip"))))
		return REFUSE(s->home, s->e, "rule '%s': 'source' is the name of the accused address, and of type source; "
		              "for another address write {name:ip}", s->home->rule);
	part->last = last;
	part->field = fields_add(s->home->fields, name);
	if (part->field < 0)
		return REFUSE(s->home, s->e, "rule '%s': {%.*s}: more than %d field names", s->home->rule, (int)name.n, name.p,
		              FIELD_NAMES_MAX);
	return true;
}

/* What stands at an opening brace. */
static bool
read_brace(struct parse *s)
{
	const char *close;
	struct span body;

	if (s->end - s->p > 1 && s->p[1] == '?') {
		if (s->open >= 0)
			return REFUSE(s->home, s->e, "rule '%s': an optional part inside another; use a list of lines", s->home->rule);
		s->p += s->end - s->p > 2 && s->p[2] == ' ' ? 3 : 2;
		s->begun = s->items;
		return open_group(s);
	}
	close = memchr(s->p, '}', (size_t)(s->end - s->p));
	body = (struct span){ s->p + 1, close ? (size_t)(close - s->p - 1) : 0 };
	if (!close || memchr(body.p, '{', body.n))
		return REFUSE(s->home, s->e, "rule '%s': the brace before '%.*s' is not closed; a literal brace is doubled: {{",
		              s->home->rule, (int)(s->end - s->p - 1 > 24 ? 24 : s->end - s->p - 1), s->p + 1);
	s->p = close + 1;
	if (span_is(body, "..."))
		return add(s, PART_REST) != NULL;
	return memchr(body.p, '|', body.n) ? read_choice(s, body) : read_field(s, body);
}

static bool
read_parts(struct parse *s)
{
	while (s->p < s->end) {
		bool doubled = s->end - s->p > 1 && s->p[1] == *s->p;

		if (*s->p == '}' && !doubled) {
			if (s->open < 0)
				return REFUSE(s->home, s->e, "rule '%s': a brace closes that was not opened; a literal one is doubled: }}",
				              s->home->rule);
			if (s->items == s->begun)
				return REFUSE(s->home, s->e, "rule '%s': an optional part that holds nothing; the first blank after {? is not "
				              "part of it, so an optional blank is {?  }", s->home->rule);
			s->open = s->parent[s->open];
			s->p++;
		} else if (*s->p == '{' && !doubled) {
			if (!read_brace(s))
				return false;
		} else if (!read_text(s)) {
			return false;
		}
	}
	if (s->open >= 0)
		return REFUSE(s->home, s->e, "rule '%s': an optional part {? ... is not closed", s->home->rule);
	return true;
}

/* Group g is left out where its bit of the mask is set; the first group has the highest bit, so that counting up goes
 * from all of them to none. */
static bool
left_out(const struct parse *s, unsigned mask, int group)
{
	for (; group >= 0; group = s->parent[group])
		if (mask >> (s->groups - 1 - group) & 1)
			return true;
	return false;
}

/* A mask that leaves out both a group and one inside it is the same variant as without the inner bit. */
static bool
redundant(const struct parse *s, unsigned mask)
{
	for (int g = 0; g < s->groups; g++)
		if ((mask >> (s->groups - 1 - g) & 1) && left_out(s, mask, s->parent[g]))
			return true;
	return false;
}

/* True if what is in group g stands wherever the other group's things stand. */
static bool
stands_with(const struct parse *s, int g, int other)
{
	while (other != g && other >= 0)
		other = s->parent[other];
	return other == g;
}

static void
unfold(const struct parse *s, unsigned mask, struct variant *v)
{
	struct part part[PARTS_MAX];
	int field_group = -1;

	memset(v, 0, sizeof *v);
	for (int i = 0; i < s->items; i++) {
		const struct part *in = &s->item[i].part;
		struct part *before = v->parts ? &part[v->parts - 1] : NULL;

		if (left_out(s, mask, s->item[i].group) || (in->kind == PART_TEXT && in->text.n == 0))
			continue;
		if (before && before->kind == PART_TEXT && in->kind == PART_TEXT) {
			char *joined = arena_get(s->home->arena, before->text.n + in->text.n);

			memcpy(joined, before->text.p, before->text.n);
			memcpy(joined + before->text.n, in->text.p, in->text.n);
			before->text = (struct span){ joined, before->text.n + in->text.n };
		} else {
			part[v->parts] = *in;
			if (in->kind != PART_TEXT)
				field_group = s->item[i].group;
			else if (stands_with(s, s->item[i].group, field_group))
				part[v->parts].sure = in->text.n;
			v->parts++;
		}
	}
	v->part = arena_copy(s->home->arena, part, (size_t)v->parts * sizeof part[0]);
}

/* True if no byte of the field's class can begin what follows it. */
static bool
ends_by_class(const struct part *field)
{
	const struct part *next = field + 1;

	if (type_is_client(field->type) || field->type->shape == SHAPE_COUNTERS)
		return false;
	if (field->stops == 0)
		return true;
	if (next->kind == PART_TEXT)
		return !type_has(field->type, (unsigned char)next->text.p[0]);
	for (int i = 0; i < next->choices; i++)
		if (type_has(field->type, (unsigned char)next->choice[i].p[0]))
			return false;
	return true;
}

static bool
check_place(const struct template_home *home, const struct variant *v, int at, struct error *e)
{
	const struct part *part = &v->part[at];
	bool ends = at + 1 == v->parts;

	if (part->kind == PART_REST)
		return ends || REFUSE(home, e, "rule '%s': {...} is the rest of the line and stands only at its end", home->rule);
	if (part->type->shape == SHAPE_COUNTERS && !ends)
		return REFUSE(home, e, "rule '%s': {counters} reaches to the end of the line; nothing can stand after it", home->rule);
	if (type_is_client(part->type) && part->stops == 0 && !ends)
		return REFUSE(home, e, "rule '%s': nothing shows where the typed {%s} ends: write the text that the server puts "
		              "between it and what follows", home->rule, home->fields->name[part->field]);
	for (int i = at + 1; i < v->parts; i++)
		if (v->part[i].kind == PART_FIELD && v->part[i].field == part->field && !part->type->plain)
			return REFUSE(home, e, "rule '%s': {%s} stands twice; name the second {text} if it is the same again",
			              home->rule, home->fields->name[part->field]);
	return true;
}

static int
occurrences(struct span in, struct span text)
{
	int n = 0;

	for (const char *p = in.p; (p = memmem(p, (size_t)(in.p + in.n - p), text.p, text.n)); p++)
		n++;
	return n;
}

/* True if the text ends in a beginning of what is sought and the part behind it could go on with that. */
static bool
may_run_into(const struct part *text, struct span sought)
{
	const struct part *next = text + 1;

	for (size_t n = 1; n < sought.n && n <= text->text.n; n++)
		if (memcmp(text->text.p + text->text.n - n, sought.p, n) == 0 &&
		    (next->kind != PART_FIELD || next->type->min == 0 || type_has(next->type, (unsigned char)sought.p[n])))
			return true;
	return false;
}

/* How often what ends a field (the text at i) stands in the template's text behind it, where it cannot stand elsewhere:
 * no field there can hold its first byte, and no text runs into it. 0 where that is not known. */
static int
stands_again(const struct variant *v, int i)
{
	struct span sought = v->part[i].text;
	int n = 0;

	for (int at = i + 1; at < v->parts; at++) {
		const struct part *p = &v->part[at];

		if (p->kind == PART_REST || (p->kind == PART_FIELD && type_has(p->type, (unsigned char)sought.p[0])))
			return 0;
		for (int c = 0; p->kind == PART_CHOICE && c < p->choices; c++)
			if (memchr(p->choice[c].p, sought.p[0], p->choice[c].n))
				return 0;
		if (p->kind != PART_TEXT)
			continue;
		if (at + 1 < v->parts && may_run_into(p, sought))
			return 0;
		n += occurrences(p->text, sought);
	}
	return n;
}

/* Works out of each field's place how it ends. */
static bool
finish(const struct template_home *home, struct variant *v, struct error *e)
{
	struct part *field = NULL;
	int ways = 1;

	for (int i = 0; i < v->parts; i++) {
		struct part *part = &v->part[i];

		if (part->kind == PART_FIELD || part->kind == PART_REST) {
			field = part;
			ways = 1;
			continue;
		}
		ways *= part->kind == PART_CHOICE ? part->choices : 1;
		if (ways > STOP_WAYS_MAX)
			return REFUSE(home, e, "rule '%s': more than %d ways to read the texts that follow each other; use a list of "
			              "lines", home->rule, STOP_WAYS_MAX);
		v->literal += (int)(part->kind == PART_TEXT ? part->text.n : part->choice[part->choices - 1].n);
		*(field ? &field->stops : &v->lead) += 1;
	}
	for (int i = v->lead; i < v->parts; i += 1 + v->part[i].stops) {
		field = &v->part[i];
		field->final = i + 1 + field->stops == v->parts;
		if (!check_place(home, v, i, e))
			return false;
		field->run = field->kind == PART_FIELD && ends_by_class(field);
		if (field->last && field->stops == 1 && field[1].kind == PART_TEXT)
			field->again = stands_again(v, i + 1);
	}
	return true;
}

bool
template_parse(const struct template_home *home, struct span text, struct variant **out, int *count, struct error *e)
{
	char filled[TEMPLATE_MAX];
	struct variant variant[VARIANTS_MAX];
	struct parse s = { .home = home, .e = e, .open = -1 };
	size_t n = 0;

	if (!fill_in(home, text, 0, filled, &n, e))
		return false;
	s.p = filled;
	s.end = filled + n;
	if (!read_parts(&s))
		return false;
	*count = 0;
	for (unsigned mask = 0; mask < 1u << s.groups; mask++) {
		if (redundant(&s, mask))
			continue;
		if (*count == VARIANTS_MAX)
			return REFUSE(home, e, "rule '%s': the optional parts make more than %d variants; split it into a list of lines",
			              home->rule, VARIANTS_MAX);
		unfold(&s, mask, &variant[*count]);
		if (!finish(home, &variant[(*count)++], e))
			return false;
	}
	*out = arena_copy(home->arena, variant, (size_t)*count * sizeof variant[0]);
	return true;
}
