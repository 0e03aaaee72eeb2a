/* Tests of blaming a line for a crash: once is no proof, twice is; the line is kept, others are read.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/mailreeve-watch/blame.c" /* a program's own part: no archive holds it */
#include "tests/tap.h"

static const struct tail_place GOOD = { 1, 2, 100 }, BAD = { 1, 2, 200 };

/* A run that reads both lines and dies within the second, unless it is told to skip it. True if it died. */
static bool
run_dies(int state)
{
	struct blame *b;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		b = blame_open(state);
		if (blame_enter(b, GOOD, "mail.log", SPAN_LIT("good")))
			blame_leave(b);
		if (blame_enter(b, BAD, "mail.log", SPAN_LIT("a\0bad line")))
			_exit(7);
		blame_close(b);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status) == 7;
}

static int
kept(const char *folder, char *text, size_t cap)
{
	char pattern[128];
	glob_t found;
	ssize_t n = 0;
	int count, fd;

	snprintf(pattern, sizeof pattern, "%s/crash-*.txt", folder);
	if (glob(pattern, 0, NULL, &found) != 0)
		return 0;
	count = (int)found.gl_pathc;
	fd = open(found.gl_pathv[0], O_RDONLY);
	n = read(fd, text, cap - 1);
	text[n < 0 ? 0 : n] = '\0';
	close(fd);
	globfree(&found);
	return count;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int
main(void)
{
	char folder[] = "/tmp/test_blame.XXXXXX", text[64] = "";
	int state = mkdtemp(folder) ? open(folder, O_RDONLY | O_DIRECTORY) : -1;
	struct blame *b;

	log_open("test_blame", 0);
	ok(run_dies(state), "the first run dies within a line");
	ok(run_dies(state), "the second one too: one crash is no proof against a line");
	is_int(kept(folder, text, sizeof text), 0, "nothing is kept yet");
	ok(!run_dies(state), "the third run skips it");
	is_int(kept(folder, text, sizeof text), 1, "the line is kept");
	ok(memcmp(text, "mail.log\na\0bad line", 19) == 0, "as it was, with its log's name");
	ok(!run_dies(state), "another run that meets it again skips it as well");
	is_int(kept(folder, text, sizeof text), 1, "and keeps it once");
	b = blame_open(state);
	ok(!blame_enter(b, BAD, "mail.log", SPAN_LIT("x")) && blame_skipped(b) == 1, "it is counted");
	blame_saved(b);
	ok(!blame_enter(b, BAD, "mail.log", SPAN_LIT("x")), "it stays so while its position is not saved");
	blame_saving(b);
	blame_saved(b);
	ok(blame_enter(b, BAD, "mail.log", SPAN_LIT("x")), "once the position is saved the place means nothing any more");
	blame_leave(b);
	blame_close(b);
	b = blame_open(-1);
	ok(blame_enter(b, BAD, "mail.log", SPAN_LIT("x")), "without a file there is no blame");
	blame_leave(b);
	blame_close(b);
	close(state);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return done_testing();
}
