/* Follows the systemd journal. Each entry becomes one line of the shape that syslog files have.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-journal.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/journal.h"

enum {
	STATE_VERSION = 1,
	CURSOR_MAX = 512,
	FIELD_MAX = 64 << 10,             /* bytes of a MESSAGE; the rest of a longer one is cut off */
	LINE_SIZE = 4 * FIELD_MAX + 1024, /* an escaped byte takes four */
	SLICE = 512,                      /* entries; then others have their turn */
};

struct journal {
	struct ev_loop *loop;
	struct journal_hooks hooks;
	sd_journal *sd;
	char **identifiers;      /* NULL: all */
	ev_io readable;
	ev_timer more;           /* more waits than one slice */
	bool paused;
	char cursor[CURSOR_MAX]; /* of the last entry that was read; "": none */
	struct tail_place place;
	char line[LINE_SIZE];
};

static struct span
field(const struct journal *j, const char *name)
{
	const void *data;
	size_t n, skip = strlen(name) + 1; /* "NAME=" */

	if (sd_journal_get_data(j->sd, name, &data, &n) < 0 || n < skip)
		return (struct span){ NULL, 0 };
	return (struct span){ (const char *)data + skip, n - skip < FIELD_MAX ? n - skip : FIELD_MAX };
}

static struct span
field_or(const struct journal *j, const char *name, const char *other)
{
	struct span s = field(j, name);

	return s.n > 0 ? s : field(j, other);
}

/* "postfix" stands for "postfix/smtpd" and "postfix-out/smtpd" as well. */
static bool
wanted(const struct journal *j, struct span program)
{
	if (j->identifiers == NULL)
		return true;
	for (char **id = j->identifiers; *id; id++) {
		size_t n = strlen(*id);

		if (program.n >= n && memcmp(program.p, *id, n) == 0 &&
		    (program.n == n || program.p[n] == '/' || program.p[n] == '-'))
			return true;
	}
	return false;
}

/* What our own parts say about hostile lines is not read as if a server had said it. */
static bool
ours(struct span program)
{
	struct span name = SPAN_LIT("mailreeve");

	return program.n >= name.n && memcmp(program.p, name.p, name.n) == 0;
}

/* The head of the line is ours to delimit. */
static char *
put_word(char *out, struct span s, const char *otherwise)
{
	if (s.n == 0)
		s = span_of(otherwise);
	for (size_t i = 0; i < s.n && i < 255; i++) {
		unsigned char c = (unsigned char)s.p[i];

		*out++ = c <= ' ' || c == 0x7f || c == ':' || c == '[' || c == ']' ? '_' : (char)c;
	}
	return out;
}

/* A message is one line whatever it holds: control characters as rsyslog writes them (#012). */
static char *
put_message(char *out, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= ' ' || c == '\t')
			*out++ = (char)c;
		else
			out += sprintf(out, "#%03o", c);
	}
	return out;
}

static void
read_entry(struct journal *j)
{
	struct span program = field_or(j, "SYSLOG_IDENTIFIER", "_COMM"), s;
	char stamp[CLOCK_TEXT_MAX], *out = j->line;
	uint64_t real = 0, monotonic = 0;
	sd_id128_t boot;

	if (!wanted(j, program) || ours(program))
		return;
	sd_journal_get_realtime_usec(j->sd, &real);
	sd_journal_get_monotonic_usec(j->sd, &monotonic, &boot);
	j->place = (struct tail_place){ .inode = monotonic, .offset = real };
	out += sprintf(out, "%s ", clock_rfc3339((int64_t)real, stamp));
	out = put_word(out, field(j, "_HOSTNAME"), "localhost");
	*out++ = ' ';
	program = field_or(j, "SYSLOG_IDENTIFIER", "_COMM"); /* a field is borrowed until the next one is read */
	out = put_word(out, program, "unknown");
	s = field_or(j, "SYSLOG_PID", "_PID");
	if (s.n > 0) {
		*out++ = '[';
		out = put_word(out, s, "");
		*out++ = ']';
	}
	*out++ = ':';
	*out++ = ' ';
	out = put_message(out, field(j, "MESSAGE"));
	j->hooks.line(j->hooks.context, (struct span){ j->line, (size_t)(out - j->line) });
}

static void
note_cursor(struct journal *j)
{
	char *cursor;

	if (sd_journal_get_cursor(j->sd, &cursor) < 0)
		return;
	snprintf(j->cursor, sizeof j->cursor, "%s", cursor);
	free(cursor);
}

static void
read_slice(struct journal *j)
{
	int n, got = 0;

	if (j->paused)
		return;
	for (n = 0; n < SLICE && (got = sd_journal_next(j->sd)) > 0; n++)
		read_entry(j);
	if (n > 0)
		note_cursor(j);
	if (n == SLICE)
		ev_timer_start(j->loop, &j->more);
	else if (j->hooks.idle)
		j->hooks.idle(j->hooks.context);
	if (got < 0)
		log_warnx("journal: %s", strerror(-got));
}

static void
more(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	read_slice(w->data);
}

static void
changed(struct ev_loop *loop, ev_io *w, int revents)
{
	struct journal *j = w->data;
	int what = sd_journal_process(j->sd);

	(void)loop;
	(void)revents;
	if (what < 0)
		log_warnx("journal: %s", strerror(-what));
	else if (what != SD_JOURNAL_NOP && !ev_is_active(&j->more))
		read_slice(j);
}

/* Newer libsystemd loads these when it meets the first compressed entry. This program has locked itself in by then and can
 * load nothing; what is loaded already is found. */
static void
load_decompressors(void)
{
	static const char *const LIBRARIES[] = { "libzstd.so.1", "liblz4.so.1", "liblzma.so.5" };

	for (size_t i = 0; i < sizeof LIBRARIES / sizeof *LIBRARIES; i++)
		dlopen(LIBRARIES[i], RTLD_NOW | RTLD_LOCAL);
}

static void
copy_identifiers(struct journal *j, const char *const *identifiers)
{
	size_t n = 0;

	if (identifiers == NULL)
		return;
	while (identifiers[n])
		n++;
	j->identifiers = xcalloc(n + 1, sizeof *j->identifiers);
	while (n-- > 0)
		j->identifiers[n] = xstrdup(identifiers[n]);
}

struct journal *
journal_new(struct ev_loop *loop, const char *folder, const char *const *identifiers, const struct journal_hooks *hooks)
{
	struct journal *j = xcalloc(1, sizeof *j);
	int fd, error;

	load_decompressors();
	j->loop = loop;
	j->hooks = *hooks;
	copy_identifiers(j, identifiers);
	error = folder ? sd_journal_open_directory(&j->sd, folder, 0) : sd_journal_open(&j->sd, SD_JOURNAL_LOCAL_ONLY);
	fd = error < 0 ? error : sd_journal_get_fd(j->sd);
	if (fd < 0) {
		journal_free(j);
		errno = -fd;
		return NULL;
	}
	sd_journal_set_data_threshold(j->sd, FIELD_MAX);
	ev_timer_init(&j->more, more, 0., 0.);
	ev_io_init(&j->readable, changed, fd, EV_READ);
	j->readable.data = j->more.data = j;
	return j;
}

void
journal_free(struct journal *j)
{
	if (j->readable.data) {
		ev_io_stop(j->loop, &j->readable);
		ev_timer_stop(j->loop, &j->more);
	}
	if (j->sd)
		sd_journal_close(j->sd);
	for (char **id = j->identifiers; id && *id; id++)
		free(*id);
	free(j->identifiers);
	free(j);
}

/* After this sd_journal_next gives the first entry that was not read. */
static int
seek(struct journal *j)
{
	int error;

	if (j->cursor[0] == '\0') {
		error = sd_journal_seek_tail(j->sd);
		if (error < 0)
			return error;
		error = sd_journal_previous(j->sd); /* stands on the last entry, which was there before us */
		return error == 0 ? sd_journal_seek_head(j->sd) : error;
	}
	error = sd_journal_seek_cursor(j->sd, j->cursor);
	if (error < 0)
		return error;
	error = sd_journal_next(j->sd);
	if (error <= 0)
		return error;
	if (sd_journal_test_cursor(j->sd, j->cursor) > 0)
		return 0;
	read_entry(j); /* the entry is gone: this is the next one after it */
	return 0;
}

void
journal_pause(struct journal *j, bool pause)
{
	j->paused = pause;
	if (!pause)
		ev_timer_start(j->loop, &j->more);
}

int
journal_start(struct journal *j)
{
	int error = seek(j);

	if (error < 0)
		return error;
	note_cursor(j);
	ev_io_start(j->loop, &j->readable);
	read_slice(j);
	return 0;
}

bool
journal_readable(const struct journal *j)
{
	return sd_journal_has_runtime_files(j->sd) > 0 || sd_journal_has_persistent_files(j->sd) > 0;
}

void
journal_save(const struct journal *j, struct state *s)
{
	state_mark(s, "journal", STATE_VERSION);
	state_put_span(s, span_of(j->cursor));
}

bool
journal_load(struct journal *j, struct state *s)
{
	struct span cursor;

	if (!state_expect(s, "journal", STATE_VERSION))
		return false;
	cursor = state_get_span(s, CURSOR_MAX - 1);
	snprintf(j->cursor, sizeof j->cursor, "%.*s", (int)cursor.n, cursor.p);
	return !s->bad;
}

struct tail_place
journal_place(const struct journal *j)
{
	return j->place;
}
