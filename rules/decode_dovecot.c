/* Dovecot's own log file: "Nov 24 10:00:01 imap-login: Info: Disconnected ..." becomes the message that syslog would show.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

enum { SERVICE_MAX = 32 };

/* "imap-login", "auth-worker(123)", "imap(user)<pid><session>": a service, then what describes it. */
size_t
dovecot_level(struct span text, struct span *service)
{
	static const char *const levels[] = { ": Info: ", ": Warning: ", ": Error: ", ": Debug: ", ": Fatal: ", ": Panic: " };
	struct span found, first = { 0 };
	size_t n = 0, length = 0;

	while (n < text.n && n < SERVICE_MAX && ((text.p[n] >= 'a' && text.p[n] <= 'z') || text.p[n] == '-' ||
	                                         (n && text.p[n] >= '0' && text.p[n] <= '9')))
		n++;
	if (n < 2 || n >= text.n || !memchr(":(<", text.p[n], 3))
		return 0;
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		found = text_find(text, levels[i]);
		if (found.p && (!first.p || found.p < first.p)) {
			first = found;
			length = strlen(levels[i]);
		}
	}
	if (!first.p || (text.p[n] == ':' && first.p != text.p + n))
		return 0;
	*service = (struct span){ text.p, (size_t)(first.p - text.p) };
	return length;
}

enum decoded
decode_dovecot(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, service;
	int64_t time = 0;
	size_t n = stamp_month(&d->stamp, t, &time), level;
	char *message;

	if (n == 0)
		n = stamp_iso(&d->stamp, t, &time);
	if (n && (n >= t.n || t.p[n] != ' '))
		return DECODED_NOT;
	text_advance(&t, n ? n + 1 : 0);
	text_skip(&t, "dovecot: ");
	level = dovecot_level(t, &service);
	message = level ? decode_scratch(d, t.n) : NULL;
	if (!message)
		return DECODED_NOT;
	n = t.n - service.n - level;
	memcpy(message, service.p, service.n);
	memcpy(message + service.n, ": ", 2);
	memcpy(message + service.n + 2, service.p + service.n + level, n);
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, (struct span){ message, service.n + 2 + n });
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("dovecot"));
	return DECODED;
}
