/* What operators may change. The kernel first, then the ledger, then the answer.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/handlers.h"

/* Whom a person means: one IPv6 address stands for its /64, as everywhere. */
static struct addr
meant(const struct control_request *q)
{
	const struct addr *a = &q->subject.addr;

	return a->family == 6 && a->bits == 128 ? addr_subject(*a) : *a;
}

static void
refused_by_kernel(struct control_client *c, int rc)
{
	control_end(c, -rc, "the kernel refuses: %s", strerror(-rc));
}

/* --- lift --- */

struct lifting {
	const struct addr *within; /* NULL: everyone */
	struct addr *addr;
	size_t count, room;
};

static bool
collect(void *context, const struct control_ban *b)
{
	struct lifting *l = context;

	if (l->within && !addr_within(&b->addr, l->within))
		return true;
	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->addr = xrealloc(l->addr, l->room * sizeof(*l->addr));
	}
	l->addr[l->count++] = b->addr;
	return true;
}

/* Bans within the prefix end, in kernel and ledger; the watcher forgives. 0 or the kernel's -errno. */
static int
lift_collected(struct enforce *en, const struct lifting *l, const char *who, const char *reason)
{
	int rc = kernel_lift(en, l->addr, l->count);

	for (size_t i = 0; i < l->count && rc == 0; i++) {
		ledger_add_lift(en->ledger, &l->addr[i], clock_now(), who, reason);
		verdicts_forgiven(en, &l->addr[i]);
	}
	return rc;
}

struct holder { struct addr inner, outer; bool found; };

static bool
find_holder(void *context, const struct control_ban *b)
{
	struct holder *h = context;

	if (addr_within(&h->inner, &b->addr) && !addr_equal(&h->inner, &b->addr)) {
		h->outer = b->addr;
		h->found = true;
	}
	return !h->found;
}

void
change_lift(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct addr a = meant(q);
	struct lifting l = { .within = &a };
	struct holder h = { .inner = a };
	char text[ADDR_TEXT_MAX], outer[ADDR_TEXT_MAX];
	int rc;

	ledger_active(en->ledger, clock_now(), collect, &l);
	if (l.count == 0) /* unknown to the ledger: the kernel may have it all the same */
		collect(&l, &(struct control_ban){ .addr = a });
	rc = lift_collected(en, &l, control_who(c), q->reason);
	free(l.addr);
	memory_commit(en); /* a crash must not bring it back */
	if (rc != 0) {
		refused_by_kernel(c, rc);
		return;
	}
	log_info("lifted %s, by %s", addr_format(&a, text), control_who(c));
	ledger_active(en->ledger, clock_now(), find_holder, &h);
	if (h.found)
		control_end(c, EBUSY, "%s itself is free, but %s is banned: lift that, or allow the address", text,
		            addr_format(&h.outer, outer));
	else
		control_end(c, 0, "%s", "");
}

void
change_lift_all(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct lifting l = { 0 };
	int rc;

	ledger_active(en->ledger, clock_now(), collect, &l);
	rc = lift_collected(en, &l, control_who(c), q->reason);
	free(l.addr);
	memory_commit(en);
	if (rc != 0) {
		refused_by_kernel(c, rc);
		return;
	}
	log_info("lifted all %zu bans, by %s", l.count, control_who(c));
	control_end(c, 0, "%s", "");
}

/* --- ban --- */

/* The length that was asked for, or the ladder's. */
static struct control_ban
sentence(struct enforce *en, const struct control_request *q, const struct addr *a, const char *who)
{
	struct control_ban b = { .addr = *a, .since = clock_now() };
	struct past past;
	struct sanction s;

	b.until = b.since + q->length;
	if (q->length == 0) {
		ledger_past(en->ledger, a, b.since - en->config->memory, &past);
		past.until = b.since; /* a ban by hand begins anew though one runs */
		s = ladder_step(en->config, a, (struct offence){ b.since, false }, &past);
		b.until = s.until;
		b.offence = s.offence;
		b.rung = s.rung;
		b.throttle = s.throttle;
		b.all_ports = s.all_ports;
	}
	snprintf(b.why, sizeof(b.why), "by hand");
	snprintf(b.reason, sizeof(b.reason), "%s", q->reason);
	snprintf(b.by, sizeof(b.by), "%s", who);
	return b;
}

void
change_ban(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct addr a = meant(q);
	const char *objection = never_objection(en->never, &a);
	char text[ADDR_TEXT_MAX];
	struct control_ban b;
	struct nft_ban k;
	int rc;

	addr_format(&a, text);
	if (objection || !en->nft) {
		control_end(c, EPERM, "%s is never banned: %s", text, objection ? objection : "mode is observe");
		return;
	}
	b = sentence(en, q, &a, control_who(c));
	k = (struct nft_ban){ .addr = a, .left = b.until - b.since, .throttle = b.throttle, .all_ports = b.all_ports };
	rc = kernel_ban(en, &k, 1);
	if (rc == -EEXIST) {
		control_end(c, EEXIST, "%s overlaps another prefix that is banned by hand: lift that first", text);
	} else if (rc != 0) {
		refused_by_kernel(c, rc);
	} else {
		ledger_add_ban(en->ledger, &b);
		memory_commit(en);
		verdicts_sanctioned(en, &a, b.since, b.until, b.throttle);
		log_info("banned %s, by %s", text, control_who(c));
		control_end(c, 0, "%s", "");
	}
}

/* --- allow --- */

/* Those within the prefix are free, now and from now on. A wider ban stays: the kernel looks at never first. */
void
change_allow(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct control_allow allow = { .addr = meant(q), .since = clock_now() };
	struct lifting l = { .within = &allow.addr };
	char text[ADDR_TEXT_MAX];
	int rc;

	allow.until = q->length ? allow.since + q->length : 0;
	snprintf(allow.reason, sizeof(allow.reason), "%s", q->reason);
	snprintf(allow.by, sizeof(allow.by), "%s", control_who(c));
	ledger_active(en->ledger, clock_now(), collect, &l);
	rc = lift_collected(en, &l, control_who(c), "allowed");
	free(l.addr);
	ledger_add_allow(en->ledger, &allow);
	memory_read_allows(en);
	memory_commit(en);
	if (rc == 0)
		rc = kernel_reconcile(en);
	if (rc != 0) {
		refused_by_kernel(c, rc);
		return;
	}
	log_info("allowed %s, by %s", addr_format(&allow.addr, text), control_who(c));
	control_end(c, 0, "%s", "");
}

void
change_disallow(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct addr a = meant(q);
	char text[ADDR_TEXT_MAX];
	bool known = false;
	int rc;

	for (size_t i = 0; i < en->alloweds; i++)
		known = known || addr_equal(&en->allowed[i], &a);
	addr_format(&a, text);
	if (!known) {
		control_end(c, ENOENT, "%s is not on the list", text);
		return;
	}
	ledger_remove_allow(en->ledger, &a, clock_now(), control_who(c));
	memory_read_allows(en);
	memory_commit(en);
	rc = kernel_reconcile(en);
	if (rc != 0) {
		refused_by_kernel(c, rc);
		return;
	}
	log_info("%s is no longer allowed, by %s", text, control_who(c));
	control_end(c, 0, "%s", "");
}

void
change_acknowledge(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;

	if (ledger_acknowledge(en->ledger, (uint64_t)q->length, control_who(c)) != 0) {
		control_end(c, ENOENT, "there is no alert %lld", (long long)q->length);
		return;
	}
	memory_touched(en);
	control_end(c, 0, "%s", "");
}
