/* The policy: what ships is complete, single numbers can be changed, mistakes are named.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "cmd/base/paths.h"
#include "rules/policy_internal.h"
#include "tests/tap.h"

static struct config *
config_of(const char *text)
{
	char path[] = "/tmp/mailreeve-policy-XXXXXX";
	struct error e = { .line = 0 };
	int fd = mkstemp(path);
	struct config *c;

	dprintf(fd, "%s", text);
	close(fd);
	c = config_load(path, &e);
	unlink(path);
	if (!c)
		printf("# %s\n", e.text);
	return c;
}

static struct policy *
load_with(const char *text, struct error *e)
{
	char *file = paths_data("policy.yaml");
	struct config *c = config_of(text);
	struct policy *p = policy_load(file, c, e);

	config_free(c);
	free(file);
	return p;
}

static void
test_shipped(void)
{
	struct error e = { .line = 0 };
	struct policy *p = load_with("", &e);
	int worthless = 0;

	if (!ok(p != NULL, "the shipped policy loads %s", e.text))
		return;
	for (int s = 0; s < SIGNAL_COUNT; s++)
		if (signal_accuses((enum signal)s) && p->weight[s].points <= 0)
			printf("# %s is worth nothing\n", signal_name((enum signal)s)), worthless++;
	is_int(worthless, 0, "every signal that accuses is worth something");
	ok(p->half_fast == 30.0 * MINUTE && p->ban_at == 100, "numbers and durations are read");
	ok(policy_weight(p, SIGNAL_PROBE, "http")->points == 50 && policy_weight(p, SIGNAL_PROBE, NULL)->points == 40,
	   "a rule may ask for a finer weight");
	ok(policy_weight(p, SIGNAL_PROBE, "no such")->points == 40, "and gets its signal's if there is none");
	ok(policy_weight(p, SIGNAL_PROBE, "http")->protocol, "what a finer weight leaves out is its signal's");
	ok(p->weight[SIGNAL_RELAY].then == 25 && p->weight[SIGNAL_HARVEST].then == 8, "`then` is `points` where it is not said");
	ok(policy_is_role(p, "postmaster") && policy_is_role(p, "postmaster@here.example") && policy_is_role(p, "here\\postmaster"),
	   "a role account with and without its domain");
	ok(!policy_is_role(p, "postmasters") && !policy_is_role(p, "info@here.example"), "and nothing else");
	policy_free(p);
}

static void
test_changed(void)
{
	struct error e = { .line = 0 };
	struct policy *p = load_with("unused_accounts: [Trap]\nrole_accounts: [info]\n"
	                             "policy: {half_fast: 1h, signals: {relay: {points: 50}}, auth: {near_factor: 0.5}}\n", &e);

	if (!ok(p != NULL, "single numbers are changed %s", e.text))
		return;
	ok(p->half_fast == 1.0 * HOUR && p->half_slow == 24.0 * HOUR && p->auth.near_factor == 0.5, "these and no others");
	ok(p->weight[SIGNAL_RELAY].points == 50 && p->weight[SIGNAL_RELAY].then == 50 && p->weight[SIGNAL_RELAY].cap == 130,
	   "of a signal, too");
	ok(policy_is_unused(p, "trap@here.example") && !policy_is_unused(p, "trapper"), "names that never log in");
	ok(policy_is_role(p, "info@here.example") && policy_is_role(p, "root"), "more role accounts");
	policy_free(p);
}

static const struct watch *
watch_named(const struct policy *p, const char *name)
{
	for (int i = 0; i < p->watches; i++)
		if (strcmp(p->watch[i].name, name) == 0)
			return &p->watch[i];
	return NULL;
}

static void
test_watches(void)
{
	struct error e = { .line = 0 };
	struct policy *shipped = load_with("", &e);
	struct policy *p = load_with("policy:\n  watches:\n  - {watch: listed, over: 3}\n  - {watch: bounce-flood, off: true}\n"
	                             "  - {watch: garbage-senders, points: 30, text: short}\n", &e);
	const struct watch *w;

	if (!ok(shipped && p, "watches are changed by name %s", e.text))
		return;
	w = watch_named(p, "listed");
	ok(w && w->over == 3 && w->within == HOUR && w->what == WATCH_DISTINCT && w->of == OF_RELAY && w->severity == SEVERITY_CRITICAL,
	   "one number, and no other");
	w = watch_named(p, "garbage-senders");
	ok(w && w->points == 30 && w->by == BY_SOURCE && strcmp(w->text, "short") == 0, "of one that scores, too");
	ok(!watch_named(p, "bounce-flood") && p->watches == shipped->watches - 1 && watch_named(p, "local-flood"),
	   "one is switched off, its neighbours are not");
	policy_free(shipped);
	policy_free(p);
}

static void
test_refused(void)
{
	static const struct { const char *text, *complaint; int line; } cases[] = {
		{ "policy: {signals: {rely: {points: 50}}}", "unknown signal 'rely' (did you mean 'relay'?)", 1 },
		{ "policy: {signals: 3}", "wanted signals with their weights, not '3'", 1 },
		{ "policy: {roles: postmaster}", "wanted a list of names, not 'postmaster'", 1 },
		{ "policy:\n  signals:\n    relay: {point: 50}", "point", 3 },
		{ "policy:\n  half_fast: never", "wanted a duration", 2 },
		{ "policy: {half_fast: 0s}", "longer than nothing", 1 },
		{ "policy: {signals: {relay: {points: -1}}}", "wanted a number", 1 },
		{ "policy: {credits: {login: 1}}", "credits", 1 },
		{ "policy: {credit: {logins: 1}}", "logins", 1 },
		{ "policy: {watches: [{watch: x, on: [nothing], by: account, count: true, over: 1, within: 1h, text: t}]}", "no such signal", 1 },
		{ "policy: {watches: [{watch: x, on: [sent], by: account, over: 1, within: 1h, text: t}]}", "one of `count`", 1 },
		{ "policy: {watches: [{watch: x, on: [sent], by: account, count: true, over: 1, within: 1h, text: t, then: score, points: 9}]}",
		  "only a source can be scored", 1 },
		{ "policy: {watches: [{watch: lysted, off: true}]}", "no watch of this name", 1 },
		{ "policy: {watches: [{watch: listed, over: 24}]}", "wanted a number", 1 },
		{ "policy: {watches: [{watch: listed, within: 0s}]}", "longer than nothing", 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error e = { .line = 0 };
		struct policy *p = load_with(cases[i].text, &e);

		if (!ok(!p && strstr(e.text, cases[i].complaint) && e.line == cases[i].line, "refused: %s", cases[i].complaint))
			printf("# line %d: %s\n", e.line, e.text);
		policy_free(p);
	}
}

int
main(void)
{
	test_shipped();
	test_changed();
	test_watches();
	test_refused();
	return done_testing();
}
