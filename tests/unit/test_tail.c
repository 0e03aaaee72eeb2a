/* Tests of following files: every line once, whatever is done to the file and its folder meanwhile.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/tail_parts.h"
#include "tests/tap.h"

enum { GOT_MAX = 1 << 16, LONG = TAIL_LINE_MAX, NOBODY = 65534 };

struct world {
	struct ev_loop *loop;
	struct tail *tail;
	char folder[64];
	char got[GOT_MAX];      /* the lines delivered, each with '|' after it */
	size_t n;
	size_t longest;
	unsigned lines, opened, closed, idle, refused;
	int refused_error;
	char refused_path[256];
};

static void *
opened(void *context, struct tail_file *f, const char *path)
{
	struct world *w = context;

	(void)path;
	w->opened++;
	return f;
}

static void
line(void *context, void *log, struct span l)
{
	struct world *w = context;

	(void)log;
	w->lines++;
	w->longest = l.n > w->longest ? l.n : w->longest;
	if (l.n > 100)
		l.n = 100;
	if (w->n + l.n + 2 > GOT_MAX)
		return;
	memcpy(w->got + w->n, l.p, l.n);
	w->n += l.n;
	w->got[w->n++] = '|';
	w->got[w->n] = '\0';
}

static void
closed(void *context, void *log)
{
	struct world *w = context;

	(void)log;
	w->closed++;
}

static void
idle(void *context)
{
	struct world *w = context;

	w->idle++;
}

static void
refused(void *context, const char *path, int error)
{
	struct world *w = context;

	w->refused++;
	w->refused_error = error;
	snprintf(w->refused_path, sizeof w->refused_path, "%s", path);
}

static const char *
in(const struct world *w, const char *name)
{
	static char path[4][256];
	static int i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof path[i], "%s/%s", w->folder, name);
	return path[i];
}

static void
put(const struct world *w, const char *name, const char *text, int flags)
{
	int fd = open(in(w, name), O_WRONLY | O_CREAT | flags, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		printf("# cannot write %s: %s\n", name, strerror(errno));
	close(fd);
}

static void
append(const struct world *w, const char *name, const char *text)
{
	put(w, name, text, O_APPEND);
}

static void
move(const struct world *w, const char *from, const char *to)
{
	if (rename(in(w, from), in(w, to)) != 0)
		printf("# cannot rename %s: %s\n", from, strerror(errno));
}

static void
settle(struct world *w)
{
	for (unsigned still = 0, before = w->lines; still < 8 || w->tail->late; still = before == w->lines ? still + 1 : 0) {
		before = w->lines;
		ev_run(w->loop, EVRUN_NOWAIT);
	}
}

/* What was delivered since the last call is exactly this. */
static void
expect(struct world *w, const char *lines, const char *what)
{
	settle(w);
	is_text(w->got, lines, what);
	w->n = 0;
	w->got[0] = '\0';
	w->lines = 0;
}

static void
begin(struct world *w)
{
	const struct tail_hooks hooks = { opened, line, closed, idle, refused, w };

	w->tail = tail_new(w->loop, &hooks);
}

static void
new_world(struct world *w)
{
	memset(w, 0, sizeof *w);
	strcpy(w->folder, "/tmp/test_tail.XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		fatal("mkdtemp");
	w->loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
	begin(w);
}

static void
follow(struct world *w, const char *name)
{
	tail_add(w->tail, in(w, name), 0);
	tail_start(w->tail, false);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void
end_world(struct world *w)
{
	tail_free(w->tail);
	ev_loop_destroy(w->loop);
	nftw(w->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Saves, ends, and starts again, with something done in between. */
static void
restart(struct world *w, const char *name, void (*meanwhile)(struct world *))
{
	struct state s = { 0 };

	settle(w);
	tail_save(w->tail, &s);
	tail_free(w->tail);
	if (meanwhile)
		meanwhile(w);
	begin(w);
	tail_add(w->tail, in(w, name), 0);
	ok(tail_load(w->tail, &s) && s.at == s.n, "the state is read to its end");
	state_free(&s);
	tail_start(w->tail, false);
}

/* As if that long had passed without a line. */
static void
time_passes(struct world *w, int seconds)
{
	struct tail_file *f;

	DL_FOREACH(w->tail->files, f)
		f->active -= seconds;
	tail_leaving_timer(w->loop, &w->tail->leaving_timer, 0);
}

static void
test_appends(void)
{
	struct world w;

	new_world(&w);
	append(&w, "mail.log", "old\nolder but cut");
	follow(&w, "mail.log");
	expect(&w, "", "what stood there at the first start is not read");
	append(&w, "mail.log", " here\nnew\n");
	expect(&w, "new|", "nor the rest of a line that stood there in part");
	append(&w, "mail.log", "a\nb\r\n\nc");
	expect(&w, "a|b\r||", "whole lines are delivered, CR and empty ones included; a part is kept back");
	append(&w, "mail.log", "d");
	expect(&w, "", "still in part");
	append(&w, "mail.log", "e\nf\n");
	expect(&w, "cde|f|", "the line is delivered once it is whole");
	ok(w.idle > 0 && w.opened == 1, "one file is open, and it is known that all was read");
	end_world(&w);
}

static void
test_nuls(void)
{
	struct world w;
	int fd;

	new_world(&w);
	append(&w, "mail.log", "");
	follow(&w, "mail.log");
	fd = open(in(&w, "mail.log"), O_WRONLY);
	ok(write(fd, "a\0b\n", 4) == 4, "written");
	settle(&w);
	ok(w.n == 4 && memcmp(w.got, "a\0b|", 4) == 0, "a NUL within a line is handed out");
	w.n = 0, w.got[0] = '\0';
	ok(ftruncate(fd, 0) == 0 && pwrite(fd, "after\n", 6, 900000) == 6, "the writer goes on at its old place");
	expect(&w, "after|", "NULs before a line are passed over");
	ok(ftruncate(fd, 2000000) == 0, "the file is filled with NULs in advance");
	expect(&w, "", "they are not read as a line");
	ok(pwrite(fd, "ahead\n", 6, 900006) == 6, "then written to");
	expect(&w, "ahead|", "what comes in their place is read");
	close(fd);
	end_world(&w);
}

static void
test_rename_and_create(void)
{
	struct world w;
	int old;

	new_world(&w);
	append(&w, "mail.log", "");
	follow(&w, "mail.log");
	old = open(in(&w, "mail.log"), O_WRONLY | O_APPEND);
	append(&w, "mail.log", "1\n");
	move(&w, "mail.log", "mail.log.1");
	append(&w, "mail.log.1", "2\n");
	expect(&w, "1|2|", "a renamed file is read on");
	time_passes(&w, TAIL_QUIET + 1);
	ok(w.closed == 0, "as long as it has no successor");
	append(&w, "mail.log", "4\n");
	ok(write(old, "3\n", 2) == 2, "the writer has not noticed yet");
	expect(&w, "3|4|", "late lines of the old file come too");
	ok(write(old, "part", 4) == 4, "and a last one in part");
	append(&w, "mail.log", "5\n");
	expect(&w, "5|", "which is kept back");
	time_passes(&w, TAIL_QUIET + 1);
	expect(&w, "part|", "until the old file is quiet and closed");
	ok(w.closed == 1 && w.opened == 2, "one is closed, one open");
	append(&w, "mail.log", "6\n");
	expect(&w, "6|", "the new one goes on");
	close(old);
	end_world(&w);
}

static void
test_twice_between_wakeups(void)
{
	struct world w;

	new_world(&w);
	append(&w, "mail.log.1", "an archive of last week\n");
	append(&w, "mail.log-20251120", "another\n");
	usleep(20000); /* its time is older than the log's */
	append(&w, "mail.log", "before\n");
	follow(&w, "mail.log");
	settle(&w);
	append(&w, "mail.log", "1\n");
	move(&w, "mail.log.1", "mail.log.2");
	move(&w, "mail.log", "mail.log.1");
	append(&w, "mail.log", "2\n");
	move(&w, "mail.log.2", "mail.log.3");
	move(&w, "mail.log.1", "mail.log.2");
	move(&w, "mail.log", "mail.log.1");
	append(&w, "mail.log.gz", "nor this\n");
	append(&w, "mail.log", "3\n");
	expect(&w, "1|2|3|", "a file that came and went between two wakeups is read, archives are not");
	end_world(&w);
}

static void
test_copytruncate(void)
{
	static const char LONG_LINE[] = "Nov 24 10:00:01 mx postfix/smtpd[12]: a line that is long enough to know the file by";
	struct world w;
	char text[400], copy[300];

	new_world(&w);
	append(&w, "mail.log", "");
	follow(&w, "mail.log");
	snprintf(text, sizeof text, "%s\n", LONG_LINE);
	append(&w, "mail.log", text);
	snprintf(text, sizeof text, "%s|", LONG_LINE);
	expect(&w, text, "a first line");
	/* The last line came between the last wakeup and the copy. */
	append(&w, "mail.log", "unread\n");
	snprintf(copy, sizeof copy, "cp %s %s", in(&w, "mail.log"), in(&w, "mail.log.1"));
	ok(system(copy) == 0 && truncate(in(&w, "mail.log"), 0) == 0, "copied and cut");
	append(&w, "mail.log", "x\n");
	expect(&w, "unread|x|", "the unread line comes from the copy, then the new one");
	ok(truncate(in(&w, "mail.log"), 0) == 0, "cut");
	append(&w, "mail.log", "y, and it grows beyond the old length before anybody looks\n");
	expect(&w, "y, and it grows beyond the old length before anybody looks|", "other first bytes are noticed");
	ok(truncate(in(&w, "mail.log"), 0) == 0, "cut, nothing written");
	expect(&w, "", "an empty file");
	append(&w, "mail.log", "z\n");
	expect(&w, "z|", "and on");
	for (int i = 0; i < 4; i++)
		append(&w, "mail.log", LONG_LINE);
	append(&w, "mail.log", "\nlast\n");
	settle(&w);
	expect(&w, w.got, "a longer file");
	ok(truncate(in(&w, "mail.log"), 2 + 4 * (sizeof LONG_LINE - 1) + 1) == 0, "only its end is cut off");
	expect(&w, "", "nothing is new");
	append(&w, "mail.log", "new\n");
	expect(&w, "new|", "what is left of it is not read again");
	end_world(&w);
}

static void
test_later(void)
{
	struct world w;

	new_world(&w);
	follow(&w, "a/b/mail.log");
	settle(&w);
	mkdir(in(&w, "a"), 0755);
	mkdir(in(&w, "a/b"), 0755);
	append(&w, "a/b/mail.log", "1\n");
	expect(&w, "1|", "folders and file appear at once, later");
	move(&w, "a/b", "a/c");
	mkdir(in(&w, "a/b"), 0755);
	append(&w, "a/b/mail.log", "2\n");
	expect(&w, "2|", "the folder is replaced");
	append(&w, "a/b/mail.log", "3\n");
	expect(&w, "3|", "and watched");
	unlink(in(&w, "a/b/mail.log"));
	settle(&w);
	append(&w, "a/b/mail.log", "4\n");
	expect(&w, "4|", "a deleted file comes again");
	end_world(&w);
}

static void
test_dated_names(void)
{
	struct world w;

	new_world(&w);
	mkdir(in(&w, "x"), 0755);
	append(&w, "x/RECV20261124-1.LOG", "old\n");
	follow(&w, "*/RECV*.LOG");
	append(&w, "x/RECV20261124-1.LOG", "1\n");
	expect(&w, "1|", "a glob's file is followed");
	append(&w, "x/RECV20261125-1.LOG", "2\n");
	append(&w, "x/OTHER.LOG", "no\n");
	append(&w, "x/RECV20261124-1.LOG", "3\n");
	settle(&w);
	append(&w, "x/RECV20261125-1.LOG", "4\n");
	expect(&w, "3|2|4|", "the next day's file appears, the old one is still read");
	mkdir(in(&w, "y"), 0755);
	append(&w, "y/RECV20261125-1.LOG", "5\n");
	expect(&w, "5|", "and a new folder");
	append(&w, "x/RECV20261126-1.LOG.gz", "no\n");
	mkdir(in(&w, "y/RECV.LOG"), 0755);
	expect(&w, "", "neither a compressed file nor a folder is");
	ok(w.refused == 0, "nor complained about");
	end_world(&w);
}

static void
test_symbolic_link(void)
{
	struct world w;

	new_world(&w);
	mkdir(in(&w, "real"), 0755);
	append(&w, "real/one", "");
	if (symlink("real/one", in(&w, "mail.log")) != 0)
		perror("symlink");
	follow(&w, "mail.log");
	append(&w, "real/one", "1\n");
	expect(&w, "1|", "a link's target is followed");
	move(&w, "real/one", "real/two");
	append(&w, "real/one", "2\n");
	expect(&w, "2|", "and its successor");
	end_world(&w);
}

static void
test_refusals(void)
{
	struct world w;
	int fd;

	new_world(&w);
	mkdir(in(&w, "mail.log"), 0755);
	follow(&w, "mail.log");
	ok(w.refused == 1 && w.refused_error == EISDIR, "a folder is refused");
	rmdir(in(&w, "mail.log"));
	append(&w, "mail.log", "1\n");
	expect(&w, "1|", "until a file stands there");
	end_world(&w);

	new_world(&w);
	append(&w, "mail.log", "old\n");
	chmod(in(&w, "mail.log"), 0);
	fd = open(in(&w, "mail.log"), O_RDONLY);
	ok(getuid() != 0 || (chown(w.folder, NOBODY, NOBODY) == 0 && seteuid(NOBODY) == 0), "unprivileged");
	follow(&w, "mail.log");
	settle(&w);
	ok(w.refused == 1 && w.refused_error == EACCES, "an unreadable file is asked for, once");
	is_text(w.refused_path, in(&w, "mail.log"), "by its name");
	if (seteuid(0) != 0)
		printf("# not root: the descriptor cannot be had\n");
	if (fd < 0)
		fd = open(in(&w, "mail.log"), O_RDONLY);
	tail_give_descriptor(w.tail, in(&w, "mail.log"), fd);
	append(&w, "mail.log", "1\n");
	expect(&w, getuid() == 0 ? "1|" : "", "it is followed by the descriptor that was given, from its end");
	ok(seteuid(NOBODY) == 0 || getuid() != 0, "unprivileged again");
	move(&w, "mail.log", "mail.log.1");
	ok(seteuid(0) == 0 || getuid() != 0, "the log's owner");
	append(&w, "mail.log", "2\n");
	chmod(in(&w, "mail.log"), 0);
	ok(seteuid(NOBODY) == 0 || getuid() != 0, "unprivileged again");
	settle(&w);
	ok(w.refused == 2 || getuid() != 0, "after a rotation the new file is asked for");
	chmod(in(&w, "mail.log"), 0644);
	ok(seteuid(0) == 0 || getuid() != 0, "the log's owner");
	chmod(in(&w, "mail.log"), 0644);
	expect(&w, "2|", "and read from its start once it may be");
	end_world(&w);
}

static void
rotate_secret(struct world *w)
{
	ok(seteuid(0) == 0, "the log's owner");
	append(w, "mail.log", "missed 1\n");
	move(w, "mail.log", "mail.log.1");
	append(w, "mail.log", "missed 2\n");
	chmod(in(w, "mail.log"), 0);
	ok(seteuid(NOBODY) == 0, "unprivileged again");
}

/* Opens what was asked for, as mailreeved does. */
static void
answer(struct world *w)
{
	int fd;

	for (unsigned answered = 0; answered < w->refused; ) {
		char path[256];

		snprintf(path, sizeof path, "%s", w->refused_path);
		answered = w->refused;
		fd = seteuid(0) == 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
		ok(seteuid(NOBODY) == 0 && fd >= 0, "opened by somebody else");
		tail_give_descriptor(w->tail, path, fd);
		settle(w);
	}
	w->refused = 0;
}

static void
test_secret_rotation(void)
{
	struct world w;

	if (getuid() != 0)
		return;
	new_world(&w);
	append(&w, "mail.log", "a first line, so that the file is known by it\n");
	chmod(in(&w, "mail.log"), 0);
	ok(chown(w.folder, NOBODY, NOBODY) == 0 && seteuid(NOBODY) == 0, "unprivileged");
	follow(&w, "mail.log");
	answer(&w);
	restart(&w, "mail.log", rotate_secret);
	answer(&w);
	expect(&w, "missed 2|missed 1|", "an unreadable log that was rotated while nobody looked");
	ok(seteuid(0) == 0, "root again");
	end_world(&w);
}

static void
test_long_lines(void)
{
	struct world w;
	char *text = xcalloc(1, 3 * LONG + 100);

	new_world(&w);
	append(&w, "mail.log", "");
	follow(&w, "mail.log");
	memset(text, 'x', LONG);
	strcpy(text + LONG, "\nshort\n");
	append(&w, "mail.log", text);
	settle(&w);
	ok(w.lines == 2 && w.longest == LONG, "the longest line is delivered whole");
	w.n = w.lines = 0;
	memset(text, 'y', 3 * LONG);
	strcpy(text + 3 * LONG, "tail\nnext\n");
	append(&w, "mail.log", text);
	settle(&w);
	ok(w.lines == 2 && w.longest == LONG, "a longer one is cut");
	ok(w.n == 106 && memcmp(w.got + 101, "next|", 5) == 0, "the line after it is found");
	is_int((long long)tail_skipped(w.tail), 2 * LONG + 4, "the rest is counted");
	end_world(&w);
	free(text);
}

static void
rotate_and_write(struct world *w)
{
	append(w, "mail.log", "missed 1\n");
	move(w, "mail.log", "mail.log.1");
	append(w, "mail.log", "missed 2\n");
	move(w, "mail.log.1", "mail.log.2");
	move(w, "mail.log", "mail.log.1");
	append(w, "mail.log", "missed 3\n");
}

static void
cut_and_write(struct world *w)
{
	char copy[300];

	append(w, "mail.log", "missed 4\n");
	snprintf(copy, sizeof copy, "cp %s %s", in(w, "mail.log"), in(w, "mail.log.1"));
	ok(system(copy) == 0 && truncate(in(w, "mail.log"), 0) == 0, "copied and cut");
	append(w, "mail.log", "missed 5\n");
}

static void
test_restart(void)
{
	struct world w;

	new_world(&w);
	append(&w, "mail.log", "");
	follow(&w, "mail.log");
	append(&w, "mail.log", "a first line, so that the file is known by it\n1\n2 in p");
	tail_file_set_memo(w.tail->files, "memo", 4);
	expect(&w, "a first line, so that the file is known by it|1|", "lines before");
	restart(&w, "mail.log", NULL);
	append(&w, "mail.log", "art\n3\n");
	expect(&w, "2 in part|3|", "after a restart nothing is read twice, nothing skipped");
	ok(span_is(tail_file_memo(w.tail->files), "memo"), "the memo is kept");
	restart(&w, "mail.log", rotate_and_write);
	expect(&w, "missed 1|missed 2|missed 3|", "rotated twice while nobody looked");
	append(&w, "mail.log", "a longer line by which this file will be known later\n");
	expect(&w, "a longer line by which this file will be known later|", "goes on");
	restart(&w, "mail.log", cut_and_write);
	expect(&w, "missed 4|missed 5|", "copied and cut while nobody looked");
	end_world(&w);
}

static void
test_new_pattern_after_restart(void)
{
	struct state s = { 0 };
	struct world w;

	new_world(&w);
	append(&w, "mail.log", "old\n");
	tail_add(w.tail, in(&w, "RECV*.LOG"), 0);
	follow(&w, "mail.log");
	settle(&w);
	tail_save(w.tail, &s);
	tail_free(w.tail);
	append(&w, "other.log", "old too\n");
	append(&w, "mail.log", "1\n");
	append(&w, "RECV2.LOG", "0\n");
	begin(&w);
	tail_add(w.tail, in(&w, "mail.log"), 0);
	tail_add(w.tail, in(&w, "other.log"), 0);
	tail_add(w.tail, in(&w, "RECV*.LOG"), 0);
	ok(tail_load(w.tail, &s), "the state is read");
	tail_start(w.tail, false);
	append(&w, "other.log", "2\n");
	expect(&w, "1|0|2|", "a log that is new in the configuration is followed from its end, a new file of an old one is not");
	s.n--, s.at = 0, s.bad = false;
	ok(!tail_load(w.tail, &s), "a torn state is refused");
	state_free(&s);
	end_world(&w);
}

static void
test_fresh_before_backlog(void)
{
	struct world w;
	char text[8200];
	size_t at;

	new_world(&w);
	memset(text, 'b', sizeof text);
	for (at = 100; at < 8000; at += 100)
		text[at] = '\n';
	text[8000] = '\0';
	for (int i = 0; i < 300; i++)
		append(&w, "big.log", text);
	append(&w, "mail.log", "");
	tail_add(w.tail, in(&w, "big.log"), 0);
	tail_add(w.tail, in(&w, "mail.log"), 0);
	tail_start(w.tail, true);
	ok(w.lines > 0 && w.lines < 4000, "a backlog is read in slices (%u lines at first)", w.lines);
	append(&w, "mail.log", "fresh\n");
	w.n = w.lines = 0;
	ev_run(w.loop, EVRUN_NOWAIT);
	ok(w.n > 0 && memcmp(w.got, "fresh|", 6) == 0, "a fresh line comes before more of it");
	settle(&w);
	ok(w.idle > 0, "then all is read");
	end_world(&w);
}

static void
test_polling(void)
{
	struct world w;

	new_world(&w);
	append(&w, "mail.log", "old\n");
	tail_add(w.tail, in(&w, "mail.log"), SECOND / 50);
	close(w.tail->inotify); /* nothing is told, as on a network mount */
	w.tail->inotify = -1;
	tail_start(w.tail, false);
	append(&w, "mail.log", "1\n");
	settle(&w);
	is_int(w.lines, 0, "nothing tells of a line");
	usleep(40000);
	expect(&w, "1|", "it is found by looking");
	move(&w, "mail.log", "mail.log.1");
	append(&w, "mail.log.1", "2\n");
	append(&w, "mail.log", "3\n");
	usleep(40000);
	expect(&w, "2|3|", "a rotation, too");
	end_world(&w);
}

static void
test_many_files(void)
{
	struct world w;
	char name[64], text[64];

	new_world(&w);
	follow(&w, "*.log");
	for (int i = 0; i < TAIL_FILES_MAX + 10; i++) {
		snprintf(name, sizeof name, "%04d.log", i);
		snprintf(text, sizeof text, "a line of some length that is of file %04d alone\n", i);
		append(&w, name, text);
		if (i % 100 == 0)
			settle(&w);
	}
	settle(&w);
	is_int(w.lines, TAIL_FILES_MAX + 10, "every file was read");
	is_int((long long)w.tail->file_count, TAIL_FILES_MAX, "no more than the limit are followed");
	w.n = w.lines = 0;
	append(&w, "0001.log", "again\n");
	expect(&w, "again|", "one that was let go is taken up where it was left");
	end_world(&w);
}

static void
test_bad_patterns(void)
{
	struct world w;

	new_world(&w);
	is_int(tail_add(w.tail, "mail.log", 0), -EINVAL, "a relative path is refused");
	is_int(tail_add(w.tail, "/var/log/", 0), -EINVAL, "a folder is refused");
	end_world(&w);
}

int
main(void)
{
	log_open("test_tail", 0);
	test_appends();
	test_nuls();
	test_rename_and_create();
	test_twice_between_wakeups();
	test_copytruncate();
	test_later();
	test_dated_names();
	test_symbolic_link();
	test_refusals();
	test_secret_rotation();
	test_long_lines();
	test_restart();
	test_new_pattern_after_restart();
	test_fresh_before_backlog();
	test_polling();
	test_many_files();
	test_bad_patterns();
	return done_testing();
}
