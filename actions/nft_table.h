/* The table as a whole.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/nft_internal.h"

/* NFT_MSG_DESTROYSETELEM of kernel 6.3 and later: deletes, and absent is no fault. */
enum { NFT_DESTROY_ELEMENTS = 30 };

/* Makes the table or takes over one that stands, with the flags that the kernel has. 0 or -errno. */
int nft_claim_table(struct nft *n);
int nft_drop_table(struct nft *n); /* absent is no fault */
