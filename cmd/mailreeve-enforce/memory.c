/* The ledger's rhythm: commits soon after a write, tries again when the disk does not play along, sweeps now and then.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-enforce/enforce.h"

#define COMMIT_DELAY 0.05
#define COMMIT_RETRY 1.
#define SWEEP_EVERY 3600.

void
memory_open(struct enforce *en, const char *state)
{
	if (snprintf(en->ledger_path, sizeof(en->ledger_path), "%s/ledger.db", state) >= (int)sizeof(en->ledger_path))
		fatalx("%s: name too long", state);
	en->ledger = ledger_open(en->ledger_path, en->ledger_note);
	if (en->ledger_note[0])
		log_warnx("%s", en->ledger_note);
	if (!en->ledger) { /* bans must go on; status says what is wrong */
		char ignored[256];

		en->ledger = ledger_open(":memory:", ignored);
		if (!en->ledger)
			fatalx("%s", ignored);
	}
}

static void
note_trouble(struct enforce *en, int error)
{
	if (error == en->ledger_error)
		return;
	if (error != 0)
		log_warnx("%s cannot be written: %s; bans go on, and are written when it can", en->ledger_path, strerror(-error));
	else
		log_info("%s is written again", en->ledger_path);
	en->ledger_error = error;
}

void
memory_commit(struct enforce *en)
{
	int error = ledger_commit(en->ledger);

	note_trouble(en, error);
	ev_timer_stop(en->loop, &en->commit);
	if (error == 0)
		return;
	ev_timer_set(&en->commit, COMMIT_RETRY, 0.);
	ev_timer_start(en->loop, &en->commit);
}

void
memory_touched(struct enforce *en)
{
	if (ev_is_active(&en->commit))
		return;
	ev_timer_set(&en->commit, COMMIT_DELAY, 0.);
	ev_timer_start(en->loop, &en->commit);
}

static void
on_commit(struct ev_loop *loop, ev_timer *w, int events)
{
	(void)loop, (void)events;
	memory_commit(w->data);
}

static void
on_sweep(struct ev_loop *loop, ev_timer *w, int events)
{
	struct enforce *en = w->data;
	int error = ledger_forget(en->ledger, clock_now() - en->config->memory);

	(void)loop, (void)events;
	if (error != 0)
		log_warnx("old rows of %s cannot be deleted yet: %s", en->ledger_path, strerror(-error));
}

/* --- allows --- */

struct reading { struct enforce *en; int64_t first_end; };

static bool
read_allow(void *context, const struct control_allow *a)
{
	struct reading *r = context;
	struct enforce *en = r->en;
	char reason[MSG_REASON_MAX + 128];

	snprintf(reason, sizeof(reason), "allowed by %s%s%s", a->by, a->reason[0] ? ": " : "", a->reason);
	never_add(en->never, &a->addr, reason);
	en->allowed = xrealloc(en->allowed, (en->alloweds + 1) * sizeof(*en->allowed));
	en->allowed[en->alloweds++] = a->addr;
	if (a->until && (!r->first_end || a->until < r->first_end))
		r->first_end = a->until;
	return true;
}

void
memory_read_allows(struct enforce *en)
{
	struct reading r = { .en = en };

	for (size_t i = 0; i < en->alloweds; i++)
		never_remove(en->never, &en->allowed[i]);
	en->alloweds = 0;
	ledger_allows(en->ledger, clock_now(), read_allow, &r);
	ev_timer_stop(en->loop, &en->allow_ends);
	if (r.first_end) {
		ev_timer_set(&en->allow_ends, (double)(r.first_end - clock_now()) / SECOND + 0.01, 0.);
		ev_timer_start(en->loop, &en->allow_ends);
	}
}

static void
on_allow_ends(struct ev_loop *loop, ev_timer *w, int events)
{
	struct enforce *en = w->data;

	(void)loop, (void)events;
	memory_read_allows(en);
	kernel_reconcile(en);
}

void
memory_start(struct enforce *en)
{
	ev_init(&en->commit, on_commit);
	ev_init(&en->allow_ends, on_allow_ends);
	ev_timer_init(&en->sweep, on_sweep, SWEEP_EVERY, SWEEP_EVERY);
	en->commit.data = en->allow_ends.data = en->sweep.data = en;
	ev_timer_start(en->loop, &en->sweep);
	on_sweep(en->loop, &en->sweep, 0);
	if (en->config->enforce)
		ledger_enforce_observed(en->ledger, clock_now());
	memory_read_allows(en);
}
