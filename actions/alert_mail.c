/* An alert by mail: to a configured server, with fixed headers; the text travels as quoted-printable.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "actions/alert_channel.h"
#include "actions/alert_text.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"

enum { HEADER_MAX = 900 }; /* RFC 5322, 2.1.1: a line has at most 998 bytes */

struct mail {
	struct channel *channel;
	struct curl_slist *to, *headers;
	curl_mime *body;
};

static void
mail_done(void *context, const char *error)
{
	struct mail *m = context;
	struct channel *c = m->channel;

	curl_slist_free_all(m->to);
	curl_slist_free_all(m->headers);
	curl_mime_free(m->body);
	free(m);
	channel_done(c, error);
}

__attribute__((format(printf, 2, 3))) static void
add(struct curl_slist **list, const char *format, ...)
{
	struct curl_slist *longer;
	char line[HEADER_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	longer = curl_slist_append(*list, line);
	if (!longer)
		fatalx("out of memory");
	*list = longer;
}

/* One To header, with as many as it may hold; the envelope has them all. */
static void
add_recipients(struct mail *m, char **to)
{
	char line[HEADER_MAX] = "To: ";
	size_t n = strlen(line);

	for (size_t i = 0; to[i]; i++) {
		int more = snprintf(line + n, sizeof(line) - n, "%s<%s>", i ? ", " : "", to[i]);

		if (more >= (int)(sizeof(line) - n)) {
			line[n] = '\0';
			break;
		}
		n += (size_t)more;
	}
	add(&m->headers, "%s", line);
}

/* RFC 5322 for the first ones; RFC 3834 keeps vacation programs from answering. */
static void
add_headers(struct mail *m, const struct msg_notice *n)
{
	const struct alert_mail *config = &m->channel->config->mail;
	char subject[ALERT_SUBJECT_MAX], date[64];
	int64_t now = clock_now();
	time_t seconds = (time_t)(now / SECOND);
	struct tm t;

	gmtime_r(&seconds, &t);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &t);
	add(&m->headers, "Date: %s", date);
	add(&m->headers, "From: Mailreeve <%s>", config->from[0]);
	add_recipients(m, config->to);
	add(&m->headers, "Subject: %s", alert_subject(n, m->channel->host, subject));
	add(&m->headers, "Message-ID: <%" PRId64 ".%d@%s>", now, (int)getpid(), m->channel->host);
	add(&m->headers, "Auto-Submitted: auto-generated");
}

/* Lines of mail end with CR LF. */
static void
with_crlf(const char *text, char out[2 * ALERT_TEXT_MAX])
{
	for (; *text; text++) {
		if (*text == '\n')
			*out++ = '\r';
		*out++ = *text;
	}
	*out = '\0';
}

static void
add_body(struct mail *m, CURL *easy, const char *text)
{
	char lines[2 * ALERT_TEXT_MAX];
	curl_mimepart *part;

	with_crlf(text, lines);
	m->body = curl_mime_init(easy);
	part = m->body ? curl_mime_addpart(m->body) : NULL;
	if (!part || curl_mime_data(part, lines, CURL_ZERO_TERMINATED) != CURLE_OK ||
	    curl_mime_type(part, "text/plain; charset=utf-8") != CURLE_OK ||
	    curl_mime_encoder(part, "quoted-printable") != CURLE_OK)
		fatalx("out of memory");
	curl_easy_setopt(easy, CURLOPT_MIMEPOST, m->body);
}

void
alert_mail_begin(struct channel *c, const struct msg_notice *n, unsigned missed)
{
	const struct alert_mail *config = &c->config->mail;
	CURL *easy = curl_loop_easy(config->server[0], "smtp,smtps");
	struct mail *m = xcalloc(1, sizeof(*m));
	char text[ALERT_TEXT_MAX];

	m->channel = c;
	add_headers(m, n);
	for (char **to = config->to; *to; to++)
		add(&m->to, "%s", *to);
	add_body(m, easy, alert_text(n, c->host, missed, text));
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, config->from[0]);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, m->to);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m->headers);
	if (config->user) { /* a password never travels in clear text */
		curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
		curl_easy_setopt(easy, CURLOPT_USERNAME, config->user[0]);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, config->password[0]);
	}
	curl_loop_start(c->curl, easy, mail_done, m);
}
