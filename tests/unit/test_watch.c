/* Tests of mailreeve-watch as a whole: this test plays mailreeved and the enforcer, and writes the logs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/base/msg.h"
#include "cmd/base/reeve.h"
#include "tests/tap.h"

enum { NOBODY = 65534, PATIENCE = 10000 /* ms */, QUIET = 300 /* ms without a message */ };

struct world {
	char folder[64], log[96], config[96], state[96], program[4096];
	pid_t pid;
	int reeve, link;
	unsigned verdicts, evidence, stats, answers;
	struct msg verdict, last_evidence, log_row, answer; /* the last of each */
};

static void
find_program(struct world *w)
{
	ssize_t n = readlink("/proc/self/exe", w->program, sizeof w->program - 1);
	char *slash;

	w->program[n < 0 ? 0 : n] = '\0';
	for (int i = 0; i < 3; i++) /* BUILD/tests/unit/test_watch */
		if ((slash = strrchr(w->program, '/')) != NULL)
			*slash = '\0';
	strcat(w->program, "/mailreeve-watch");
}

static void
write_file(const char *path, const char *text, int flags, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, mode);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		fatal("%s", path);
	close(fd);
}

static void
new_world(struct world *w)
{
	char text[300];

	memset(w, 0, sizeof *w);
	find_program(w);
	strcpy(w->folder, "/tmp/test_watch.XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		fatal("mkdtemp");
	snprintf(w->log, sizeof w->log, "%s/mail.log", w->folder);
	snprintf(w->config, sizeof w->config, "%s/config.yaml", w->folder);
	snprintf(w->state, sizeof w->state, "%s/state", w->folder);
	snprintf(text, sizeof text, "logs: ['%s']\n", w->log);
	write_file(w->config, text, O_TRUNC, 0644);
	write_file(w->log, "", 0, 0644);
	if (chmod(w->folder, 0755) != 0 || mkdir(w->state, 0700) != 0 ||
	    (getuid() == 0 && chown(w->state, NOBODY, NOBODY) != 0))
		fatal("%s", w->folder);
	w->reeve = w->link = -1;
}

static void
pair(int out[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out) != 0)
		fatal("socketpair");
}

static void
give_link(struct world *w)
{
	const struct reeve r = { .word = REEVE_LINK, .peer = PART_ENFORCE };
	int ends[2];

	pair(ends);
	if (w->link >= 0)
		close(w->link);
	w->link = ends[0];
	if (reeve_send(w->reeve, &r, ends[1]) != 0)
		fatalx("the watcher does not listen");
	close(ends[1]);
}

static bool
readable(int fd, int ms)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, ms) == 1;
}

/* The next word of that kind. */
static bool
hear(struct world *w, uint32_t word, struct reeve *r)
{
	int fd;

	while (readable(w->reeve, PATIENCE)) {
		if (reeve_receive(w->reeve, r, &fd) != 1)
			return false;
		if (fd >= 0)
			close(fd);
		if (r->word == word)
			return true;
	}
	return false;
}

static void
run(const struct world *w)
{
	if (getuid() == 0 && (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	                      setresuid(NOBODY, NOBODY, NOBODY) != 0))
		_exit(9);
	execl(w->program, w->program, "-c", w->config, "--state", w->state, (char *)NULL);
	_exit(9);
}

static void
start(struct world *w)
{
	struct reeve r;
	int ends[2];

	pair(ends);
	w->pid = fork();
	if (w->pid == 0) {
		if (dup2(ends[1], REEVE_FD) < 0 || fcntl(REEVE_FD, F_SETFD, 0) < 0)
			_exit(9);
		run(w);
	}
	close(ends[1]);
	w->reeve = ends[0];
	give_link(w);
	ok(hear(w, REEVE_READY, &r), "the watcher is ready");
}

static int
stop(struct world *w, int with)
{
	int status;

	kill(w->pid, with);
	waitpid(w->pid, &status, 0);
	close(w->reeve);
	close(w->link);
	w->reeve = w->link = -1;
	return status;
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
	nftw(w->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
take(struct world *w, const struct msg *m)
{
	if (m->type == MSG_VERDICT)
		w->verdicts++, w->verdict = *m;
	else if (m->type == MSG_EVIDENCE)
		w->evidence++, w->last_evidence = *m;
	else if (m->type == MSG_STAT && m->stat.kind == STAT_LOG)
		w->stats++, w->log_row = *m;
	else if (m->type == MSG_ANSWER)
		w->answers++, w->answer = *m;
}

/* Takes what comes until a message of that type (0: until it is quiet). */
static bool
listen_for(struct world *w, uint32_t type)
{
	struct msg m;

	while (readable(w->link, type ? PATIENCE : QUIET)) {
		if (msg_receive(w->link, PART_WATCH, &m) != 1)
			return false;
		take(w, &m);
		if (m.type == type)
			return true;
	}
	return type == 0;
}

static void
forget(struct world *w)
{
	w->verdicts = w->evidence = w->stats = w->answers = 0;
}

/* Somebody tries to relay, in that many sessions. */
static void
attack(struct world *w, const char *address, int times)
{
	char line[400], stamp[32];
	time_t now = time(NULL);
	struct tm tm;

	strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", localtime_r(&now, &tm));
	for (int i = 0; i < times; i++) {
		snprintf(line, sizeof line, "%s mx postfix/smtpd[%d]: NOQUEUE: reject: RCPT from unknown[%s]: 554 5.7.1 "
		         "<a%d@b.example>: Relay access denied; from=<x@y.example> to=<a%d@b.example> proto=ESMTP helo=<w%d>\n",
		         stamp, 800 + i, address, i, i, i);
		write_file(w->log, line, O_APPEND, 0644);
	}
}

static struct subject
subject_of(const char *address)
{
	struct subject s = { .kind = SUBJECT_ADDRESS };

	addr_parse(span_of(address), &s.addr);
	return s;
}

static bool
is_ban_of(const struct msg *m, const char *address)
{
	struct subject s = subject_of(address);

	return m->verdict.kind == VERDICT_BAN && addr_equal(&m->verdict.subject.addr, &s.addr);
}

static void
sanction(struct world *w, const char *address)
{
	struct msg m;

	msg_init(&m, MSG_SANCTIONED);
	m.sanctioned.subject = subject_of(address);
	m.sanctioned.time = w->verdict.verdict.time;
	m.sanctioned.until = m.sanctioned.time + 600 * 1000000LL;
	ok(msg_send(w->link, &m) == 0, "the enforcer says that it is done");
}

static void
test_verdict(void)
{
	struct world w;
	double score;

	new_world(&w);
	start(&w);
	ok(listen_for(&w, 0) && w.stats == 1, "a row for its log");
	is_text(w.log_row.stat.name, w.log, "by its name");
	attack(&w, "203.0.113.7", 10);
	ok(listen_for(&w, MSG_VERDICT) && is_ban_of(&w.verdict, "203.0.113.7"), "a verdict");
	ok(w.evidence > 0 && strstr(w.last_evidence.evidence.line, "Relay access denied"), "after its evidence");
	is_text(w.last_evidence.evidence.rule, "postfix/relay-denied", "which names the rule");
	score = w.verdict.verdict.score;
	listen_for(&w, 0);
	forget(&w);
	give_link(&w);
	ok(listen_for(&w, MSG_VERDICT) && is_ban_of(&w.verdict, "203.0.113.7"),
	   "an enforcer that was started anew hears it again");
	sanction(&w, "203.0.113.7");
	listen_for(&w, 0);
	usleep(1300 * 1000); /* LINK_ANSWERED_AGE: before that the answer may not be in its ledger yet */
	forget(&w);
	give_link(&w);
	listen_for(&w, 0);
	ok(w.verdicts == 0 && w.stats == 1, "but not once it has answered; the rows it does hear");
	stop(&w, SIGKILL);
	start(&w);
	ok(listen_for(&w, MSG_VERDICT) && w.verdict.verdict.score == score,
	   "after kill -9 at once the same lines give the same score");
	stop(&w, SIGTERM);
	end_world(&w);
}

static void
test_checkpoint(void)
{
	struct world w;
	uint64_t needed;

	new_world(&w);
	start(&w);
	attack(&w, "203.0.113.7", 10);
	ok(listen_for(&w, MSG_VERDICT), "a verdict");
	needed = w.evidence;
	ok(needed > 1, "of %d lines", (int)needed);
	sanction(&w, "203.0.113.7");
	attack(&w, "198.51.100.9", (int)needed - 1);
	listen_for(&w, 0);
	is_int(stop(&w, SIGTERM), 0, "SIGTERM ends it in good order");
	forget(&w);
	attack(&w, "198.51.100.9", 1);
	start(&w);
	ok(listen_for(&w, MSG_VERDICT) && is_ban_of(&w.verdict, "198.51.100.9"),
	   "scores are kept, and the line written meanwhile is the last one needed");
	is_int(w.verdicts, 1, "the first source, which was answered, is not told of again");
	stop(&w, SIGKILL);
	forget(&w);
	start(&w);
	ok(listen_for(&w, MSG_VERDICT) && is_ban_of(&w.verdict, "198.51.100.9"), "after kill -9 what nobody answered is said again");
	listen_for(&w, 0);
	is_int(w.verdicts, 1, "and nothing else");
	stop(&w, SIGTERM);
	end_world(&w);
}

static void
test_damaged_checkpoint(void)
{
	struct world w;
	char path[128];

	new_world(&w);
	snprintf(path, sizeof path, "%s/watch.state", w.state);
	write_file(path, "not a checkpoint", 0, 0644);
	start(&w);
	attack(&w, "203.0.113.7", 10);
	ok(listen_for(&w, MSG_VERDICT), "a damaged checkpoint does not keep it from work");
	stop(&w, SIGTERM);
	strcat(path, ".bad");
	ok(access(path, F_OK) == 0, "it is kept for inspection");
	end_world(&w);
}

static void
test_answers(void)
{
	struct world w;
	struct msg m;

	new_world(&w);
	start(&w);
	attack(&w, "203.0.113.7", 2);
	listen_for(&w, 0);
	msg_init(&m, MSG_ASK);
	m.ask.id = 77;
	m.ask.what = ASK_WHY;
	m.ask.subject = subject_of("203.0.113.7");
	ok(msg_send(w.link, &m) == 0, "why, asks the enforcer");
	while (listen_for(&w, MSG_ANSWER) && w.answer.answer.more)
		ok(w.answer.answer.id == 77, "a row of the arithmetic: %s", w.answer.answer.signal);
	ok(w.answers > 1 && w.answer.answer.id == 77 && !w.answer.answer.more, "and the last one");
	stop(&w, SIGTERM);
	end_world(&w);
}

static void
configure(struct world *w, const char *more)
{
	char text[300];

	snprintf(text, sizeof text, "logs: [{path: '%s'%s}]\n", w->log, more);
	write_file(w->config, text, O_TRUNC, 0644);
}

static void
test_packs(void)
{
	struct world w;

	new_world(&w);
	configure(&w, ", packs: [exchange-smtp]");
	start(&w);
	attack(&w, "203.0.113.7", 60);
	for (int i = 0; i < 2 && w.log_row.stat.lines == 0; i++)
		listen_for(&w, MSG_STAT);
	is_int(w.verdicts, 0, "a pack that is not named for a log says nothing of its lines");
	ok(listen_for(&w, MSG_STAT) && listen_for(&w, 0) && strstr(w.log_row.stat.text, "no pack recognises its lines"),
	   "which the row says");
	stop(&w, SIGTERM);
	configure(&w, ", packs: [no-such-pack]");
	w.pid = fork();
	if (w.pid == 0)
		run(&w);
	is_int(stop(&w, 0) >> 8, 2, "a pack that does not exist refuses the start");
	end_world(&w);
}

static void
test_rows(void)
{
	struct world w;
	int64_t begun;

	new_world(&w);
	start(&w);
	listen_for(&w, 0);
	begun = clock_now();
	attack(&w, "203.0.113.7", 1);
	while (w.log_row.stat.lines == 0 && listen_for(&w, MSG_STAT))
		;
	ok(w.log_row.stat.lines > 0 && clock_now() - begun < 3 * SECOND, "the row of a log follows its first lines soon");
	stop(&w, SIGTERM);
	end_world(&w);
}

static void
test_missing(void)
{
	struct world w;
	FILE *f;

	new_world(&w);
	start(&w);
	f = fopen(w.log, "w");
	for (int i = 0; i < 5100; i++)
		fprintf(f, "2026-11-24T10:00:00.104Z,MX1\\Default Frontend MX1,08DC1D10%08d,0,198.51.100.1:25,192.0.2.7:50121,+,,\n", i);
	fclose(f);
	while (w.log_row.stat.lines == 0 && listen_for(&w, MSG_STAT))
		;
	ok(strstr(w.log_row.stat.text, "port 587") != NULL, "what Exchange does not log by default is noticed");
	stop(&w, SIGTERM);
	end_world(&w);
}

static void
answer_open(struct world *w, int error)
{
	struct reeve r = { .word = REEVE_LOG, .error = error };
	int fd = error ? -1 : open(w->log, O_RDONLY | O_CLOEXEC);

	snprintf(r.path, sizeof r.path, "%s", w->log);
	ok(reeve_send(w->reeve, &r, fd) == 0, "mailreeved answers");
	if (fd >= 0)
		close(fd);
}

static void
test_unreadable(void)
{
	struct world w;

	if (getuid() != 0)
		return;
	new_world(&w);
	chmod(w.log, 0600);
	start(&w); /* it has asked for the log before it says that it is ready */
	listen_for(&w, 0);
	ok(strstr(w.log_row.stat.text, "may not be read") != NULL, "the row says what is wrong");
	answer_open(&w, EACCES);
	listen_for(&w, 0);
	ok(strstr(w.log_row.stat.text, "may not be read") != NULL, "also after mailreeved may not either");
	answer_open(&w, 0);
	usleep(200000);
	attack(&w, "203.0.113.7", 10);
	ok(listen_for(&w, MSG_VERDICT), "with the descriptor that mailreeved gave it is read");
	stop(&w, SIGTERM);
	end_world(&w);
}

static unsigned long
status_number(pid_t pid, const char *name)
{
	char path[64], line[256];
	unsigned long n = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			n = strtoul(line + strlen(name) + 1, NULL, 10);
	if (f)
		fclose(f);
	return n;
}

static void
test_idle_and_locked(void)
{
	struct world w;
	unsigned long before;

	new_world(&w);
	start(&w);
	listen_for(&w, 0);
	is_int((long long)status_number(w.pid, "NoNewPrivs:"), 1, "no new privileges");
	is_int((long long)status_number(w.pid, "Seccomp:"), 2, "a filter of system calls");
	is_int((long long)status_number(w.pid, "Groups:"), 0, "no group of root's");
	usleep(1500000); /* the file that was found changes its row, a second later */
	before = status_number(w.pid, "voluntary_ctxt_switches:");
	sleep(2);
	is_int((long long)(status_number(w.pid, "voluntary_ctxt_switches:") - before), 0, "an idle watcher sleeps");
	stop(&w, SIGTERM);
	end_world(&w);
}

int
main(void)
{
	struct world w;

	log_open("test_watch", 0);
	find_program(&w);
	if (access(w.program, X_OK) != 0) {
		printf("1..0 # SKIP %s is not built\n", w.program);
		return 0;
	}
	test_verdict();
	test_checkpoint();
	test_damaged_checkpoint();
	test_answers();
	test_packs();
	test_rows();
	test_missing();
	test_unreadable();
	test_idle_and_locked();
	return done_testing();
}
