/* The rules of our two chains, as expressions. In nft's words they stand above each function.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft_elements.h"

#include <libnftnl/expr.h>
#include <libnftnl/rule.h>

#include "cmd/base/log.h"

enum { CT_DIRECTION_ORIGINAL = 0 }; /* the kernel's enum ip_conntrack_dir, not in its uapi headers */
enum { SADDR4_OFFSET = 12, SADDR6_OFFSET = 8, DPORT_OFFSET = 2 }; /* RFC 791, RFC 8200, RFC 9293 */

static struct nftnl_rule *
rule_in(const char *chain)
{
	struct nftnl_rule *r = nftnl_rule_alloc();

	if (!r)
		fatalx("out of memory");
	nftnl_rule_set_str(r, NFTNL_RULE_TABLE, NFT_OUR_TABLE);
	nftnl_rule_set_str(r, NFTNL_RULE_CHAIN, chain);
	return r;
}

static struct nftnl_expr *
add(struct nftnl_rule *r, const char *name)
{
	struct nftnl_expr *e = nftnl_expr_alloc(name);

	if (!e)
		fatalx("out of memory");
	nftnl_rule_add_expr(r, e);
	return e;
}

static void
compare(struct nftnl_rule *r, uint32_t op, const void *data, uint32_t length)
{
	struct nftnl_expr *e = add(r, "cmp");

	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, data, length);
}

static void
meta_is(struct nftnl_rule *r, uint32_t key, uint32_t op, uint8_t value)
{
	struct nftnl_expr *e = add(r, "meta");

	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
	compare(r, op, &value, sizeof(value));
}

static void
direction_original(struct nftnl_rule *r)
{
	struct nftnl_expr *e = add(r, "ct");
	const uint8_t original = CT_DIRECTION_ORIGINAL;

	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, NFT_CT_DIRECTION);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_DREG, NFT_REG_1);
	compare(r, NFT_CMP_EQ, &original, sizeof(original));
}

static void
load(struct nftnl_rule *r, uint32_t base, uint32_t offset, uint32_t length)
{
	struct nftnl_expr *e = add(r, "payload");

	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, length);
}

static void
mask(struct nftnl_rule *r, unsigned bits, uint32_t length)
{
	struct nftnl_expr *e = add(r, "bitwise");
	uint8_t ones[16] = { 0 }, zero[16] = { 0 };

	for (unsigned i = 0; i < bits; i++)
		ones[i / 8] |= (uint8_t)(0x80 >> i % 8);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, length);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, ones, length);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, zero, length);
}

static void
lookup(struct nftnl_rule *r, const char *set, bool inverted)
{
	struct nftnl_expr *e = add(r, "lookup");

	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, set);
	if (inverted)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
}

/* Loads the source address, if the packet is of that family; bits: how much of it is looked up. */
static void
load_source(struct nftnl_rule *r, uint8_t family, unsigned bits)
{
	uint32_t length = family == 4 ? 4 : 16;

	meta_is(r, NFT_META_NFPROTO, NFT_CMP_EQ, family == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
	load(r, NFT_PAYLOAD_NETWORK_HEADER, family == 4 ? SADDR4_OFFSET : SADDR6_OFFSET, length);
	if (bits && bits < 8 * length)
		mask(r, bits, length);
}

static void
finish(struct nft *n, struct nftnl_rule *r, uint32_t verdict)
{
	struct nftnl_expr *e = add(r, "immediate");

	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, verdict);
	nftnl_rule_nlmsg_build_payload(nft_message(n, NFT_MSG_NEWRULE, NLM_F_APPEND | NLM_F_CREATE), r);
	nftnl_rule_free(r);
}

/* meta l4proto != tcp accept; tcp dport != @ports accept */
static void
put_ports(struct nft *n, const char *chain)
{
	struct nftnl_rule *r = rule_in(chain);

	meta_is(r, NFT_META_L4PROTO, NFT_CMP_NEQ, IPPROTO_TCP);
	finish(n, r, NF_ACCEPT);
	r = rule_in(chain);
	load(r, NFT_PAYLOAD_TRANSPORT_HEADER, DPORT_OFFSET, sizeof(uint16_t));
	lookup(r, NFT_PORTS, true);
	finish(n, r, NF_ACCEPT);
}

/* ip saddr @never4 accept; ip6 saddr @never6 accept */
static void
put_never(struct nft *n, const char *chain)
{
	static const struct { uint8_t family; const char *set; } rows[] = { { 4, NFT_NEVER4 }, { 6, NFT_NEVER6 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct nftnl_rule *r = rule_in(chain);

		load_source(r, rows[i].family, 0);
		lookup(r, rows[i].set, false);
		finish(n, r, NF_ACCEPT);
	}
}

/* ip saddr & MASK @SET [ct direction original] counter drop; the elements of slow sets hold a limit, which decides. */
static void
put_scope(struct nft *n, const char *chain, enum nft_scope scope)
{
	for (size_t i = 0; i < NFT_SETS; i++) {
		struct nftnl_rule *r;

		if (nft_sets[i].scope != scope)
			continue;
		r = rule_in(chain);
		if (scope == SCOPE_WIDE)
			direction_original(r);
		load_source(r, nft_sets[i].family, nft_sets[i].bits);
		lookup(r, nft_sets[i].name, false);
		add(r, "counter");
		finish(n, r, NF_DROP);
	}
}

void
nft_put_rules(struct nft *n)
{
	put_ports(n, "early");
	put_never(n, "early");
	put_scope(n, "early", SCOPE_BAN);
	put_scope(n, "early", SCOPE_SLOW);
	put_never(n, "wide");
	put_scope(n, "wide", SCOPE_WIDE);
}
