/* Glue between libcurl's multi interface and libev (curl_multi_socket_action(3)).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "actions/alert.h"
#include "actions/alert_curl.h"
#include "cmd/base/log.h"

enum { CONNECT_SECONDS = 10 };

struct curl_loop {
	struct ev_loop *loop;
	CURLM *multi;
	ev_timer timer;
};

struct transfer {
	void (*done)(void *context, const char *error);
	void *context;
	char error[CURL_ERROR_SIZE];
};

static void
finish_transfers(struct curl_loop *l)
{
	struct transfer *t;
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(l->multi, &left)) != NULL) {
		CURL *easy = m->easy_handle;
		CURLcode result = m->data.result; /* m is gone with the handle */

		if (m->msg != CURLMSG_DONE || curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t) != CURLE_OK)
			continue;
		curl_multi_remove_handle(l->multi, easy);
		curl_easy_cleanup(easy);
		t->done(t->context, result == CURLE_OK ? NULL : t->error[0] ? t->error : curl_easy_strerror(result));
		free(t);
	}
}

static void
on_socket(struct ev_loop *loop, ev_io *w, int events)
{
	struct curl_loop *l = w->data;
	int running, what = (events & EV_READ ? CURL_CSELECT_IN : 0) | (events & EV_WRITE ? CURL_CSELECT_OUT : 0);

	(void)loop;
	curl_multi_socket_action(l->multi, w->fd, what, &running); /* may free w */
	finish_transfers(l);
}

static void
on_timer(struct ev_loop *loop, ev_timer *w, int events)
{
	struct curl_loop *l = w->data;
	int running;

	(void)loop, (void)events;
	curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	finish_transfers(l);
}

static int
want_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *watcher)
{
	struct curl_loop *l = context;
	ev_io *w = watcher;

	(void)easy;
	if (w)
		ev_io_stop(l->loop, w);
	if (what == CURL_POLL_REMOVE) {
		curl_multi_assign(l->multi, fd, NULL);
		free(w);
		return 0;
	}
	if (!w) {
		w = xcalloc(1, sizeof(*w));
		ev_init(w, on_socket);
		w->data = l;
		curl_multi_assign(l->multi, fd, w);
	}
	ev_io_set(w, fd, (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
	ev_io_start(l->loop, w);
	return 0;
}

static int
want_timer(CURLM *multi, long ms, void *context)
{
	struct curl_loop *l = context;

	(void)multi;
	ev_timer_stop(l->loop, &l->timer);
	if (ms < 0)
		return 0;
	ev_timer_set(&l->timer, (double)ms / 1000, 0.);
	ev_timer_start(l->loop, &l->timer);
	return 0;
}

struct curl_loop *
curl_loop_new(struct ev_loop *loop)
{
	struct curl_loop *l = xcalloc(1, sizeof(*l));

	l->loop = loop;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (l->multi = curl_multi_init()) == NULL)
		fatalx("libcurl does not start");
	ev_init(&l->timer, on_timer);
	l->timer.data = l;
	curl_multi_setopt(l->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(l->multi, CURLMOPT_SOCKETDATA, l);
	curl_multi_setopt(l->multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(l->multi, CURLMOPT_TIMERDATA, l);
	return l;
}

void
curl_loop_free(struct curl_loop *l)
{
	if (!l)
		return;
	curl_multi_setopt(l->multi, CURLMOPT_SOCKETFUNCTION, NULL);
	curl_multi_setopt(l->multi, CURLMOPT_TIMERFUNCTION, NULL);
	curl_multi_cleanup(l->multi);
	curl_global_cleanup();
	free(l);
}

static size_t
ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes, (void)context;
	return size * count;
}

CURL *
curl_loop_easy(const char *url, const char *protocols)
{
	CURL *easy = curl_easy_init();

	if (!easy)
		fatalx("out of memory");
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)ALERT_DELIVERY_MAX);
	curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L); /* alerts are rare */
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
	return easy;
}

void
curl_loop_start(struct curl_loop *l, CURL *easy, void (*done)(void *context, const char *error), void *context)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->done = done;
	t->context = context;
	curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->error);
	if (curl_multi_add_handle(l->multi, easy) != CURLM_OK)
		fatalx("libcurl takes no transfer"); /* never while memory lasts; the reeve starts us again */
}
