/* Reads, prints and compares Internet addresses. Reading is on the path of every line, so it is done by hand:
 * no copy, no NUL, no library call.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <stdio.h>
#include <strings.h>

#include "cmd/base/addr.h"

enum { V4_BYTES = 4, V6_BYTES = 16, V4_BITS = 32, V6_BITS = 128, MAPPED_BITS = 96, TAG_BYTES = 5 };

static const uint8_t mapped[V6_BYTES] = { [10] = 0xff, [11] = 0xff }; /* ::ffff:0:0/96, RFC 4291 2.5.5.2 */

/* 0 to 15, or more for what is no hexadecimal digit. */
static unsigned
hex_value(char c)
{
	unsigned digit = (unsigned char)c - (unsigned)'0';
	unsigned letter = ((unsigned char)c | 0x20u) - (unsigned)'a';

	return digit < 10 ? digit : letter < 6 ? letter + 10 : 99;
}

/* Decimal without a sign or leading zeros, at most three digits. Returns how many bytes it took, 0: none. */
static size_t
read_decimal(const char *p, size_t n, unsigned *out)
{
	size_t i = 0;
	unsigned digit, value = 0;

	for (; i < n && (digit = (unsigned char)p[i] - (unsigned)'0') < 10; i++) {
		if (i == 3 || (i == 1 && *p == '0'))
			return 0;
		value = value * 10 + digit;
	}
	*out = value;
	return i;
}

static bool
read_v4(const char *p, size_t n, uint8_t b[V4_BYTES])
{
	size_t at = 0;

	for (int i = 0; i < V4_BYTES; i++) {
		unsigned value;
		size_t took;

		if (i > 0 && (at == n || p[at++] != '.'))
			return false;
		took = read_decimal(p + at, n - at, &value);
		if (took == 0 || value > 255)
			return false;
		b[i] = (uint8_t)value;
		at += took;
	}
	return at == n;
}

/* One to four hexadecimal digits. Returns how many bytes it took, 0: none or too many. */
static size_t
read_group(const char *p, size_t n, unsigned *out)
{
	size_t i = 0;
	unsigned digit, value = 0;

	for (; i < n && (digit = hex_value(p[i])) < 16; i++) {
		if (i == 4)
			return 0;
		value = value << 4 | digit;
	}
	*out = value;
	return i;
}

/* Moves what stands after the "::" to the end and fills the gap with zeros. gap < 0: there was none. */
static bool
spread(uint8_t b[V6_BYTES], int used, int gap)
{
	int after = used - gap;

	if (gap < 0)
		return used == V6_BYTES;
	if (used > V6_BYTES - 2) /* "::" stands for one group at least */
		return false;
	memmove(b + V6_BYTES - after, b + gap, (size_t)after);
	memset(b + gap, 0, (size_t)(V6_BYTES - used));
	return true;
}

static bool
read_v6(const char *p, size_t n, uint8_t b[V6_BYTES])
{
	size_t at = 0, took;
	int used = 0, gap = -1;
	unsigned value;

	memset(b, 0, V6_BYTES);
	if (n >= 2 && p[0] == ':' && p[1] == ':') {
		gap = 0;
		at = 2;
	}
	while (at < n) {
		if (used == V6_BYTES || (took = read_group(p + at, n - at, &value)) == 0)
			return false;
		if (at + took < n && p[at + took] == '.') { /* the last 32 bits in dotted form */
			if (used > V6_BYTES - V4_BYTES || !read_v4(p + at, n - at, b + used))
				return false;
			return spread(b, used + V4_BYTES, gap);
		}
		b[used++] = (uint8_t)(value >> 8);
		b[used++] = (uint8_t)value;
		if ((at += took) == n)
			break;
		if (p[at++] != ':' || at == n)
			return false;
		if (p[at] != ':')
			continue;
		if (gap >= 0)
			return false;
		gap = used;
		at++;
	}
	return spread(b, used, gap);
}

/* The literal's tag of RFC 5321 4.1.3. */
static bool
has_tag(struct span text)
{
	return text.n >= TAG_BYTES && (text.p[0] | 0x20) == 'i' && strncasecmp(text.p, "IPv6:", TAG_BYTES) == 0;
}

/* An IPv4 address in IPv6 clothes becomes IPv4; a prefix too, where it is long enough to be one (else its ffff is cut). */
static void
unmap(struct addr *a)
{
	if (memcmp(a->b, mapped, MAPPED_BITS / 8) != 0)
		return;
	memcpy(a->b, a->b + MAPPED_BITS / 8, V4_BYTES);
	memset(a->b + V4_BYTES, 0, V6_BYTES - V4_BYTES);
	a->family = 4;
	a->bits = (uint8_t)(a->bits - MAPPED_BITS);
}

/* An address as it is written, mapped or not. */
static bool
read_any(struct span text, struct addr *out)
{
	bool tagged = has_tag(text);

	if (tagged) {
		text.p += TAG_BYTES;
		text.n -= TAG_BYTES;
	}
	if (text.n < 2 || text.n >= ADDR_TEXT_MAX)
		return false;
	*out = (struct addr){ .family = 4, .bits = V4_BITS };
	if (!tagged && read_v4(text.p, text.n, out->b))
		return true;
	*out = (struct addr){ .family = 6, .bits = V6_BITS };
	return read_v6(text.p, text.n, out->b);
}

bool
addr_parse(struct span text, struct addr *out)
{
	struct addr a;

	if (!read_any(text, &a))
		return false;
	if (a.family == 6)
		unmap(&a);
	*out = a;
	return true;
}

bool
addr_parse_prefix(struct span text, struct addr *out)
{
	const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
	struct addr a;
	unsigned bits;
	size_t left;

	if (slash == NULL)
		return addr_parse(text, out);
	left = text.n - (size_t)(slash + 1 - text.p);
	if (!read_any((struct span){ text.p, (size_t)(slash - text.p) }, &a))
		return false;
	if (left == 0 || read_decimal(slash + 1, left, &bits) != left || bits > a.bits)
		return false;
	a = addr_masked(a, bits);
	if (a.family == 6)
		unmap(&a);
	*out = a;
	return true;
}

char *
addr_format(const struct addr *a, char out[ADDR_TEXT_MAX])
{
	int full = a->family == 4 ? V4_BITS : V6_BITS;
	size_t n;

	if (a->family == 0 || !inet_ntop(a->family == 4 ? AF_INET : AF_INET6, a->b, out, ADDR_TEXT_MAX)) {
		memcpy(out, "none", 5);
		return out;
	}
	n = strlen(out);
	if (a->bits != full)
		snprintf(out + n, ADDR_TEXT_MAX - n, "/%d", a->bits);
	return out;
}

struct addr
addr_masked(struct addr a, unsigned bits)
{
	unsigned whole = bits / 8;

	if (bits >= a.bits)
		return a;
	a.bits = (uint8_t)bits;
	if (bits % 8)
		a.b[whole++] &= (uint8_t)(0xff00 >> bits % 8);
	memset(a.b + whole, 0, V6_BYTES - whole);
	return a;
}

struct addr
addr_subject(struct addr a)
{
	return addr_masked(a, a.family == 4 ? 32 : 64);
}

struct addr
addr_network(struct addr a)
{
	return addr_masked(a, a.family == 4 ? 24 : 48);
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool
addr_within(const struct addr *inner, const struct addr *outer)
{
	struct addr cut;

	if (inner->family != outer->family || inner->family == 0 || inner->bits < outer->bits)
		return false;
	cut = addr_masked(*inner, outer->bits);
	return addr_equal(&cut, outer);
}

bool
addr_overlap(const struct addr *a, const struct addr *b)
{
	return addr_within(a, b) || addr_within(b, a);
}
