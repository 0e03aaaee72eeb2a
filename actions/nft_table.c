/* The table, its sets and its chains: made where they are missing, in one transaction.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft_table.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <string.h>

#include "actions/nft_elements.h"
#include "cmd/base/log.h"

/* Of newer kernels' uapi headers than those we build with. */
enum { TABLE_F_OWNER = 0x2, TABLE_F_PERSIST = 0x4 };
/* Data types as nft numbers them (its datatype.h), so that it can print our sets. */
enum { TYPE_IPADDR = 7, TYPE_IP6ADDR = 8, TYPE_INET_SERVICE = 13 };
enum { PRIORITY_RAW = -300, PRIORITY_MANGLE = -150 };
enum { SWEEP = 60000 /* ms between the kernel's sweeps for expired elements */ };
enum { TRICKLE_RATE = 1, TRICKLE_BURST = 5 /* packets a second from a throttled source */ };

static void
put_table(struct nft *n, uint16_t type, uint32_t flags)
{
	struct nftnl_table *t = nftnl_table_alloc();

	if (!t)
		fatalx("out of memory");
	nftnl_table_set_str(t, NFTNL_TABLE_NAME, NFT_OUR_TABLE);
	if (type == NFT_MSG_NEWTABLE)
		nftnl_table_set_u32(t, NFTNL_TABLE_FLAGS, flags);
	nftnl_table_nlmsg_build_payload(nft_message(n, type, type == NFT_MSG_NEWTABLE ? NLM_F_CREATE : 0), t);
	nftnl_table_free(t);
}

static int
claim_with(struct nft *n, uint32_t flags)
{
	nft_begin(n);
	put_table(n, NFT_MSG_NEWTABLE, flags);
	return nft_commit(n);
}

int
nft_claim_table(struct nft *n)
{
	int rc = -EOPNOTSUPP;

	if (n->options.persist != NFT_PERSIST_FORCE_OFF)
		rc = claim_with(n, TABLE_F_OWNER | TABLE_F_PERSIST);
	n->persists = rc == 0;
	/* an older kernel, or a table that was made without owner: it is kept, with its bans */
	if ((rc == -EOPNOTSUPP || rc == -EINVAL) && n->options.persist != NFT_PERSIST_FORCE_ON)
		rc = claim_with(n, 0);
	return rc;
}

int
nft_drop_table(struct nft *n)
{
	int rc;

	nft_begin(n);
	put_table(n, NFT_MSG_DELTABLE, 0);
	rc = nft_commit(n);
	return rc == -ENOENT ? 0 : rc;
}

static void
put_chain(struct nft *n, const char *name, int32_t priority)
{
	struct nftnl_chain *c = nftnl_chain_alloc();

	if (!c)
		fatalx("out of memory");
	nftnl_chain_set_str(c, NFTNL_CHAIN_TABLE, NFT_OUR_TABLE);
	nftnl_chain_set_str(c, NFTNL_CHAIN_NAME, name);
	nftnl_chain_set_str(c, NFTNL_CHAIN_TYPE, "filter");
	nftnl_chain_set_u32(c, NFTNL_CHAIN_HOOKNUM, NF_INET_PRE_ROUTING);
	nftnl_chain_set_s32(c, NFTNL_CHAIN_PRIO, priority);
	nftnl_chain_set_u32(c, NFTNL_CHAIN_POLICY, NF_ACCEPT);
	nftnl_chain_nlmsg_build_payload(nft_message(n, NFT_MSG_NEWCHAIN, NLM_F_CREATE), c);
	nftnl_chain_free(c);
}

/* Flushes: without a handle DELRULE means all of a chain, without elements DELSETELEM all of a set. */
static void
put_flush(struct nft *n, uint16_t type, uint16_t table_attribute, uint16_t name_attribute, const char *name)
{
	struct nlmsghdr *h = nft_message(n, type, 0);

	mnl_attr_put_strz(h, table_attribute, NFT_OUR_TABLE);
	mnl_attr_put_strz(h, name_attribute, name);
}

/* What each element of a set carries: a counter, or in slow sets the limit that lets a trickle through. */
static struct nftnl_expr *
companion(enum nft_scope scope)
{
	struct nftnl_expr *e = nftnl_expr_alloc(scope == SCOPE_SLOW ? "limit" : "counter");

	if (!e)
		fatalx("out of memory");
	if (scope == SCOPE_SLOW) {
		nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_RATE, TRICKLE_RATE);
		nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_UNIT, 1); /* second */
		nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_BURST, TRICKLE_BURST);
		nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_TYPE, NFT_LIMIT_PKTS);
		nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_FLAGS, NFT_LIMIT_F_INV); /* matches what is over */
	}
	return e;
}

static struct nftnl_set *
set_of(const char *name, uint32_t id, uint32_t type, uint32_t length, uint32_t flags)
{
	struct nftnl_set *s = nftnl_set_alloc();

	if (!s)
		fatalx("out of memory");
	nftnl_set_set_str(s, NFTNL_SET_TABLE, NFT_OUR_TABLE);
	nftnl_set_set_str(s, NFTNL_SET_NAME, name);
	nftnl_set_set_u32(s, NFTNL_SET_ID, id); /* the kernel wants one, unique in the batch */
	nftnl_set_set_u32(s, NFTNL_SET_FAMILY, NFPROTO_INET);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_TYPE, type);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_LEN, length);
	nftnl_set_set_u32(s, NFTNL_SET_FLAGS, flags);
	return s;
}

static void
put_set(struct nft *n, struct nftnl_set *s)
{
	nftnl_set_nlmsg_build_payload(nft_message(n, NFT_MSG_NEWSET, NLM_F_CREATE), s);
	nftnl_set_free(s);
}

static void
put_sets(struct nft *n)
{
	for (uint32_t i = 0; i < NFT_SETS; i++) {
		const struct nft_set_row *row = &nft_sets[i];
		uint32_t flags = NFT_SET_TIMEOUT | NFT_SET_EXPR | (row->bits ? 0 : NFT_SET_INTERVAL);
		struct nftnl_set *s = set_of(row->name, i + 1, row->family == 4 ? TYPE_IPADDR : TYPE_IP6ADDR,
		                             row->family == 4 ? 4 : 16, flags);

		nftnl_set_set_u32(s, NFTNL_SET_GC_INTERVAL, SWEEP);
		nftnl_set_add_expr(s, companion(row->scope));
		put_set(n, s);
	}
	put_set(n, set_of(NFT_NEVER4, NFT_SETS + 1, TYPE_IPADDR, 4, NFT_SET_INTERVAL));
	put_set(n, set_of(NFT_NEVER6, NFT_SETS + 2, TYPE_IP6ADDR, 16, NFT_SET_INTERVAL));
	put_set(n, set_of(NFT_PORTS, NFT_SETS + 3, TYPE_INET_SERVICE, sizeof(uint16_t), 0));
}

static int
build_shape(struct nft *n, const struct never *never)
{
	static const char *const chains[] = { "early", "wide" };
	static const char *const refilled[] = { NFT_NEVER4, NFT_NEVER6, NFT_PORTS };

	nft_begin(n);
	put_chain(n, chains[0], PRIORITY_RAW);
	put_chain(n, chains[1], PRIORITY_MANGLE);
	for (size_t i = 0; i < 2; i++)
		put_flush(n, NFT_MSG_DELRULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN, chains[i]);
	put_sets(n);
	for (size_t i = 0; i < 3; i++)
		put_flush(n, NFT_MSG_DELSETELEM, NFTA_SET_ELEM_LIST_TABLE, NFTA_SET_ELEM_LIST_SET, refilled[i]);
	nft_never_elements(n, never, 4);
	nft_never_elements(n, never, 6);
	nft_port_elements(n);
	nft_put_rules(n);
	return nft_commit(n);
}

/* Asked with an address that no set can hold. */
static bool
has_destroy(struct nft *n)
{
	struct nft_ban nobody = { .addr = { .family = 4, .bits = 32 } };

	nft_begin(n);
	nft_elements(n, NFT_DESTROY_ELEMENTS, OWN_SCOPE, &nobody, 1);
	return nft_commit(n) == 0;
}

int
nft_build(struct nft *n, const struct never *never)
{
	int rc = nft_claim_table(n);

	if (rc == 0)
		rc = build_shape(n, never);
	if (rc != 0 && rc != -EPERM && nft_drop_table(n) == 0) {
		log_warnx("table inet %s had another shape (%s): made anew", NFT_OUR_TABLE, strerror(-rc));
		rc = nft_claim_table(n);
		if (rc == 0)
			rc = build_shape(n, never);
	}
	if (rc == 0)
		n->destroys = !n->options.slow_updates && has_destroy(n);
	return rc;
}
