/* What can be wrong with a log.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-watch/condition.h"
#include "cmd/mailreeve-watch/missing.h"

enum {
	UNKNOWN_AFTER = 50, /* lines of which no pack knows one, before that is said */
	SILENT_DAYS = 2,    /* without a line, before that is said */
};

enum ailment { FINE, REFUSED, ABSENT, UNKNOWN, AHEAD, INCOMPLETE, SILENT };

static int64_t
silent_since(const struct log *l, const struct engine_stat *s)
{
	return s->last > l->written ? s->last : l->written;
}

/* A file of a glob that could not be followed, and has gone since, is no trouble any more. */
static void
forgive_gone(struct log *l)
{
	struct stat st;

	if (l->refused && stat(l->refused, &st) < 0 && errno == ENOENT)
		logs_accept(l, l->refused);
}

static enum ailment
find(const struct log *l, const struct engine_stat *s)
{
	if (l->error != 0)
		return REFUSED;
	if (l->files == NULL && s->lines == 0)
		return ABSENT;
	if (s->matched == 0 && s->lines >= UNKNOWN_AFTER)
		return UNKNOWN;
	if (s->skewed > 0)
		return AHEAD;
	if (missing_note(l))
		return INCOMPLETE;
	if (clock_now() - silent_since(l, s) > SILENT_DAYS * DAY)
		return SILENT;
	return FINE;
}

static const char *
advice(int error)
{
	static const struct { int error; const char *text; } rows[] = {
		{ EINPROGRESS, "may not be read by this user; mailreeved was asked to open it" },
		{ EACCES, "may not be read, and mailreeved does not open it: check its owner and mode" },
		{ ELOOP, "is a symbolic link to what only root may read: name that file itself" },
		{ EISDIR, "is a folder: name a file in it, or a pattern such as FOLDER/*.log" },
		{ EINVAL, "is neither a file nor a journal: pipes and devices are not followed" },
		{ ENODATA, "no file of it may be read: is its user in the group systemd-journal?" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].error == error)
			return rows[i].text;
	return NULL;
}

static void
describe_refusal(const struct log *l, char text[MSG_LINE_MAX])
{
	const char *known = advice(l->error), *other = l->refused && strcmp(l->refused, l->name) != 0 ? l->refused : NULL;

	snprintf(text, MSG_LINE_MAX, "%s%s%s%s", other ? other : "", other ? " " : "", known ? known : "cannot be followed: ",
	         known ? "" : strerror(l->error));
}

static void
describe(enum ailment c, const struct log *l, const struct engine_stat *s, char text[MSG_LINE_MAX])
{
	char when[CLOCK_TEXT_MAX];

	switch (c) {
	case REFUSED:
		describe_refusal(l, text);
		break;
	case ABSENT:
		snprintf(text, MSG_LINE_MAX, "not there yet: it is followed as soon as it appears");
		break;
	case UNKNOWN:
		snprintf(text, MSG_LINE_MAX, "no pack recognises its lines (%" PRIu64 " of no known format); see `mailreeve explain`",
		         s->unparsed);
		break;
	case AHEAD:
		snprintf(text, MSG_LINE_MAX, "%s; %" PRIu64 " lines are stamped in the future: clock or time zone differ", l->packs,
		         s->skewed);
		break;
	case INCOMPLETE:
		snprintf(text, MSG_LINE_MAX, "%s; %s", l->packs, missing_note(l));
		break;
	case SILENT:
		snprintf(text, MSG_LINE_MAX, "%s%ssilent since %s: is this where the server writes?", l->packs, *l->packs ? "; " : "",
		         clock_rfc3339(silent_since(l, s), when));
		break;
	case FINE:
		snprintf(text, MSG_LINE_MAX, "%s", l->packs);
		break;
	}
}

bool
condition_describe(struct log *l, const struct engine_stat *s, char text[MSG_LINE_MAX])
{
	enum ailment c;
	int said;

	forgive_gone(l);
	c = find(l, s);
	said = c == REFUSED ? -l->error : (int)c;
	describe(c, l, s, text);
	if (said != l->said && said != -EINPROGRESS) {
		if (c != FINE)
			log_warnx("%s: %s", l->name, text);
		else
			log_info("%s: all is well again", l->name);
		l->said = said;
	}
	return c != FINE;
}
