/* Follows the configured logs and hands their lines to the engine.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/base/reeve.h"
#include "cmd/base/usual_logs.h"
#include "cmd/mailreeve-watch/logs.h"
#include "cmd/mailreeve-watch/missing.h"

static const char MAGIC[] = "*?[\\";

static struct log *
log_add(struct watch *w, const char *name, const struct config_log *entry)
{
	struct log *l = xcalloc(1, sizeof *l);

	l->name = name;
	l->entry = entry;
	LL_APPEND(w->logs, l);
	return l;
}

static struct log *
log_of(struct watch *w, const char *path)
{
	struct log *l;

	LL_FOREACH(w->logs, l)
		if (strcmp(l->name, path) == 0 || fnmatch(l->name, path, FNM_PATHNAME | FNM_PERIOD) == 0)
			return l;
	return NULL;
}

/* A line may take the program down with it: its place is known then. */
static void
read_line(struct followed *f, struct tail_place place, struct span line)
{
	struct watch *w = f->watch;

	watch_stirred(w);
	if (!blame_enter(w->blame, place, f->log->name, line))
		return;
	engine_line(w->engine, f->engine_log, line);
	blame_leave(w->blame);
	missing_look(f->log, line);
}

static void
tail_line(void *context, void *log, struct span line)
{
	struct followed *f = log;

	(void)context;
	read_line(f, tail_file_place(f->file), line);
}

static struct followed *
follow(struct watch *w, struct log *l, struct tail_file *file, const char *name)
{
	const struct decode_options options = { .now = clock_now(), .zone = INT_MIN };
	struct followed *f = xcalloc(1, sizeof *f);

	f->watch = w;
	f->log = l;
	f->file = file;
	f->engine_log = engine_log_new(w->engine, name, NULL, &options, true);
	engine_log_limit(f->engine_log, l->entry ? l->entry->packs : NULL);
	DL_APPEND(l->files, f);
	return f;
}

static int64_t
last_written(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mtim.tv_sec * SECOND : clock_now();
}

static void *
tail_opened(void *context, struct tail_file *file, const char *path)
{
	struct watch *w = context;
	struct log *l = log_of(w, path);
	struct followed *f = follow(w, l, file, path);
	struct span memo = tail_file_memo(file);

	logs_accept(l, path);
	if (l->written < last_written(path))
		l->written = last_written(path);
	watch_stirred(w);
	if (memo.n > 0)
		decoder_load(engine_log_decoder(f->engine_log), memo.p, memo.n);
	log_debug("%s: followed", path);
	return f;
}

static void
add_stat(struct engine_stat *sum, const struct engine_stat *s)
{
	sum->lines += s->lines;
	sum->matched += s->matched;
	sum->unparsed += s->unparsed;
	sum->headers += s->headers;
	sum->events += s->events;
	sum->skewed += s->skewed;
	sum->last = s->last > sum->last ? s->last : sum->last;
}

static void
note_packs(struct log *l, const struct followed *f)
{
	const char *packs = engine_log_packs(f->engine_log);

	if (*packs)
		snprintf(l->packs, sizeof l->packs, "%s", packs);
}

static void
unfollow(struct followed *f)
{
	note_packs(f->log, f);
	add_stat(&f->log->before, engine_log_stat(f->engine_log));
	engine_log_free(f->engine_log);
	DL_DELETE(f->log->files, f);
	free(f);
}

static void
tail_closed(void *context, void *log)
{
	(void)context;
	unfollow(log);
}

void
logs_accept(struct log *l, const char *path)
{
	if (l->refused == NULL || strcmp(l->refused, path) != 0)
		return;
	l->error = 0;
	free(l->refused);
	l->refused = NULL;
}

/* The last refusal counts. */
static void
refuse(struct log *l, const char *path, int error)
{
	char *copy = xstrdup(path);

	l->error = error;
	free(l->refused);
	l->refused = copy;
}

static void
tail_refused(void *context, const char *path, int error)
{
	struct watch *w = context;
	struct log *l = log_of(w, path);
	struct reeve ask = { .word = REEVE_OPEN };

	watch_stirred(w);
	if (error != EACCES && error != EPERM) {
		if (l->entry) /* a usual name may be anything */
			refuse(l, path, error);
		return;
	}
	if (l) /* else it is a rotated file, which is worth no row */
		refuse(l, path, EINPROGRESS);
	snprintf(ask.path, sizeof ask.path, "%s", path);
	error = reeve_send(REEVE_FD, &ask, -1);
	if (error != 0)
		log_warnx("%s: mailreeved cannot be asked to open it: %s", path, strerror(-error));
}

void
logs_answer(struct watch *w, const char *path, int fd, int error)
{
	struct log *l = log_of(w, path);

	if (fd >= 0) {
		tail_give_descriptor(w->tail, path, fd);
		return;
	}
	if (l == NULL)
		return;
	refuse(l, path, error);
	status_send(w, false);
}

static void
journal_line(void *context, struct span line)
{
	struct followed *f = context;

	f->log->error = 0;
	read_line(f, journal_place(f->watch->journal), line);
}

/* One reader for all entries: its identifiers are theirs together, or all there are. */
static void
open_journal(struct watch *w, const char *const *identifiers)
{
	struct log *l = log_add(w, JOURNAL, NULL);
	struct followed *f = follow(w, l, NULL, JOURNAL);
	const struct journal_hooks hooks = { journal_line, NULL, f };

	l->written = clock_now();
	w->journal = journal_new(w->loop, NULL, identifiers, &hooks);
	if (w->journal == NULL)
		l->error = errno;
}

static bool
any_usual(void)
{
	struct stat st;

	for (const char *const *path = usual_logs; *path; path++)
		if (stat(*path, &st) == 0 && S_ISREG(st.st_mode))
			return true;
	return false;
}

/* The journal only where no file is: else the same lines came twice. */
static void
open_usual(struct watch *w)
{
	if (!any_usual()) {
		log_info("none of the usual logs is there: the journal is read");
		open_journal(w, NULL);
		return;
	}
	for (const char *const *path = usual_logs; *path; path++) {
		log_add(w, *path, NULL);
		tail_add(w->tail, *path, 0);
	}
}

static void
check_packs(const struct watch *w, const struct config_log *entry)
{
	for (char **name = entry->packs; name && *name; name++) {
		size_t i = 0, n = ruleset_packs(w->rules);

		while (i < n && strcmp(ruleset_pack(w->rules, i)->name, *name) != 0)
			i++;
		if (i == n)
			fatalx("%s: no pack is named %s", entry->path, *name);
	}
}

static void
open_configured(struct watch *w)
{
	const char **identifiers = xcalloc(1, sizeof *identifiers);
	size_t n = 0;
	bool journal = false, all = false;

	for (size_t i = 0; i < w->config->logs; i++) {
		const struct config_log *entry = &w->config->log[i];

		if (entry->path) {
			check_packs(w, entry);
			log_add(w, entry->path, entry);
			if (tail_add(w->tail, entry->path, entry->poll) != 0)
				fatalx("%s: cannot be followed: a log is named by its absolute path", entry->path);
			continue;
		}
		journal = true;
		all = all || entry->journal == NULL;
		for (char **id = entry->journal; id && *id; id++) {
			identifiers = xrealloc(identifiers, (n + 2) * sizeof *identifiers);
			identifiers[n++] = *id;
			identifiers[n] = NULL;
		}
	}
	if (journal)
		open_journal(w, all || n == 0 ? NULL : identifiers);
	free(identifiers);
}

void
logs_open(struct watch *w)
{
	const struct tail_hooks hooks = { tail_opened, tail_line, tail_closed, NULL, tail_refused, w };

	w->tail = tail_new(w->loop, &hooks);
	if (w->config->logs_auto)
		open_usual(w);
	else
		open_configured(w);
}

static void
start_journal(struct watch *w)
{
	struct log *l = log_of(w, JOURNAL);
	int error = journal_start(w->journal);

	if (error == 0 && !journal_readable(w->journal))
		error = -ENODATA;
	l->error = -error;
}

void
logs_start(struct watch *w)
{
	tail_start(w->tail, false);
	if (w->journal)
		start_journal(w);
}

void
logs_pause(void *watch, bool pause)
{
	struct watch *w = watch;

	tail_pause(w->tail, pause);
	if (w->journal)
		journal_pause(w->journal, pause);
}

void
logs_close(struct watch *w)
{
	struct log *l, *next;

	tail_free(w->tail);
	if (w->journal)
		journal_free(w->journal);
	LL_FOREACH_SAFE(w->logs, l, next) {
		while (l->files)
			unfollow(l->files);
		free(l->refused);
		free(l);
	}
	w->logs = NULL;
}

void
logs_note_decoders(struct watch *w)
{
	char memo[TAIL_MEMO_MAX];
	struct followed *f;
	struct log *l;

	LL_FOREACH(w->logs, l)
		DL_FOREACH(l->files, f)
			if (f->file)
				tail_file_set_memo(f->file, memo,
				                   decoder_save(engine_log_decoder(f->engine_log), memo, sizeof memo));
}

struct engine_stat
logs_stat(struct log *l)
{
	struct engine_stat sum = l->before;
	struct followed *f;

	DL_FOREACH(l->files, f) {
		add_stat(&sum, engine_log_stat(f->engine_log));
		note_packs(l, f);
	}
	return sum;
}

/* The nearest folder that is there, so that it may be watched until the rest appears. */
static char *
folder_of(const char *pattern)
{
	char *path = xstrndup(pattern, strcspn(pattern, MAGIC)), *slash;
	struct stat st;

	while ((slash = strrchr(path, '/')) != NULL && slash != path) {
		*slash = '\0';
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			return path;
	}
	strcpy(path, "/");
	return path;
}

char **
logs_folders(const struct watch *w)
{
	static const char *const ALWAYS[] = {
		"/etc/localtime", "/usr/share/zoneinfo", /* local time stamps */
		"/var/log/journal", "/run/log/journal", "/etc/machine-id",
	};
	const size_t always = sizeof ALWAYS / sizeof *ALWAYS;
	char **folder;
	struct log *l;
	size_t n = 0;

	LL_FOREACH(w->logs, l)
		n += 2;
	folder = xcalloc(n + always + 1, sizeof *folder);
	n = 0;
	LL_FOREACH(w->logs, l) {
		char *real = l->name[0] == '/' ? realpath(l->name, NULL) : NULL;

		if (l->name[0] == '/')
			folder[n++] = folder_of(l->name);
		if (real)
			folder[n++] = folder_of(real);
		free(real);
	}
	for (size_t i = 0; i < always; i++)
		folder[n++] = xstrdup(ALWAYS[i]);
	return folder;
}
