/* From a verdict to a ban: objection, ladder, kernel, ledger, and the word back to the watcher.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/hammer.h"

enum { BATCH_MAX = 256 /* verdicts that arrived together and go to the kernel in one transaction */ };

struct decision {
	struct msg_verdict verdict;
	struct sanction sanction;
	struct msg_evidence *evidence; /* the newest that belong to it */
	size_t evidences;
};
struct batch {
	struct decision decision[BATCH_MAX];
	size_t count;
};

void
verdicts_sanctioned(struct enforce *en, const struct addr *a, int64_t time, int64_t until, bool throttle)
{
	struct msg m;

	msg_init(&m, MSG_SANCTIONED);
	m.sanctioned = (struct msg_sanctioned){
		.subject = { .kind = SUBJECT_ADDRESS, .addr = *a }, .time = time, .until = until, .throttle = throttle,
	};
	peer_send(&en->watch, &m);
}

void
verdicts_forgiven(struct enforce *en, const struct addr *a)
{
	struct msg m;

	msg_init(&m, MSG_FORGIVEN);
	m.forgiven = (struct msg_forgiven){ .subject = { .kind = SUBJECT_ADDRESS, .addr = *a }, .time = clock_now() };
	peer_send(&en->watch, &m);
}

/* --- evidence waits for its verdict --- */

static void
keep_evidence(struct enforce *en, const struct msg_evidence *e)
{
	if (en->evidences == EVIDENCE_WAITING_MAX)
		memmove(&en->evidence[0], &en->evidence[1], --en->evidences * sizeof(*en->evidence));
	en->evidence[en->evidences++] = *e;
}

/* Moves the subject's lines into the decision, the newest LEDGER_EVIDENCE_KEPT of them. */
static void
take_evidence(struct enforce *en, struct decision *d)
{
	size_t mine = 0, left = 0;

	d->evidence = xcalloc(en->evidences + 1, sizeof(*d->evidence));
	for (size_t i = 0; i < en->evidences; i++) {
		if (addr_equal(&en->evidence[i].subject, &d->verdict.subject.addr))
			d->evidence[mine++] = en->evidence[i];
		else
			en->evidence[left++] = en->evidence[i];
	}
	en->evidences = left;
	if (mine > LEDGER_EVIDENCE_KEPT) {
		memmove(d->evidence, d->evidence + mine - LEDGER_EVIDENCE_KEPT, LEDGER_EVIDENCE_KEPT * sizeof(*d->evidence));
		mine = LEDGER_EVIDENCE_KEPT;
	}
	d->evidences = mine;
}

/* --- a batch of bans --- */

static size_t
to_kernel(const struct batch *b, struct nft_ban *out)
{
	int64_t now = clock_now();
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++) {
		const struct sanction *s = &b->decision[i].sanction;

		if (s->until > now && !(s->repeat && s->offence == 0))
			out[n++] = (struct nft_ban){
				.addr = b->decision[i].verdict.subject.addr, .left = s->until - now, .throttle = s->throttle,
				.all_ports = s->all_ports,
			};
	}
	return n;
}

/* A repeat has been written down already, unless a crash came in between: then the ban was adopted, without its story. */
static void
write_down(struct enforce *en, const struct decision *d)
{
	const struct msg_verdict *v = &d->verdict;
	struct control_ban b = {
		.addr = v->subject.addr, .since = v->time, .until = d->sanction.until, .offence = d->sanction.offence,
		.rung = d->sanction.rung, .throttle = d->sanction.throttle, .all_ports = d->sanction.all_ports,
		.observed = !en->nft, .score = v->score,
	};

	snprintf(b.why, sizeof(b.why), "%s", v->why);
	snprintf(b.reason, sizeof(b.reason), "%.*s", MSG_REASON_MAX - 1, v->detail);
	if (!d->sanction.repeat)
		ledger_add_ban(en->ledger, &b);
	else if (!ledger_explain_ban(en->ledger, &b))
		return;
	for (size_t i = 0; i < d->evidences; i++)
		ledger_add_evidence(en->ledger, &v->subject.addr, &d->evidence[i]);
	memory_touched(en);
	if (!v->mild) /* an office full of devices hammers without meaning it */
		hammer_watch(en, &b);
}

static void
log_decision(const struct enforce *en, const struct decision *d)
{
	char address[ADDR_TEXT_MAX], length[CLOCK_TEXT_MAX];
	const struct sanction *s = &d->sanction;

	log_info("%s%s %s for %s%s: %s, offence %u%s", en->nft ? "" : "would ", s->throttle ? "throttle" : "ban",
	         addr_format(&d->verdict.subject.addr, address), clock_duration_text(s->length, length),
	         s->all_ports ? ", all ports" : "", d->verdict.why, s->offence, s->until <= clock_now() ? " (over already)" : "");
}

/* The kernel first: a slow disk delays no ban. If it refuses, the ledger's row makes reconciliation try again. */
static void
flush(void *context)
{
	struct enforce *en = context;
	struct batch *b = en->batch;
	struct nft_ban bans[BATCH_MAX];

	kernel_ban(en, bans, to_kernel(b, bans));
	for (size_t i = 0; i < b->count; i++) {
		struct decision *d = &b->decision[i];

		write_down(en, d);
		if (!d->sanction.repeat)
			log_decision(en, d);
		verdicts_sanctioned(en, &d->verdict.subject.addr, d->verdict.time, d->sanction.until, d->sanction.throttle);
		free(d->evidence);
	}
	b->count = 0;
}

void
verdicts_stop(struct enforce *en)
{
	flush(en);
	peer_close(&en->watch);
	peer_close(&en->notify);
	free(en->batch);
}

static bool
is_waiting(const struct batch *b, const struct addr *a)
{
	for (size_t i = 0; i < b->count; i++)
		if (addr_equal(&b->decision[i].verdict.subject.addr, a))
			return true;
	return false;
}

/* The watcher reads hostile bytes: it may name a source or a neighbourhood, nothing wider. */
static bool
is_bannable(const struct subject *s)
{
	const struct addr *a = &s->addr;

	if (s->kind != SUBJECT_ADDRESS)
		return false;
	return a->family == 4 ? a->bits == 32 || a->bits == 24 : a->bits == 64 || a->bits == 48;
}

static void
on_ban(struct enforce *en, const struct msg_verdict *v)
{
	const struct addr *a = &v->subject.addr;
	struct decision *d;
	struct past past;
	const char *objection;
	char text[ADDR_TEXT_MAX];

	if (is_waiting(en->batch, a) || en->batch->count == BATCH_MAX)
		flush(en);
	d = &en->batch->decision[en->batch->count];
	*d = (struct decision){ .verdict = *v };
	take_evidence(en, d);
	objection = never_objection(en->never, a);
	if (objection) {
		log_info("not banned: %s (%s): %s", addr_format(a, text), objection, v->why);
		verdicts_sanctioned(en, a, v->time, v->time, false);
		free(d->evidence);
		return;
	}
	ledger_past(en->ledger, a, v->time - en->config->memory, &past);
	d->sanction = ladder_step(en->config, a, (struct offence){ v->time, v->mild != 0 }, &past);
	en->batch->count++;
}

/* A new offence, though no log line tells of it. */
void
verdicts_hammering(struct enforce *en, const struct addr *a, uint64_t packets)
{
	struct decision *d;
	struct past past;
	int64_t now = clock_now();

	flush(en);
	d = &en->batch->decision[en->batch->count++];
	*d = (struct decision){ .verdict = { .time = now, .subject = { .kind = SUBJECT_ADDRESS, .addr = *a } } };
	snprintf(d->verdict.why, sizeof(d->verdict.why), "hammering");
	snprintf(d->verdict.detail, sizeof(d->verdict.detail), "went on while banned: %llu packets were dropped",
	         (unsigned long long)packets);
	ledger_past(en->ledger, a, now - en->config->memory, &past);
	past.until = now; /* the ban that runs is about to end */
	d->sanction = ladder_step(en->config, a, (struct offence){ now, false }, &past);
	flush(en);
}

static void
on_alert(struct enforce *en, const struct msg_verdict *v)
{
	char text[SUBJECT_TEXT_MAX];
	struct msg m;

	msg_init(&m, MSG_NOTICE);
	m.notice.severity = v->severity;
	m.notice.time = v->time;
	m.notice.subject = v->subject;
	memcpy(m.notice.watch, v->why, sizeof(m.notice.watch));
	memcpy(m.notice.text, v->detail, sizeof(m.notice.text));
	memory_touched(en);
	if (!ledger_add_alert(en->ledger, &m.notice))
		return;
	log_info("alert: %s: %s: %s", v->why, subject_format(&v->subject, text), v->detail);
	peer_send(&en->notify, &m);
}

struct owner { const struct addr *addr; bool by_hand; };

static bool
find_owner(void *context, const struct control_ban *b)
{
	struct owner *o = context;

	if (addr_equal(&b->addr, o->addr))
		o->by_hand = b->by[0] != '\0';
	return true;
}

/* The watcher takes back what the daemon did, never what a person did. */
static void
on_release(struct enforce *en, const struct msg_verdict *v)
{
	struct owner o = { .addr = &v->subject.addr };
	char text[ADDR_TEXT_MAX];
	int rc;

	addr_format(&v->subject.addr, text);
	ledger_active(en->ledger, clock_now(), find_owner, &o);
	if (o.by_hand) {
		log_info("%s stays banned, by hand, though the watcher would release it", text);
		return;
	}
	rc = kernel_lift(en, &v->subject.addr, 1);
	if (rc != 0)
		log_warnx("%s cannot be released: %s", text, strerror(-rc));
	ledger_add_lift(en->ledger, &v->subject.addr, clock_now(), "", v->why);
	memory_touched(en);
	log_info("released %s: %s", text, v->why);
}

static void
on_verdict(struct enforce *en, const struct msg_verdict *v)
{
	if (v->kind == VERDICT_ALERT) {
		on_alert(en, v);
	} else if (!is_bannable(&v->subject)) {
		log_warnx("the watcher asked for what it may not have");
	} else if (v->kind == VERDICT_BAN) {
		on_ban(en, v);
	} else {
		flush(en);
		on_release(en, v);
	}
}

static void
on_message(void *context, const struct msg *m)
{
	struct enforce *en = context;

	switch (m->type) {
	case MSG_VERDICT:
		on_verdict(en, &m->verdict);
		break;
	case MSG_EVIDENCE:
		keep_evidence(en, &m->evidence);
		break;
	case MSG_STAT:
		stats_put(en, &m->stat);
		break;
	case MSG_ANSWER:
		asks_answer(en, &m->answer);
		break;
	}
}

static void
ignore(void *context, const struct msg *m)
{
	(void)context, (void)m; /* the notifier has nothing to say: its link only breaks */
}

void
verdicts_start(struct enforce *en)
{
	en->batch = xcalloc(1, sizeof(*en->batch));
	en->watch = (struct peer){
		.loop = en->loop, .part = PART_WATCH, .received = on_message, .drained = flush, .context = en,
	};
	en->notify = (struct peer){ .loop = en->loop, .part = PART_NOTIFY, .keeps = true, .received = ignore, .context = en };
	peer_init(&en->watch);
	peer_init(&en->notify);
}
