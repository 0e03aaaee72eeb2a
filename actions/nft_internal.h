/* The parts of actions/nft: an open table, and the batch that carries all changes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <netinet/in.h> /* before the kernel's own idea of it */
#include <stdio.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "actions/nft.h"

#define NFT_OUR_TABLE "mailreeve"

/* Messages of one transaction. Grows; reused, so that a single ban allocates little. */
struct nft_batch {
	char *buffer;
	size_t used, room, last; /* last: offset of the newest message, whose length may still grow */
	uint32_t first, seq;     /* sequence numbers of the begin and of the newest message */
};
struct nft {
	int socket, watch;
	uint32_t port;     /* netlink port of socket */
	struct nft_options options;
	uint16_t ports[CONFIG_PORTS_MAX];
	bool persists;
	bool destroys;     /* the kernel has DESTROYSETELEM (6.3) */
	struct nft_batch batch;
	char *answer;      /* of NFT_ANSWER bytes: what the kernel sends */
};
enum { NFT_ANSWER = 64 << 10 };

void nft_begin(struct nft *n);
/* The head of the next message; the caller appends attributes to it before the next call (64 KiB are free). */
struct nlmsghdr *nft_message(struct nft *n, uint16_t type, uint16_t flags);
/* Sends and waits for the kernel's answer: 0, or the first -errno, and then nothing was applied. (A refused batch makes the
 * kernel wait for an RCU grace period, some milliseconds: what may be expected to fail is built so that it does not.) */
int nft_commit(struct nft *n);
bool nft_table_stands(struct nft *n);
