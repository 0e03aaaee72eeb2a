/* One way to tell someone, and the queue before it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "actions/alert.h"
#include "actions/alert_curl.h"

struct channel;
/* Begins one delivery; channel_done follows, never before it returns. missed: see alert_text. */
typedef void channel_begin(struct channel *c, const struct msg_notice *n, unsigned missed);

struct channel {
	const char *name;
	channel_begin *begin;
	const struct alert_config *config;
	struct curl_loop *curl;        /* mail and webhook */
	struct alert_runner *runner;   /* program */
	const char *host;
	struct ev_loop *loop;
	struct msg_notice queue[ALERT_QUEUE_MAX];
	size_t waiting;                /* the first of them is being told while busy */
	bool busy;
	unsigned tries;
	unsigned missed, said;         /* alerts lost; how many of them the one on its way tells of */
	double allowance;              /* deliveries, grows by one every ALERT_EVERY seconds */
	ev_tstamp allowance_at;
	ev_timer next;
};

void channel_open(struct channel *c); /* once the first seven are set */
void channel_push(struct channel *c, const struct msg_notice *n);
/* error NULL: delivered. Else why not; it is tried again. */
void channel_done(struct channel *c, const char *error);

channel_begin alert_mail_begin, alert_webhook_begin, alert_program_begin;
