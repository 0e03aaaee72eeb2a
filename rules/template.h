/* A template, a log line with names in it, taken apart into flat variants: each optional part with and without.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/error.h"
#include "rules/arena.h"
#include "rules/field.h"
#include "rules/type.h"

enum {
	TEMPLATE_MAX = 4096,   /* bytes of a template after its defines are filled in */
	VARIANTS_MAX = 32,     /* of one template */
	PARTS_MAX = 96,        /* of one template */
	CHOICES_MAX = 48,      /* texts of one {A|B} */
	STOP_WAYS_MAX = 256,   /* ways to read the texts between two fields: bounds the work at one place of a line */
	DEFINE_DEPTH_MAX = 4,
	GUARDS_MAX = 8,        /* of one variant */
};

enum part_kind { PART_TEXT, PART_CHOICE, PART_FIELD, PART_REST };

struct part {
	enum part_kind kind;
	struct span text;               /* PART_TEXT */
	size_t sure;                    /* bytes of it that stand behind the field before it in every variant */
	struct span *choice; int choices; /* PART_CHOICE, the longest first */
	const struct type *type;        /* PART_FIELD */
	int field;
	bool last;              /* it ends at the last place where what follows can stand, not at the first: */
	int again;              /* so many places before the line's last one, as the template's own text has it so often */
	/* What its place in the variant makes of a field: */
	int stops;              /* so many texts and choices follow it: they end it */
	bool final;             /* and after those the line must end */
	bool run;               /* nothing that follows can begin with a byte of its class: the run of its class is the field */
	const uint64_t *excluded; /* proof: bytes the server never lets stand in it; a line with one is hostile */
};
struct variant {
	struct part *part;
	int parts, lead;        /* lead: texts and choices before the first field */
	struct span guard[GUARDS_MAX]; int guards; /* proof: texts that must stand once in a line, else it is hostile */
	int literal;            /* bytes that must match as they stand: the most literal variant is tried first */
};

struct define { struct span name, text; };
struct template_home {          /* what a template is read with */
	struct arena *arena;
	struct fields *fields;
	const struct define *define;
	int defines;
	const char *file, *rule; /* for errors */
	int line, column;
};

/* The variants, in the order in which they are tried: with an optional part before without. */
bool template_parse(const struct template_home *home, struct span text, struct variant **out, int *count,
                    struct error *e);
