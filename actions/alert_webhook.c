/* An alert by HTTP: one POST with a JSON object.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "actions/alert_channel.h"
#include "actions/alert_text.h"
#include "cmd/base/log.h"

struct call {
	struct channel *channel;
	struct curl_slist *headers;
};

static void
call_done(void *context, const char *error)
{
	struct call *call = context;
	struct channel *c = call->channel;

	curl_slist_free_all(call->headers);
	free(call);
	channel_done(c, error);
}

static void
add(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (!longer)
		fatalx("out of memory");
	*list = longer;
}

void
alert_webhook_begin(struct channel *c, const struct msg_notice *n, unsigned missed)
{
	const struct alert_webhook *config = &c->config->webhook;
	CURL *easy = curl_loop_easy(config->url[0], "http,https");
	struct call *call = xcalloc(1, sizeof(*call));
	char *body = alert_json(n, c->host, missed);

	call->channel = c;
	add(&call->headers, "Content-Type: application/json");
	for (char **header = config->header; header && *header; header++)
		add(&call->headers, *header);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "mailreeve");
	curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body);
	free(body);
	curl_loop_start(c->curl, easy, call_done, call);
}
