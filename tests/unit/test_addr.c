/* Addresses: what is one, what is none, and how they are printed and compared.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <stdlib.h>

#include "cmd/base/addr.h"
#include "tests/tap.h"

static const char *const good[][2] = {
	{ "192.0.2.7", "192.0.2.7" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "2001:db8::7", "2001:db8::7" },
	{ "2001:DB8::A", "2001:db8::a" },
	{ "IPv6:2001:db8::7", "2001:db8::7" },
	{ "ipV6:::1", "::1" },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "1::", "1::" },
	{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
	{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
	{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	{ "0001:0002::00ff", "1:2::ff" },
	{ "1:2:3:4:5:6:192.0.2.7", "1:2:3:4:5:6:c000:207" },
	{ "64:ff9b::192.0.2.7", "64:ff9b::c000:207" },
	{ "::ffff:192.0.2.7", "192.0.2.7" },
	{ "::FFFF:c000:0207", "192.0.2.7" },
	{ "0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7" },
	{ "IPv6:::ffff:192.0.2.7", "192.0.2.7" },
};

static const char *const bad[] = {
	"", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.0.0.1", "1.2.3.999",
	"01.2.3.4", "1.2.3.00", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4x", "0x1.2.3.4", "1.2.3.-4", "+1.2.3.4",
	"1.2.3.4/32", "1.2.3.0000", "192.0.2.7:25", "[192.0.2.7]",
	"1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3", "1:::2", ":1::2",
	"1::2:", "12345::", "g::", "::g", "::1%eth0", "::/0", "1:2:3:4:5:6:7:192.0.2.7", "::192.0.2", "::192.0.2.7:1",
	"::192.0.2.7.", "::01.2.3.4", "::ffff:192.0.2.256", "IPv6:192.0.2.7", "IPv6:", "IPv6", "IPv4:192.0.2.7",
	"IPv6:IPv6:::1", "\x09pv6:::1", "unknown", "localhost", "mail.example", "::1\n", "2001:db8:::1",
	"1:2:3:4:5:6:7:8192.0.2.7", "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
};

static struct addr
addr(const char *text)
{
	struct addr a = { 0 };

	if (!addr_parse_prefix(span_of(text), &a))
		printf("Bail out! not an address: %s\n", text);
	return a;
}

static void
test_reading(void)
{
	char text[ADDR_TEXT_MAX];
	struct addr a, untouched = { .family = 9 };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		ok(addr_parse(span_of(good[i][0]), &a), "%s is an address", good[i][0]);
		is_text(addr_format(&a, text), good[i][1], "... and prints shortest");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!addr_parse(span_of(bad[i]), &untouched) && untouched.family == 9, "'%s' is none", bad[i]);
	ok(!addr_parse((struct span){ NULL, 0 }, &a), "nothing is none");
	ok(addr_parse((struct span){ "192.0.2.77", 9 }, &a) && a.b[3] == 7, "reads no byte beyond the span");
	ok(!addr_parse((struct span){ "1.2.3.4\0", 8 }, &a), "a NUL does not end it");
	is_text(addr_format(&(struct addr){ 0 }, text), "none", "no address has a text, too");
}

/* The C library is the second opinion: both take the same texts and see the same bytes. */
static bool
agrees(const char *text)
{
	unsigned char b[16];
	struct addr a;
	bool v4 = inet_pton(AF_INET, text, b) == 1, v6 = !v4 && inet_pton(AF_INET6, text, b) == 1;

	if (!addr_parse(span_of(text), &a))
		return !v4 && !v6;
	if (a.family == 4 && v6)
		return memcmp(a.b, b + 12, 4) == 0 && b[10] == 0xff && b[11] == 0xff;
	return a.family == (v4 ? 4 : v6 ? 6 : 0) && memcmp(a.b, b, v4 ? 4 : 16) == 0;
}

static void
test_against_libc(void)
{
	static const char bytes[] = "0:::12f..5a9:6";
	unsigned seed = 7, taken = 0, same = 0;
	enum { ROUNDS = 300000 };

	for (int i = 0; i < ROUNDS; i++) {
		char text[24] = "";
		int n = 2 + (int)(seed >> 20) % 18;

		for (int j = 0; j < n; j++) {
			seed = seed * 1664525 + 1013904223;
			text[j] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		struct addr a;
		taken += addr_parse(span_of(text), &a);
		if (agrees(text))
			same++;
		else
			printf("# differs: %s\n", text);
	}
	is_int(same, ROUNDS, "agrees with inet_pton on random texts");
	ok(taken > 100, "of which some were addresses (%u)", taken);
}

static void
test_prefixes(void)
{
	static const char *const no[] = { "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/024", "192.0.2.0/-1", "/24",
	                                  "2001:db8::/129", "192.0.2.0/24/24", "192.0.2.0/24 ", "mail.example/24" };
	static const char *const yes[][2] = {
		{ "192.0.2.7/24", "192.0.2.0/24" }, { "192.0.2.7/32", "192.0.2.7" }, { "192.0.2.255/25", "192.0.2.128/25" },
		{ "203.0.113.9/0", "0.0.0.0/0" }, { "2001:db8:1:2:3::/48", "2001:db8:1::/48" },
		{ "2001:db8::ffff/127", "2001:db8::fffe/127" }, { "::ffff:192.0.2.7/120", "192.0.2.0/24" },
		{ "::ffff:0:0/96", "0.0.0.0/0" }, { "::ffff:192.0.2.7/64", "::/64" }, { "::ffff:192.0.2.7/95", "::fffe:0:0/95" }, { "2001:db8::1", "2001:db8::1" },
	};
	char text[ADDR_TEXT_MAX];
	struct addr a;

	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		ok(!addr_parse_prefix(span_of(no[i]), &a), "'%s' is no prefix", no[i]);
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		a = addr(yes[i][0]);
		is_text(addr_format(&a, text), yes[i][1], yes[i][0]);
	}
	a = addr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127");
	is_int((long long)strlen(addr_format(&a, text)), 43, "the longest text fits");
}

static void
test_relations(void)
{
	struct addr host = addr("192.0.2.7"), net = addr("192.0.2.0/24"), other = addr("198.51.100.0/24");
	struct addr six = addr("2001:db8:1:2:3:4:5:6"), all4 = addr("0.0.0.0/0"), all6 = addr("::/0"), none = { 0 };
	struct addr a;
	char text[ADDR_TEXT_MAX];

	ok(addr_within(&host, &net) && !addr_within(&net, &host), "a host lies in its network, not the reverse");
	ok(addr_within(&net, &net) && !addr_within(&host, &other), "equal counts, others do not");
	ok(addr_overlap(&host, &net) && addr_overlap(&net, &host) && !addr_overlap(&net, &other), "overlap has no order");
	ok(addr_within(&host, &all4) && addr_within(&six, &all6) && !addr_within(&six, &all4), "families do not mix");
	ok(!addr_within(&none, &none) && !addr_overlap(&none, &all4), "no address lies nowhere");
	a = addr_subject(six);
	is_text(addr_format(&a, text), "2001:db8:1:2::/64", "IPv6 is judged by /64");
	a = addr_network(six);
	is_text(addr_format(&a, text), "2001:db8:1::/48", "its neighbourhood is the /48");
	a = addr_subject(host);
	ok(addr_equal(&a, &host), "IPv4 is judged by address");
	a = addr_network(host);
	ok(addr_equal(&a, &net), "its neighbourhood is the /24");
	a = addr_subject(net);
	ok(addr_equal(&a, &net), "a network stays what it is");
	a = addr_masked(six, 61);
	is_text(addr_format(&a, text), "2001:db8:1::/61", "bits are cut within a byte");
}

int
main(void)
{
	test_reading();
	test_against_libc();
	test_prefixes();
	test_relations();
	return done_testing();
}
