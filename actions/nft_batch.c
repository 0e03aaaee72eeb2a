/* One transaction: messages between a begin and an end, sent at once, acknowledged by the kernel before send returns.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft_internal.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>
#include <sys/socket.h>

#include "cmd/base/log.h"

enum { MESSAGE_ROOM = 80 << 10 /* a nest of 64 KiB (the limit of an attribute) and what surrounds it */ };

static void
make_room(struct nft_batch *b)
{
	if (b->room - b->used >= MESSAGE_ROOM)
		return;
	b->room = 2 * b->room + 2 * MESSAGE_ROOM;
	b->buffer = xrealloc(b->buffer, b->room);
}

/* The newest message is complete: its length counts. */
static void
close_message(struct nft_batch *b)
{
	const struct nlmsghdr *h = (const void *)(b->buffer + b->last);

	b->used = b->last + NLMSG_ALIGN(h->nlmsg_len);
}

void
nft_begin(struct nft *n)
{
	struct nft_batch *b = &n->batch;

	b->used = b->last = 0;
	make_room(b);
	b->first = ++b->seq;
	nftnl_batch_begin(b->buffer, b->first);
}

struct nlmsghdr *
nft_message(struct nft *n, uint16_t type, uint16_t flags)
{
	struct nft_batch *b = &n->batch;

	close_message(b);
	make_room(b);
	b->last = b->used;
	return nftnl_nlmsg_build_hdr(b->buffer + b->last, type, NFPROTO_INET, flags, ++b->seq);
}

static int
error_of(const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(h);

	if (h->nlmsg_type != NLMSG_ERROR || h->nlmsg_len < mnl_nlmsg_size(sizeof(*e)))
		return 0;
	return e->error;
}

/* The answers lie in the socket when send returns: errors in the order of the messages, the last message's ack at the end. */
static int
collect(struct nft *n)
{
	int first_error = 0;

	for (;;) {
		ssize_t got = recv(n->socket, n->answer, NFT_ANSWER, MSG_DONTWAIT);
		int left = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == ENOBUFS) { /* more errors than the socket holds */
			first_error = first_error ? first_error : -ENOBUFS;
			continue;
		}
		if (got < 0)
			return first_error ? first_error : -EIO;
		for (struct nlmsghdr *h = (void *)n->answer; mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left)) {
			if (h->nlmsg_seq - n->batch.first > n->batch.seq - n->batch.first)
				continue; /* of an older batch */
			if (!first_error)
				first_error = error_of(h);
			if (h->nlmsg_seq == n->batch.seq)
				return first_error;
		}
	}
}

static int
send_and_collect(struct nft *n, const void *p, size_t length)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sendto(n->socket, p, length, 0, (const struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	return collect(n);
}

int
nft_commit(struct nft *n)
{
	struct nft_batch *b = &n->batch;
	struct nlmsghdr *last = (void *)(b->buffer + b->last);

	if (b->last == 0)
		return 0;
	last->nlmsg_flags |= NLM_F_ACK;
	close_message(b);
	make_room(b);
	b->used += nftnl_batch_end(b->buffer + b->used, b->seq + 1)->nlmsg_len;
	return send_and_collect(n, b->buffer, b->used);
}

bool
nft_table_stands(struct nft *n)
{
	char request[MNL_NLMSG_HDRLEN + 128];
	struct nlmsghdr *h;

	n->batch.first = ++n->batch.seq;
	h = nftnl_nlmsg_build_hdr(request, NFT_MSG_GETTABLE, NFPROTO_INET, 0, n->batch.seq);
	mnl_attr_put_strz(h, NFTA_TABLE_NAME, NFT_OUR_TABLE);
	return send_and_collect(n, h, h->nlmsg_len) == 0;
}
