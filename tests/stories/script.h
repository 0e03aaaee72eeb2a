/* A story, read: the lines with their times, and what they must bring.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STORY_STEPS_MAX = 20000, STORY_WANTS_MAX = 40, STORY_TEXT_MAX = 1000 };

enum step_kind { STEP_LINE, STEP_RAW, STEP_LIFT };
struct step {
	int64_t time;     /* us since the story began */
	int order;        /* in the file, for steps of the same time */
	enum step_kind kind;
	char *text;
};
enum want_kind { WANT_BAN, WANT_ALERT, WANT_RELEASE, WANT_VERDICT, WANT_PEAK };
struct want {
	enum want_kind kind;
	bool not;         /* must not come */
	char subject[240], why[64]; /* "": any */
	int rung;         /* of the ladder; 0: any */
	int64_t by, after; /* us since the story began; by < 0: any time */
	double fast, slow; /* WANT_PEAK */
	char text[200];   /* as written */
};
struct story {
	char title[200];
	char packs[200];  /* names, space-separated */
	char config[STORY_TEXT_MAX];
	struct step *step; size_t steps;
	struct want want[STORY_WANTS_MAX]; size_t wants;
};

/* Says what is wrong on standard error and returns false. */
bool story_read(const char *path, struct story *s);
void story_free(struct story *s);
