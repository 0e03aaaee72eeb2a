/* What the kernel has: a dump of every set of bans.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft_elements.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "cmd/base/log.h"

enum { DUMP_TRIES = 5 /* a change in the middle of a dump interrupts it */ };

struct listing {
	const struct nft_set_row *row;
	struct nft_ban *ban;
	size_t count, room;
};

static int
read_counter(struct nftnl_expr *e, void *packets)
{
	if (strcmp(nftnl_expr_get_str(e, NFTNL_EXPR_NAME), "counter") == 0)
		*(uint64_t *)packets = nftnl_expr_get_u64(e, NFTNL_EXPR_CTR_PACKETS);
	return 0;
}

static int
read_comment(const struct nftnl_udata *u, void *bits)
{
	const char *text = nftnl_udata_get(u);

	if (nftnl_udata_type(u) == NFTNL_UDATA_SET_ELEM_COMMENT && nftnl_udata_len(u) > 2 && text[0] == '/' &&
	    text[nftnl_udata_len(u) - 1] == '\0')
		*(uint8_t *)bits = (uint8_t)atoi(text + 1);
	return 0;
}

/* The prefix length of an admin's interval; 0: not one of ours. */
static uint8_t
typed_bits(const struct nftnl_set_elem *e, uint8_t family)
{
	uint32_t length;
	/* libnftnl's getters take no const, and change nothing */
	const void *data = nftnl_set_elem_get((struct nftnl_set_elem *)(uintptr_t)e, NFTNL_SET_ELEM_USERDATA, &length);
	uint8_t bits = 0;

	if (data && nftnl_udata_parse(data, length, read_comment, &bits) < 0)
		return 0;
	return bits <= (family == 4 ? 32 : 128) ? bits : 0;
}

static int
on_element(struct nftnl_set_elem *e, void *context)
{
	struct listing *l = context;
	struct nft_ban b = { .throttle = l->row->scope == SCOPE_SLOW, .all_ports = l->row->scope == SCOPE_WIDE };
	uint32_t length = 0;
	const void *key = nftnl_set_elem_get(e, NFTNL_SET_ELEM_KEY, &length);

	if (!key || length != (l->row->family == 4 ? 4 : 16))
		return 0;
	if (nftnl_set_elem_is_set(e, NFTNL_SET_ELEM_FLAGS) &&
	    nftnl_set_elem_get_u32(e, NFTNL_SET_ELEM_FLAGS) & NFT_SET_ELEM_INTERVAL_END)
		return 0;
	b.addr.family = l->row->family;
	b.addr.bits = l->row->bits ? l->row->bits : typed_bits(e, l->row->family);
	memcpy(b.addr.b, key, length);
	if (b.addr.bits == 0)
		return 0;
	if (nftnl_set_elem_is_set(e, NFTNL_SET_ELEM_EXPIRATION))
		b.left = (int64_t)nftnl_set_elem_get_u64(e, NFTNL_SET_ELEM_EXPIRATION) * 1000;
	nftnl_set_elem_expr_foreach(e, read_counter, &b.packets);
	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->ban = xrealloc(l->ban, l->room * sizeof(*l->ban));
	}
	l->ban[l->count++] = b;
	return 0;
}

static int
on_message(const struct nlmsghdr *h, void *context)
{
	struct nftnl_set *s = nftnl_set_alloc();

	if (!s)
		fatalx("out of memory");
	if (nftnl_set_elems_nlmsg_parse(h, s) == 0)
		nftnl_set_elem_foreach(s, on_element, context);
	nftnl_set_free(s);
	return MNL_CB_OK;
}

/* The kernel has answered when send returns, and each receive of a dump makes it produce the next part: it never waits.
 * What is left of an older answer is passed over. */
static int
receive(struct nft *n, uint32_t seq, struct listing *l)
{
	const struct nlmsghdr *h = (const void *)n->answer;
	ssize_t got;

	do {
		got = recv(n->socket, n->answer, NFT_ANSWER, MSG_DONTWAIT);
		if (got < 0)
			return -errno;
	} while (!mnl_nlmsg_ok(h, (int)got) || h->nlmsg_seq != seq);
	got = mnl_cb_run(n->answer, (size_t)got, seq, n->port, on_message, l);
	return got < 0 ? -errno : (int)got;
}

static int
dump_set(struct nft *n, struct listing *l)
{
	char request[MNL_NLMSG_HDRLEN + 256];
	uint32_t seq = ++n->batch.seq;
	struct nlmsghdr *h = nftnl_nlmsg_build_hdr(request, NFT_MSG_GETSETELEM, NFPROTO_INET, NLM_F_DUMP, seq);
	int rc;

	mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_TABLE, NFT_OUR_TABLE);
	mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_SET, l->row->name);
	if (send(n->socket, h, h->nlmsg_len, 0) < 0)
		return -errno;
	do {
		rc = receive(n, seq, l);
	} while (rc > MNL_CB_STOP);
	return rc;
}

static int
find_in(struct nft *n, struct listing *l, const struct addr *a)
{
	struct nft_ban wanted = { .addr = *a, .throttle = l->row->scope == SCOPE_SLOW, .all_ports = l->row->scope == SCOPE_WIDE };
	const struct nlmsghdr *request;
	int rc;

	/* a request for elements looks like their deletion, and goes alone, without a batch */
	nft_begin(n);
	nft_elements(n, NFT_MSG_GETSETELEM, OWN_SCOPE, &wanted, 1);
	request = (const void *)(n->batch.buffer + n->batch.last);
	if (send(n->socket, request, request->nlmsg_len, 0) < 0)
		return -errno;
	rc = receive(n, n->batch.seq, l);
	return rc < 0 ? rc : 0;
}

int
nft_find(struct nft *n, struct nft_ban *b)
{
	struct listing l = { 0 };
	int rc = -ENOENT;

	for (enum nft_scope scope = 0; scope < NFT_SCOPES && l.count == 0; scope++) {
		int set = nft_set_of(scope, &b->addr);

		if (set < 0)
			return -EINVAL;
		l.row = &nft_sets[set];
		rc = find_in(n, &l, &b->addr);
		if (rc != 0 && rc != -ENOENT)
			break;
	}
	if (l.count)
		*b = l.ban[0];
	rc = l.count ? 0 : rc ? rc : -ENOENT;
	free(l.ban);
	return rc;
}

int
nft_list(struct nft *n, struct nft_ban **bans, size_t *count)
{
	struct listing l = { 0 };
	int rc = 0;

	for (size_t i = 0; i < NFT_SETS && rc == 0; i++) {
		size_t before = l.count;

		l.row = &nft_sets[i];
		rc = -EINTR;
		for (int tries = 0; tries < DUMP_TRIES && rc == -EINTR; tries++) {
			l.count = before;
			rc = dump_set(n, &l);
		}
	}
	if (rc != 0) {
		free(l.ban);
		l = (struct listing){ 0 };
	}
	*bans = l.ban;
	*count = l.count;
	return rc;
}
