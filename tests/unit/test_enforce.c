/* The enforcer as a whole: this test is mailreeved, watcher, notifier and operator in one, in a network namespace of its own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions/nft.h"
#include "cmd/base/clock.h"
#include "cmd/base/control.h"
#include "cmd/base/msg.h"
#include "cmd/base/reeve.h"
#include "tests/tap.h"

enum { USER = 64999, PATIENCE = 5000 /* ms */ };

struct house {
	char folder[64], config[96], log[96], program[4200], control_path[96];
	int netlink, control, reeve, watch, notify;
	pid_t pid;
	bool unowned, mild; /* mild: as the watcher's verdicts are now */
};

/* --- starting it, as mailreeved does --- */

static void
become_user(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	data[0].effective = data[0].permitted = data[0].inheritable = 1U << CAP_NET_ADMIN;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || syscall(SYS_setgroups, 0, NULL) < 0 || setresgid(USER, USER, USER) < 0 ||
	    setresuid(USER, USER, USER) < 0 || syscall(SYS_capset, &head, data) < 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0) < 0)
		_exit(98);
}

static void
hand(int socket, enum reeve_word word, enum msg_part peer, int fd)
{
	reeve_send(socket, &(struct reeve){ .word = word, .peer = peer }, fd);
}

static void
link_part(struct house *h, enum msg_part part, int *end)
{
	int pair[2];

	socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair);
	hand(h->reeve, REEVE_LINK, part, pair[1]);
	close(pair[1]);
	*end = pair[0];
}

static bool
readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

static bool
start(struct house *h)
{
	int pair[2], fd;
	struct reeve r;

	socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);
	h->pid = fork();
	if (h->pid == 0) {
		dup2(pair[1], REEVE_FD);
		dup2(open(h->log, O_WRONLY | O_CREAT | O_APPEND, 0644), STDERR_FILENO);
		close_range(REEVE_FD + 1, ~0U, 0);
		become_user();
		execl(h->program, h->program, "-c", h->config, "--state", h->folder, h->unowned ? "--unowned" : NULL, NULL);
		_exit(97);
	}
	close(pair[1]);
	h->reeve = pair[0];
	hand(h->reeve, REEVE_NETLINK, PART_ENFORCE, h->netlink);
	hand(h->reeve, REEVE_CONTROL, PART_ENFORCE, h->control);
	link_part(h, PART_WATCH, &h->watch);
	link_part(h, PART_NOTIFY, &h->notify);
	return readable(h->reeve, PATIENCE) && reeve_receive(h->reeve, &r, &fd) == 1 && r.word == REEVE_READY;
}

/* How it ended: its status, or minus the signal. */
static int
stop(struct house *h, int signal)
{
	int status = 0;

	kill(h->pid, signal);
	waitpid(h->pid, &status, 0);
	close(h->reeve);
	close(h->watch);
	close(h->notify);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void
write_ladder(struct house *h, const char *mode, const char *ladder)
{
	FILE *f = fopen(h->config, "w");

	fprintf(f, "mode: %s\nnever: [203.0.113.0/28]\nladder: %s\nports: [25]\n", mode, ladder);
	fclose(f);
}

static void
write_config(struct house *h, const char *mode)
{
	write_ladder(h, mode, "[throttle 10m, 1h, 7d all-ports]");
}

static bool
open_house(struct house *h)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	ssize_t n;

	*h = (struct house){ .folder = "/tmp/test_enforce.XXXXXX", .pid = 0 };
	n = readlink("/proc/self/exe", h->program, sizeof(h->program) - 64);
	if (n < 0 || !mkdtemp(h->folder) || chown(h->folder, USER, USER) < 0)
		return false;
	for (int up = 0; up < 3; up++)
		*strrchr(h->program, '/') = '\0';
	strcat(h->program, "/mailreeve-enforce");
	snprintf(h->config, sizeof(h->config), "%s/mailreeve.yaml", h->folder);
	snprintf(h->log, sizeof(h->log), "%s/log", h->folder);
	snprintf(h->control_path, sizeof(h->control_path), "%s/control.sock", h->folder);
	snprintf(un.sun_path, sizeof(un.sun_path), "%s", h->control_path);
	h->netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	h->control = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return bind(h->netlink, (struct sockaddr *)&nl, sizeof(nl)) == 0 &&
	       bind(h->control, (struct sockaddr *)&un, sizeof(un)) == 0 && listen(h->control, 8) == 0;
}

/* --- being the watcher --- */

static struct addr
prefix(const char *text)
{
	struct addr a = { 0 };

	addr_parse_prefix(span_of(text), &a);
	return a;
}

static void
evidence(struct house *h, const char *who, const char *line)
{
	struct msg m;

	msg_init(&m, MSG_EVIDENCE);
	m.evidence = (struct msg_evidence){
		.subject = prefix(who), .time = clock_now(), .points = 40, .count = 1, .signal = "relay", .rule = "p/r",
	};
	snprintf(m.evidence.line, sizeof(m.evidence.line), "%s", line);
	msg_send(h->watch, &m);
}

static void
verdict(struct house *h, enum verdict_kind kind, const char *who, int64_t time)
{
	struct msg m;

	msg_init(&m, MSG_VERDICT);
	m.verdict = (struct msg_verdict){
		.kind = kind, .severity = SEVERITY_WARNING, .time = time, .score = 120, .why = "relay", .detail = "a test",
		.subject = { .kind = SUBJECT_ADDRESS, .addr = prefix(who) }, .mild = h->mild,
	};
	if (kind == VERDICT_ALERT)
		m.verdict.subject = (struct subject){ .kind = SUBJECT_ACCOUNT, .name = "bob@mail.example" };
	msg_send(h->watch, &m);
}

static bool
hears(int fd, enum msg_type type, struct msg *m)
{
	while (readable(fd, PATIENCE) && msg_receive(fd, PART_ENFORCE, m) == 1)
		if (m->type == type)
			return true;
	return false;
}

/* Sends one and waits for its sanction. */
static struct msg_sanctioned
judge(struct house *h, const char *who, int64_t time)
{
	struct msg m = { 0 };

	verdict(h, VERDICT_BAN, who, time);
	if (!hears(h->watch, MSG_SANCTIONED, &m))
		return (struct msg_sanctioned){ .until = -1 };
	return m.sanctioned;
}

/* --- being the operator --- */

struct told { int error, bans, evidence, scores, facts, stats, allows, alerts; struct control_ban ban;
	char text[MSG_LINE_MAX], observed[MSG_LINE_MAX]; };

static void
count_row(struct told *t, const struct control_reply *r)
{
	int *const counter[] = { [ROW_FACT] = &t->facts, [ROW_BAN] = &t->bans, [ROW_EVIDENCE] = &t->evidence, [ROW_SCORE] = &t->scores,
		                 [ROW_ALERT] = &t->alerts, [ROW_STAT] = &t->stats, [ROW_ALLOW] = &t->allows };

	if (r->row < sizeof(counter) / sizeof(*counter) && counter[r->row])
		++*counter[r->row];
	if (r->row == ROW_BAN)
		t->ban = r->ban;
	if (r->row == ROW_FACT && strcmp(r->fact.name, "observed") == 0)
		snprintf(t->observed, sizeof(t->observed), "%s", r->fact.value);
}

static struct told
ask(struct house *h, enum control_op op, const char *who, int64_t length)
{
	struct control_request q = { .op = op, .length = length };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct told t = { .error = -1 };
	struct control_reply r;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", h->control_path);
	if (who)
		q.subject = (struct subject){ .kind = SUBJECT_ADDRESS, .addr = prefix(who) };
	if (connect(fd, (struct sockaddr *)&un, sizeof(un)) == 0 && send(fd, &q, sizeof(q), MSG_NOSIGNAL) > 0)
		while (readable(fd, PATIENCE) && recv(fd, &r, sizeof(r), 0) > 0) {
			if (r.row == ROW_END) {
				t.error = r.end.error;
				snprintf(t.text, sizeof(t.text), "%s", r.end.text);
				break;
			}
			count_row(&t, &r);
		}
	close(fd);
	return t;
}

/* --- looking at the kernel, past the enforcer --- */

enum { BAN = 1, BAN_NET, WIDE, SLOW };

static int
in_kernel(const char *who)
{
	static const char *const set[] = { "ban4", "ban_net4", "wide4", "slow4", "ban_typed4", NULL };
	char command[128], line[1024], want[ADDR_TEXT_MAX + 2];
	int found = 0;

	snprintf(want, sizeof(want), "%s ", who);
	for (int i = 0; set[i]; i++) {
		FILE *p;

		snprintf(command, sizeof(command), "nft list set inet mailreeve %s 2>/dev/null", set[i]);
		p = popen(command, "r");
		while (fgets(line, sizeof(line), p))
			if (strstr(line, want))
				found = i + 1;
		pclose(p);
	}
	return found;
}


static void
test_ladder(struct house *h)
{
	int64_t now = clock_now();
	struct msg_sanctioned s;
	struct told t;

	evidence(h, "198.51.100.9", "another's line");
	evidence(h, "192.0.2.7", "first line");
	evidence(h, "192.0.2.7", "second line");
	s = judge(h, "192.0.2.7", now);
	ok(s.throttle && s.until >= now + 10 * MINUTE && s.until <= now + 11 * MINUTE, "a first verdict throttles, as the ladder says");
	is_int(in_kernel("192.0.2.7"), SLOW, "in the kernel");
	t = ask(h, CONTROL_WHY, "192.0.2.7", 0);
	ok(t.error == 0 && t.bans == 1 && t.evidence == 2 && strcmp(t.ban.why, "relay") == 0, "why tells its two lines");
	s = judge(h, "192.0.2.7", now + SECOND);
	ok(!s.throttle && s.until > now + HOUR, "the next verdict bans though the throttle runs");
	is_int(in_kernel("192.0.2.7"), BAN, "in the throttle's place");
	s = judge(h, "192.0.2.7", now + SECOND);
	ok(s.until > now + HOUR && s.until < now + 2 * HOUR, "told twice it is the same ban");
	is_int(ask(h, CONTROL_WHY, "192.0.2.7", 0).bans, 2, "and the same two offences");
	s = judge(h, "192.0.2.7", now + 2 * HOUR);
	is_int(in_kernel("192.0.2.7"), WIDE, "the last rung closes all ports");
	is_int(ask(h, CONTROL_LIFT, "192.0.2.7", 0).error, 0, "an operator lifts it");
	is_int(in_kernel("192.0.2.7"), 0, "the kernel forgets");
	s = judge(h, "192.0.2.7", now + SECOND);
	is_int(in_kernel("192.0.2.7"), 0, "an old verdict does not bring it back");
}

/* It tells again what the one before it had begun to tell. */
static void
test_new_watcher(struct house *h)
{
	evidence(h, "198.51.100.77", "told by one that died");
	judge(h, "192.0.2.78", clock_now()); /* by now it was read */
	close(h->watch);
	link_part(h, PART_WATCH, &h->watch);
	evidence(h, "198.51.100.77", "told again");
	judge(h, "198.51.100.77", clock_now());
	is_int(ask(h, CONTROL_WHY, "198.51.100.77", 0).evidence, 1, "a line that a watcher told before it died is not kept twice");
}

static void
test_refused(struct house *h)
{
	int64_t now = clock_now();
	struct msg_sanctioned s;

	s = judge(h, "203.0.113.9", now);
	is_int(s.until, now, "who is never banned gets a sanction that is over");
	is_int(in_kernel("203.0.113.9"), 0, "and no ban");
	judge(h, "203.0.113.0/24", now);
	is_int(in_kernel("203.0.113.0"), 0, "nor does a network that holds one");
	verdict(h, VERDICT_BAN, "198.18.0.0/15", now);
	s = judge(h, "198.51.100.20", now - DAY);
	is_int(in_kernel("198.18.0.0/15"), 0, "the watcher may not ban more than a neighbourhood");
	ok(s.until < now && in_kernel("198.51.100.20") == 0, "a ban that has ended already is not made");
	is_int(ask(h, CONTROL_WHY, "198.51.100.20", 0).bans, 1, "but written down");
}

static void
test_alerts(struct house *h)
{
	int64_t now = clock_now();
	struct msg m = { 0 };

	verdict(h, VERDICT_ALERT, "0.0.0.0", now);
	ok(hears(h->notify, MSG_NOTICE, &m) && m.notice.count == 1 && strcmp(m.notice.subject.name, "bob@mail.example") == 0,
	   "an alert is passed on");
	verdict(h, VERDICT_ALERT, "0.0.0.0", now + MINUTE);
	judge(h, "198.51.100.21", now);
	ok(!readable(h->notify, 0), "the same one is not, within a day");
	is_int(ask(h, CONTROL_ALERTS, NULL, 0).alerts, 1, "it is one row");
	is_int(ask(h, CONTROL_ACKNOWLEDGE, NULL, 12345).error, ENOENT, "an alert that is not there cannot be seen");
}

static void
test_hands(struct house *h)
{
	struct msg m = { 0 };
	struct told t;

	is_int(ask(h, CONTROL_BAN, "198.51.100.30", HOUR).error, 0, "an operator bans");
	ok(hears(h->watch, MSG_SANCTIONED, &m) && m.sanctioned.until > clock_now(), "the watcher hears of it");
	is_int(in_kernel("198.51.100.30"), BAN, "when the answer comes it is in the kernel");
	t = ask(h, CONTROL_BANS, NULL, 0);
	ok(strcmp(t.ban.by, "root") == 0 && t.ban.offence == 0, "it is no offence");
	is_int(ask(h, CONTROL_BAN, "203.0.113.1", HOUR).error, EPERM, "not whom the configuration protects");
	is_int(ask(h, CONTROL_ALLOW, "198.51.100.0/24", 0).error, 0, "an operator allows");
	is_int(in_kernel("198.51.100.30"), 0, "which lifts who is within");
	ok(hears(h->watch, MSG_FORGIVEN, &m), "and the watcher forgives");
	is_int(ask(h, CONTROL_BAN, "198.51.100.30", HOUR).error, EPERM, "and holds");
	is_int(ask(h, CONTROL_ALLOWS, NULL, 0).allows, 1, "it is listed");
	is_int(ask(h, CONTROL_DISALLOW, "198.51.100.0/24", 0).error, 0, "until it is taken back");
	is_int(ask(h, CONTROL_DISALLOW, "198.51.100.0/24", 0).error, ENOENT, "once");
	is_int(ask(h, CONTROL_BAN, "198.51.100.30", HOUR).error, 0, "then it can be banned again");
	is_int(ask(h, CONTROL_BAN, "198.18.7.0/24", HOUR).error, 0, "so can a network");
	verdict(h, VERDICT_RELEASE, "198.18.7.0/24", clock_now());
	judge(h, "198.18.8.0/24", clock_now());
	verdict(h, VERDICT_RELEASE, "198.18.8.0/24", clock_now());
	judge(h, "198.51.100.31", clock_now());
	is_int(in_kernel("198.18.7.0"), BAN_NET, "the watcher does not release what a person banned");
	is_int(in_kernel("198.18.8.0"), 0, "but what it asked for itself");
	is_int(ask(h, CONTROL_LIFT_ALL, NULL, 0).error, 0, "lift all");
	is_int(ask(h, CONTROL_BANS, NULL, 0).bans, 0, "frees everyone");
	ok(ask(h, CONTROL_STATUS, NULL, 0).facts > 15, "status has its facts");
}

/* The watcher's arithmetic, relayed; and a watcher that does not answer. */
static void
test_asks(struct house *h)
{
	struct msg m = { 0 }, a;
	int64_t start = clock_now();
	struct told t;
	pid_t pid = fork();

	if (pid == 0) {
		if (!hears(h->watch, MSG_ASK, &m))
			_exit(1);
		for (int more = 1; more >= 0; more--) {
			msg_init(&a, MSG_ANSWER);
			a.answer = (struct msg_answer){ .id = m.ask.id, .more = (uint32_t)more, .points = 5 };
			snprintf(a.answer.signal, sizeof(a.answer.signal), "%s", more ? "relay" : "");
			msg_send(h->watch, &a);
		}
		_exit(0);
	}
	t = ask(h, CONTROL_WHY, "198.51.100.77", 0);
	waitpid(pid, NULL, 0);
	ok(t.error == 0 && t.scores == 1, "why relays the watcher's rows");
	ok(clock_now() - start < 2 * SECOND, "as soon as they come");
	t = ask(h, CONTROL_WHY, "198.51.100.77", 0);
	ok(t.error == 0 && t.scores == 0 && clock_now() - start < 4 * SECOND, "without an answer it waits no longer than two seconds");
}

static void
test_crash(struct house *h)
{
	int64_t now = clock_now();
	struct msg_sanctioned s;
	struct nft_options o = { .persist = NFT_PERSIST_AUTO };
	struct nft_ban stray = { .addr = prefix("198.51.100.99"), .left = HOUR };
	struct nft *n;
	char why[256];

	judge(h, "192.0.2.40", now);
	usleep(150 * 1000);
	is_int(stop(h, SIGKILL), -SIGKILL, "it is killed");
	is_int(in_kernel("192.0.2.40"), SLOW, "the ban stands");
	n = nft_new(h->netlink, &o, why); /* as if it had died between the kernel's ack and the ledger */
	nft_ban(n, &stray, 1, NULL);
	nft_lift(n, &(struct addr){ 4, 32, { 192, 0, 2, 40 } }, 1);
	nft_free(n);
	ok(start(h), "it starts again");
	is_int(in_kernel("192.0.2.40"), SLOW, "what the ledger knows is restored");
	is_int(ask(h, CONTROL_WHY, "198.51.100.99", 0).bans, 1, "what only the kernel knew is adopted");
	s = judge(h, "198.51.100.99", now);
	ok(s.until > now + 50 * MINUTE, "reported again it is the same ban");
	is_int(ask(h, CONTROL_WHY, "198.51.100.99", 0).bans, 1, "not another");
}

static void
test_flush(struct house *h)
{
	judge(h, "192.0.2.60", clock_now());
	is_int(in_kernel("192.0.2.60"), SLOW, "a ban stands");
	is_int(system("nft flush ruleset"), 0, "somebody flushes the ruleset");
	usleep(200 * 1000);
	is_int(in_kernel("192.0.2.60"), SLOW, "it stands still");
	is_int(ask(h, CONTROL_LIFT, "192.0.2.60", 0).error, 0, "and can be lifted");
}

static void
test_observe(struct house *h)
{
	struct msg_sanctioned s;
	struct told t;

	write_config(h, "observe");
	ok(start(h), "it starts to observe");
	s = judge(h, "192.0.2.70", clock_now());
	ok(s.until > clock_now(), "a verdict is a sanction as ever");
	t = ask(h, CONTROL_WHY, "192.0.2.70", 0);
	ok(t.bans == 1 && t.ban.observed, "marked as observed");
	judge(h, "192.0.2.70", clock_now() - 2 * DAY);
	t = ask(h, CONTROL_STATUS, NULL, 0);
	ok(strncmp(t.observed, "bans: 1, addresses and networks: 1 ", 35) == 0, "and counted in status: %s", t.observed);
	ok(system("nft list table inet mailreeve >/dev/null 2>&1") != 0, "the kernel is left alone, what was there is withdrawn");
	is_int(ask(h, CONTROL_BAN, "192.0.2.71", HOUR).error, EPERM, "a ban by hand is refused then");
	is_int(stop(h, SIGTERM), 0, "it stops");
	write_config(h, "enforce");
	ok(start(h), "it starts to enforce");
	is_int(in_kernel("192.0.2.70"), SLOW, "what was observed, and still runs, is enforced");
	ok(!ask(h, CONTROL_WHY, "192.0.2.70", 0).ban.observed, "and says so");
}

/* --- a source that goes on knocking --- */

static void
loopback_address(const char *label, const char *address)
{
	struct ifreq r = { .ifr_flags = 0 };
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", label);
	inet_pton(AF_INET, address, &sin.sin_addr);
	memcpy(&r.ifr_addr, &sin, sizeof(sin));
	ioctl(fd, SIOCSIFADDR, &r);
	r.ifr_flags = IFF_UP | IFF_RUNNING;
	ioctl(fd, SIOCSIFFLAGS, &r);
	close(fd);
}

static void
knock_once(const char *from)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int one = 1;

	setsockopt(fd, SOL_IP, IP_TRANSPARENT, &one, sizeof(one));
	inet_pton(AF_INET, from, &sin.sin_addr);
	bind(fd, (struct sockaddr *)&sin, sizeof(sin));
	inet_pton(AF_INET, "127.0.0.1", &sin.sin_addr);
	sin.sin_port = htons(25);
	connect(fd, (struct sockaddr *)&sin, sizeof(sin));
	close(fd);
}

static void
test_hammer(struct house *h)
{
	int64_t end = clock_now() + 6 * SECOND;

	/* the attacker's address is nobody's here, or it would be one of this machine and never banned */
	loopback_address("lo", "127.0.0.1");
	stop(h, SIGTERM);
	write_ladder(h, "enforce", "[4s, 1h]");
	ok(start(h), "with a ladder that begins with four seconds");
	judge(h, "198.18.9.1", clock_now());
	judge(h, "198.18.9.2", clock_now());
	h->mild = true;
	judge(h, "198.18.9.3", clock_now());
	h->mild = false;
	while (clock_now() < end) {
		knock_once("198.18.9.1");
		knock_once("198.18.9.3");
		usleep(2000);
	}
	is_int(in_kernel("198.18.9.1"), BAN, "who goes on knocking until the end is banned on");
	is_int(ask(h, CONTROL_WHY, "198.18.9.1", 0).bans, 2, "for another offence");
	is_int(in_kernel("198.18.9.2"), 0, "who is quiet is free");
	is_int(in_kernel("198.18.9.3"), 0, "so is an office, whatever its devices do");
	stop(h, SIGTERM);
	write_config(h, "enforce");
	ok(start(h), "back to the usual ladder");
	ask(h, CONTROL_LIFT_ALL, NULL, 0);
}

static void
test_latency(struct house *h)
{
	enum { TIMES = 300 };
	int64_t start_time = clock_now(), now = start_time;
	char text[ADDR_TEXT_MAX];

	for (int i = 0; i < TIMES; i++) {
		snprintf(text, sizeof(text), "198.18.%d.%d", i / 250, i % 250 + 1);
		judge(h, text, now);
	}
	printf("# from verdict to sanction, kernel and ledger included: %.0f us\n", (double)(clock_now() - start_time) / TIMES);
	ok(clock_now() - start_time < TIMES * 20000, "many verdicts are done soon");
	is_int(ask(h, CONTROL_BANS, NULL, 0).bans >= TIMES, 1, "all of them");
	ask(h, CONTROL_LIFT_ALL, NULL, 0);
}

int
main(void)
{
	struct house h;
	char command[256];

	if (getuid() != 0 || unshare(CLONE_NEWNET) < 0 || system("command -v nft >/dev/null") != 0) {
		printf("1..0 # SKIP needs root, a network namespace and nft\n");
		return 0;
	}
	if (!open_house(&h))
		return 1;
	write_config(&h, "enforce");
	if (!ok(start(&h), "the enforcer starts"))
		return done_testing();
	test_ladder(&h);
	test_new_watcher(&h);
	test_refused(&h);
	test_alerts(&h);
	test_hands(&h);
	test_asks(&h);
	test_latency(&h);
	test_hammer(&h);
	test_crash(&h);
	test_flush(&h);
	is_int(stop(&h, SIGTERM), 0, "it stops when told to");
	test_observe(&h);
	is_int(stop(&h, SIGTERM), 0, "it stops");
	nft_delete_table(h.netlink);
	h.unowned = true;
	ok(start(&h), "as on a kernel without owned tables");
	test_flush(&h);
	is_int(stop(&h, SIGTERM), 0, "it stops");
	snprintf(command, sizeof(command), "[ %d = 0 ] || tail -n 30 %s | sed 's/^/# /'; rm -rf %s", tap_failed, h.log, h.folder);
	return system(command) || done_testing();
}
