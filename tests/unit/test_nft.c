/* Our table in a real kernel, in a network namespace of this test's own: elements, updates, bad ones among good ones,
 * what others do to it, and what packets feel.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "tests/tap.h"

static const uint16_t mail_ports[] = { 25, 587 };

struct bench {           /* one open table */
	int socket;
	struct nft *nft;
	struct never *never;
};

static int
netlink_socket(void)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0)
		return fd;
	return -1;
}

static bool
bench_open(struct bench *b, enum nft_persist persist, bool slow)
{
	struct nft_options o = { mail_ports, 2, persist, slow };
	char why[256] = "";

	b->socket = netlink_socket();
	b->never = never_new(NULL);
	b->nft = nft_new(b->socket, &o, why);
	if (!ok(b->nft != NULL, "the table is ours"))
		return printf("# %s\n", why), false;
	return ok(nft_build(b->nft, b->never) == 0, "its chains and sets are made");
}

static void
bench_close(struct bench *b)
{
	nft_free(b->nft);
	never_free(b->never);
	close(b->socket);
}

static struct addr
prefix(const char *text)
{
	struct addr a = { 0 };

	addr_parse_prefix(span_of(text), &a);
	return a;
}

static struct nft_ban
a_ban(const char *text, int64_t left)
{
	return (struct nft_ban){ .addr = prefix(text), .left = left };
}

/* How often the kernel has it; *found is the last one. */
static int
held(struct nft *n, const char *text, struct nft_ban *found)
{
	struct addr a = prefix(text);
	struct nft_ban *bans = NULL;
	size_t count = 0;
	int times = 0;

	if (nft_list(n, &bans, &count) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (addr_equal(&bans[i].addr, &a)) {
			times++;
			if (found)
				*found = bans[i];
		}
	free(bans);
	return times;
}

static void
test_every_width(struct nft *n)
{
	static const char *const texts[] = {
		"192.0.2.7", "203.0.113.0/24", "198.51.100.0/22", "198.18.0.128/25", "2001:db8:0:7::/64", "2001:db8:5::/48",
		"2001:db8:9:8000::/50", "2001:db8:a::1",
	};
	enum { COUNT = sizeof(texts) / sizeof(*texts) };
	struct nft_ban bans[COUNT], found;
	struct addr addrs[COUNT];

	for (size_t i = 0; i < COUNT; i++) {
		bans[i] = a_ban(texts[i], HOUR);
		addrs[i] = bans[i].addr;
	}
	is_int(nft_ban(n, bans, COUNT, NULL), 0, "every width is banned in one call");
	for (size_t i = 0; i < COUNT; i++) {
		found = (struct nft_ban){ .addr = addrs[i] };
		ok(nft_find(n, &found) == 0 && addr_equal(&found.addr, &addrs[i]) && found.left > 59 * MINUTE, "%s is found alone", texts[i]);
	}
	for (size_t i = 0; i < COUNT; i++)
		ok(held(n, texts[i], &found) == 1 && found.left > HOUR - MINUTE && found.left <= HOUR, "%s is in the kernel", texts[i]);
	is_int(nft_lift(n, addrs, COUNT), 0, "and lifted in one call");
	for (size_t i = 0; i < COUNT; i++)
		is_int(held(n, texts[i], NULL), 0, texts[i]);
	found = (struct nft_ban){ .addr = addrs[0] };
	is_int(nft_find(n, &found), -ENOENT, "what is absent is not found");
	is_int(nft_lift(n, addrs, COUNT), 0, "what is absent is lifted without a fault");
}

static void
test_update(struct nft *n)
{
	struct nft_ban b = a_ban("192.0.2.8", 10 * MINUTE), found = { 0 };

	nft_ban(n, &b, 1, NULL);
	b.left = HOUR;
	is_int(nft_ban(n, &b, 1, NULL), 0, "a ban is extended");
	ok(held(n, "192.0.2.8", &found) == 1 && found.left > 59 * MINUTE, "to its new end");
	b.left = MINUTE;
	nft_ban(n, &b, 1, NULL);
	ok(held(n, "192.0.2.8", &found) == 1 && found.left <= MINUTE, "and shortened");
	b.left = 0;
	nft_ban(n, &b, 1, NULL);
	ok(held(n, "192.0.2.8", &found) == 1 && found.left == 0, "and made endless");
	b.left = HOUR;
	b.throttle = true;
	nft_ban(n, &b, 1, NULL);
	ok(held(n, "192.0.2.8", &found) == 1 && found.throttle, "a throttle takes its place");
	b.throttle = false;
	b.all_ports = true;
	nft_ban(n, &b, 1, NULL);
	ok(held(n, "192.0.2.8", &found) == 1 && found.all_ports && !found.throttle, "and a ban of all ports the throttle's");
	nft_lift(n, &b.addr, 1);
	is_int(held(n, "192.0.2.8", NULL), 0, "one lift ends it wherever it stands");
}

static void
test_bad_among_good(struct nft *n)
{
	enum { COUNT = 40 };
	struct nft_ban bans[COUNT];
	char text[ADDR_TEXT_MAX];
	size_t failed = 99;
	int there = 0;

	for (int i = 0; i < COUNT; i++) {
		snprintf(text, sizeof(text), "198.51.100.%d", i + 1);
		bans[i] = a_ban(text, HOUR);
	}
	bans[3].addr.family = 0;
	bans[17] = a_ban("203.0.113.0/26", HOUR); /* the kernel refuses intervals that overlap */
	bans[30] = a_ban("203.0.113.0/25", HOUR);
	ok(nft_ban(n, bans, COUNT, &failed) < 0, "bad bans are reported");
	is_int((long long)failed, 2, "and counted");
	for (int i = 0; i < COUNT; i++)
		if (i != 3 && i != 30)
			there += held(n, addr_format(&bans[i].addr, text), NULL);
	is_int(there, COUNT - 2, "all others stand");
	for (int i = 0; i < COUNT; i++)
		nft_lift(n, &bans[i].addr, 1);
	is_int(nft_ban(n, (struct nft_ban[]){ bans[0], bans[0] }, 2, NULL), 0, "the same one twice in a batch is one");
	is_int(held(n, "198.51.100.1", NULL), 1, "it stands once");
	nft_lift(n, &bans[0].addr, 1);
}

static void
test_expiry(struct nft *n)
{
	struct nft_ban b = a_ban("192.0.2.9", 60 * 1000), forever = a_ban("192.0.2.10", 100 * 365 * DAY);

	nft_ban(n, &b, 1, NULL);
	is_int(held(n, "192.0.2.9", NULL), 1, "a short ban stands");
	usleep(120 * 1000);
	is_int(held(n, "192.0.2.9", NULL), 0, "and ends by itself");
	is_int(nft_ban(n, &forever, 1, NULL), 0, "a hundred years are accepted");
	nft_lift(n, &forever.addr, 1);
}

static void
test_many(struct nft *n)
{
	enum { MANY = 5000 };
	struct nft_ban *bans = calloc(MANY, sizeof(*bans)), *list = NULL;
	size_t count = 0, failed = 1;
	int64_t start = clock_now(), took;

	for (int i = 0; i < MANY; i++)
		bans[i] = (struct nft_ban){ .addr = { 4, 32, { 198, 18, (uint8_t)(i >> 8), (uint8_t)i } }, .left = HOUR };
	is_int(nft_ban(n, bans, MANY, &failed), 0, "thousands are banned in one call");
	took = clock_now() - start;
	is_int((long long)failed, 0, "none fails");
	is_int(nft_list(n, &list, &count), 0, "they are listed");
	is_int((long long)count, MANY, "all of them");
	printf("# %d bans in %lld us\n", MANY, (long long)took);
	start = clock_now();
	for (int i = 0; i < 1000; i++)
		nft_ban(n, &bans[i], 1, NULL);
	printf("# one ban: %.1f us\n", (double)(clock_now() - start) / 1000);
	for (int i = 0; i < MANY; i++)
		nft_lift(n, &bans[i].addr, 1);
	free(bans);
	free(list);
}

static void
test_elements(bool slow)
{
	struct bench b;

	printf("# %s\n", slow ? "as an older kernel" : "as this kernel is");
	if (bench_open(&b, NFT_PERSIST_AUTO, slow)) {
		test_every_width(b.nft);
		test_update(b.nft);
		test_bad_among_good(b.nft);
		test_expiry(b.nft);
		test_many(b.nft);
	}
	nft_delete_table(b.socket);
	bench_close(&b);
}

static void
test_others(void)
{
	struct bench b;
	int other = netlink_socket();
	struct nft_ban ban = a_ban("192.0.2.7", HOUR), *list = NULL;
	size_t count = 0;

	if (!bench_open(&b, NFT_PERSIST_FORCE_OFF, false))
		return;
	ok(!nft_persists(b.nft), "without owner and persist");
	nft_changed(b.nft);
	nft_ban(b.nft, &ban, 1, NULL);
	ok(!nft_changed(b.nft), "our own change is no change");
	is_int(nft_delete_table(other), 0, "somebody else deletes our table");
	ok(nft_changed(b.nft), "that is noticed");
	ok(!nft_changed(b.nft), "once");
	is_int(nft_list(b.nft, &list, &count), -ENOENT, "the table is gone");
	ok(nft_ban(b.nft, &ban, 1, NULL) < 0, "a ban fails then");
	is_int(nft_build(b.nft, b.never), 0, "it is built anew");
	is_int(nft_ban(b.nft, &ban, 1, NULL), 0, "and bans again");
	is_int(nft_build(b.nft, b.never), 0, "building what stands");
	is_int(held(b.nft, "192.0.2.7", NULL), 1, "keeps the bans");
	nft_delete_table(b.socket);
	bench_close(&b);
	close(other);
}

/* Thousands of entries, many within each other or side by side. */
static void
test_long_never(void)
{
	struct bench b;
	struct addr a = { .family = 4 };

	if (!bench_open(&b, NFT_PERSIST_AUTO, false))
		return;
	for (int i = 0; i < 3000; i++) {
		a = (struct addr){ 4, (uint8_t)(i % 3 ? 32 : 24), { 198, 18, (uint8_t)(i / 250), i % 3 ? (uint8_t)i : 0 } };
		never_add(b.never, &a, "test");
	}
	is_int(nft_build(b.nft, b.never), 0, "a long list of who is never banned is told to the kernel");
	nft_delete_table(b.socket);
	bench_close(&b);
}

static void
test_owner(void)
{
	struct bench b;
	struct nft_options o = { mail_ports, 2, NFT_PERSIST_AUTO, false };
	struct nft_ban ban = a_ban("192.0.2.7", HOUR);
	int other = netlink_socket();
	char why[256] = "";

	if (!bench_open(&b, NFT_PERSIST_AUTO, false))
		return;
	if (!nft_persists(b.nft)) {
		ok(true, "# SKIP this kernel has no persistent tables");
	} else {
		nft_ban(b.nft, &ban, 1, NULL);
		is_int(nft_delete_table(other), -EPERM, "others may not delete an owned table");
		ok(nft_new(other, &o, why) == NULL && strstr(why, "owns"), "nor take it over: %s", why);
		bench_close(&b);
		ok(bench_open(&b, NFT_PERSIST_AUTO, false), "an orphan is claimed");
		is_int(held(b.nft, "192.0.2.7", NULL), 1, "with its bans");
	}
	nft_delete_table(b.socket);
	bench_close(&b);
	close(other);
}

/* --- packets, over loopback with addresses of its own --- */

static void
loopback_address(const char *label, const char *address)
{
	struct ifreq r = { 0 };
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", label);
	r.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	inet_pton(AF_INET, address, &sin.sin_addr);
	memcpy(&r.ifr_addr, &sin, sizeof(sin));
	ioctl(fd, SIOCSIFADDR, &r);
	r.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	ioctl(fd, SIOCSIFFLAGS, &r);
	close(fd);
}

static int
listener(const char *address, uint16_t port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	inet_pton(AF_INET, address, &sin.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0 || listen(fd, 16) < 0)
		return -1;
	return fd;
}

static int
open_from(const char *from, const char *to, uint16_t port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	inet_pton(AF_INET, from, &sin.sin_addr);
	bind(fd, (struct sockaddr *)&sin, sizeof(sin));
	inet_pton(AF_INET, to, &sin.sin_addr);
	sin.sin_port = htons(port);
	connect(fd, (struct sockaddr *)&sin, sizeof(sin));
	return fd;
}

static bool
connected(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int error = 1;
	socklen_t length = sizeof(error);

	return poll(&p, 1, 150) == 1 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
}

static bool
connects(const char *from, const char *to, uint16_t port)
{
	int fd = open_from(from, to, port);
	bool yes = connected(fd);

	close(fd);
	return yes;
}

#define SERVER "203.0.113.1"
#define GUEST "198.51.100.7"

static void
test_packets(struct bench *b)
{
	struct nft_ban ban = a_ban(GUEST, HOUR), found = { 0 };
	int guest_port = listener(GUEST, 25);

	ok(connects(GUEST, SERVER, 25) && connects(GUEST, SERVER, 80), "before a ban all ports answer");
	nft_ban(b->nft, &ban, 1, NULL);
	ok(!connects(GUEST, SERVER, 25), "a ban closes a mail port");
	ok(held(b->nft, GUEST, &found) == 1 && found.packets > 0, "and counts what it drops");
	ok(connects(GUEST, SERVER, 80), "but no other port");
	ok(connects("198.51.100.8", SERVER, 25), "nor another host");
	ban.all_ports = true;
	nft_ban(b->nft, &ban, 1, NULL);
	ok(!connects(GUEST, SERVER, 25) && !connects(GUEST, SERVER, 80), "the last rung closes all ports");
	ok(connects(SERVER, GUEST, 25), "our own mail still goes there");
	nft_lift(b->nft, &ban.addr, 1);
	ok(connects(GUEST, SERVER, 25), "a lift opens them again");
	ban = a_ban("198.51.100.0/24", HOUR);
	nft_ban(b->nft, &ban, 1, NULL);
	ok(!connects(GUEST, SERVER, 25) && !connects("198.51.100.8", SERVER, 25), "a network's ban closes it to all its hosts");
	never_add(b->never, &(struct addr){ 4, 32, { 198, 51, 100, 7 } }, "test");
	is_int(nft_build(b->nft, b->never), 0, "who is never banned is told to the kernel");
	ok(connects(GUEST, SERVER, 25) && !connects("198.51.100.8", SERVER, 25), "and gets through a banned network");
	never_remove(b->never, &(struct addr){ 4, 32, { 198, 51, 100, 7 } });
	nft_build(b->nft, b->never);
	nft_lift(b->nft, &ban.addr, 1);
	ban = a_ban("198.51.100.6/31", HOUR);
	nft_ban(b->nft, &ban, 1, NULL);
	ok(!connects(GUEST, SERVER, 25) && connects("198.51.100.8", SERVER, 25), "a typed prefix reaches as far as it says");
	nft_lift(b->nft, &ban.addr, 1);
	close(guest_port);
}

static void
test_cut_and_trickle(struct bench *b, int server)
{
	struct nft_ban ban = a_ban(GUEST, HOUR);
	struct pollfd p = { .events = POLLIN };
	int fd = open_from(GUEST, SERVER, 25), done = 0;

	ok(connected(fd), "a session stands");
	p.fd = accept(server, NULL, NULL);
	nft_ban(b->nft, &ban, 1, NULL);
	is_int(send(fd, "x", 1, MSG_NOSIGNAL), 1, "it sends");
	is_int(poll(&p, 1, 150), 0, "and a ban cuts it");
	close(fd);
	close(p.fd);
	ban.throttle = true;
	nft_ban(b->nft, &ban, 1, NULL);
	for (int i = 0; i < 12; i++)
		done += connects(GUEST, SERVER, 25);
	ok(done >= 1 && done < 6, "a throttle lets a trickle through (%d of 12)", done);
	ok(connects("198.51.100.8", SERVER, 25), "of its source alone");
	nft_lift(b->nft, &ban.addr, 1);
}

static void
test_traffic(void)
{
	struct bench b;
	int server, web;

	loopback_address("lo", "127.0.0.1");
	loopback_address("lo:1", SERVER);
	loopback_address("lo:2", GUEST);
	loopback_address("lo:3", "198.51.100.8");
	server = listener(SERVER, 25);
	web = listener(SERVER, 80);
	if (ok(server >= 0 && web >= 0, "a server listens") && bench_open(&b, NFT_PERSIST_AUTO, false)) {
		test_packets(&b);
		close(server); /* with what waits to be accepted */
		server = listener(SERVER, 25);
		test_cut_and_trickle(&b, server);
		nft_delete_table(b.socket);
		bench_close(&b);
	}
	close(server);
	close(web);
}

int
main(void)
{
	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		printf("1..0 # SKIP no network namespace: %s\n", strerror(errno));
		return 0;
	}
	test_elements(false);
	test_elements(true);
	test_others();
	test_owner();
	test_long_never();
	test_traffic();
	return done_testing();
}
