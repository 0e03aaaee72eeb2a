/* Runs a variant over a text: one step a field, each ended by the texts that follow it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/run.h"

enum { FIND_TRIES = 8 };

/* A field and the texts that end it: where it begins, and how far the text reaches. */
struct place_sought {
	const struct part *field;
	const char *begin, *end;
};

/* Both ends first: most places fail there, without a call. */
static inline bool
stands(struct span text, const char *p, const char *end)
{
	return (size_t)(end - p) >= text.n && p[0] == text.p[0] && p[text.n - 1] == text.p[text.n - 1] &&
	       memcmp(p, text.p, text.n) == 0;
}

static const char *stop_here(const struct part *part, int n, const char *p, const char *end, bool final);

static const char *
choice_here(const struct part *part, int n, const char *p, const char *end, bool final)
{
	const char *after;

	for (int i = 0; i < part->choices; i++) {
		struct span c = part->choice[i];

		if (stands(c, p, end) && (after = stop_here(part + 1, n - 1, p + c.n, end, final)))
			return after;
	}
	return NULL;
}

/* The place behind n texts and choices that stand at p, or NULL. final: the text must end there. The loader bounds the
 * ways (STOP_WAYS_MAX). */
static const char *
stop_here(const struct part *part, int n, const char *p, const char *end, bool final)
{
	for (; n > 0; part++, n--) {
		if (part->kind == PART_CHOICE)
			return choice_here(part, n, p, end, final);
		if (!stands(part->text, p, end))
			return NULL;
		p += part->text.n;
	}
	return final && p != end ? NULL : p;
}

static const char *
stop_after(const struct place_sought *s, const char *p)
{
	return stop_here(s->field + 1, s->field->stops, p, s->end, s->field->final);
}

/* Where only texts follow, to the end of the line, there is one place. Otherwise NULL. */
static const char *
fixed_end(const struct place_sought *s)
{
	size_t n = 0;

	for (int i = 1; i <= s->field->stops; i++) {
		if (s->field[i].kind != PART_TEXT)
			return NULL;
		n += s->field[i].text.n;
	}
	return (size_t)(s->end - s->begin) < n ? s->end + 1 : s->end - n;
}

/* memmem(3), but without its preparations where the text is found soon. A text that keeps almost standing there, typed to
 * cost time, is left to memmem. */
static const char *
find(const char *p, const char *end, struct span text)
{
	for (int tries = 0; tries < FIND_TRIES && (size_t)(end - p) >= text.n; tries++, p++) {
		p = memchr(p, text.p[0], (size_t)(end - p) - text.n + 1);
		if (!p || memcmp(p, text.p, text.n) == 0)
			return p;
	}
	return memmem(p, (size_t)(end - p), text.p, text.n);
}

/* The first place from p on, up to limit, where what follows the field stands; *after is behind that. */
static const char *
first_place(const struct place_sought *s, const char *p, const char *limit, const char **after)
{
	const struct part *next = s->field + 1;

	for (; p <= limit; p++) {
		if (next->kind == PART_TEXT && !(p = find(p, s->end, next->text)))
			return NULL;
		if (p <= limit && (*after = stop_after(s, p)))
			return p;
	}
	return NULL;
}

/* The last one from limit down to low. */
static const char *
last_place(const struct place_sought *s, const char *low, const char *limit, const char **after)
{
	const struct part *next = s->field + 1;
	int again = s->field->again;

	for (const char *p = limit; p >= low; p--) {
		if (next->kind == PART_TEXT && p < s->end) {
			p = memrchr(low, next->text.p[0], (size_t)(p - low) + 1);
			if (!p)
				return NULL;
		}
		if ((*after = stop_after(s, p)) && again-- == 0)
			return p;
	}
	return NULL;
}

static const char *
search(const struct place_sought *s, const char **after)
{
	return s->field->last ? last_place(s, s->begin, s->end, after) : first_place(s, s->begin, s->end, after);
}

/* The same for one text after the field, remembered. */
static const char *
search_once(struct memos *memos, const struct place_sought *s, const char **after)
{
	struct span text = s->field[1].text;
	struct memo *m = &memos->memo[0];

	for (int i = 0; i < MEMOS; i++, m++)
		if (m->begin == s->begin && m->last == s->field->last && span_eq(m->text, text)) {
			*after = m->place ? m->place + text.n : NULL;
			return m->place;
		}
	m = &memos->memo[memos->next++ % MEMOS];
	*m = (struct memo){ s->begin, text, s->field->last, search(s, after) };
	return m->place;
}

static const char *
client_end(struct memos *memos, const struct place_sought *s, const char **after)
{
	const struct part *f = s->field;
	const char *fixed;

	if (f->final && (fixed = fixed_end(s)))
		return fixed <= s->end && (*after = stop_after(s, fixed)) ? fixed : NULL;
	if (memos && f->stops == 1 && f[1].kind == PART_TEXT && !f->again)
		return search_once(memos, s, after);
	return search(s, after);
}

/* type_run, remembered for the variants that begin with the same field. */
static size_t
run_once(struct memos *memos, const struct place_sought *s)
{
	const struct type *type = s->field->type;
	struct run_memo *m = memos ? &memos->run[(uintptr_t)s->begin % RUN_MEMOS] : NULL;

	if (!m)
		return type_run(type, s->begin, s->end);
	if (m->begin != s->begin || m->type != type)
		*m = (struct run_memo){ s->begin, type, type_run(type, s->begin, s->end) };
	return m->n;
}

/* The end of a server-made field: its class must hold all of it. */
static const char *
server_end(struct memos *memos, const struct place_sought *s, const char **after)
{
	const struct part *f = s->field;
	size_t run = run_once(memos, s);
	const char *p;

	if (f->run) {
		p = s->begin + run;
		return type_fits(f->type, run) && (*after = stop_after(s, p)) ? p : NULL;
	}
	if (run < f->type->min)
		return NULL;
	/* An address may hold what ends it ("192.0.2.1:25" is an address and a port): its last place counts. */
	if (f->type->shape == SHAPE_ADDRESS)
		p = last_place(s, s->begin + f->type->min, s->begin + run, after);
	else
		p = first_place(s, s->begin + f->type->min, s->begin + run, after);
	return p && type_fits(f->type, (size_t)(p - s->begin)) ? p : NULL;
}

/* One "name=7" or "name=3/5"; returns what stands behind it, or NULL. */
static const char *
counter_read(const char *p, const char *end, struct counter *c)
{
	uint32_t number[2] = { 0, 0 };
	int which = 0;
	const char *q = p;

	while (q < end && ((*q >= 'a' && *q <= 'z') || (*q >= 'A' && *q <= 'Z') || *q == '_' || *q == '-'))
		q++;
	if (q == p || end - q < 2 || *q != '=')
		return NULL;
	c->name = (struct span){ p, (size_t)(q - p) };
	for (p = q + 1; p < end && *p != ' '; p++) {
		if (*p == '/' && which == 0 && p > q + 1)
			which = 1;
		else if (*p >= '0' && *p <= '9')
			number[which] = number[which] > UINT32_MAX / 10 - 1 ? UINT32_MAX / 10 : number[which] * 10 + (uint32_t)(*p - '0');
		else
			return NULL;
	}
	c->ok = number[0];
	c->all = which ? number[1] : number[0];
	return p;
}

/* Counters to the end of the text. Read once for each place: the rules of a line share it. */
static bool
counters_read(struct matched *m, const char *p, const char *end)
{
	if (m->counters && m->counter[0].name.p == p)
		return true;
	if (m->counters && m->hits)
		return false; /* a hit has others from this line, and a line has one run of counters */
	m->counters = 0;
	while (p < end && m->counters < COUNTERS_MAX) {
		if (!(p = counter_read(p, end, &m->counter[m->counters]))) {
			m->counters = 0;
			return false;
		}
		m->counters++;
		while (p < end && *p == ' ')
			p++;
	}
	return m->counters > 0;
}

void
run_capture(struct run *r, int field, struct span text)
{
	if (field < 0 || r->hit->captures == CAPTURES_MAX)
		return;
	if (text.n > CAPTURE_LENGTH_MAX)
		text.n = CAPTURE_LENGTH_MAX;
	r->hit->capture[r->hit->captures++] = (struct capture){ field, text };
}

static bool
holds_excluded(struct span text, const uint64_t bytes[4])
{
	for (size_t i = 0; i < text.n; i++)
		if (byte_in(bytes, (unsigned char)text.p[i]))
			return true;
	return false;
}

static void
keep(struct run *r, const struct part *field, struct span text)
{
	if (field->excluded && holds_excluded(text, field->excluded))
		r->hostile = true;
	if (field->field == FIELD_SOURCE)
		r->source = text = type_address(text);
	run_capture(r, field->field, text);
}

/* Where the field that begins at s->begin ends, or NULL; *after is behind the texts that end it. */
static const char *
field_end(struct run *r, const struct place_sought *s, const char **after)
{
	const struct part *f = s->field;

	*after = s->end;
	if (f->kind == PART_REST)
		return s->end;
	if (f->type->shape == SHAPE_COUNTERS)
		return counters_read(r->m, s->begin, s->end) ? s->end : NULL;
	if (!type_is_client(f->type))
		return server_end(r->memos, s, after);
	return f->stops ? client_end(r->memos, s, after) : s->end;
}

/* True if a text that must stand once in the line, for the proof, stands there again. */
static bool
guard_stands_twice(const struct variant *v, struct span text)
{
	for (int i = 0; i < v->guards; i++) {
		struct span g = v->guard[i];
		const char *first = memmem(text.p, text.n, g.p, g.n);

		if (first && memmem(first + 1, (size_t)(text.p + text.n - first - 1), g.p, g.n))
			return true;
	}
	return false;
}

/* From part i on, which should stand at p. */
static bool
run_from(struct run *r, const struct variant *v, struct span text, int i, const char *p)
{
	const char *end = text.p + text.n, *after;
	int stops = 0;

	while (i + stops < v->parts && v->part[i + stops].kind <= PART_CHOICE)
		stops++;
	r->at = p;
	r->part = i < v->parts ? &v->part[i] : NULL;
	p = stop_here(&v->part[i], stops, p, end, i + stops == v->parts);
	if (!p)
		return false;
	for (i += stops; i < v->parts; i += 1 + v->part[i].stops) {
		struct place_sought s = { &v->part[i], p, end };
		const char *e = field_end(r, &s, &after);

		r->at = p;
		r->part = &v->part[i];
		if (!e)
			return false;
		if (r->part->kind == PART_FIELD)
			keep(r, r->part, (struct span){ p, (size_t)(e - p) });
		p = after;
	}
	r->at = p;
	r->part = NULL;
	if (p != end)
		return false;
	r->hostile |= guard_stands_twice(v, text);
	return true;
}

bool
run_variant(struct run *r, const struct variant *v, struct span text)
{
	return run_from(r, v, text, 0, text.p);
}

/* The shared fields are captured last, and in their places: most candidates fail before. */
bool
run_trail(struct run *r, const struct variant *v, struct span text, int shared, const struct trail *trail)
{
	int *captures = &r->hit->captures, begin = *captures, all;
	const struct span *field = trail->field;

	for (int i = 0; i < shared; i++)
		*captures += v->part[i].kind == PART_FIELD && v->part[i].field >= 0;
	if (!run_from(r, v, text, shared, trail->at))
		return false;
	all = *captures;
	*captures = begin;
	for (int i = 0; i < shared; i++)
		if (v->part[i].kind == PART_FIELD)
			keep(r, &v->part[i], *field++);
	*captures = all;
	return true;
}
