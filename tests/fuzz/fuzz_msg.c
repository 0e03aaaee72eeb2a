/* Messages of any bytes: what passes is of the right size, sender and contents.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "cmd/base/msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
check_text(const char *p, size_t cap)
{
	size_t n = strnlen(p, cap);

	must(n < cap && span_is_printable((struct span){ p, n }));
}

static void
check(const struct msg *m)
{
	char text[SUBJECT_TEXT_MAX];

	switch (m->type) {
	case MSG_VERDICT:
		check_text(m->verdict.detail, sizeof(m->verdict.detail));
		check_text(subject_format(&m->verdict.subject, text), sizeof(text));
		must(isfinite(m->verdict.score));
		break;
	case MSG_EVIDENCE:
		check_text(m->evidence.line, sizeof(m->evidence.line));
		must(m->evidence.subject.family == 4 || m->evidence.subject.family == 6);
		break;
	case MSG_STAT:
		check_text(m->stat.name, sizeof(m->stat.name));
		break;
	case MSG_ANSWER:
		check_text(m->answer.line, sizeof(m->answer.line));
		break;
	case MSG_NOTICE:
		check_text(m->notice.text, sizeof(m->notice.text));
		check_text(subject_format(&m->notice.subject, text), sizeof(text));
		break;
	default:
		must(m->type < MSG_TYPES);
	}
}

/* Where the first byte is a type, the input becomes a whole message of it, so that the checks of bodies are reached. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg m = { .type = 0 };
	bool from_watch, from_enforce;

	memcpy(&m, data, size < sizeof(m) ? size : sizeof(m));
	if (size > 0 && *data >= MSG_VERDICT && *data < MSG_TYPES) {
		struct msg whole;

		msg_init(&whole, (enum msg_type)*data);
		m.type = whole.type;
		m.size = whole.size;
		size = whole.size;
	}
	from_watch = !msg_objection(&m, size, PART_WATCH);
	from_enforce = !msg_objection(&m, size, PART_ENFORCE);
	must(!(from_watch && from_enforce) && msg_objection(&m, size, PART_NOTIFY));
	if (from_watch || from_enforce)
		check(&m);
	return 0;
}
