/* Opens the configured channels and tells each of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/alert.h"
#include "actions/alert_channel.h"
#include "actions/alert_runner.h"
#include "actions/alert_text.h"
#include "cmd/base/log.h"

enum { CHANNELS_MAX = 3, HOST_MAX = 64 };

struct alerts {
	const struct alert_config *config;
	struct curl_loop *curl;
	char host[HOST_MAX + 1]; /* this server's name: it goes into headers */
	struct channel channel[CHANNELS_MAX];
	int channels;
};

static void
find_host(char out[HOST_MAX + 1])
{
	if (gethostname(out, HOST_MAX) < 0 || out[0] == '\0')
		strcpy(out, "localhost");
	out[HOST_MAX] = '\0';
	for (char *p = out; *p; p++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", *p))
			*p = '-';
}

static struct channel *
add_channel(struct alerts *a, struct ev_loop *loop, const char *name, channel_begin *begin)
{
	struct channel *c = &a->channel[a->channels++];

	*c = (struct channel){ .name = name, .begin = begin, .config = a->config, .host = a->host, .loop = loop };
	channel_open(c);
	return c;
}

struct alerts *
alerts_new(struct ev_loop *loop, const struct alert_config *config, void (*lost)(void *), void *context)
{
	struct alerts *a = xcalloc(1, sizeof(*a));
	struct channel *program;

	a->config = config;
	find_host(a->host);
	if (config->program) { /* first: its helper is a copy of this process */
		program = add_channel(a, loop, "program", alert_program_begin);
		program->runner = alert_runner_new(program, lost, context);
	}
	if (config->mail.to || config->webhook.url)
		a->curl = curl_loop_new(loop);
	if (config->mail.to)
		add_channel(a, loop, "mail", alert_mail_begin)->curl = a->curl;
	if (config->webhook.url)
		add_channel(a, loop, "webhook", alert_webhook_begin)->curl = a->curl;
	return a;
}

void
alerts_send(struct alerts *a, const struct msg_notice *n)
{
	char subject[SUBJECT_TEXT_MAX], name[MSG_WHY_MAX];

	log_warnx("%s alert: %s: %s: %.*s", alert_severity(n->severity), alert_name(n, name),
	          subject_format(&n->subject, subject), (int)sizeof(n->text), n->text);
	if (n->severity < a->config->least)
		return;
	for (int i = 0; i < a->channels; i++)
		channel_push(&a->channel[i], n);
}

size_t
alerts_waiting(const struct alerts *a)
{
	size_t n = 0;

	for (int i = 0; i < a->channels; i++)
		n += a->channel[i].waiting;
	return n;
}

void
alerts_free(struct alerts *a)
{
	for (int i = 0; i < a->channels; i++)
		alert_runner_free(a->channel[i].runner);
	curl_loop_free(a->curl);
	free(a);
}
