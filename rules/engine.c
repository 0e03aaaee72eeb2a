/* The way of a line: decode, match, join with its session, weigh.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/engine.h"

enum { PACKS_TEXT_MAX = 256, PACKS_SEEN_MAX = 16 };

struct engine {
	const struct ruleset *rules;
	struct threads *threads;
	struct judge *judge;
	struct engine_hooks hooks;
	struct matched matched;
};

struct engine_log {
	char *name;
	struct place place; /* of the current line */
	struct decoder *decoder;
	struct record record; /* kept between lines: the decoder clears only what it set */
	struct engine_stat stat;
	bool live;
	char *const *only; /* packs that speak of it, or NULL */
	const struct pack *seen[PACKS_SEEN_MAX];
	char packs[PACKS_TEXT_MAX];
};

struct engine *
engine_new(const struct ruleset *rs, const struct policy *p, const struct engine_hooks *hooks)
{
	struct engine *en = xcalloc(1, sizeof(*en));

	en->rules = rs;
	en->hooks = *hooks;
	en->threads = threads_new(THREADS_MAX);
	en->judge = judge_new(p, JUDGE_SOURCES_MAX, &en->hooks.judge);
	return en;
}

void
engine_free(struct engine *en)
{
	if (!en)
		return;
	judge_free(en->judge);
	threads_free(en->threads);
	free(en);
}

struct judge *
engine_judge(struct engine *en)
{
	return en->judge;
}

struct engine_log *
engine_log_new(struct engine *en, const char *name, const char *format, const struct decode_options *o, bool live)
{
	struct decode_options options = *o;
	struct engine_log *l;
	struct decoder *d;

	options.columns = ruleset_columns(en->rules);
	d = decoder_new(format, &options);
	if (!d)
		return NULL;
	l = xcalloc(1, sizeof(*l));
	l->place.file = l->name = xstrdup(name);
	l->decoder = d;
	l->live = live;
	return l;
}

void
engine_log_free(struct engine_log *l)
{
	if (!l)
		return;
	decoder_free(l->decoder);
	free(l->name);
	free(l);
}

void
engine_log_limit(struct engine_log *l, char *const *packs)
{
	l->only = packs;
}

static bool
may_speak(const struct engine_log *l, const struct pack *pack)
{
	char *const *name = l->only;

	while (name && *name && strcmp(*name, pack->name) != 0)
		name++;
	return name == NULL || *name != NULL;
}

const struct engine_stat *
engine_log_stat(const struct engine_log *l)
{
	return &l->stat;
}

struct decoder *
engine_log_decoder(struct engine_log *l)
{
	return l->decoder;
}

const char *
engine_log_packs(const struct engine_log *l)
{
	return l->packs;
}

/* Remembers which packs recognise the lines of this log, for `status`. */
static void
note_pack(struct engine_log *l, const struct pack *pack)
{
	size_t used = strlen(l->packs);
	int i;

	for (i = 0; i < PACKS_SEEN_MAX && l->seen[i]; i++)
		if (l->seen[i] == pack)
			return;
	if (i == PACKS_SEEN_MAX)
		return;
	l->seen[i] = pack;
	snprintf(l->packs + used, sizeof(l->packs) - used, "%s%s", used ? ", " : "", pack->name);
}

/* The time that the engine runs on: the record's own, except where that cannot be. */
static int64_t
event_time(struct engine_log *l, int64_t written, int64_t now)
{
	if (written == 0)
		return l->live || l->stat.last == 0 ? now : l->stat.last;
	if (l->live && written > now + ENGINE_AHEAD_MAX * SECOND) {
		l->stat.skewed++;
		return now;
	}
	return written;
}

static void
weigh_hit(struct engine *en, struct engine_log *l, struct hit *hit)
{
	struct event e;
	double points;

	note_pack(l, hit->rule->pack);
	if (!thread_join(en->threads, &en->matched, hit, &l->record, &l->place, &e))
		return;
	if (l->record.repeat > 1)
		e.count *= l->record.repeat;
	l->stat.events++;
	points = judge_event(en->judge, &e);
	if (en->hooks.event)
		en->hooks.event(en->hooks.context, &e, points);
}

bool
engine_decode(struct engine_log *l, struct span line)
{
	int64_t now = l->live ? clock_now() : 0;

	l->place.line = line;
	l->place.number = ++l->stat.lines;
	if (l->live)
		decoder_set_now(l->decoder, now);
	switch (decoder_line(l->decoder, line, &l->record)) {
	case DECODED_NOT:
		l->stat.unparsed++;
		return false;
	case DECODED_HEADER:
		l->stat.headers++;
		return false;
	case DECODED:
		break;
	}
	l->record.time = l->stat.last = event_time(l, l->record.time, now);
	return true;
}

int64_t
engine_log_time(const struct engine_log *l)
{
	return l->stat.last;
}

void
engine_weigh(struct engine *en, struct engine_log *l)
{
	int spoke = 0;

	match(en->rules, &l->record, &en->matched);
	for (int i = 0; i < en->matched.hits; i++) {
		if (!may_speak(l, en->matched.hit[i].rule->pack))
			continue;
		spoke = 1;
		weigh_hit(en, l, &en->matched.hit[i]);
	}
	l->stat.matched += spoke;
}

void
engine_line(struct engine *en, struct engine_log *l, struct span line)
{
	if (engine_decode(l, line))
		engine_weigh(en, l);
}

void
engine_save(const struct engine *en, struct state *s)
{
	state_mark(s, "engine", 1);
	threads_save(en->threads, s);
	judge_save(en->judge, s);
}

bool
engine_load(struct engine *en, struct state *s)
{
	return state_expect(s, "engine", 1) && threads_load(en->threads, s) && judge_load(en->judge, s);
}
