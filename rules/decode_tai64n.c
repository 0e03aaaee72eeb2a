/* Stamps that daemontools writes before a line: TAI64N (multilog), or seconds with a fraction (splogger, in syslog).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

enum { PROGRAM_MAX = 32 };

enum decoded
decode_tai64n(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, program, rest;
	bool inside = r->column[COLUMN_MESSAGE].p; /* of syslog, which has told the time already */
	int64_t time;
	size_t n = stamp_tai64n(&d->stamp, t, &time);

	if (n == 0)
		n = stamp_epoch(&d->stamp, t, &time);
	if (n == 0 || n + 1 >= t.n || t.p[n] != ' ')
		return DECODED_NOT;
	text_advance(&t, n + 1);
	if (!inside && decode_inner(d, t, r) == DECODED) {
		r->time = r->time ? r->time : time;
		return DECODED;
	}
	r->time = r->time ? r->time : time;
	rest = t;
	program = text_until(&rest, ": ");
	if (program.n && program.n <= PROGRAM_MAX && !memchr(program.p, ' ', program.n)) {
		decode_set(r, COLUMN_PROGRAM, program);
		t = rest;
	}
	decode_set(r, COLUMN_MESSAGE, t);
	return DECODED;
}
