/* The sets of our table, and what goes into them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/nft_internal.h"

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

/* One message for each set that some of the bans belong into: into that of their own scope, or those of every scope. */
enum nft_reach { OWN_SCOPE, EVERY_SCOPE };
void nft_elements(struct nft *n, uint16_t type, enum nft_reach reach, const struct nft_ban *bans, size_t count);
/* A start (and an end) for each entry; those within another are left out. */
void nft_never_elements(struct nft *n, const struct never *never, uint8_t family);
void nft_port_elements(struct nft *n);
int nft_set_of(enum nft_scope scope, const struct addr *a); /* index, or -1: no address */
enum nft_scope nft_scope_of(const struct nft_ban *b);
void nft_put_rules(struct nft *n);
