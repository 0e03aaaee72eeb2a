/* Addresses from any bytes: print and parse agree, and the C library is of the same opinion.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <stdlib.h>

#include "cmd/base/addr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

/* What is printed reads back as the same. */
static void
check_round_trip(const struct addr *a)
{
	char text[ADDR_TEXT_MAX];
	struct addr again;

	must(addr_parse_prefix(span_of(addr_format(a, text)), &again) && addr_equal(a, &again));
	must(addr_within(a, a));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	char copy[ADDR_TEXT_MAX] = "";
	unsigned char b[16];
	struct addr a, network;
	bool known;

	if (addr_parse_prefix(text, &a))
		check_round_trip(&a);
	known = addr_parse(text, &a);
	if (known) {
		check_round_trip(&a);
		network = addr_network(a);
		check_round_trip(&network);
		must(addr_within(&a, &network) && addr_overlap(&network, &a));
	}
	if (size >= sizeof(copy) || memchr(data, '\0', size) || (size && (*data | 0x20) == 'i'))
		return 0;
	memcpy(copy, data, size);
	must(known == (inet_pton(AF_INET, copy, b) == 1 || inet_pton(AF_INET6, copy, b) == 1));
	return 0;
}
