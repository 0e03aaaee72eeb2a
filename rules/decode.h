/* From a line to a record. The decoder of a log remembers its header (#Fields), its last time stamp and, for logs
 * without a year, which year it is. Syslog wraps others: what a program wrote inside is unwrapped too (Exim's own
 * stamp, JSON around a CSV line), so that rules see the same record wherever a line came from.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/record.h"

struct decoder;

enum { DECODER_SAVE_MAX = 4096 }; /* bytes that decoder_save needs at most */

enum decoded {
	DECODED,        /* a record */
	DECODED_HEADER, /* belongs to the format (a header, a comment, a continuation): no record, no fault */
	DECODED_NOT,    /* not a line of this format; see decoder_reason */
};

struct decode_options {
	const struct columns *columns; /* borrowed */
	int64_t now;       /* us: stamps without a year get the latest year not after this (file's mtime, or live time) */
	int year;          /* 0, or forces the year of stamps without one */
	int zone;          /* seconds east of UTC of stamps without a zone; INT_MIN: the machine's zone (TZ) */
};

/* name: "syslog", "exim", "dovecot", "exchange", "w3c", "hmailserver", "json" ... or NULL: each line finds its format
 * (what fitted the last line is tried first). NULL if there is no such format. Caller frees. */
struct decoder *decoder_new(const char *name, const struct decode_options *o);
void decoder_free(struct decoder *d);
/* The live clock moves on. */
void decoder_set_now(struct decoder *d, int64_t now);
/* line: without its newline; a CR at its end is stripped here. */
enum decoded decoder_line(struct decoder *d, struct span line, struct record *r);
const char *decoder_name(const struct decoder *d);   /* the format that read the last line */
const char *decoder_reason(const struct decoder *d); /* why the last line was DECODED_NOT */
/* What must survive a restart (header, year): copies at most cap bytes, returns the length; and back. */
size_t decoder_save(const struct decoder *d, void *out, size_t cap);
bool decoder_load(struct decoder *d, const void *in, size_t n);
/* The names of all formats, NULL-terminated. */
const char *const *decoder_names(void);
