/* Which set an address belongs into, and its element there.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft_elements.h"

#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <stdlib.h>

#include "cmd/base/log.h"

/* Each scope has the same six, in the same order. */
const struct nft_set_row nft_sets[NFT_SETS] = {
	{ "ban4", SCOPE_BAN, 4, 32 },
	{ "ban_net4", SCOPE_BAN, 4, 24 },
	{ "ban_typed4", SCOPE_BAN, 4, 0 },
	{ "ban6", SCOPE_BAN, 6, 64 },
	{ "ban_net6", SCOPE_BAN, 6, 48 },
	{ "ban_typed6", SCOPE_BAN, 6, 0 },
	{ "wide4", SCOPE_WIDE, 4, 32 },
	{ "wide_net4", SCOPE_WIDE, 4, 24 },
	{ "wide_typed4", SCOPE_WIDE, 4, 0 },
	{ "wide6", SCOPE_WIDE, 6, 64 },
	{ "wide_net6", SCOPE_WIDE, 6, 48 },
	{ "wide_typed6", SCOPE_WIDE, 6, 0 },
	{ "slow4", SCOPE_SLOW, 4, 32 },
	{ "slow_net4", SCOPE_SLOW, 4, 24 },
	{ "slow_typed4", SCOPE_SLOW, 4, 0 },
	{ "slow6", SCOPE_SLOW, 6, 64 },
	{ "slow_net6", SCOPE_SLOW, 6, 48 },
	{ "slow_typed6", SCOPE_SLOW, 6, 0 },
};

int
nft_set_of(enum nft_scope scope, const struct addr *a)
{
	int first = scope * NFT_SETS_A_SCOPE;

	for (int i = first; i < first + NFT_SETS_A_SCOPE; i++)
		if (nft_sets[i].family == a->family && (nft_sets[i].bits == a->bits || nft_sets[i].bits == 0))
			return i;
	return -1;
}

enum nft_scope
nft_scope_of(const struct nft_ban *b)
{
	if (b->throttle)
		return SCOPE_SLOW;
	return b->all_ports ? SCOPE_WIDE : SCOPE_BAN;
}

static struct nftnl_set *
set_named(const char *name)
{
	struct nftnl_set *s = nftnl_set_alloc();

	if (!s)
		fatalx("out of memory");
	nftnl_set_set_str(s, NFTNL_SET_TABLE, NFT_OUR_TABLE);
	nftnl_set_set_str(s, NFTNL_SET_NAME, name);
	return s;
}

static struct nftnl_set_elem *
add_element(struct nftnl_set *s, const void *key, uint32_t length)
{
	struct nftnl_set_elem *e = nftnl_set_elem_alloc();

	if (!e)
		fatalx("out of memory");
	nftnl_set_elem_set(e, NFTNL_SET_ELEM_KEY, key, length);
	nftnl_set_elem_add(s, e);
	return e;
}

static uint32_t
key_length(uint8_t family)
{
	return family == 4 ? 4 : 16;
}

/* The first address after the prefix; false if it is the last of all. */
static bool
address_after(const struct addr *a, uint8_t out[16])
{
	int i = (a->bits - 1) / 8;
	unsigned carry = 1u << (7 - (a->bits - 1) % 8);

	memcpy(out, a->b, 16);
	for (; a->bits && i >= 0 && carry; i--) {
		carry += out[i];
		out[i] = (uint8_t)carry;
		carry >>= 8;
	}
	return a->bits && !carry;
}

static struct nftnl_set_elem *
add_interval(struct nftnl_set *s, const struct addr *a)
{
	struct nftnl_set_elem *start = add_element(s, a->b, key_length(a->family));
	uint8_t after[16];

	if (address_after(a, after))
		nftnl_set_elem_set_u32(add_element(s, after, key_length(a->family)), NFTNL_SET_ELEM_FLAGS,
		                       NFT_SET_ELEM_INTERVAL_END);
	return start;
}

/* A listing shows starts and ends apart: the prefix length is kept with the start, as the comment that nft shows. */
static void
note_bits(struct nftnl_set_elem *e, uint8_t bits)
{
	struct nftnl_udata_buf *u = nftnl_udata_buf_alloc(16);
	char text[8];

	if (!u)
		fatalx("out of memory");
	snprintf(text, sizeof(text), "/%u", bits);
	nftnl_udata_put_strz(u, NFTNL_UDATA_SET_ELEM_COMMENT, text);
	nftnl_set_elem_set(e, NFTNL_SET_ELEM_USERDATA, nftnl_udata_buf_data(u), nftnl_udata_buf_len(u));
	nftnl_udata_buf_free(u);
}

static void
add_ban(struct nftnl_set *s, const struct nft_set_row *row, const struct nft_ban *b, bool create)
{
	struct addr a = addr_masked(b->addr, b->addr.bits);
	struct nftnl_set_elem *e = row->bits ? add_element(s, a.b, key_length(a.family)) : add_interval(s, &a);

	if (!create)
		return;
	if (!row->bits)
		note_bits(e, a.bits);
	if (b->left > 0) /* the kernel counts milliseconds */
		nftnl_set_elem_set_u64(e, NFTNL_SET_ELEM_TIMEOUT, b->left < 1000 ? 1 : (uint64_t)b->left / 1000);
}

static bool
belongs(const struct nft_ban *b, size_t set, enum nft_reach reach)
{
	enum nft_scope scope = nft_sets[set].scope;

	return (reach == EVERY_SCOPE || scope == nft_scope_of(b)) && nft_set_of(scope, &b->addr) == (int)set;
}

void
nft_elements(struct nft *n, uint16_t type, enum nft_reach reach, const struct nft_ban *bans, size_t count)
{
	bool create = type == NFT_MSG_NEWSETELEM;

	for (size_t set = 0; set < NFT_SETS; set++) {
		struct nftnl_set *s = NULL;

		for (size_t i = 0; i < count; i++) {
			if (!belongs(&bans[i], set, reach))
				continue;
			if (!s)
				s = set_named(nft_sets[set].name);
			add_ban(s, &nft_sets[set], &bans[i], create);
		}
		if (!s)
			continue;
		nftnl_set_elems_nlmsg_build_payload(nft_message(n, type, create ? NLM_F_CREATE : 0), s);
		nftnl_set_free(s);
	}
}

/* By first address, the wider before those within it. */
static int
by_start(const void *a, const void *b)
{
	const struct addr *x = a, *y = b;
	int order = memcmp(x->b, y->b, sizeof(x->b));

	return order ? order : x->bits - y->bits;
}

/* One family's entries without those that lie within another: intervals must not overlap. The caller frees. */
static struct addr *
disjoint(const struct never *never, uint8_t family, size_t *count)
{
	struct addr *all = xcalloc(never_count(never) + 1, sizeof(*all));
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < never_count(never); i++)
		if (never_entry(never, i, NULL)->family == family)
			all[n++] = *never_entry(never, i, NULL);
	qsort(all, n, sizeof(*all), by_start);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !addr_within(&all[i], &all[kept - 1]))
			all[kept++] = all[i];
	*count = kept;
	return all;
}

static void
send_new(struct nft *n, struct nftnl_set *s)
{
	nftnl_set_elems_nlmsg_build_payload(nft_message(n, NFT_MSG_NEWSETELEM, NLM_F_CREATE), s);
	nftnl_set_free(s);
}

void
nft_never_elements(struct nft *n, const struct never *never, uint8_t family)
{
	enum { A_MESSAGE = 500 };
	size_t count;
	struct addr *all = disjoint(never, family, &count);

	for (size_t i = 0; i < count; i += A_MESSAGE) {
		struct nftnl_set *s = set_named(family == 4 ? NFT_NEVER4 : NFT_NEVER6);

		for (size_t j = i; j < count && j < i + A_MESSAGE; j++)
			add_interval(s, &all[j]);
		send_new(n, s);
	}
	free(all);
}

void
nft_port_elements(struct nft *n)
{
	struct nftnl_set *s = set_named(NFT_PORTS);

	for (size_t i = 0; i < n->options.ports; i++) {
		uint16_t port = htons(n->ports[i]);

		add_element(s, &port, sizeof(port));
	}
	if (n->options.ports)
		nftnl_set_elems_nlmsg_build_payload(nft_message(n, NFT_MSG_NEWSETELEM, NLM_F_CREATE), s);
	nftnl_set_free(s);
}
