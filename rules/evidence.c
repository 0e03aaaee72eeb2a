/* The last lines of suspicious sources: a ring of a few for each, in a bounded table.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/evidence.h"
#include "rules/lru.h"
#include "rules/mask.h"

enum {
	STATE_VERSION = 2,
	SUSPICIOUS = 20,    /* once the table is full, a score below this takes nobody's place */
};

struct folder {
	uint32_t kept; /* in all; the newest stands at (kept - 1) % EVIDENCE_LINES */
	uint32_t pad;
	struct exhibit exhibit[EVIDENCE_LINES];
};
struct evidence { struct lru *folders; };

struct evidence *
evidence_new(void)
{
	struct evidence *v = xcalloc(1, sizeof(*v));

	v->folders = lru_new_cleared(EVIDENCE_SOURCES, sizeof(struct folder), offsetof(struct folder, exhibit));
	return v;
}

void
evidence_free(struct evidence *v)
{
	if (!v)
		return;
	lru_free(v->folders);
	free(v);
}

/* "pack/id", without the cost of printf. */
static void
name_rule(char out[MSG_RULE_MAX], const struct rule *rule)
{
	size_t pack = rule ? strnlen(rule->pack->name, 40) : 0, id = rule ? strnlen(rule->id, 54) : 0;

	memcpy(out, rule ? rule->pack->name : "", pack);
	out[pack] = '/';
	memcpy(out + pack + 1, rule ? rule->id : "", id);
	out[pack + 1 + id] = '\0';
}

void
evidence_keep(struct evidence *v, uint64_t source, const struct event *e, const struct exhibit *points, double score)
{
	size_t n = e->place.line.n < EVIDENCE_LINE_MAX ? e->place.line.n : EVIDENCE_LINE_MAX;
	struct folder *f = lru_use(v->folders, source);
	struct exhibit *x;
	bool fresh;

	if (!f && score < SUSPICIOUS && lru_count(v->folders) == EVIDENCE_SOURCES)
		return;
	if (!f)
		f = lru_make(v->folders, source, &fresh);
	x = &f->exhibit[f->kept++ % EVIDENCE_LINES];
	memcpy(x, points, offsetof(struct exhibit, rule));
	x->length = (uint16_t)n;
	if (n > 0)
		memcpy(x->line, e->place.line.p, n);
	name_rule(x->rule, e->rule);
}

static uint32_t
exhibits(const struct folder *f)
{
	return f->kept < EVIDENCE_LINES ? f->kept : EVIDENCE_LINES;
}

int
evidence_of(const struct evidence *v, uint64_t source, const struct exhibit *out[EVIDENCE_LINES])
{
	const struct folder *f = lru_find(v->folders, source);
	uint32_t n, from;

	if (!f)
		return 0;
	n = exhibits(f);
	from = f->kept - n;
	for (uint32_t i = 0; i < n; i++)
		out[i] = &f->exhibit[(from + i) % EVIDENCE_LINES];
	return (int)n;
}

void
exhibit_tell(const struct exhibit *x, const struct addr *subject, struct msg_evidence *out)
{
	*out = (struct msg_evidence){ .subject = *subject, .time = x->time, .points = (double)x->points, .count = x->count };
	snprintf(out->signal, sizeof(out->signal), "%s", signal_name((enum signal)x->signal));
	snprintf(out->rule, sizeof(out->rule), "%s", x->rule);
	mask_printable((struct span){ x->line, x->length }, out->line, sizeof(out->line));
}

/* No secret reaches the disk. */
static void
put_folder(struct state *s, const void *record, size_t size)
{
	const struct folder *f = record;
	char line[EVIDENCE_LINE_MAX];

	(void)size;
	state_put_u32(s, f->kept);
	for (uint32_t i = 0; i < exhibits(f); i++) {
		const struct exhibit *x = &f->exhibit[i];

		memcpy(line, x->line, x->length);
		mask_secrets(line, x->length);
		state_put(s, x, offsetof(struct exhibit, line));
		state_put_span(s, (struct span){ line, x->length });
	}
}

static void
get_folder(struct state *s, void *record, size_t size)
{
	struct folder *f = record;

	(void)size;
	f->kept = state_get_u32(s);
	for (uint32_t i = 0; i < exhibits(f); i++) {
		struct exhibit *x = &f->exhibit[i];
		struct span line;

		state_get(s, x, offsetof(struct exhibit, line));
		x->rule[MSG_RULE_MAX - 1] = '\0';
		line = state_get_span(s, EVIDENCE_LINE_MAX);
		x->length = (uint16_t)line.n;
		if (line.n > 0)
			memcpy(x->line, line.p, line.n);
	}
}

void
evidence_save(const struct evidence *v, struct state *s)
{
	state_mark(s, "evidence", STATE_VERSION);
	lru_save_by(v->folders, s, "folders", put_folder);
}

bool
evidence_load(struct evidence *v, struct state *s)
{
	return state_expect(s, "evidence", STATE_VERSION) && lru_load_by(v->folders, s, "folders", get_folder);
}
