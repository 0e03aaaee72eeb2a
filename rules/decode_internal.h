/* What the decoders of single formats share. A reader sets nothing in the record unless it returns DECODED.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <jansson.h>

#include "rules/decode.h"
#include "rules/decode_column.h"
#include "rules/decode_header.h"
#include "rules/decode_text.h"
#include "rules/stamp.h"

enum {
	DECODE_DEPTH_MAX = 3,       /* wrappers around a line: syslog in JSON in Docker */
	SCRATCH_KEPT = 64 << 10,    /* bytes of scratch kept from line to line */
	BLOCK_TEXT_MAX = 64,
};

struct decoder {
	const struct columns *columns;
	const struct format *forced, *last; /* last: the format that fitted the last line */
	const char *reason;
	struct stamper stamp;
	struct log_header header;
	int depth;
	enum { TEXT_BYTES, TEXT_UTF16LE, TEXT_UTF16BE } text;
	struct { char *p; size_t n, cap, line; } scratch; /* what had to be unescaped; lives until the next line */
	json_t *json;               /* the same of JSON */
	struct column_memo memo[COLUMN_MEMO];
	struct { int64_t last; char ip[BLOCK_TEXT_MAX], session[BLOCK_TEXT_MAX]; } block; /* MDaemon: whose block this is */
};

typedef enum decoded decode_reader(struct decoder *d, struct span line, struct record *r);
struct format {
	const char *name;
	decode_reader *read;
	const char *refusal;        /* the reason where the reader gives none */
	bool shy;                   /* never tried before the others: it takes nearly anything */
};

decode_reader decode_syslog, decode_bare, decode_exim, decode_exim_inner, decode_dovecot, decode_exchange, decode_w3c;
decode_reader decode_iis, decode_ncsa, decode_hmailserver, decode_mailenable, decode_json, decode_logfmt, decode_tai64n;
decode_reader decode_container, decode_mdaemon, decode_zimbra, decode_haraka, decode_stalwart, decode_axigen, decode_maddy;
decode_reader decode_rspamd, decode_nginx, decode_oracle, decode_smartermail, decode_stamped, decode_plain;
decode_reader decode_tine;

/* Any format that fits, for what stands inside a wrapper. */
enum decoded decode_inner(struct decoder *d, struct span text, struct record *r);
/* The message of a known program: where it is itself a line of some format, that is read and replaces it. */
void decode_unwrap(struct decoder *d, struct record *r);

/* "[host] program[pid]:" begins here. */
bool syslog_has_pid(struct span rest);
/* Dovecot's "service...: Level: " begins here: where the level stands, and its length; 0: no. */
size_t dovecot_level(struct span text, struct span *service);
