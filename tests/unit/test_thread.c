/* Sessions: fields told once, offences counted once, and what a session forgets.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/base/clock.h"
#include "rules/state.h"
#include "rules/thread.h"
#include "tests/tap.h"

static struct pack pack = { .name = "test", .tallies = 2, .tally = { "reject", "accepted" } };
static struct record record;

/* A line of session `pid` that captured one field (value NULL: none) under a rule. */
struct told { int64_t time; const char *pid; enum field field; const char *value; };

static struct rule
rule_of(enum signal s)
{
	return (struct rule){ .pack = &pack, .id = "rule", .signal = s, .key_field = { -1, -1, -1 },
		.key_column = { COLUMN_PID, -1, -1 }, .keys = 1, .renews = -1, .tally = -1, .spends = -1 };
}

static bool
line(struct threads *t, const struct rule *rule, struct told told, struct event *e)
{
	static struct matched m;
	struct hit *h = &m.hit[0];
	struct place place = { .file = "test", .number = 1 };

	record.time = told.time;
	record.column[COLUMN_PID] = span_of(told.pid);
	record.column[COLUMN_HOST] = span_of("mx");
	m = (struct matched){ .hits = 1 };
	h->rule = rule;
	if (told.value) {
		h->captures = 1;
		h->capture[0] = (struct capture){ told.field, span_of(told.value) };
		if (told.field == FIELD_SOURCE) {
			h->captures = 0;
			addr_parse(span_of(told.value), &h->source);
		}
	}
	return thread_join(t, &m, h, &record, &place, e);
}

static void
test_fields(void)
{
	struct threads *t = threads_new(16);
	struct rule context = rule_of(SIGNAL_CONTEXT), failed = rule_of(SIGNAL_AUTH_FAILED);
	struct event e;
	char text[ADDR_TEXT_MAX];

	context.opens = true;
	ok(!line(t, &context, (struct told){ SECOND, "7", FIELD_SOURCE, "192.0.2.7" }, &e), "context alone counts for nothing");
	context.opens = false;
	line(t, &context, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice" }, &e);
	ok(line(t, &failed, (struct told){ 2 * SECOND, "7", FIELD_HELO, NULL }, &e), "an offence counts");
	is_text(addr_format(&e.source, text), "192.0.2.7", "its source was told by an earlier line");
	ok(span_is(e.field[FIELD_ACCOUNT], "alice"), "and so was its account");
	line(t, &failed, (struct told){ 2 * SECOND, "8", FIELD_HELO, NULL }, &e);
	is_int(e.source.family, 0, "another session knows nothing of it");
	line(t, &context, (struct told){ SECOND, "7", FIELD_ACCOUNT, "a longer account than before" }, &e);
	line(t, &failed, (struct told){ 3 * SECOND, "7", FIELD_HELO, NULL }, &e);
	ok(span_is(e.field[FIELD_ACCOUNT], "a longer account than before"), "a later value replaces the earlier");
	threads_free(t);
}

static void
test_ends(void)
{
	struct threads *t = threads_new(16);
	struct rule open = rule_of(SIGNAL_CONTEXT), end = rule_of(SIGNAL_HANGUP), failed = rule_of(SIGNAL_AUTH_FAILED);
	struct event e;

	open.opens = end.ends = true;
	line(t, &open, (struct told){ SECOND, "7", FIELD_SOURCE, "192.0.2.7" }, &e);
	line(t, &end, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	ok(e.source.family == 4, "the last line still knows the session");
	sitting_give(sitting_place(e.sitting, SIGNAL_HANGUP, 0, HOUR), 7);
	line(t, &failed, (struct told){ 2 * SECOND, "7", FIELD_HELO, NULL }, &e);
	is_int(e.source.family, 0, "after it nothing is known");
	ok(sitting_given(sitting_place(e.sitting, SIGNAL_HANGUP, 0, HOUR)) == 0, "and it is another session, which has given no points");
	line(t, &open, (struct told){ 3 * SECOND, "7", FIELD_SOURCE, "192.0.2.8" }, &e);
	line(t, &failed, (struct told){ 3 * SECOND + (THREAD_SILENCE + 1) * SECOND, "7", FIELD_HELO, NULL }, &e);
	is_int(e.source.family, 0, "a long silence ends it, too: nobody is blamed for the next user of the pid");
	line(t, &failed, (struct told){ HOUR, "9", FIELD_SOURCE, "192.0.2.7" }, &e);
	sitting_give(sitting_place(e.sitting, SIGNAL_AUTH_FAILED, HOUR, HOUR), 7);
	line(t, &failed, (struct told){ HOUR, "9", FIELD_SOURCE, "192.0.2.7" }, &e);
	ok(sitting_given(sitting_place(e.sitting, SIGNAL_AUTH_FAILED, HOUR, HOUR)) == 7, "a session knows what it has given");
	line(t, &failed, (struct told){ HOUR, "9", FIELD_SOURCE, "192.0.2.8" }, &e);
	ok(sitting_given(sitting_place(e.sitting, SIGNAL_AUTH_FAILED, HOUR, HOUR)) == 0, "and for whom: the next client of a process begins anew");
	threads_free(t);
}

static void
test_password(void)
{
	static const char hash[] = "f3bbbd66a63d4bf1747940578ec3d0103530e21d";
	struct threads *t = threads_new(16);
	struct rule failed = rule_of(SIGNAL_AUTH_FAILED);
	struct state saved = { 0 };
	struct event e;
	uint16_t number;

	line(t, &failed, (struct told){ SECOND, "7", FIELD_HASH, hash }, &e);
	number = e.password;
	ok(number != 0, "the hash of a password becomes a number");
	line(t, &failed, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	is_int(e.password, number, "which the session knows");
	line(t, &failed, (struct told){ SECOND, "9", FIELD_SOURCE, "192.0.2.7" }, &e);
	line(t, &failed, (struct told){ SECOND, "9", FIELD_HASH, hash }, &e);
	line(t, &failed, (struct told){ SECOND, "9", FIELD_SOURCE, "192.0.2.8" }, &e);
	is_int(e.password, 0, "but not of the next client of a process");
	line(t, &failed, (struct told){ SECOND, "8", FIELD_HASH, "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33" }, &e);
	ok(e.password != 0 && e.password != number, "another password has another one");
	threads_save(t, &saved);
	ok(!memmem(saved.p, saved.n, hash, 12), "the hash itself is not saved");
	state_free(&saved);
	threads_free(t);
}

static void
test_counts(void)
{
	struct threads *t = threads_new(16);
	struct rule reject = rule_of(SIGNAL_RELAY), once = rule_of(SIGNAL_AUTH_FAILED), anew = rule_of(SIGNAL_CONTEXT),
		sum = rule_of(SIGNAL_BAD_SEQUENCE), most = rule_of(SIGNAL_PROBE);
	struct event e;

	reject.tally = 0;
	line(t, &reject, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	line(t, &reject, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	sum.counts = sum.lesses = 1;
	sum.count[0] = (struct quantity){ .id = FIELD_COUNT };
	sum.less[0] = (struct quantity){ .tally = true, .id = 0 };
	sum.free = 1;
	most.whens = 1;
	most.when[0] = (struct condition){ .what = { .tally = true, .id = 0 }, .op = ">", .number = 1 };
	ok(line(t, &most, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "a condition on a tally holds");
	most.when[0].number = 2;
	ok(!line(t, &most, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "or does not");
	once.once = true;
	ok(line(t, &once, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "the first of a session counts");
	ok(!line(t, &once, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "the second is the same offence");
	anew.renews = SIGNAL_AUTH_FAILED;
	line(t, &anew, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	ok(line(t, &once, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "a new attempt makes it count again");
	ok(line(t, &sum, (struct told){ SECOND, "7", FIELD_COUNT, "7" }, &e), "counted, less what was told, less what is free");
	is_int(e.count, 4, "7 - 2 - 1");
	ok(!line(t, &sum, (struct told){ SECOND, "7", FIELD_COUNT, "3" }, &e), "nothing left: no event");
	threads_free(t);
}

/* An authentication service's line stands for one of the mail server's. */
static void
test_spends(void)
{
	struct threads *t = threads_new(16);
	struct rule backend = rule_of(SIGNAL_CONTEXT), failed = rule_of(SIGNAL_AUTH_FAILED);
	struct event e;

	backend.tally = failed.spends = 1;
	ok(line(t, &failed, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice" }, &e), "nothing stands for a line that comes first");
	line(t, &backend, (struct told){ SECOND, "7", FIELD_USER, "alice" }, &e);
	ok(line(t, &failed, (struct told){ SECOND, "7", FIELD_ACCOUNT, "bin" }, &e), "it does not stand for another name");
	ok(!line(t, &failed, (struct told){ SECOND, "7", FIELD_ACCOUNT, "Alice@here.example" }, &e), "but for this one, however written");
	ok(line(t, &failed, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice" }, &e), "and only once");
	line(t, &backend, (struct told){ SECOND, "7", FIELD_USER, "alice@here.example" }, &e);
	ok(line(t, &failed, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice@there.example" }, &e), "another domain is another name");
	ok(!line(t, &failed, (struct told){ SECOND, "7", FIELD_HELO, NULL }, &e), "a line without a name may be the one");
	line(t, &backend, (struct told){ SECOND, "7", FIELD_USER, "alice" }, &e);
	ok(line(t, &failed, (struct told){ (THREAD_SILENCE + 2) * SECOND, "7", FIELD_ACCOUNT, "alice" }, &e), "a session that is over stands for nothing");
	threads_free(t);
}

static void
test_two_keys(void)
{
	struct threads *t = threads_new(16);
	struct rule login = rule_of(SIGNAL_LOGIN), both = rule_of(SIGNAL_SENT), bounce = rule_of(SIGNAL_BOUNCE);
	struct event e;

	both.keys = 2;
	both.key_column[1] = -1;
	both.key_field[1] = FIELD_QID;
	bounce.key_column[0] = -1;
	bounce.key_field[0] = FIELD_QID;
	line(t, &login, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice" }, &e);
	line(t, &both, (struct told){ SECOND, "7", FIELD_QID, "4CgX1" }, &e);
	ok(line(t, &bounce, (struct told){ DAY, "9", FIELD_QID, "4CgX1" }, &e) && span_is(e.field[FIELD_ACCOUNT], "alice"),
	   "a bounce a day later knows the login that sent the message");
	threads_free(t);
}

static void
test_hostile(void)
{
	struct threads *t = threads_new(16);
	struct rule rule = rule_of(SIGNAL_RELAY);
	struct matched m = { .hits = 1 };
	struct place place = { .file = "test" };
	struct event e;

	m.hit[0] = (struct hit){ .rule = &rule, .hostile = true, .captures = 1, .capture = { { FIELD_HELO, { "x", 1 } } } };
	addr_parse(span_of("192.0.2.7"), &m.hit[0].source);
	ok(thread_join(t, &m, &m.hit[0], &record, &place, &e), "a hostile line is an event");
	ok(e.signal == SIGNAL_HOSTILE && e.source.family == 0 && !e.field[FIELD_HELO].p, "without a source and without fields");
	is_int((long long)threads_count(t), 0, "and leaves no trace in the session");
	m.hit[0].hostile = false;
	thread_join(t, &m, &m.hit[0], &record, &place, &e);
	m.hit[0].hostile = true;
	m.hit[0].source.family = 0;
	m.hit[0].capture[0].text = (struct span){ "typed", 5 };
	ok(thread_join(t, &m, &m.hit[0], &record, &place, &e) && e.source.family == 4 && !e.field[FIELD_HELO].p,
	   "the session that its pid names knows who typed it");
	rule.key_column[0] = -1;
	rule.key_field[0] = FIELD_HELO;
	m.hit[0].hostile = false;
	addr_parse(span_of("192.0.2.7"), &m.hit[0].source);
	thread_join(t, &m, &m.hit[0], &record, &place, &e);
	m.hit[0].hostile = true;
	m.hit[0].source.family = 0;
	thread_join(t, &m, &m.hit[0], &record, &place, &e);
	is_int(e.source.family, 0, "one that only the line itself names does not");
	threads_free(t);
}

static void
test_observe(void)
{
	struct threads *t = threads_new(16);
	struct rule trial = rule_of(SIGNAL_AUTH_FAILED), once = trial, raise = rule_of(SIGNAL_CONTEXT), running = trial;
	struct event e;

	raise.tally = 0;
	trial.observe = trial.once = once.once = true;
	running.counts = 1;
	running.count[0] = (struct quantity){ .tally = true, .id = 0 };
	ok(line(t, &trial, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice" }, &e) && span_is(e.field[FIELD_ACCOUNT], "alice"),
	   "a rule that only observes makes its event");
	ok(!line(t, &trial, (struct told){ SECOND, "7", FIELD_ACCOUNT, "alice" }, &e), "once, where it says so");
	ok(line(t, &once, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "but another rule's event is still to come");
	ok(!e.field[FIELD_ACCOUNT].p, "and the session has learned nothing");
	for (int i = 0; i < 3; i++)
		line(t, &raise, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	running.observe = true;
	line(t, &running, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	is_int(e.count, 3, "it counts what tallies tell");
	running.observe = false;
	line(t, &running, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	is_int(e.count, 3, "and so does the other rule");
	line(t, &raise, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	line(t, &running, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e);
	is_int(e.count, 1, "of which nothing is told twice");
	ok(!line(t, &running, (struct told){ SECOND, "7", FIELD_HELO, "x" }, &e), "where nothing is new there is no event");
	threads_free(t);
}

static void
test_bounds(void)
{
	struct threads *t = threads_new(4), *again = threads_new(4);
	struct rule context = rule_of(SIGNAL_CONTEXT), failed = rule_of(SIGNAL_AUTH_FAILED);
	struct state saved = { 0 }, reader;
	char pid[16], large[THREAD_TEXT_MAX + 10];
	struct event e;

	for (int i = 0; i < 10; i++) {
		snprintf(pid, sizeof(pid), "%d", i);
		line(t, &context, (struct told){ SECOND, pid, FIELD_SOURCE, "192.0.2.7" }, &e);
	}
	is_int((long long)threads_count(t), 4, "bounded");
	memset(large, 'x', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	line(t, &context, (struct told){ SECOND, "9", FIELD_HELO, large }, &e);
	large[300] = '\0';
	for (int i = 0; i < 50; i++) {
		line(t, &context, (struct told){ SECOND, "9", i % 2 ? FIELD_HELO : FIELD_SENDER, large + i }, &e);
		line(t, &context, (struct told){ SECOND, "9", FIELD_ACCOUNT, large + 200 + i }, &e);
	}
	threads_save(t, &saved);
	reader = (struct state){ .p = saved.p, .n = saved.n };
	ok(threads_load(again, &reader) && threads_count(again) == 4, "saved and loaded");
	line(again, &failed, (struct told){ SECOND, "9", FIELD_PORT, NULL }, &e);
	ok(e.source.family == 4 && e.field[FIELD_ACCOUNT].n == 51, "and a session goes on where it was");
	state_free(&saved);
	threads_free(t);
	threads_free(again);
}

int
main(void)
{
	test_fields();
	test_ends();
	test_password();
	test_counts();
	test_spends();
	test_two_keys();
	test_hostile();
	test_observe();
	test_bounds();
	return done_testing();
}
