/* The parts of actions/nft: the sets of our table, and the batch that carries all changes.
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
#define NFT_NEVER4 "never4"
#define NFT_NEVER6 "never6"
#define NFT_PORTS "ports"

enum nft_scope { SCOPE_BAN, SCOPE_WIDE, SCOPE_SLOW, NFT_SCOPES };
enum { NFT_SETS = 18, NFT_SETS_A_SCOPE = NFT_SETS / NFT_SCOPES };

struct nft_set_row {
	const char *name;
	enum nft_scope scope;
	uint8_t family, bits; /* bits 0: an interval set, for the prefix lengths that an admin typed */
};
extern const struct nft_set_row nft_sets[NFT_SETS];

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

/* One message for each set that some of the bans belong into: into that of their own scope, or those of every scope. */
enum nft_reach { OWN_SCOPE, EVERY_SCOPE };
void nft_elements(struct nft *n, uint16_t type, enum nft_reach reach, const struct nft_ban *bans, size_t count);
/* A start (and an end) for each entry; those within another are left out. */
void nft_never_elements(struct nft *n, const struct never *never, uint8_t family);
void nft_port_elements(struct nft *n);
int nft_set_of(enum nft_scope scope, const struct addr *a); /* index, or -1: no address */
enum nft_scope nft_scope_of(const struct nft_ban *b);
void nft_put_rules(struct nft *n);
