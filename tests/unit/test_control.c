/* The control socket: what is refused before a handler runs, who may do what, and clients that are slow, many or gone.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/control.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

enum { ANY_USER = 65533, OPERATOR = 65532, OPERATOR_GROUP = 65531, MANY = 200000 };

struct bench {
	struct ev_loop *loop;
	struct control *control;
	struct sockaddr_un name;
	socklen_t length;
	int handled, rows;
	char who[64];
	uint64_t later;
};

static void
on_look(void *context, struct control_client *c, const struct control_request *q)
{
	struct bench *b = context;
	struct control_reply r = { .row = ROW_FACT };

	b->handled++;
	snprintf(b->who, sizeof(b->who), "%s", control_who(c));
	for (b->rows = 0; b->rows < q->length && control_row(c, &r); b->rows++)
		;
	control_end(c, 0, "%s", "");
}

static void
on_later(void *context, struct control_client *c, const struct control_request *q)
{
	struct bench *b = context;

	(void)q;
	b->later = control_id(c);
}

static const struct control_handler table[CONTROL_OPS] = {
	[CONTROL_STATUS] = { "status", MAY_LOOK, false, on_look },
	[CONTROL_BAN] = { "ban", MAY_OPERATE, true, on_look },
	[CONTROL_WHY] = { "why", MAY_LOOK, false, on_later },
};

static void
bench_open(struct bench *b)
{
	char *operators[] = { (char[]){ "65532" }, (char[]){ "group:65531" }, (char[]){ "no-such-user-here" }, NULL };
	struct control_rights rights;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	b->length = sizeof(b->name);
	b->name.sun_family = AF_UNIX; /* the kernel chooses an abstract name */
	bind(fd, (struct sockaddr *)&b->name, sizeof(sa_family_t));
	listen(fd, 100);
	getsockname(fd, (struct sockaddr *)&b->name, &b->length);
	b->loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
	control_rights_resolve(&rights, operators);
	b->control = control_new(b->loop, fd, &rights, table, b);
}

static void
turn(struct bench *b, int times)
{
	while (times-- > 0)
		ev_run(b->loop, EVRUN_NOWAIT);
}

static int
client(struct bench *b)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	if (connect(fd, (struct sockaddr *)&b->name, b->length) < 0)
		return -1;
	return fd;
}

static struct control_request
request(uint32_t op)
{
	return (struct control_request){
		.op = op, .subject = { .kind = SUBJECT_ADDRESS, .addr = { 4, 32, { 192, 0, 2, 7 } } },
	};
}

/* The end row's error, or -1: none came. */
static int
answer(int fd, int *rows, struct control_reply *end)
{
	struct control_reply r;

	while (recv(fd, &r, sizeof(r), 0) > 0) {
		if (r.row == ROW_END) {
			*end = r;
			return r.end.error;
		}
		++*rows;
	}
	return -1;
}

static int
ask(struct bench *b, const void *p, size_t n)
{
	int fd = client(b), rows = 0, error;
	struct control_reply end;

	send(fd, p, n, 0);
	turn(b, 4);
	error = answer(fd, &rows, &end);
	close(fd);
	turn(b, 2);
	return error;
}

static void
test_objections(struct bench *b)
{
	struct control_request q = request(CONTROL_STATUS);
	int before = b->handled;

	is_int(ask(b, &q, sizeof(q)), 0, "a request is answered");
	is_int(b->handled, before + 1, "by its handler");
	is_int(ask(b, &q, sizeof(q) - 1), EINVAL, "a short packet is refused");
	is_int(ask(b, (char[sizeof(q) + 1]){ 0 }, sizeof(q) + 1), EINVAL, "so is a long one");
	q.op = CONTROL_OPS;
	is_int(ask(b, &q, sizeof(q)), EINVAL, "an unknown operation is refused");
	q = request(CONTROL_LIFT);
	is_int(ask(b, &q, sizeof(q)), EINVAL, "one that nobody handles, too");
	q = request(CONTROL_STATUS);
	memset(q.reason, 'x', sizeof(q.reason));
	is_int(ask(b, &q, sizeof(q)), EINVAL, "a text without an end is refused");
	q = request(CONTROL_STATUS);
	q.reason[0] = '\x1b';
	is_int(ask(b, &q, sizeof(q)), EINVAL, "and one with escapes");
	q = request(CONTROL_BAN);
	q.subject.addr.bits = 24;
	is_int(ask(b, &q, sizeof(q)), EINVAL, "bits beyond the prefix are refused");
	q.subject.kind = SUBJECT_ACCOUNT;
	is_int(ask(b, &q, sizeof(q)), EINVAL, "and what is no address");
	is_int(b->handled, before + 1, "no handler saw any of these");
}

/* Asks from a process of another user. */
static int
ask_as(struct bench *b, uid_t uid, gid_t gid, gid_t more, uint32_t op)
{
	struct control_request q = request(op);
	struct control_reply end;
	int status, rows = 0, fd;
	pid_t pid = fork();

	if (pid == 0) {
		if (setgroups(more ? 1 : 0, &more) < 0 || setgid(gid) < 0 || setuid(uid) < 0)
			_exit(99);
		fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
		connect(fd, (struct sockaddr *)&b->name, b->length);
		send(fd, &q, sizeof(q), 0);
		_exit(answer(fd, &rows, &end) & 0x7f);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		turn(b, 1);
		usleep(1000);
	}
	turn(b, 2);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
test_rights(struct bench *b)
{
	if (getuid() != 0) {
		ok(true, "# SKIP other users need root");
		return;
	}
	is_int(ask_as(b, ANY_USER, ANY_USER, 0, CONTROL_STATUS), EPERM, "anybody may not look");
	is_int(ask_as(b, ANY_USER, ANY_USER, 0, CONTROL_BAN), EPERM, "nor ban");
	is_int(ask_as(b, OPERATOR, ANY_USER, 0, CONTROL_BAN), 0, "an operator may");
	is_text(b->who, "65532", "under the configured name");
	is_int(ask_as(b, ANY_USER, OPERATOR_GROUP, 0, CONTROL_BAN), 0, "so may a member of an operators' group");
	is_text(b->who, "uid 65533", "under a number");
	is_int(ask_as(b, ANY_USER, ANY_USER, OPERATOR_GROUP, CONTROL_BAN), 0, "a supplementary group counts");
	is_int(ask_as(b, 0, 0, 0, CONTROL_BAN), 0, "root may");
	is_text(b->who, "root", "as root");
}

static void
test_crowd(struct bench *b)
{
	int fd[CONTROL_CLIENTS_A_USER + 4], cut = 0;
	char byte;

	if (getuid() == 0 && seteuid(ANY_USER) < 0)
		return;
	for (int i = 0; i < CONTROL_CLIENTS_A_USER + 4; i++) {
		fd[i] = client(b);
		turn(b, 2);
	}
	if (getuid() == 0 && seteuid(0) < 0)
		return;
	for (int i = 0; i < CONTROL_CLIENTS_A_USER + 4; i++) {
		cut += recv(fd[i], &byte, 1, 0) == 0;
		close(fd[i]);
	}
	turn(b, 4);
	is_int(cut, 4, "a user has so many connections and no more");
	is_int(ask(b, &(struct control_request){ .op = CONTROL_STATUS }, sizeof(struct control_request)), 0,
	       "afterwards there is room again");
}

static void
test_slow_client(struct bench *b)
{
	struct control_request q = request(CONTROL_STATUS);
	struct control_reply end = { 0 };
	int fd = client(b), rows = 0, error = -1;

	q.length = MANY;
	send(fd, &q, sizeof(q), 0);
	turn(b, 3);
	ok(b->rows > 0 && b->rows < MANY, "a client that does not read gets %d rows at most", b->rows);
	for (int i = 0; i < MANY && error < 0; i++) {
		error = answer(fd, &rows, &end);
		turn(b, 1);
	}
	is_int(rows, b->rows, "what was queued arrives when it reads on");
	is_int(error, EMSGSIZE, "and the end says that there is more");
	q.length = 3;
	send(fd, &q, sizeof(q), 0);
	turn(b, 3);
	rows = 0;
	is_int(answer(fd, &rows, &end), 0, "then it may ask again");
	is_int(rows, 3, "and gets all");
	close(fd);
	turn(b, 2);
}

static void
test_gone(struct bench *b)
{
	struct control_request q = request(CONTROL_WHY);
	struct control_client *c;
	struct control_reply r = { .row = ROW_FACT };
	int fd = client(b);

	send(fd, &q, sizeof(q), 0);
	turn(b, 3);
	c = control_find(b->control, b->later);
	ok(c != NULL, "an answer may come later");
	close(fd);
	ok(!control_row(c, &r), "to one who has left nothing is said");
	control_end(c, 0, "%s", "");
	turn(b, 3);
	ok(control_find(b->control, b->later) == NULL, "and then it is forgotten");
}

int
main(void)
{
	struct bench b = { 0 };

	bench_open(&b);
	test_objections(&b);
	test_rights(&b);
	test_crowd(&b);
	test_slow_client(&b);
	test_gone(&b);
	control_free(b.control);
	ev_loop_destroy(b.loop);
	return done_testing();
}
