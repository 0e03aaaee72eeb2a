/* Notices when somebody else changes our table.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/nft_internal.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <sys/socket.h>

int
nft_watch_fd(const struct nft *n)
{
	return n->watch;
}

/* Every notice of nf_tables has its table's name as attribute 1, but for NEWGEN, which has none. */
static bool
is_ours(const struct nlmsghdr *h)
{
	struct nlattr *attr;

	if (h->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES || (h->nlmsg_type & 0xff) == NFT_MSG_NEWGEN)
		return false;
	mnl_attr_for_each(attr, h, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == NFTA_TABLE_NAME)
			return mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0 &&
			       strcmp(mnl_attr_get_str(attr), NFT_OUR_TABLE) == 0;
	return false;
}

bool
nft_changed(struct nft *n)
{
	bool changed = false;

	for (;;) {
		ssize_t got = recv(n->watch, n->answer, NFT_ANSWER, MSG_DONTWAIT);
		int left = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == ENOBUFS) { /* notices were lost: one may have been about us */
			changed = true;
			continue;
		}
		if (got < 0)
			return changed;
		for (const struct nlmsghdr *h = (void *)n->answer; mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left))
			changed = changed || (h->nlmsg_pid != n->port && is_ours(h));
	}
}
