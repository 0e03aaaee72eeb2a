/* What container runtimes put before a line: "service  | " (Compose), a stamp (docker logs -t), "stamp stdout F " (CRI).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

enum { SERVICE_MAX = 80 };

static bool
is_service(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
		      (s.p[i] >= '0' && s.p[i] <= '9') || memchr("-_.", s.p[i], 3)))
			return false;
	return s.n > 0 && s.n <= SERVICE_MAX;
}

/* "mail-1  | line": whose line it is, if the line does not say. */
static bool
skip_compose(struct span *t, struct span *service)
{
	struct span rest = *t, name = text_word(&rest);

	while (rest.n && *rest.p == ' ')
		text_advance(&rest, 1);
	if (!is_service(name) || !text_skip(&rest, "| "))
		return false;
	*service = name;
	*t = rest;
	return true;
}

static bool
skip_runtime(struct decoder *d, struct span *t, int64_t *time)
{
	struct span rest = *t;
	size_t n = stamp_iso(&d->stamp, rest, time);

	if (n < 20 || n + 1 >= rest.n || rest.p[n] != ' ' || rest.p[10] != 'T')
		return false;
	text_advance(&rest, n + 1);
	*t = rest;
	return true;
}

enum decoded
decode_container(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, service = { 0 };
	int64_t time = 0;
	bool compose = skip_compose(&t, &service), stamped = skip_runtime(d, &t, &time), sure;
	enum decoded got;

	sure = compose || text_skip(&t, "stdout F ") || text_skip(&t, "stderr F ");
	if ((!sure && !stamped) || d->depth == DECODE_DEPTH_MAX)
		return DECODED_NOT;
	got = decode_inner(d, t, r);
	if (got == DECODED_NOT && !sure)
		return DECODED_NOT;
	if (got == DECODED_NOT) {
		decode_set(r, COLUMN_MESSAGE, t);
		got = DECODED;
	}
	if (got == DECODED) {
		r->time = time ? time : r->time;
		decode_fill(r, COLUMN_PROGRAM, service);
	}
	return got;
}
