/* Kernel and ledger agree: bans go in, and what others took out comes back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/enforce.h"

enum { RETRY = 2 /* seconds until a reconciliation that failed is tried again */ };
#define TOLERANCE (5 * SECOND) /* by which an end in the kernel may differ from the ledger's */

void
kernel_open(struct enforce *en, int netlink, bool unowned)
{
	const struct nft_options o = {
		.port = en->config->port, .ports = en->config->ports, .persist = unowned ? NFT_PERSIST_FORCE_OFF : NFT_PERSIST_AUTO,
	};
	char why[256];
	int rc;

	if (!en->config->enforce) { /* what an earlier mode left behind is withdrawn */
		rc = nft_delete_table(netlink);
		if (rc != 0 && rc != -EOPNOTSUPP && rc != -EINVAL && rc != -ENOTSOCK) /* no table where no nf_tables is */
			log_warnx("the table of an earlier run cannot be deleted: %s", strerror(-rc));
		return;
	}
	en->nft = nft_new(netlink, &o, why);
	if (!en->nft)
		fatalx("%s", why);
}

static void
try_again(struct enforce *en, int error)
{
	if (error != 0 && en->kernel_error == 0)
		log_warnx("the kernel refuses: %s; trying again", strerror(-error));
	if (error == 0 && en->kernel_error != 0)
		log_info("the kernel takes bans again");
	en->kernel_error = error;
	if (error != 0 && !ev_is_active(&en->retry))
		ev_timer_start(en->loop, &en->retry);
}

/* --- the difference --- */

struct wanted { struct enforce *en; struct nft_ban *ban; size_t count, room; };

static bool
want(void *context, const struct control_ban *b)
{
	struct wanted *w = context;
	int64_t now = clock_now();

	if (never_objection(w->en->never, &b->addr))
		return true;
	if (w->count == w->room) {
		w->room = w->room ? 2 * w->room : 64;
		w->ban = xrealloc(w->ban, w->room * sizeof(*w->ban));
	}
	w->ban[w->count++] = (struct nft_ban){
		.addr = b->addr, .left = b->until ? b->until - now : 0, .throttle = b->throttle, .all_ports = b->all_ports,
	};
	return true;
}

static int
by_address(const void *a, const void *b)
{
	return memcmp(&((const struct nft_ban *)a)->addr, &((const struct nft_ban *)b)->addr, sizeof(struct addr));
}

static bool
agree(const struct nft_ban *a, const struct nft_ban *b)
{
	return a->throttle == b->throttle && a->all_ports == b->all_ports && !a->left == !b->left &&
	       llabs((long long)(a->left - b->left)) < TOLERANCE;
}

/* Found in the kernel alone: we died between its ack and the ledger. The watcher will report it again, which is then a repeat. */
static void
adopt(struct enforce *en, const struct nft_ban *k)
{
	struct control_ban b = { .addr = k->addr, .since = clock_now(), .throttle = k->throttle, .all_ports = k->all_ports };
	struct past past;
	char text[ADDR_TEXT_MAX];

	ledger_past(en->ledger, &k->addr, b.since - en->config->memory, &past);
	b.until = k->left ? b.since + k->left : 0;
	b.offence = past.offences + 1;
	b.rung = b.offence < en->config->rungs ? b.offence : (uint32_t)en->config->rungs;
	snprintf(b.why, sizeof(b.why), LEDGER_ADOPTED);
	snprintf(b.reason, sizeof(b.reason), "found in the kernel after a crash");
	ledger_add_ban(en->ledger, &b);
	memory_touched(en);
	log_info("adopted the ban of %s, which the ledger did not know", addr_format(&k->addr, text));
}

/* What stands in the kernel alone: adopted, unless it must not be there or is about to end by itself. */
static void
settle_stray(struct enforce *en, const struct nft_ban *k)
{
	if (never_objection(en->never, &k->addr))
		nft_lift(en->nft, &k->addr, 1);
	else if (!k->left || k->left > TOLERANCE)
		adopt(en, k);
}

/* Leaves what is missing in the kernel at the front of w. */
static size_t
difference(struct enforce *en, struct wanted *w, const struct nft_ban *have, size_t haves, bool adopting)
{
	size_t missing = 0, i = 0, j = 0;

	while (i < w->count || j < haves) {
		int order = i == w->count ? 1 : j == haves ? -1 : by_address(&w->ban[i], &have[j]);

		if (order > 0 && adopting)
			settle_stray(en, &have[j]);
		else if (order < 0 || (order == 0 && !agree(&w->ban[i], &have[j])))
			w->ban[missing++] = w->ban[i];
		i += order <= 0;
		j += order >= 0;
	}
	return missing;
}

static int
reconcile(struct enforce *en, bool adopting)
{
	struct wanted w = { .en = en };
	struct nft_ban *have = NULL;
	size_t haves = 0, missing = 0;
	int rc;

	if (!en->nft)
		return 0;
	rc = nft_build(en->nft, en->never);
	if (rc == 0)
		rc = nft_list(en->nft, &have, &haves);
	if (rc == 0) {
		ledger_active(en->ledger, clock_now(), want, &w);
		if (w.count)
			qsort(w.ban, w.count, sizeof(*w.ban), by_address);
		if (haves)
			qsort(have, haves, sizeof(*have), by_address);
		missing = difference(en, &w, have, haves, adopting);
		rc = nft_ban(en->nft, w.ban, missing, NULL);
	}
	if (missing)
		log_info("restored %zu bans in the kernel", missing);
	free(w.ban);
	free(have);
	try_again(en, rc);
	return rc;
}

int
kernel_reconcile(struct enforce *en)
{
	return reconcile(en, true);
}

int
kernel_ban(struct enforce *en, const struct nft_ban *bans, size_t count)
{
	int rc;

	if (!en->nft || count == 0)
		return 0;
	rc = nft_ban(en->nft, bans, count, NULL);
	if (rc == -EEXIST) /* a typed prefix that overlaps another: its own fault, and no trouble of the kernel's */
		return rc;
	if (rc != 0 && reconcile(en, false) == 0) /* some of these may stand already: they are not strays */
		rc = nft_ban(en->nft, bans, count, NULL);
	if (rc != 0)
		try_again(en, rc);
	return rc;
}

int
kernel_lift(struct enforce *en, const struct addr *addrs, size_t count)
{
	int rc = en->nft ? nft_lift(en->nft, addrs, count) : 0;

	if (rc == -ENOENT && reconcile(en, false) == 0) /* the table was gone */
		rc = nft_lift(en->nft, addrs, count);
	return rc;
}

void
kernel_fill(struct enforce *en, struct control_ban *b)
{
	struct nft_ban k = { .addr = b->addr };

	if (en->nft && nft_find(en->nft, &k) == 0)
		b->packets = k.packets;
}

/* --- what wakes us --- */

static void
on_kernel_changed(struct ev_loop *loop, ev_io *w, int events)
{
	struct enforce *en = w->data;

	(void)loop, (void)events;
	if (!nft_changed(en->nft))
		return;
	log_warnx("somebody changed table inet mailreeve");
	kernel_reconcile(en);
}

static void
on_machine_changed(struct ev_loop *loop, ev_io *w, int events)
{
	struct enforce *en = w->data;
	int rc;

	(void)loop, (void)events;
	if (!never_machine_changed(en->route))
		return;
	rc = never_learn_machine(en->never, en->route);
	if (rc != 0)
		log_warnx("this machine's addresses cannot be read: %s", strerror(-rc));
	kernel_reconcile(en);
}

static void
on_retry(struct ev_loop *loop, ev_timer *w, int events)
{
	(void)loop, (void)events;
	kernel_reconcile(w->data);
}

void
kernel_start(struct enforce *en)
{
	ev_timer_init(&en->retry, on_retry, RETRY, 0.);
	ev_io_init(&en->machine_changed, on_machine_changed, en->route, EV_READ);
	en->retry.data = en->machine_changed.data = en->kernel_changed.data = en;
	if (en->route >= 0)
		ev_io_start(en->loop, &en->machine_changed);
	if (!en->nft)
		return;
	ev_io_init(&en->kernel_changed, on_kernel_changed, nft_watch_fd(en->nft), EV_READ);
	en->kernel_changed.data = en;
	ev_io_start(en->loop, &en->kernel_changed);
	kernel_reconcile(en);
}
