/* Reads story files; run.c says what may stand in them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "tests/stories/script.h"

struct reader {
	const char *path;
	int line;
	struct story *story;
	int64_t from, each;   /* of the block that indented lines belong to */
	long times;
};

static bool
wrong(const struct reader *r, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", r->path, r->line, what);
	return false;
}

/* The next word of *at; *at moves behind it and the spaces after it. */
static bool
next_word(char **at, char *out, size_t cap)
{
	size_t n = strcspn(*at, " ");

	if (n == 0 || n >= cap)
		return false;
	memcpy(out, *at, n);
	out[n] = '\0';
	*at += n;
	*at += strspn(*at, " ");
	return true;
}

static bool
next_time(char **at, int64_t *out)
{
	char word[40];

	return next_word(at, word, sizeof(word)) && clock_parse_duration((struct span){ word, strlen(word) }, out);
}

static const char *const names[] = { "anna", "boris", "clara", "dmitri", "elena", "felix", "greta", "hector", "ingrid", "jonas",
	"karla", "ludwig", "monika", "norbert", "olivia", "pavel", "quentin", "rosalind", "stefan", "tamara", "ulrich",
	"veronika", "walter", "xenia", "yannick", "zoltan" };
enum { NAMES = sizeof(names) / sizeof(*names) };

/* {n}, {n+7}, {n%5} and {name} for the n-th time. */
static char *
fill_in(const char *text, long n)
{
	char out[STORY_TEXT_MAX];
	size_t used = 0;

	while (*text && used < sizeof(out) - 40) {
		long k = 0;
		int length = 0;

		if (strncmp(text, "{name}", 6) == 0) {
			used += (size_t)sprintf(out + used, "%s", names[n % NAMES]);
			text += 6;
		} else if (sscanf(text, "{n+%ld}%n", &k, &length) == 1 && length) {
			used += (size_t)sprintf(out + used, "%ld", n + k);
			text += length;
		} else if (sscanf(text, "{n%%%ld}%n", &k, &length) == 1 && length && k > 0) {
			used += (size_t)sprintf(out + used, "%ld", n % k);
			text += length;
		} else if (strncmp(text, "{n}", 3) == 0) {
			used += (size_t)sprintf(out + used, "%ld", n);
			text += 3;
		} else {
			out[used++] = *text++;
		}
	}
	return xstrndup(out, used);
}

static bool
add_step(const struct reader *r, const char *text)
{
	struct story *s = r->story;
	enum step_kind kind = text[0] == '|' ? STEP_RAW : strncmp(text, "lift ", 5) == 0 ? STEP_LIFT : STEP_LINE;

	text += kind == STEP_RAW ? 1 : kind == STEP_LIFT ? 5 : 0;
	for (long n = 0; n < r->times; n++) {
		if (s->steps == STORY_STEPS_MAX)
			return wrong(r, "too many lines");
		s->step[s->steps] = (struct step){ .time = r->from + n * r->each, .order = r->line, .kind = kind,
			.text = fill_in(text, n) };
		s->steps++;
	}
	return true;
}

/* "0s", "0s: LINE" after `at`; "40m x 12 from 1h" after `every`; a text behind it is one line, else a block follows. */
static bool
read_when(struct reader *r, char *at, bool every)
{
	char word[20];

	r->from = r->each = 0;
	r->times = 1;
	if (!every)
		return next_time(&at, &r->from) && (*at == '\0' || add_step(r, at)) ? true : wrong(r, "wanted: at TIME [LINE]");
	if (!next_time(&at, &r->each) || !next_word(&at, word, sizeof(word)) || strcmp(word, "x") != 0 ||
	    !next_word(&at, word, sizeof(word)) || (r->times = strtol(word, NULL, 10)) < 1)
		return wrong(r, "wanted: every TIME x COUNT [from TIME] [LINE]");
	if (strncmp(at, "from ", 5) == 0) {
		at += 5;
		if (!next_time(&at, &r->from))
			return wrong(r, "wanted a time after `from`");
	}
	return *at == '\0' || add_step(r, at);
}

static bool
read_options(struct reader *r, char *at, struct want *w)
{
	char key[20], rung[4];

	while (*at) {
		bool good = next_word(&at, key, sizeof(key));

		if (good && strcmp(key, "by") == 0)
			good = next_time(&at, &w->by);
		else if (good && strcmp(key, "after") == 0)
			good = next_time(&at, &w->after);
		else if (good && strcmp(key, "why") == 0)
			good = next_word(&at, w->why, sizeof(w->why));
		else if (good && strcmp(key, "rung") == 0)
			good = next_word(&at, rung, sizeof(rung)) && (w->rung = atoi(rung)) > 0;
		else
			good = false;
		if (!good)
			return wrong(r, "wanted: by TIME, after TIME, why WORD or rung NUMBER");
	}
	return true;
}

static bool
read_want(struct reader *r, char *at)
{
	static const struct { const char *word; enum want_kind kind; } kinds[] = { { "ban", WANT_BAN }, { "alert", WANT_ALERT },
		{ "release", WANT_RELEASE }, { "verdict", WANT_VERDICT }, { "peak", WANT_PEAK } };
	struct want *w;
	char word[20];
	size_t i = 0;

	if (r->story->wants == STORY_WANTS_MAX)
		return wrong(r, "too many expectations");
	w = &r->story->want[r->story->wants++];
	*w = (struct want){ .by = -1 };
	snprintf(w->text, sizeof(w->text), "%.199s", at);
	if (!next_word(&at, word, sizeof(word)))
		return wrong(r, "wanted an expectation");
	if (strcmp(word, "no") == 0) {
		w->not = true;
		if (!next_word(&at, word, sizeof(word)))
			return wrong(r, "wanted an expectation");
	}
	while (i < 5 && strcmp(kinds[i].word, word) != 0)
		i++;
	if (i == 5)
		return wrong(r, "wanted ban, alert, release, verdict or peak");
	w->kind = kinds[i].kind;
	if (*at && strncmp(at, "why ", 4) != 0 && !next_word(&at, w->subject, sizeof(w->subject)))
		return wrong(r, "the subject is too long");
	if (w->kind == WANT_PEAK)
		return sscanf(at, "%lf/%lf", &w->fast, &w->slow) == 2 || wrong(r, "wanted: peak SOURCE FAST/SLOW");
	return read_options(r, at, w);
}

static bool
read_line(struct reader *r, char *line)
{
	struct story *s = r->story;
	size_t used = strlen(s->config);

	line[strcspn(line, "\n")] = '\0';
	if (*line == '\0')
		return true;
	if (*line == '#') {
		if (!*s->title)
			snprintf(s->title, sizeof(s->title), "%.199s", line + 1 + strspn(line + 1, " "));
		return true;
	}
	if (isspace((unsigned char)*line))
		return r->times > 0 ? add_step(r, line + strspn(line, " \t")) : wrong(r, "an indented line needs `at` or `every`");
	if (strncmp(line, "packs ", 6) == 0)
		snprintf(s->packs, sizeof(s->packs), "%.199s", line + 6);
	else if (strncmp(line, "config ", 7) == 0)
		snprintf(s->config + used, sizeof(s->config) - used, "%s\n", line + 7);
	else if (strncmp(line, "at ", 3) == 0)
		return read_when(r, line + 3, false);
	else if (strncmp(line, "every ", 6) == 0)
		return read_when(r, line + 6, true);
	else if (strncmp(line, "expect ", 7) == 0)
		return read_want(r, line + 7);
	else
		return wrong(r, "wanted packs, config, at, every or expect");
	return true;
}

static int
by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order - y->order;
}

bool
story_read(const char *path, struct story *s)
{
	struct reader r = { .path = path, .story = s };
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	bool good = f != NULL;

	*s = (struct story){ .steps = 0 };
	s->step = xcalloc(STORY_STEPS_MAX, sizeof(*s->step));
	if (!f)
		perror(path);
	while (good && getline(&line, &cap, f) > 0) {
		r.line++;
		good = read_line(&r, line);
	}
	free(line);
	if (f)
		fclose(f);
	if (good && s->wants == 0)
		good = wrong(&r, "a story must expect something");
	qsort(s->step, s->steps, sizeof(*s->step), by_time);
	return good;
}

void
story_free(struct story *s)
{
	for (size_t i = 0; i < s->steps; i++)
		free(s->step[i].text);
	free(s->step);
}
