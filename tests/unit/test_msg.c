/* Messages between the parts: what is sent arrives, and nothing else passes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/msg.h"
#include "cmd/base/reeve.h"
#include "tests/tap.h"

static const enum msg_part sender[MSG_TYPES] = {
	[MSG_VERDICT] = PART_WATCH, [MSG_EVIDENCE] = PART_WATCH, [MSG_STAT] = PART_WATCH, [MSG_ANSWER] = PART_WATCH,
	[MSG_SANCTIONED] = PART_ENFORCE, [MSG_FORGIVEN] = PART_ENFORCE, [MSG_ASK] = PART_ENFORCE,
	[MSG_NOTICE] = PART_ENFORCE,
};

static const struct subject source = {
	.kind = SUBJECT_ADDRESS, .addr = { .family = 4, .bits = 32, .b = { 192, 0, 2, 7 } },
};

/* A good message of each type. */
static struct msg
good(enum msg_type type)
{
	struct msg m;

	msg_init(&m, type);
	switch (type) {
	case MSG_VERDICT:
		m.verdict = (struct msg_verdict){ .kind = VERDICT_BAN, .severity = SEVERITY_WARNING, .score = 101.5,
		                                  .subject = source, .why = "relay", .detail = "M\xc3\xbcller \\x1b" };
		break;
	case MSG_EVIDENCE:
		m.evidence = (struct msg_evidence){ .subject = source.addr, .points = 3, .line = "a line" };
		break;
	case MSG_STAT:
		m.stat = (struct msg_stat){ .kind = STAT_LOG, .name = "/var/log/mail.log" };
		break;
	case MSG_SANCTIONED:
		m.sanctioned = (struct msg_sanctioned){ .subject = source, .time = 1, .until = 2 };
		break;
	case MSG_FORGIVEN:
		m.forgiven = (struct msg_forgiven){ .subject = source, .time = 1 };
		break;
	case MSG_ASK:
		m.ask = (struct msg_ask){ .what = ASK_WHY, .subject = source };
		break;
	case MSG_NOTICE:
		m.notice = (struct msg_notice){ .severity = SEVERITY_INFO, .subject = { .kind = SUBJECT_SERVER },
		                                .watch = "listed" };
		break;
	default:
		break;
	}
	return m;
}

static void
test_travel(void)
{
	int pair[2], pairs = socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
	struct msg got;

	is_int(pairs, 0, "a pair of sockets");
	for (enum msg_type type = MSG_VERDICT; type < MSG_TYPES; type++) {
		struct msg m = good(type);

		is_int(msg_send(pair[0], &m), 0, msg_name(type));
		is_int(msg_receive(pair[1], sender[type], &got), 1, "... arrives");
		ok(memcmp(&m, &got, m.size) == 0, "... as it was sent");
		msg_send(pair[0], &m);
		is_int(msg_receive(pair[1], PART_NOTIFY, &got), -EPROTO, "... but not from anybody else");
	}
	is_int(msg_receive(pair[1], PART_WATCH, &got), 0, "nothing waits");
	close(pair[0]);
	is_int(msg_receive(pair[1], PART_WATCH, &got), -ECONNRESET, "the peer is gone");
	is_int(msg_send(pair[1], &got), -EPIPE, "sending to nobody raises no signal");
	close(pair[1]);
	is_text(msg_name(0), "unknown", "no message is 0");
	is_text(msg_name(MSG_TYPES), "unknown", "or beyond the table");
}

static void
test_full_socket(void)
{
	int pair[2], result, sent = 0, received = 0;
	struct msg m = good(MSG_VERDICT), got;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
		return;
	while ((result = msg_send(pair[0], &m)) == 0 && sent < 1000000)
		sent++;
	is_int(result, -EAGAIN, "a full socket says so and does not block");
	while (msg_receive(pair[1], PART_WATCH, &got) == 1)
		received++;
	is_int(received, sent, "what was sent is there");
	close(pair[0]);
	close(pair[1]);
}

static void
test_sizes(void)
{
	char room[sizeof(struct msg) + 100] = { 0 };
	int pair[2];
	struct msg m, got;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
		return;
	for (enum msg_type type = MSG_VERDICT; type < MSG_TYPES; type++) {
		m = good(type);
		memcpy(room, &m, sizeof(m));
		for (size_t n = 1; n <= sizeof(room); n += n < m.size - 2 || n > m.size + 2 ? 13 : 1)
			if (n != m.size && (send(pair[0], room, n, 0) < 0 || msg_receive(pair[1], sender[type], &got) != -EPROTO))
				ok(false, "%s of %zu bytes passed", msg_name(type), n);
		m.size++;
		ok(msg_objection(&m, m.size - 1, sender[type]), "%s that lies about its size", msg_name(type));
	}
	close(pair[0]);
	close(pair[1]);
	for (uint32_t type = 0; type < 1000; type += type == 0 ? MSG_TYPES : 1) {
		m = (struct msg){ .type = type, .size = 8 };
		if (!msg_objection(&m, 8, PART_WATCH))
			ok(false, "unknown type %u passed", type);
	}
}

/* A good message of that type, spoilt by one change. */
#define REFUSED(type, change) \
	do { \
		struct msg m = good(type); \
		bool fine = !msg_objection(&m, m.size, sender[type]); \
		change; \
		ok(fine && msg_objection(&m, m.size, sender[type]), "%s: refused after %s", msg_name(type), #change); \
	} while (0)

static void
test_insane_verdicts(void)
{
	REFUSED(MSG_VERDICT, m.verdict.kind = 0);
	REFUSED(MSG_VERDICT, m.verdict.kind = VERDICT_RELEASE + 1);
	REFUSED(MSG_VERDICT, m.verdict.severity = SEVERITY_CRITICAL + 1);
	REFUSED(MSG_VERDICT, m.verdict.score = (double)NAN);
	REFUSED(MSG_VERDICT, m.verdict.score = (double)INFINITY);
	REFUSED(MSG_VERDICT, m.verdict.time = -1);
	REFUSED(MSG_VERDICT, memset(m.verdict.why, 'x', sizeof(m.verdict.why)));
	REFUSED(MSG_VERDICT, memset(m.verdict.detail, 'x', sizeof(m.verdict.detail)));
	REFUSED(MSG_VERDICT, strcpy(m.verdict.detail, "\x1b[2J"));
	REFUSED(MSG_VERDICT, strcpy(m.verdict.detail, "\xe2\x80\xae"));
	REFUSED(MSG_VERDICT, m.verdict.why[0] = '\0');
	REFUSED(MSG_VERDICT, m.verdict.subject.kind = 0);
	REFUSED(MSG_VERDICT, m.verdict.subject.kind = SUBJECT_SERVER + 1);
	REFUSED(MSG_VERDICT, m.verdict.subject.kind = SUBJECT_ACCOUNT);
	REFUSED(MSG_VERDICT, m.verdict.subject.addr.bits = 33);
	REFUSED(MSG_VERDICT, m.verdict.subject.addr.bits = 24);
	REFUSED(MSG_VERDICT, m.verdict.subject.addr.family = 5);
	REFUSED(MSG_VERDICT, m.verdict.subject.addr.family = 0);
	REFUSED(MSG_VERDICT, m.verdict.subject.addr.b[15] = 1);
	REFUSED(MSG_VERDICT, m.verdict.subject.name[0] = 'a');
}

static void
test_insane_others(void)
{
	REFUSED(MSG_EVIDENCE, m.evidence.points = (double)-INFINITY);
	REFUSED(MSG_EVIDENCE, m.evidence.subject.family = 0);
	REFUSED(MSG_EVIDENCE, strcpy(m.evidence.line, "a\nb"));
	REFUSED(MSG_EVIDENCE, memset(m.evidence.rule, 'x', sizeof(m.evidence.rule)));
	REFUSED(MSG_EVIDENCE, memset(m.evidence.signal, 'x', sizeof(m.evidence.signal)));
	REFUSED(MSG_STAT, m.stat.kind = STAT_NOTE + 1);
	REFUSED(MSG_STAT, m.stat.name[0] = '\0');
	REFUSED(MSG_STAT, memset(m.stat.text, 'x', sizeof(m.stat.text)));
	REFUSED(MSG_STAT, m.stat.last = -1);
	REFUSED(MSG_ANSWER, m.answer.value = (double)NAN);
	REFUSED(MSG_ANSWER, m.answer.points = (double)NAN);
	REFUSED(MSG_ANSWER, strcpy(m.answer.line, "\xff"));
	REFUSED(MSG_SANCTIONED, m.sanctioned.until = -1);
	REFUSED(MSG_SANCTIONED, m.sanctioned.subject.kind = 9);
	REFUSED(MSG_FORGIVEN, m.forgiven.subject.kind = 9);
	REFUSED(MSG_FORGIVEN, m.forgiven.time = -1);
	REFUSED(MSG_ASK, m.ask.what = 0);
	REFUSED(MSG_ASK, m.ask.what = ASK_CAMPAIGNS + 1);
	REFUSED(MSG_ASK, m.ask.subject.kind = 0);
	REFUSED(MSG_NOTICE, m.notice.severity = 0);
	REFUSED(MSG_NOTICE, m.notice.watch[0] = '\0');
	REFUSED(MSG_NOTICE, strcpy(m.notice.text, "a\rb"));
	REFUSED(MSG_NOTICE, m.notice.subject = ((struct subject){ .kind = SUBJECT_ACCOUNT }));
}

static void
test_allowed(void)
{
	struct msg m = good(MSG_VERDICT);

	m.verdict.subject = (struct subject){ .kind = SUBJECT_ACCOUNT, .name = "a\x1b" };
	ok(!msg_objection(&m, m.size, PART_WATCH), "a login may hold any byte");
	m = good(MSG_ASK);
	m.ask = (struct msg_ask){ .what = ASK_CAMPAIGNS };
	ok(!msg_objection(&m, m.size, PART_ENFORCE), "campaigns have no subject");
}

static void
test_reeve(void)
{
	int pair[2], pipes[2], fd;
	struct reeve r = { .word = REEVE_LOG, .path = "/var/log/mail.log" }, got;
	char c;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 || pipe(pipes) < 0)
		return;
	is_int(reeve_receive(pair[1], &got, &fd), 0, "no word waits");
	is_int(reeve_send(pair[0], &r, pipes[0]), 0, "a word with a descriptor");
	is_int(reeve_receive(pair[1], &got, &fd), 1, "arrives");
	ok(memcmp(&r, &got, sizeof(r)) == 0 && fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC), "whole, close-on-exec");
	ok(write(pipes[1], "x", 1) == 1 && read(fd, &c, 1) == 1 && c == 'x', "and the descriptor works");
	close(fd);
	is_int(reeve_send(pair[0], &r, -1), 0, "a word alone");
	ok(reeve_receive(pair[1], &got, &fd) == 1 && fd == -1, "comes alone");
	r.word = REEVE_STATUS + 1;
	reeve_send(pair[0], &r, pipes[0]);
	ok(reeve_receive(pair[1], &got, &fd) == -EPROTO && fd == -1, "no such word, and no descriptor stays");
	ok(send(pair[0], &r, 20, 0) == 20 && reeve_receive(pair[1], &got, &fd) == -EPROTO, "a word cut short");
	r.word = REEVE_LOG;
	memset(r.path, 'x', sizeof(r.path));
	reeve_send(pair[0], &r, -1);
	is_int(reeve_receive(pair[1], &got, &fd), -EPROTO, "a path without an end");
	close(pair[0]);
	is_int(reeve_receive(pair[1], &got, &fd), -ECONNRESET, "mailreeved is gone");
	close(pair[1]);
	close(pipes[0]);
	close(pipes[1]);
}

int
main(void)
{
	if (!freopen("/dev/null", "w", stderr)) /* refusals are logged */
		return 1;
	test_travel();
	test_full_socket();
	test_sizes();
	test_insane_verdicts();
	test_insane_others();
	test_allowed();
	test_reeve();
	return done_testing();
}
