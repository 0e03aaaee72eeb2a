/* Internet addresses and prefixes, one type for both families.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/span.h"

enum { ADDR_TEXT_MAX = 48 }; /* longest text: IPv6 with its prefix length, and the NUL */

struct addr {
	uint8_t family; /* 4, 6, or 0: none */
	uint8_t bits;   /* prefix length; 32 or 128 for a single host */
	uint8_t b[16];  /* network order; IPv4 in the first four bytes, the rest zero */
};

/* One address as logs write it: dotted quad without leading zeros, IPv6 (RFC 4291), with an optional "IPv6:" before
 * it (RFC 5321 literals). ::ffff:a.b.c.d becomes IPv4. Scopes (%eth0), prefixes and names are refused. */
bool addr_parse(struct span text, struct addr *out);
/* The same with an optional /bits; host bits are cleared. */
bool addr_parse_prefix(struct span text, struct addr *out);
/* Prints "192.0.2.7", or "2001:db8::/64" where it is not a single host. Returns out. */
char *addr_format(const struct addr *a, char out[ADDR_TEXT_MAX]);

/* Cut to so many bits; one that is cut shorter already stays as it is. */
struct addr addr_masked(struct addr a, unsigned bits);
/* Who is scored and banned: IPv4 /32, IPv6 /64. */
struct addr addr_subject(struct addr a);
/* The neighbourhood: IPv4 /24, IPv6 /48. */
struct addr addr_network(struct addr a);
bool addr_equal(const struct addr *a, const struct addr *b);
/* True if inner lies wholly within outer (equal counts). */
bool addr_within(const struct addr *inner, const struct addr *outer);
bool addr_overlap(const struct addr *a, const struct addr *b);
