/* The table of private ranges.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/private_ranges.h"

const struct private_range private_ranges[] = {
	{ "10.0.0.0/8", "private (RFC 1918)" },
	{ "172.16.0.0/12", "private (RFC 1918)" },
	{ "192.168.0.0/16", "private (RFC 1918)" },
	{ "100.64.0.0/10", "carrier NAT (RFC 6598)" },
	{ "fc00::/7", "private (RFC 4193)" },
	{ NULL, NULL },
};

bool
private_range_holds(const struct addr *a)
{
	struct addr range;

	for (const struct private_range *r = private_ranges; r->prefix; r++)
		if (addr_parse_prefix(span_of(r->prefix), &range) && addr_within(a, &range))
			return true;
	return false;
}
