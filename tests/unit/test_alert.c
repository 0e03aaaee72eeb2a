/* Alerts: what is said, what the section of the configuration may hold, and the queue before each channel.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdlib.h>

#include "actions/alert_channel.h"
#include "actions/alert_text.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "tests/tap.h"

static struct msg_notice
notice(enum severity severity, const char *watch)
{
	struct msg_notice n = { .severity = severity, .count = 3, .time = 1795514401 * SECOND };

	n.subject.kind = SUBJECT_ACCOUNT;
	strcpy(n.subject.name, "eve\r\nBcc: all@example.org");
	snprintf(n.watch, sizeof(n.watch), "%s", watch);
	strcpy(n.text, "logged in from 9 networks \xe2\x82\xac");
	return n;
}

static void
test_text(void)
{
	char out[ALERT_TEXT_MAX], subject[ALERT_SUBJECT_MAX];
	struct msg_notice n = notice(SEVERITY_CRITICAL, "many-networks");

	is_text(alert_subject(&n, "mx1.example", subject), "[mailreeve] critical on mx1.example: many-networks",
	        "a subject line of fixed words");
	alert_text(&n, "mx1.example", 0, out);
	ok(strstr(out, "logged in from 9 networks \xe2\x82\xac\n") == out, "the story comes first");
	ok(strstr(out, "account:eve\\x0d\\x0aBcc: all@example.org\n") != NULL, "a login cannot begin a line of its own");
	ok(strstr(out, "could not be delivered") == NULL, "nothing was missed");
	ok(strstr(alert_text(&n, "mx1.example", 7, out), "\n7 alerts before this one") != NULL, "what was missed is said");
	strcpy(n.text, "a\nb");
	ok(strstr(alert_text(&n, "mx1.example", 0, out), "a\\x0ab\n") == out, "a text that should not be is made printable");
	strcpy(n.watch, "x\nBcc: all@example.org");
	is_text(alert_subject(&n, "mx1.example", subject), "[mailreeve] critical on mx1.example: alert",
	        "a watch with a foreign name stays out of the header");
}

static void
test_json(void)
{
	struct msg_notice n = notice(SEVERITY_WARNING, "sent-burst");
	char *text;
	json_t *o;

	strcpy(n.text, "says \"quoted\" and \\x00");
	text = alert_json(&n, "mx1.example", 2);
	o = json_loads(text, 0, NULL);
	is_text(json_string_value(json_object_get(o, "severity")), "warning", "JSON: severity");
	is_text(json_string_value(json_object_get(o, "text")), n.text, "JSON: the text as it was");
	is_text(json_string_value(json_object_get(o, "time")), "2026-11-24T10:00:01Z", "JSON: time");
	is_int(json_integer_value(json_object_get(o, "missed")), 2, "JSON: missed");
	json_decref(o);
	free(text);
}

static bool
reads(const char *section, struct alert_config **out, struct error *e)
{
	struct config *c = config_read(span_of(section), "test.yaml", e);
	struct alert_config *a = c ? alert_config_read(c, e) : NULL;

	config_free(c);
	if (out)
		*out = a;
	else if (a)
		alert_config_free(a);
	return a != NULL;
}

static void
test_config(void)
{
	static const struct { const char *yaml, *why; } bad[] = {
		{ "alerts: {mail: {to: ops@example.org, from: a@example.org}}", "a mail without a server" },
		{ "alerts: {mail: {to: 'a@example.org>', from: a@example.org, server: 'smtp://localhost'}}", "a bracket in an address" },
		{ "alerts: {mail: {to: \"a@example.org\\r\\nBcc: b\", from: a@example.org, server: 'smtp://localhost'}}", "a line end in an address" },
		{ "alerts: {mail: {to: ops@example.org, from: a@example.org, server: 'ftp://localhost'}}", "another protocol" },
		{ "alerts: {mail: {to: [], from: a@example.org, server: 'smtp://localhost'}}", "nobody to tell" },
		{ "alerts: {mail: {to: b@example.org, from: [a@example.org, b@example.org], server: 'smtp://localhost'}}", "two senders" },
		{ "alerts: {mail: {to: b@example.org, from: a@example.org, server: 'smtp://localhost', user: u}}", "a user without a password" },
		{ "alerts: {webhook: {url: 'file:///etc/passwd'}}", "a file as webhook" },
		{ "alerts: {webhook: {header: 'A: b'}}", "a webhook without a URL" },
		{ "alerts: {webhook: {url: 'https://chat.example.org', header: \"A: b\\nC: d\"}}", "a line end in a header" },
		{ "alerts: {program: [page, me]}", "a program without its path" },
		{ "alerts: {program: []}", "no program" },
		{ "alerts: {least: some}", "an unknown severity" },
		{ "alerts: {sms: [1]}", "an unknown channel" },
	};
	struct alert_config *a;
	struct error e;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!reads(bad[i].yaml, NULL, &e) && e.line == 1, "refused: %s", bad[i].why);
	if (ok(reads("mode: observe", &a, &e), "no section")) {
		ok(!a->mail.to && !a->webhook.url && !a->program && a->least == SEVERITY_WARNING, "tells nobody");
		alert_config_free(a);
	}
	if (ok(reads("alerts: {least: info, program: [/bin/page, me], webhook: {url: 'https://chat.example.org/x'}}", &a, &e),
	       "a program and a webhook")) {
		ok(a->least == SEVERITY_INFO && strcmp(a->program[1], "me") == 0 &&
		   strcmp(a->webhook.url[0], "https://chat.example.org/x") == 0, "as written");
		alert_config_free(a);
	}
}

struct told { int count; struct msg_notice last; unsigned missed; };

static void
begin(struct channel *c, const struct msg_notice *n, unsigned missed)
{
	struct told *t = ev_userdata(c->loop);

	t->count++;
	t->last = *n;
	t->missed = missed;
}

/* Lets the timer that is due now fire. */
static void
turn(struct channel *c)
{
	ev_now_update(c->loop);
	ev_run(c->loop, EVRUN_NOWAIT);
}

static void
test_queue(struct channel *c, struct told *t)
{
	const struct msg_notice info = notice(SEVERITY_INFO, "first"), critical = notice(SEVERITY_CRITICAL, "second");

	channel_push(c, &info);
	turn(c);
	is_int(t->count, 1, "told at once");
	for (int i = 1; i < ALERT_QUEUE_MAX; i++)
		channel_push(c, &info);
	turn(c);
	is_int(t->count, 1, "one at a time");
	channel_push(c, &info);
	is_int((long long)c->waiting, ALERT_QUEUE_MAX, "the queue is bounded");
	is_int(c->missed, 1, "what found no room is counted");
	channel_push(c, &critical);
	is_text(c->queue[ALERT_QUEUE_MAX - 1].watch, "second", "a critical one finds room");
	is_text(c->queue[0].watch, "first", "but not that of the one on its way");
	channel_done(c, NULL);
	turn(c);
	is_int(t->missed, 2, "the next one says how many were missed");
	channel_done(c, NULL);
	is_int(c->missed, 0, "and it is said once");
	for (int i = 0; i < ALERT_BURST * 2; i++) {
		turn(c);
		if (c->busy)
			channel_done(c, NULL);
	}
	is_int(t->count, ALERT_BURST, "then no more than a burst");
	ok(ev_timer_remaining(c->loop, &c->next) > ALERT_EVERY / 2., "and one a minute");
}

static void
test_tries(struct channel *c, struct told *t)
{
	const struct msg_notice n = notice(SEVERITY_CRITICAL, "third");
	double pause = 0, longest = 0;

	channel_push(c, &n);
	for (int i = 0; i < ALERT_TRIES_MAX; i++) {
		turn(c);
		channel_done(c, "the server is away");
		pause = ev_is_active(&c->next) ? ev_timer_remaining(c->loop, &c->next) : 0;
		longest = pause > longest ? pause : longest;
		ev_timer_stop(c->loop, &c->next);
		ev_feed_event(c->loop, &c->next, EV_TIMER);
		if (c->waiting == 0)
			ev_clear_pending(c->loop, &c->next);
	}
	is_int(t->count, ALERT_TRIES_MAX, "tried so often");
	ok(longest > 300 && longest < 330, "with growing pauses (the longest: %.0f s)", longest);
	ok(c->waiting == 0 && c->missed == 1, "then given up, and counted");
}

static void
with_channel(void (*test)(struct channel *, struct told *))
{
	struct told t = { 0 };
	struct channel *c = xcalloc(1, sizeof(*c));

	*c = (struct channel){ .name = "test", .begin = begin, .loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV) };
	ev_set_userdata(c->loop, &t);
	channel_open(c);
	test(c, &t);
	ev_loop_destroy(c->loop);
	free(c);
}

int
main(void)
{
	log_open("test_alert", 0);
	test_text();
	test_json();
	test_config();
	with_channel(test_queue);
	with_channel(test_tries);
	return done_testing();
}
