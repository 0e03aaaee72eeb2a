/* Joins the lines of one session: fields told once are known to the later lines, and an offence is counted once.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <strings.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/hash.h"
#include "rules/lru.h"
#include "rules/state.h"
#include "rules/thread.h"

enum {
	STATE_VERSION = 4,
	CHARGES = 2,          /* signals of one session whose counts are made of tallies; and as many that are only observed */
	OFFENCES_MAX = 10000, /* told by one line: a number beyond it is no count of anything */
};

_Static_assert(SIGNAL_COUNT <= 64, "session.counted is one word");

struct session {
	int64_t last;               /* time of its latest line */
	uint64_t counted, observed; /* bit per signal: a `once` rule has had its event; one that only observes, too */
	uint32_t tally[TALLIES_MAX];
	struct { uint32_t signal, count; } charged[2 * CHARGES]; /* of tallies; signal + 1, 0: none yet */
	struct sitting sitting;     /* the judgement's */
	struct addr source;
	uint16_t used;              /* of text */
	uint16_t password;          /* as in the event; the hash itself is not kept */
	uint32_t known;             /* a bit a field: it stands in text. What follows is not cleared for a new session */
	struct { uint16_t at, length; } field[FIELD_FIXED];
	char text[THREAD_TEXT_MAX];
};
_Static_assert(FIELD_FIXED <= 32, "session.known is one word");

struct threads { struct lru *sessions; };

struct threads *
threads_new(size_t most)
{
	struct threads *t = xcalloc(1, sizeof(*t));

	t->sessions = lru_new_cleared(most, sizeof(struct session), offsetof(struct session, field));
	return t;
}

void
threads_free(struct threads *t)
{
	if (!t)
		return;
	lru_free(t->sessions);
	free(t);
}

size_t
threads_count(const struct threads *t)
{
	return lru_count(t->sessions);
}

/* 0: this line has no value for that key. */
static uint64_t
session_key(const struct hit *h, const struct record *r, int i)
{
	const struct rule *rule = h->rule;
	struct span value = rule->key_column[i] >= 0 ? r->column[rule->key_column[i]] : hit_field(h, rule->key_field[i]);

	if (!value.p || value.n == 0)
		return 0;
	return hash_span(hash_span(rule->key_seed[i], r->column[COLUMN_HOST]), value) | 1;
}

/* A queue id or message id is not given twice within days, so a bounce still knows the login that sent the message. */
static bool
outlives_silence(const struct rule *rule, int i)
{
	return rule->key_column[i] < 0 && (rule->key_field[i] == FIELD_QID || rule->key_field[i] == FIELD_MESSAGE);
}

static struct session *
enter(struct threads *t, const struct hit *h, uint64_t key, int i, int64_t time)
{
	bool fresh;
	struct session *s = lru_make(t->sessions, key, &fresh);
	bool silent = time - s->last > THREAD_SILENCE * SECOND && !outlives_silence(h->rule, i);

	if (fresh || silent || (h->rule->opens && i == 0))
		memset(s, 0, offsetof(struct session, field));
	if (time > s->last)
		s->last = time;
	return s;
}

/* Moves the values that still count together, to make room. */
static void
compact(struct session *s)
{
	char text[THREAD_TEXT_MAX];
	uint16_t used = 0;

	for (uint32_t left = s->known; left; left &= left - 1) {
		int f = __builtin_ctz(left);

		memcpy(text + used, s->text + s->field[f].at, s->field[f].length);
		s->field[f].at = used;
		used = (uint16_t)(used + s->field[f].length);
	}
	memcpy(s->text, text, used);
	s->used = used;
}

static void
remember_field(struct session *s, int field, struct span value)
{
	uint32_t bit = 1u << field;

	if (value.n >= THREAD_TEXT_MAX)
		return;
	if (!(s->known & bit) || s->field[field].length < value.n) {
		s->known &= ~bit;
		if (s->used + value.n > THREAD_TEXT_MAX)
			compact(s);
		if (s->used + value.n > THREAD_TEXT_MAX)
			return;
		s->known |= bit;
		s->field[field].at = s->used;
		s->used = (uint16_t)(s->used + value.n);
	}
	memcpy(s->text + s->field[field].at, value.p, value.n);
	s->field[field].length = (uint16_t)value.n;
}

/* The fields that sessions keep, a bit each; 0 for others. */
static uint32_t
kept_bit(const struct capture *c)
{
	return c->field > FIELD_SOURCE && c->field < FIELD_FIXED && c->field != FIELD_HASH && c->text.p ? 1u << c->field : 0;
}

/* Tells whether it is the same as last time, and too few passwords apart to find it by trying. 0: none. */
static uint16_t
password_number(const struct capture *c)
{
	return c->field == FIELD_HASH && c->text.n > 0 ? (uint16_t)(hash_span(1, c->text) | 1) : 0;
}

static void
remember(struct session *s, const struct hit *h)
{
	if (h->source.family) {
		if (!addr_equal(&s->source, &h->source)) { /* the process serves its next client, or a port was given anew */
			s->sitting = (struct sitting){ .last = 0 };
			s->password = 0;
		}
		s->source = h->source;
	}
	for (int i = 0; i < h->captures; i++) {
		if (kept_bit(&h->capture[i]))
			remember_field(s, h->capture[i].field, h->capture[i].text);
		else if (h->capture[i].field == FIELD_HASH)
			s->password = password_number(&h->capture[i]);
	}
}

/* known: a bit for each field that the event has. */
static void
complete(const struct session *s, struct event *e, uint32_t *known)
{
	if (!e->source.family)
		e->source = s->source;
	if (!e->password)
		e->password = s->password;
	for (uint32_t left = s->known & ~*known; left; left &= left - 1) {
		int f = __builtin_ctz(left);

		e->field[f] = (struct span){ s->text + s->field[f].at, s->field[f].length };
	}
	*known |= s->known;
}

/* A session of another key learns what the event knows from elsewhere: the queue id gets the login of its connection.
 * Without compacting, which would move text that the event points to. */
static void
share(struct session *s, const struct event *e, uint32_t known)
{
	if (!s->source.family)
		s->source = e->source;
	if (!s->password)
		s->password = e->password;
	for (uint32_t left = known & ~s->known; left; left &= left - 1) {
		int f = __builtin_ctz(left);

		if (s->used + e->field[f].n <= THREAD_TEXT_MAX)
			remember_field(s, f, e->field[f]);
	}
}

static long
quantity(const struct matched *m, const struct hit *h, const struct session *s, const struct quantity *q)
{
	long n = 0;

	if (q->tally)
		return s && q->id >= 0 && q->id < TALLIES_MAX ? (long)s->tally[q->id] : 0;
	return hit_number(m, h, q, &n) ? n : 0;
}

static bool
tallies_agree(const struct hit *h, const struct session *s)
{
	const struct condition *c = h->rule->when;

	for (int i = 0; i < h->rule->whens; i++, c++)
		if (c->what.tally && !condition_holds(c, quantity(NULL, h, s, &c->what)))
			return false;
	return true;
}

static uint32_t
count_offences(const struct matched *m, const struct hit *h, const struct session *s)
{
	const struct rule *rule = h->rule;
	long n = rule->counts ? 0 : 1;

	for (int i = 0; i < rule->counts; i++)
		n += quantity(m, h, s, &rule->count[i]);
	for (int i = 0; i < rule->lesses; i++)
		n -= quantity(m, h, s, &rule->less[i]);
	n -= rule->free;
	return n <= 0 ? 0 : n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* A count made of tallies alone grows with the session: what an earlier line of it told is not told again. */
static bool
is_running(const struct rule *rule)
{
	int i = 0;

	while (i < rule->counts && rule->count[i].tally)
		i++;
	return i > 0 && i == rule->counts;
}

static uint32_t
uncharged(struct session *s, const struct rule *rule, uint32_t count)
{
	uint32_t signal = rule->signal + 1u;
	int first = rule->observe ? CHARGES : 0;

	for (int i = first; i < first + CHARGES; i++) {
		uint32_t before = s->charged[i].count;

		if (s->charged[i].signal && s->charged[i].signal != signal)
			continue;
		s->charged[i].signal = signal;
		s->charged[i].count = count > before ? count : before;
		return count > before ? count - before : 0;
	}
	return count;
}

static uint16_t
accepted(const struct rule *rule, const struct session *s)
{
	uint32_t n = s && rule->pack->accepted ? s->tally[rule->pack->accepted - 1] : 0;

	return (uint16_t)(n > UINT16_MAX ? UINT16_MAX : n);
}

/* True if the event counts. What the session notes of it is shared by all its keys through the first. */
static bool
settle(const struct matched *m, const struct hit *h, struct session *s, struct event *e)
{
	const struct rule *rule = h->rule;
	uint64_t bit = 1ULL << e->signal, *counted;

	if (!tallies_agree(h, s))
		return false;
	e->count = count_offences(m, h, s);
	if (s && e->count > 0 && is_running(rule))
		e->count = uncharged(s, rule, e->count);
	if (e->count > OFFENCES_MAX)
		e->count = OFFENCES_MAX;
	if (s && rule->tally >= 0)
		s->tally[rule->tally] += e->count;
	if (s && rule->renews >= 0)
		s->counted &= ~(1ULL << rule->renews);
	e->accepted = accepted(rule, s);
	if (e->signal == SIGNAL_CONTEXT || e->count == 0)
		return false;
	if (!s || !rule->once)
		return true;
	counted = rule->observe ? &s->observed : &s->counted;
	if (*counted & bit)
		return false;
	*counted |= bit;
	return true;
}

/* Case, and a domain that one of them leaves out, make no other name. */
static bool
same_name(struct span a, struct span b)
{
	const char *at_a = a.n ? memchr(a.p, '@', a.n) : NULL, *at_b = b.n ? memchr(b.p, '@', b.n) : NULL;

	if (!at_a || !at_b) {
		a.n = at_a ? (size_t)(at_a - a.p) : a.n;
		b.n = at_b ? (size_t)(at_b - b.p) : b.n;
	}
	return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

/* True if an earlier line of the session told what this one tells, and of nobody else; it stands for one line only. */
static bool
spend(struct threads *t, const struct hit *h, const struct record *r)
{
	int tally = h->rule->spends;
	uint64_t key = tally >= 0 && h->rule->keys ? session_key(h, r, 0) : 0;
	struct session *s = key ? lru_find(t->sessions, key) : NULL;
	struct span account = hit_field(h, FIELD_ACCOUNT);

	if (!s || s->tally[tally] == 0 || r->time - s->last > THREAD_SILENCE * SECOND)
		return false;
	if (account.p && s->known & 1u << FIELD_USER &&
	    !same_name(account, (struct span){ s->text + s->field[FIELD_USER].at, s->field[FIELD_USER].length }))
		return false;
	s->tally[tally]--;
	return true;
}

static uint32_t
take_captures(const struct hit *h, struct event *e)
{
	uint32_t known = 0;

	for (int i = 0; i < h->captures; i++) {
		uint32_t bit = kept_bit(&h->capture[i]);

		if (bit & ~known)
			e->field[h->capture[i].field] = h->capture[i].text;
		known |= bit;
		e->password |= password_number(&h->capture[i]);
	}
	return known;
}

/* Finds the line's sessions, teaches them and learns from them. Returns the first: the one that is counted in. */
static struct session *
join(struct threads *t, const struct hit *h, const struct record *r, struct event *e, uint32_t *known)
{
	struct session *s[RULE_KEYS_MAX];
	bool needed = e->signal != SIGNAL_CONTEXT || h->rule->keys > 1; /* what the session knows */
	int n = 0;

	*known = needed ? take_captures(h, e) : 0;
	for (int i = 0; i < h->rule->keys; i++) {
		uint64_t key = session_key(h, r, i);

		if (!key)
			continue;
		s[n] = enter(t, h, key, i, r->time);
		if (!h->rule->observe)
			remember(s[n], h);
		if (needed)
			complete(s[n], e, known);
		n++;
	}
	for (int i = 0; i < n && n > 1 && !h->rule->observe; i++)
		share(s[i], e, *known);
	return n > 0 ? s[0] : NULL;
}

/* Nothing in a hostile line can be believed, and nothing of it is kept. But columns are not typed: where one names a
 * session, that session's client sent the line. */
static void
blame(const struct threads *t, const struct hit *h, const struct record *r, struct event *e)
{
	for (int i = 0; i < h->rule->keys && !h->rule->opens && !e->source.family; i++) {
		uint64_t key = h->rule->key_column[i] >= 0 ? session_key(h, r, i) : 0;
		struct session *s = key ? lru_find(t->sessions, key) : NULL;

		if (!s || r->time - s->last > THREAD_SILENCE * SECOND)
			continue;
		e->source = s->source;
		e->sitting = &s->sitting;
	}
}

/* All but the fields, which are not cleared: most lines make no event. */
static void
begin_event(struct event *e, struct hit *h, const struct record *r, const struct place *place)
{
	e->time = r->time;
	e->rule = h->rule;
	e->signal = h->hostile ? SIGNAL_HOSTILE : h->rule->signal;
	e->count = 1;
	e->source = h->source;
	if (h->hostile)
		e->source.family = 0;
	e->hit = h;
	e->sitting = NULL;
	e->password = 0;
	e->accepted = 0;
	e->place = *place;
}

static void
clear_unknown(struct event *e, uint32_t known)
{
	for (int f = 0; f < FIELD_FIXED; f++)
		if (!(known >> f & 1))
			e->field[f] = (struct span){ NULL, 0 };
}

bool
thread_join(struct threads *t, const struct matched *m, struct hit *h, const struct record *r,
            const struct place *place, struct event *e)
{
	struct session *s = NULL;
	uint32_t known = 0;
	bool counts = true;

	begin_event(e, h, r, place);
	if (h->hostile) {
		blame(t, h, r, e);
	} else {
		bool spent = spend(t, h, r);

		s = join(t, h, r, e, &known);
		e->sitting = s ? &s->sitting : NULL;
		counts = settle(m, h, s, e) && !spent;
	}
	if (s && h->rule->ends) /* its memory stays readable until the next session is made */
		lru_remove(t->sessions, lru_key(t->sessions, s));
	if (counts)
		clear_unknown(e, known);
	return counts;
}

void
threads_save(const struct threads *t, struct state *s)
{
	state_mark(s, "threads", STATE_VERSION);
	lru_save(t->sessions, s, "sessions");
}

bool
threads_load(struct threads *t, struct state *s)
{
	return state_expect(s, "threads", STATE_VERSION) && lru_load(t->sessions, s, "sessions");
}
