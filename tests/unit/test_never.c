/* Who is never banned: the standards' ranges, the configured, the machine's own, the operator's.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/never.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <unistd.h>

#include "tests/tap.h"

static struct addr
prefix(const char *text)
{
	struct addr a = { 0 };

	addr_parse_prefix(span_of(text), &a);
	return a;
}

static const char *
objection(const struct never *n, const char *text)
{
	struct addr a = prefix(text);

	return never_objection(n, &a);
}

static void
test_standard(const struct never *n)
{
	static const char *const refused[] = {
		"127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.1.1", "0.0.0.0", "224.0.0.1",
		"255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "64:ff9b::c000:207", "64:ff9b::/64", "0.0.0.0/0",
		"::/0", "172.16.0.0/11",
	};
	static const char *const banned[] = {
		"192.0.2.7", "172.32.0.1", "100.128.0.1", "203.0.113.0/24", "2001:db8::/64", "2001:db8::/48", "198.51.100.255",
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		ok(objection(n, refused[i]), "%s is never banned", refused[i]);
	for (size_t i = 0; i < sizeof(banned) / sizeof(*banned); i++)
		ok(!objection(n, banned[i]), "%s may be banned", banned[i]);
}

static void
test_added(struct never *n)
{
	struct addr a = prefix("198.51.100.9"), configured = prefix("203.0.113.64/26");
	size_t before = never_count(n);

	never_add(n, &a, "our office");
	never_add(n, &a, "our new office");
	is_int((long long)never_count(n), (long long)before + 1, "an address is kept once");
	is_text(objection(n, "198.51.100.9"), "our new office", "the objection says why");
	ok(objection(n, "198.51.100.0/24"), "a network that holds it is refused");
	ok(!objection(n, "198.51.100.8"), "its neighbour is not protected");
	never_remove(n, &a);
	ok(!objection(n, "198.51.100.9"), "what was added can be taken away");
	never_remove(n, &configured);
	ok(objection(n, "203.0.113.65"), "what was configured cannot");
}

static void
test_ban_private(void)
{
	struct addr named[] = { prefix("10.8.0.0/16"), prefix("192.168.0.0/16"), prefix("fd12:3456:789a::/48") };
	struct config c = { .ban_private = named, .ban_privates = 3 };
	static const char *const refused[] = {
		"10.0.0.0", "10.7.255.255", "10.9.0.0", "10.255.255.255", "10.8.0.0/15", "172.16.0.1", "100.64.0.1", "fc00::1",
		"fd12:3456:7899:ffff::1", "fd12:3456:789b::1", "127.0.0.1",
	};
	static const char *const banned[] = {
		"10.8.0.0", "10.8.255.255", "10.8.3.0/24", "192.168.0.1", "192.168.255.255", "192.168.7.0/24",
		"fd12:3456:789a::1", "fd12:3456:789a:ffff::/64",
	};
	struct never *n = never_new(&c), *plain = never_new(NULL);

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		ok(objection(n, refused[i]), "%s is never banned, though a part of private ranges may be", refused[i]);
	for (size_t i = 0; i < sizeof(banned) / sizeof(*banned); i++) {
		ok(objection(plain, banned[i]) && !objection(n, banned[i]), "%s is named, and may be banned", banned[i]);
	}
	is_int((long long)(never_count(n) - never_count(plain)), (8 - 1) + (0 - 1) + (41 - 1), "what is left is in few pieces");
	never_free(n);
	never_free(plain);
}

static bool
knows(const struct never *n, const struct sockaddr *sa)
{
	bool v4 = sa->sa_family == AF_INET;
	const void *bytes = v4 ? (const void *)&((const struct sockaddr_in *)(const void *)sa)->sin_addr
	                       : (const void *)&((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;
	struct addr a = { .family = v4 ? 4 : 6, .bits = v4 ? 32 : 128 };

	memcpy(a.b, bytes, a.bits / 8);
	for (size_t i = 0; i < never_count(n); i++)
		if (addr_equal(never_entry(n, i, NULL), &a))
			return true;
	return false;
}

static void
test_interfaces(const struct never *n)
{
	struct ifaddrs *all = NULL;

	is_int(getifaddrs(&all), 0, "the C library lists them, too");
	for (struct ifaddrs *i = all; i; i = i->ifa_next)
		if (i->ifa_addr && (i->ifa_addr->sa_family == AF_INET || i->ifa_addr->sa_family == AF_INET6))
			ok(knows(n, i->ifa_addr), "an address of %s is never banned", i->ifa_name);
	freeifaddrs(all);
}

static void
test_machine(struct never *n)
{
	int fd = never_machine_open();
	size_t once;

	if (!ok(fd >= 0, "the kernel can be asked for this machine's addresses"))
		return;
	is_int(never_learn_machine(n, fd), 0, "and answers");
	once = never_count(n);
	is_int(never_learn_machine(n, fd), 0, "more than once");
	is_int((long long)never_count(n), (long long)once, "without growing the list");
	ok(!never_machine_changed(fd), "nothing has changed since");
	test_interfaces(n);
	close(fd);
}

int
main(void)
{
	struct addr configured = { .family = 4, .bits = 26, .b = { 203, 0, 113, 64 } };
	struct config c = { .never = NULL, .nevers = 0 };
	struct never *n = never_new(&c);

	test_standard(n);
	never_free(n);
	c.never = &configured;
	c.nevers = 1;
	n = never_new(&c);
	is_text(objection(n, "203.0.113.65"), "configured: never", "a configured range is kept");
	test_added(n);
	test_ban_private();
	test_machine(n);
	never_free(n);
	return done_testing();
}
