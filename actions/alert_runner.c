/* The helper's side: fork, exec, the story on standard input; a fixed argument list, no shell.
 * And ours: one notice there, one wait status back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions/alert_runner.h"
#include "actions/alert_text.h"
#include "cmd/base/log.h"

enum { HELPER_SOCKET = 3, EXIT_NO_EXEC = 127, ENVIRONMENT_MAX = 8, VARIABLE_MAX = MSG_WHY_MAX + 32 };

struct request { struct msg_notice notice; unsigned missed; };
struct alert_runner {
	int socket;
	ev_io answer;
	void (*lost)(void *context);
	void *context;
};

/* Facts that no log line can shape; the rest is on standard input. */
static void __attribute__((noreturn))
exec_program(char *const *argv, const struct msg_notice *n, int input)
{
	char name[MSG_WHY_MAX], severity[VARIABLE_MAX], watch[VARIABLE_MAX], count[VARIABLE_MAX];
	char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	char *const environment[ENVIRONMENT_MAX] = { path, severity, watch, count, NULL };

	snprintf(severity, sizeof(severity), "MAILREEVE_SEVERITY=%s", alert_severity(n->severity));
	snprintf(watch, sizeof(watch), "MAILREEVE_WATCH=%s", alert_name(n, name));
	snprintf(count, sizeof(count), "MAILREEVE_COUNT=%u", n->count);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	if (dup2(input, STDIN_FILENO) >= 0 && close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
		execve(argv[0], argv, environment);
	log_warn("%s", argv[0]);
	_exit(EXIT_NO_EXEC);
}

/* Its wait status; SIGKILL to all that it started when it takes too long. */
static int
wait_for(pid_t pid)
{
	struct pollfd end = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int status;

	if (end.fd < 0 || poll(&end, 1, ALERT_DELIVERY_MAX * 1000) != 1)
		kill(-pid, SIGKILL);
	if (end.fd >= 0)
		close(end.fd);
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

static int
run_once(char *const *argv, const char *host, const struct request *r)
{
	char text[ALERT_TEXT_MAX];
	int pipes[2];
	pid_t pid;

	if (pipe(pipes) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		exec_program(argv, &r->notice, pipes[0]);
	close(pipes[0]);
	alert_text(&r->notice, host, r->missed, text);
	if (write(pipes[1], text, strlen(text)) < 0) /* fits the pipe, so never waits; a program may well not read it */
		log_debug("%s reads nothing", argv[0]);
	close(pipes[1]);
	return pid < 0 ? -1 : wait_for(pid);
}

static void __attribute__((noreturn))
help(int socket, char *const *argv, const char *host)
{
	struct request r;
	int status;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_IGN); /* it leaves when the notifier does */
	if (dup2(socket, HELPER_SOCKET) < 0 || close_range(HELPER_SOCKET + 1, ~0U, 0) < 0)
		fatal("alert program");
	while (recv(HELPER_SOCKET, &r, sizeof(r), 0) == (ssize_t)sizeof(r)) {
		r.notice.subject.name[SUBJECT_NAME_MAX - 1] = '\0';
		status = run_once(argv, host, &r);
		if (send(HELPER_SOCKET, &status, sizeof(status), MSG_NOSIGNAL) < 0)
			break;
	}
	_exit(0);
}

static void
on_answer(struct ev_loop *loop, ev_io *w, int events)
{
	struct channel *c = w->data;
	struct alert_runner *r = c->runner;
	char why[80];
	int status;
	ssize_t n = recv(r->socket, &status, sizeof(status), MSG_DONTWAIT);

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n != (ssize_t)sizeof(status)) {
		ev_io_stop(loop, w);
		r->lost(r->context);
		return;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		channel_done(c, NULL);
		return;
	}
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), "it was ended by signal %d", WTERMSIG(status));
	else
		snprintf(why, sizeof(why), "it left with status %d", WEXITSTATUS(status));
	channel_done(c, why);
}

struct alert_runner *
alert_runner_new(struct channel *c, void (*lost)(void *context), void *context)
{
	struct alert_runner *r = xcalloc(1, sizeof(*r));
	int pair[2];
	pid_t pid;

	if (access(c->config->program[0], X_OK) < 0)
		fatal("alert program %s", c->config->program[0]);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 || (pid = fork()) < 0)
		fatal("alert program");
	if (pid == 0)
		help(pair[1], c->config->program, c->host);
	close(pair[1]);
	*r = (struct alert_runner){ .socket = pair[0], .lost = lost, .context = context };
	ev_io_init(&r->answer, on_answer, r->socket, EV_READ);
	r->answer.data = c;
	ev_io_start(c->loop, &r->answer);
	return r;
}

void
alert_runner_free(struct alert_runner *r)
{
	if (r)
		close(r->socket);
	free(r);
}

void
alert_program_begin(struct channel *c, const struct msg_notice *n, unsigned missed)
{
	const struct request r = { .notice = *n, .missed = missed };

	if (send(c->runner->socket, &r, sizeof(r), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_warn("alert program"); /* on_answer hears of it too */
}
