/* Makes it so: our table in the kernel, over netlink, no nft process. libnftnl builds, libmnl carries, the kernel acks.
 * Shape: table inet mailreeve; hash sets for hosts, /24, /48, /64; small interval sets for what an admin typed and for
 * never-ban; chains `early` (prerouting raw, our ports) and `wide` (prerouting mangle, original direction, all ports).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "actions/never.h"

struct nft;

enum nft_persist { NFT_PERSIST_AUTO, NFT_PERSIST_FORCE_ON, NFT_PERSIST_FORCE_OFF };
struct nft_options {
	const uint16_t *port; size_t ports;
	enum nft_persist persist;      /* owner+persist flags: by the kernel, or forced by tests */
	bool slow_updates;             /* tests: as if the kernel could neither update elements nor DESTROYSETELEM */
};
struct nft_ban {
	struct addr addr;
	int64_t left;                  /* us until it ends in the kernel; 0: no end */
	bool throttle, all_ports;
	uint64_t packets;              /* listing only */
};

/* socket: NETLINK_NETFILTER, opened by whoever may; owned by the table as long as it is open. NULL and *why on failure
 * (no nf_tables, a foreign table of our name, no capability): a sentence that says what to do. */
struct nft *nft_new(int socket, const struct nft_options *o, char why[256]);
void nft_free(struct nft *n); /* the table and its bans stay */
/* Makes what is missing of table, chains and sets; keeps bans that are there. 0 or -errno. */
int nft_build(struct nft *n, const struct never *never);
/* In one batch; acknowledged by the kernel when it returns 0. What fails does not take the others with it: *failed (may be
 * NULL) counts them and the first -errno is returned. Replaces an element that is there. */
int nft_ban(struct nft *n, const struct nft_ban *bans, size_t count, size_t *failed);
/* Lifts from every set; absent is no fault. */
int nft_lift(struct nft *n, const struct addr *addrs, size_t count);
/* All that the kernel has. *bans is malloc'd. 0 or -errno (-ENOENT: the table is gone). */
int nft_list(struct nft *n, struct nft_ban **bans, size_t *count);
/* One address: fills the rest of *b. 0 or -errno (-ENOENT: it is not banned). */
int nft_find(struct nft *n, struct nft_ban *b);
/* Descriptor that becomes readable when rules of the kernel change; nft_changed says if that was somebody else at our
 * table (then: reconcile). */
int nft_watch_fd(const struct nft *n);
bool nft_changed(struct nft *n);
bool nft_persists(const struct nft *n);
/* Deletes the table with all bans: `mailreeve panic`, after the parts have stopped. 0 or -errno. */
int nft_delete_table(int socket);
