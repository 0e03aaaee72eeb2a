/* The log: one line each, escaped, with a priority only where the journal listens.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "tests/tap.h"

/* What `write_it` writes to standard error, in a process of its own; *status is how that ends. */
static const char *
written(void (*write_it)(void), int *status)
{
	static char text[8192];
	int pipes[2];
	ssize_t n, at = 0;

	if (pipe(pipes) < 0 || fflush(stdout) != 0)
		return NULL;
	if (fork() == 0) {
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		write_it();
		_exit(0);
	}
	close(pipes[1]);
	while ((n = read(pipes[0], text + at, sizeof(text) - 1 - (size_t)at)) > 0)
		at += n;
	text[at] = '\0';
	close(pipes[0]);
	wait(status);
	return text;
}

static void
plain(void)
{
	log_open("mailreeve-watch", 0);
	log_info("reads %s", "/var/log/mail.log");
	log_debug("not shown");
	errno = ENOENT;
	log_warn("cannot open %s", "x");
	if (errno == ENOENT)
		log_warnx("errno survives");
	log_debug_on();
	log_debug("shown");
}

static void
hostile(void)
{
	log_open("m", 0);
	log_info("a\nm: forged \x1b[2J");
	log_info("already \\x1b shown");
}

static void
in_journal(void)
{
	struct stat st;
	char stream[64];

	fstat(STDERR_FILENO, &st);
	snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_open("m", 0);
	log_info("one");
	log_warnx("two");
	setenv("JOURNAL_STREAM", "1:1", 1); /* somebody else's */
	log_open("m", 0);
	log_info("three");
}

static void
very_long(void)
{
	log_open("m", 0);
	log_info("%09000d", 0);
}

static void
ends(void)
{
	log_open("m", 0);
	errno = EACCES;
	fatal("cannot read %s", "x");
}

int
main(void)
{
	int status;
	const char *text;

	is_text(written(plain, &status),
	        "mailreeve-watch: reads /var/log/mail.log\n"
	        "mailreeve-watch: cannot open x: No such file or directory\n"
	        "mailreeve-watch: errno survives\n"
	        "mailreeve-watch: shown\n", "lines for a terminal");
	is_text(written(hostile, &status), "m: a\\x0am: forged \\x1b[2J\nm: already \\x1b shown\n", "nobody forges a line");
	is_text(written(in_journal, &status), "<6>m: one\n<4>m: two\nm: three\n", "priorities for the journal alone");
	text = written(very_long, &status);
	ok(strlen(text) < 2100 && strchr(text, '\n') == text + strlen(text) - 1, "a long line is cut, and ends");
	is_text(written(ends, &status), "m: cannot read x: Permission denied\n", "fatal says why");
	is_int(WEXITSTATUS(status), 2, "and exits with 2");
	return done_testing();
}
