/* What operators may look at.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <utlist.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/handlers.h"

struct answer {
	struct enforce *en;
	struct control_client *client;
	size_t running;           /* bans that stand now */
	struct addr holder;       /* the widest ban that stands and holds the address */
	struct nft_ban *kernel; size_t kernels;
};

__attribute__((format(printf, 3, 4))) static void
fact(struct control_client *c, const char *name, const char *format, ...)
{
	struct control_reply r = { .row = ROW_FACT };
	va_list args;

	snprintf(r.fact.name, sizeof(r.fact.name), "%s", name);
	va_start(args, format);
	vsnprintf(r.fact.value, sizeof(r.fact.value), format, args);
	va_end(args);
	control_row(c, &r);
}

/* --- status --- */

void
stats_put(struct enforce *en, const struct msg_stat *s)
{
	struct stat_row *row;

	DL_FOREACH(en->stats, row)
		if (row->stat.kind == s->kind && strcmp(row->stat.name, s->name) == 0)
			break;
	if (!row && en->stat_rows == STATS_MAX)
		return;
	if (!row) {
		row = xcalloc(1, sizeof(*row));
		DL_APPEND(en->stats, row);
		en->stat_rows++;
	}
	row->stat = *s;
}

void
stats_clear(struct enforce *en)
{
	struct stat_row *row, *next;

	DL_FOREACH_SAFE(en->stats, row, next) {
		DL_DELETE(en->stats, row);
		free(row);
	}
	en->stat_rows = 0;
}

static bool
count_ban(void *context, const struct control_ban *b)
{
	(void)b;
	++*(size_t *)context;
	return true;
}

static void
ban_facts(struct enforce *en, struct control_client *c)
{
	struct observed o;
	size_t bans = 0;

	ledger_active(en->ledger, clock_now(), count_ban, &bans);
	if (en->nft) {
		fact(c, "bans", "%zu", bans);
		return;
	}
	fact(c, "bans", "%zu would stand now", bans);
	o = ledger_observed(en->ledger, clock_now() - DAY);
	fact(c, "observed", "bans: %" PRId64 ", addresses and networks: %" PRId64 " (last 24 hours, had the mode been enforce)",
	     o.bans, o.subjects);
}

static void
kernel_facts(struct enforce *en, struct control_client *c)
{
	fact(c, "mode", "%s", en->nft ? "enforce" : "observe (nobody is banned; see `mailreeve bans` for who would be)");
	if (!en->nft)
		fact(c, "kernel", "left alone");
	else if (en->kernel_error)
		fact(c, "kernel", "refuses: %s; it is tried again every few seconds", strerror(-en->kernel_error));
	else
		fact(c, "kernel", "table inet mailreeve, %s", nft_persists(en->nft)
		     ? "owned: it outlives us, and nobody can change it" : "not owned (kernel before 6.9): flushes are healed");
	ban_facts(en, c);
}

static void
ledger_facts(const struct enforce *en, struct control_client *c)
{
	if (en->ledger_error)
		fact(c, "ledger", "cannot be written: %s; %zu rows wait", strerror(-en->ledger_error), ledger_waiting(en->ledger));
	else if (en->ledger_note[0])
		fact(c, "ledger", "%s", en->ledger_note);
	else
		fact(c, "ledger", "%s", en->ledger_path);
	if (ledger_lost(en->ledger))
		fact(c, "ledger", "%llu rows found no room while it could not be written, and are lost",
		     (unsigned long long)ledger_lost(en->ledger));
}

void
answer_status(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct control_reply r = { .row = ROW_STAT };
	const struct stat_row *row;
	char text[ADDR_TEXT_MAX];
	const char *reason;

	(void)q;
	kernel_facts(en, c);
	ledger_facts(en, c);
	fact(c, "watcher", "%s", en->watch.fd >= 0 ? "linked" : "away");
	fact(c, "notifier", en->notify.fd >= 0 ? "linked" : "away; %zu notices wait", en->notify.queued);
	for (size_t i = 0; i < never_count(en->never); i++) {
		const struct addr *a = never_entry(en->never, i, &reason);

		fact(c, "never", "%s  %s", addr_format(a, text), reason);
	}
	DL_FOREACH(en->stats, row) {
		r.stat = row->stat;
		control_row(c, &r);
	}
	control_end(c, 0, "%s", "");
}

/* --- bans --- */

static int
by_address(const void *a, const void *b)
{
	return memcmp(&((const struct nft_ban *)a)->addr, &((const struct nft_ban *)b)->addr, sizeof(struct addr));
}

/* In observe mode the kernel has none, whatever an earlier mode wrote down. */
static bool
show_ban(struct answer *a, struct control_ban *b)
{
	struct control_reply r = { .row = ROW_BAN };

	if (!a->en->nft && (!b->until || b->until > clock_now()))
		b->observed = 1;
	r.ban = *b;
	return control_row(a->client, &r);
}

static bool
row_ban(void *context, const struct control_ban *b)
{
	struct answer *a = context;
	struct control_ban copy = *b;
	struct nft_ban key = { .addr = b->addr };
	const struct nft_ban *k = a->kernels ? bsearch(&key, a->kernel, a->kernels, sizeof(key), by_address) : NULL;

	copy.packets = k ? k->packets : 0;
	return show_ban(a, &copy);
}

void
answer_bans(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct answer a = { .en = en, .client = c };

	(void)q;
	if (en->nft && nft_list(en->nft, &a.kernel, &a.kernels) == 0 && a.kernels)
		qsort(a.kernel, a.kernels, sizeof(*a.kernel), by_address);
	ledger_active(en->ledger, clock_now(), row_ban, &a);
	free(a.kernel);
	control_end(c, 0, "%s", "");
}

void
answer_history(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct answer a = { .en = en, .client = c };

	(void)q;
	ledger_history(en->ledger, clock_now() - en->config->memory, row_ban, &a);
	control_end(c, 0, "%s", "");
}

/* --- why --- */

static bool
row_why(void *context, const struct control_ban *b)
{
	struct answer *a = context;
	struct control_ban copy = *b;

	if (!b->until || b->until > clock_now()) {
		a->running++;
		if (a->holder.family == 0 || addr_within(&a->holder, &b->addr))
			a->holder = b->addr;
		kernel_fill(a->en, &copy);
	}
	return show_ban(a, &copy);
}

static bool
row_evidence(void *context, const struct msg_evidence *e)
{
	struct answer *a = context;
	struct control_reply r = { .row = ROW_EVIDENCE, .evidence = *e };

	return control_row(a->client, &r);
}

static void
standing(struct answer *a, const struct addr *addr)
{
	const char *objection = never_objection(a->en->never, addr);
	char text[ADDR_TEXT_MAX];

	if (objection)
		fact(a->client, "never", "banned: %s", objection);
	if (a->running == 0)
		fact(a->client, "standing", "not banned");
	else if (!addr_equal(&a->holder, addr))
		fact(a->client, "standing", "banned as part of %s", addr_format(&a->holder, text));
}

static void
next_rung(struct enforce *en, struct control_client *c, const struct addr *a)
{
	struct past past;
	struct sanction s;
	const struct config_rung *rung;
	char length[CLOCK_TEXT_MAX];

	ledger_past(en->ledger, a, clock_now() - en->config->memory, &past);
	past.until = clock_now(); /* as if what runs were over */
	s = ladder_step(en->config, a, (struct offence){ clock_now(), false }, &past);
	rung = &en->config->rung[s.rung - 1];
	fact(c, "next", "offence %u takes rung %u: %s%s%s", s.offence, s.rung, rung->throttle ? "throttle " : "",
	     clock_duration_text(rung->length, length), rung->all_ports ? ", all ports" : "");
}

void
answer_why(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;
	struct answer a = { .en = en, .client = c };
	struct subject s = q->subject;

	if (s.addr.family == 6 && s.addr.bits == 128)
		s.addr = addr_subject(s.addr);
	ledger_bans_of(en->ledger, &s.addr, row_why, &a);
	ledger_evidence_of(en->ledger, &s.addr, row_evidence, &a);
	standing(&a, &s.addr);
	next_rung(en, c, &s.addr);
	asks_start(en, c, ASK_WHY, &s);
}

/* --- the rest --- */

void
answer_campaigns(void *context, struct control_client *c, const struct control_request *q)
{
	(void)q;
	asks_start(context, c, ASK_CAMPAIGNS, NULL);
}

static bool
row_alert(void *context, const struct control_alert *alert)
{
	struct control_reply r = { .row = ROW_ALERT, .alert = *alert };

	return control_row(context, &r);
}

void
answer_alerts(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;

	(void)q;
	ledger_alerts(en->ledger, clock_now() - en->config->memory, row_alert, c);
	control_end(c, 0, "%s", "");
}

static bool
row_allow(void *context, const struct control_allow *allow)
{
	struct control_reply r = { .row = ROW_ALLOW, .allow = *allow };

	return control_row(context, &r);
}

void
answer_allows(void *context, struct control_client *c, const struct control_request *q)
{
	struct enforce *en = context;

	(void)q;
	ledger_allows(en->ledger, clock_now(), row_allow, c);
	control_end(c, 0, "%s", "");
}
