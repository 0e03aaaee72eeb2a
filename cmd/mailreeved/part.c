/* The life of a part.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/paths.h"
#include "cmd/mailreeved/part.h"
#include "cmd/mailreeved/spawn.h"

enum { WORDS_AT_ONCE = 64 }; /* then others have their turn */

#define LIVED_LONG 10.  /* seconds: a death after that is no failure to start */
#define PAUSE_FIRST .25 /* seconds before the third start in a row, then twice as long each time */
#define PAUSE_MOST 30.
#define PATIENCE 3.     /* seconds between SIGTERM and SIGKILL; three parts in a row stay below ten */

static void
read_words(struct ev_loop *loop, ev_io *w, int events)
{
	struct part *p = w->data;
	struct reeve r;
	int fd, got;

	(void)events;
	for (int i = 0; i < WORDS_AT_ONCE; i++) {
		got = reeve_receive(p->socket, &r, &fd);
		if (got == 0)
			return;
		if (fd >= 0)
			close(fd);
		if (got == 1)
			p->hooks->word(p, &r);
		else if (got == -EPROTO)
			log_warnx("%s sent a message that is none", p->kind->name);
		else {
			ev_io_stop(loop, w); /* it is ending */
			return;
		}
	}
}

static void
start_later(struct part *p)
{
	double pause = 0;

	if (p->failures > 1)
		pause = PAUSE_FIRST * (1U << (p->failures < 10 ? p->failures - 2 : 8));
	ev_timer_set(&p->again, pause < PAUSE_MOST ? pause : PAUSE_MOST, 0.);
	ev_timer_start(p->loop, &p->again);
	log_info("%s starts again%s", p->kind->name, pause > 0 ? " after a pause" : "");
}

static void
say_why(const struct part *p, int status)
{
	if (WIFSIGNALED(status))
		log_warnx("%s (pid %d) was ended by signal %d, %s%s", p->kind->name, (int)p->pid, WTERMSIG(status),
		          strsignal(WTERMSIG(status)),
		          WTERMSIG(status) == SIGSYS ? ": it made a system call that its sandbox forbids" : "");
	else if (WEXITSTATUS(status) != 0)
		log_warnx("%s (pid %d) left with status %d", p->kind->name, (int)p->pid, WEXITSTATUS(status));
}

static void
has_ended(struct ev_loop *loop, ev_io *w, int events)
{
	struct part *p = w->data;
	int status;

	(void)events;
	if (waitpid(p->pid, &status, WNOHANG) != p->pid)
		return;
	read_words(loop, &p->words, EV_READ); /* its last ones */
	ev_io_stop(loop, &p->words);
	ev_io_stop(loop, w);
	ev_timer_stop(loop, &p->patience);
	close(p->socket);
	close(w->fd);
	say_why(p, status);
	p->pid = 0;
	p->ready = false;
	p->failures = ev_now(loop) - p->born < LIVED_LONG ? p->failures + 1 : 0;
	if (p->hooks->ended(p, status))
		start_later(p);
}

static void
start_again(struct ev_loop *loop, ev_timer *w, int events)
{
	(void)loop, (void)events;
	part_start(w->data);
}

static void
lose_patience(struct ev_loop *loop, ev_timer *w, int events)
{
	struct part *p = w->data;

	(void)loop, (void)events;
	log_warnx("%s does not leave: SIGKILL", p->kind->name);
	kill(p->pid, SIGKILL);
}

void
part_init(struct part *p)
{
	ev_init(&p->words, read_words);
	ev_init(&p->end, has_ended);
	ev_init(&p->again, start_again);
	ev_init(&p->patience, lose_patience);
	p->words.data = p->end.data = p->again.data = p->patience.data = p;
}

/* Returns the pidfd, or -errno. */
static int
launch(struct part *p)
{
	char *program = paths_program(p->kind->name);
	const char *argv[] = { program, "-c", p->config_file, p->state ? "--state" : NULL, p->state, NULL };
	int pair[2], pidfd = -1;
	pid_t pid = -ENOMEM;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0) {
		pid = spawn(argv, &p->who, pair[1], &pidfd);
		close(pair[1]);
		if (pid < 0)
			close(pair[0]);
	}
	free(program);
	if (pid < 0)
		return (int)pid;
	p->pid = pid;
	p->socket = pair[0];
	return pidfd;
}

void
part_start(struct part *p)
{
	int pidfd;

	ev_timer_stop(p->loop, &p->again);
	p->born = ev_time();
	if ((pidfd = launch(p)) < 0) {
		log_warnx("%s cannot be started: %s", p->kind->name, strerror(-pidfd));
		p->failures++;
		start_later(p);
		return;
	}
	ev_io_set(&p->words, p->socket, EV_READ);
	ev_io_start(p->loop, &p->words);
	ev_io_set(&p->end, pidfd, EV_READ);
	ev_io_start(p->loop, &p->end);
	p->hooks->started(p);
}

void
part_stop(struct part *p)
{
	ev_timer_stop(p->loop, &p->again);
	if (p->pid == 0)
		return;
	kill(p->pid, SIGTERM);
	ev_timer_set(&p->patience, PATIENCE, 0.);
	ev_timer_start(p->loop, &p->patience);
}

void
part_tell(struct part *p, enum reeve_word word, enum msg_part peer, int fd)
{
	const struct reeve r = { .word = word, .peer = peer };
	int error = reeve_send(p->socket, &r, fd);

	if (error < 0)
		log_warnx("%s does not listen: %s", p->kind->name, strerror(-error));
}
