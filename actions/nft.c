/* Bans and lifts: upserts that work on every kernel, in batches that one bad element does not spoil.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actions/nft_elements.h"
#include "actions/nft_table.h"
#include "cmd/base/log.h"

enum {
	CHUNK = 512,                /* bans in a transaction; more gains nothing */
	SEND_BUFFER = 4 << 20, RECEIVE_BUFFER = 4 << 20,
};

/* Beyond the system's limit where we may. */
static void
grow_buffer(int fd, int forced, int polite, int size)
{
	if (setsockopt(fd, SOL_SOCKET, forced, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, polite, &size, sizeof(size));
}

static int
open_watch(void)
{
	const int group = NFNLGRP_NFTABLES;
	const struct sockaddr_nl sa = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_NETFILTER);

	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0) {
		close(fd);
		return -1;
	}
	grow_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, RECEIVE_BUFFER);
	return fd;
}

/* Answers to a predecessor that did not live to read them. */
static void
drain(struct nft *n)
{
	while (recv(n->socket, n->answer, NFT_ANSWER, MSG_DONTWAIT) >= 0 || errno == ENOBUFS)
		;
}

static bool
prepare_socket(struct nft *n)
{
	const int on = 1;
	struct sockaddr_nl sa = { 0 };
	socklen_t length = sizeof(sa);

	if (getsockname(n->socket, (struct sockaddr *)&sa, &length) < 0)
		return false;
	n->port = sa.nl_pid;
	drain(n);
	grow_buffer(n->socket, SO_SNDBUFFORCE, SO_SNDBUF, SEND_BUFFER);
	grow_buffer(n->socket, SO_RCVBUFFORCE, SO_RCVBUF, RECEIVE_BUFFER);
	/* errors without a copy of what they answer */
	return setsockopt(n->socket, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)) == 0;
}

static const char *
advice(int error)
{
	switch (error) {
	case EPERM:
		return "the kernel refuses: CAP_NET_ADMIN is missing, or another program owns table inet " NFT_OUR_TABLE;
	case EOPNOTSUPP:
	case EPROTONOSUPPORT:
		return "this kernel lacks what was asked for: nf_tables (modprobe nf_tables), or the flags owner and persist";
	default:
		return "table inet " NFT_OUR_TABLE " cannot be made";
	}
}

struct nft *
nft_new(int socket, const struct nft_options *o, char why[256])
{
	struct nft *n = xcalloc(1, sizeof(*n));
	int rc = 0;

	n->socket = socket;
	n->options = *o;
	n->options.ports = o->ports < CONFIG_PORTS_MAX ? o->ports : CONFIG_PORTS_MAX;
	if (o->ports)
		memcpy(n->ports, o->port, n->options.ports * sizeof(*o->port));
	n->answer = xcalloc(1, NFT_ANSWER);
	n->watch = open_watch();
	if (n->watch < 0 || !prepare_socket(n))
		rc = -errno;
	if (rc == 0)
		rc = nft_claim_table(n);
	if (rc == 0)
		return n;
	snprintf(why, 256, "%s (%s)", advice(-rc), strerror(-rc));
	nft_free(n);
	return NULL;
}

void
nft_free(struct nft *n)
{
	if (!n)
		return;
	if (n->watch >= 0)
		close(n->watch);
	free(n->batch.buffer);
	free(n->answer);
	free(n);
}

bool
nft_persists(const struct nft *n)
{
	return n->persists;
}

/* Takes the addresses out of all sets, absent or not. Older kernels refuse to delete what is absent: it is added first. */
static void
clear(struct nft *n, const struct nft_ban *bans, size_t count)
{
	if (n->destroys) {
		nft_elements(n, NFT_DESTROY_ELEMENTS, EVERY_SCOPE, bans, count);
		return;
	}
	nft_elements(n, NFT_MSG_NEWSETELEM, EVERY_SCOPE, bans, count);
	nft_elements(n, NFT_MSG_DELSETELEM, EVERY_SCOPE, bans, count);
}

/* An element that is there is not updated by every kernel: it goes and comes back, in one transaction. */
static int
put_all(struct nft *n, const struct nft_ban *bans, size_t count)
{
	nft_begin(n);
	clear(n, bans, count);
	nft_elements(n, NFT_MSG_NEWSETELEM, OWN_SCOPE, bans, count);
	return nft_commit(n);
}

/* The slowest way, each set in a transaction of its own. */
static int
lift_singly(struct nft *n, const struct addr *a)
{
	int rc = 0;

	for (enum nft_scope scope = 0; scope < NFT_SCOPES && rc == 0; scope++) {
		struct nft_ban b = { .addr = *a, .throttle = scope == SCOPE_SLOW, .all_ports = scope == SCOPE_WIDE };

		nft_begin(n);
		nft_elements(n, NFT_MSG_DELSETELEM, OWN_SCOPE, &b, 1);
		rc = nft_commit(n);
		rc = rc == -ENOENT ? 0 : rc;
	}
	return rc;
}

static int
lift_all(struct nft *n, const struct nft_ban *bans, size_t count)
{
	int rc;

	nft_begin(n);
	clear(n, bans, count);
	rc = nft_commit(n);
	/* a prefix overlapped by another that an admin typed cannot be added, not even for a moment */
	if (rc == -EEXIST && count == 1)
		rc = lift_singly(n, &bans[0].addr);
	return rc;
}

struct outcome { int first; size_t failed; };

static bool
all_are_addresses(const struct nft_ban *bans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (nft_set_of(SCOPE_BAN, &bans[i].addr) < 0)
			return false;
	return true;
}

/* Halves what fails until the bad ones stand alone. */
static void
apply(struct nft *n, int (*deed)(struct nft *, const struct nft_ban *, size_t), const struct nft_ban *bans, size_t count,
      struct outcome *o)
{
	int rc = all_are_addresses(bans, count) ? deed(n, bans, count) : -EINVAL;

	if (rc == 0)
		return;
	if (count == 1 || rc == -EPERM || (rc == -ENOENT && !nft_table_stands(n))) {
		o->failed += count;
		o->first = o->first ? o->first : rc;
		return;
	}
	apply(n, deed, bans, count / 2, o);
	apply(n, deed, bans + count / 2, count - count / 2, o);
}

int
nft_ban(struct nft *n, const struct nft_ban *bans, size_t count, size_t *failed)
{
	struct outcome o = { 0 };

	for (size_t i = 0; i < count; i += CHUNK)
		apply(n, put_all, bans + i, count - i < CHUNK ? count - i : CHUNK, &o);
	if (failed)
		*failed = o.failed;
	return o.first;
}

int
nft_lift(struct nft *n, const struct addr *addrs, size_t count)
{
	struct nft_ban some[CHUNK] = { 0 };
	struct outcome o = { 0 };

	for (size_t i = 0; i < count; i += CHUNK) {
		size_t now = count - i < CHUNK ? count - i : CHUNK;

		for (size_t j = 0; j < now; j++)
			some[j].addr = addrs[i + j];
		apply(n, lift_all, some, now, &o);
	}
	return o.first;
}

int
nft_delete_table(int socket)
{
	struct nft n = { .socket = socket, .answer = xcalloc(1, NFT_ANSWER) };
	int rc;

	drain(&n);
	rc = nft_drop_table(&n);
	free(n.batch.buffer);
	free(n.answer);
	return rc;
}
