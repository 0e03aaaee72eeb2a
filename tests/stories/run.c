/* Runs stories: timed log lines, and the verdicts they must bring. Each story runs three times: straight through, with
 * a restart (saved, forgotten, loaded) after every seventh line, and after every 31st; all must say the same.
 *
 *   # The first comment is the title.
 *   packs postfix dovecot          these packs (all without it); stub: a server of the stories' own
 *   config unused_accounts: [ceo]  a line of the configuration
 *   at 5m postfix/smtpd[1]: ...    a line; the runner writes stamp and host before it
 *   at 5m |{time},...              a line as it is; {time} becomes the stamp
 *   at 5m lift 192.0.2.7           the operator lifts a ban
 *   every 40m x 12 from 1h LINE    twelve times; {n} is 0, 1, ...; also {n+7}, {n%5}, {name}: another name each time
 *   every 15m x 4                  without a line: the indented lines that follow
 *     postfix/smtpd[{n}]: ...
 *   expect ban 192.0.2.7 by 160m after 100m why relay rung 1
 *   expect alert account:alice why many-networks
 *   expect release 192.0.2.0/24
 *   expect no ban 192.0.2.8        also: no alert, no verdict [SUBJECT]
 *   expect peak 192.0.2.7 24/10    the highest fast and slow score it ever had, to within 1
 *
 * usage: run [--policy YAML] STORY...     --policy: as in the configuration, to switch a mechanism off
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "actions/ladder.h"
#include "actions/never.h"
#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/base/paths.h"
#include "rules/engine.h"
#include "tests/stories/script.h"
#include "tests/tap.h"

enum { SENTENCES_MAX = 4096, SUBJECTS_MAX = 512, PEAKS_MAX = 16 };

static const int64_t BEGINNING = 1795478400 * SECOND; /* 2026-11-24T00:00:00Z */

struct sentence {           /* what came of a verdict */
	enum verdict_kind kind;
	struct subject subject;
	int64_t time;
	bool mild;
	int rung;           /* once it is settled */
	char why[MSG_WHY_MAX], text[SUBJECT_TEXT_MAX];
};
struct run {
	const struct story *story;
	struct config *config;
	struct ruleset *rules; /* all stories share one */
	struct policy *policy;
	struct never *never;
	struct engine *engine;
	struct engine_log *log;
	struct sentence sentence[SENTENCES_MAX];
	size_t sentences, settled;
	struct { struct addr addr; struct past past; } past[SUBJECTS_MAX];
	size_t pasts;
	double fast[STORY_WANTS_MAX], slow[STORY_WANTS_MAX]; /* peaks, by expectation */
	const char *why_not;  /* the story could not be run */
	size_t restart_every; /* lines; 0: never */
};

static void
on_verdict(void *context, const struct verdict *v)
{
	struct run *r = context;
	struct sentence *s = &r->sentence[r->sentences];

	if (r->sentences == SENTENCES_MAX) {
		r->why_not = "too many verdicts";
		return;
	}
	r->sentences++;
	*s = (struct sentence){ .kind = v->kind, .subject = v->subject, .time = v->time, .mild = v->mild };
	snprintf(s->why, sizeof(s->why), "%s", v->why);
	subject_format(&v->subject, s->text);
}

static void
note_peak(void *peaks, const struct msg_answer *a)
{
	double *peak = peaks;

	if (strcmp(a->signal, "fast score") == 0)
		peak[0] = fmax(peak[0], a->value);
	if (strcmp(a->signal, "slow score") == 0)
		peak[1] = fmax(peak[1], a->value);
}

static void
on_event(void *context, const struct event *e, double points)
{
	struct run *r = context;

	(void)points;
	for (size_t i = 0; i < r->story->wants; i++) {
		const struct want *w = &r->story->want[i];
		struct subject s = { .kind = SUBJECT_ADDRESS };
		double peak[2] = { r->fast[i], r->slow[i] };

		if (w->kind != WANT_PEAK || !addr_parse_prefix(span_of(w->subject), &s.addr))
			continue;
		judge_explain(engine_judge(r->engine), &s, e->time, note_peak, peak);
		r->fast[i] = peak[0];
		r->slow[i] = peak[1];
	}
}

static const struct engine_hooks *
hooks_of(struct run *r, struct engine_hooks *h)
{
	*h = (struct engine_hooks){ .judge = { .verdict = on_verdict, .context = r }, .event = on_event, .context = r };
	return h;
}

static struct config *
make_config(const struct story *s, const char *policy, struct error *e)
{
	char path[] = "/tmp/mailreeve-story-XXXXXX";
	int fd = mkstemp(path);
	struct config *c;

	if (fd < 0)
		fatal("%s", path);
	dprintf(fd, "%s", s->config);
	if (policy)
		dprintf(fd, "policy: %s\n", policy);
	close(fd);
	c = config_load(path, e);
	unlink(path);
	return c;
}

static bool
select_packs(struct ruleset *rs, const char *names)
{
	char copy[200], *at = NULL, *list[20] = { NULL };
	const char *unknown;
	int n = 0;

	snprintf(copy, sizeof(copy), "%s", names);
	for (char *word = strtok_r(copy, " ", &at); word && n < 19; word = strtok_r(NULL, " ", &at))
		list[n++] = word;
	return ruleset_select(rs, n ? (const char *const *)list : NULL, &unknown);
}

static struct ruleset *
load_rules(void)
{
	char *packs = paths_data("packs"), text[800];
	const char *folders[] = { packs, "tests/stories/packs", NULL };
	struct error e = { .line = 0 };
	struct ruleset *rs = ruleset_load(folders, NULL, &e);

	if (!rs)
		fatalx("%s", error_text(&e, text, sizeof(text)));
	free(packs);
	return rs;
}

static bool
prepare(struct run *r, const struct story *s, const char *policy, struct error *e)
{
	char *numbers = paths_data("policy.yaml");
	struct decode_options o = { .now = BEGINNING, .zone = 0 };
	struct engine_hooks h;

	r->story = s;
	r->config = make_config(s, policy, e);
	r->policy = r->config ? policy_load(numbers, r->config, e) : NULL;
	free(numbers);
	if (!r->policy)
		return false;
	if (!select_packs(r->rules, s->packs))
		return error_set(e, "", 0, 0, "no such pack in '%s'", s->packs);
	r->never = never_new(r->config);
	r->engine = engine_new(r->rules, r->policy, hooks_of(r, &h));
	r->log = engine_log_new(r->engine, "story", NULL, &o, false);
	return true;
}

static void
finish(struct run *r)
{
	engine_log_free(r->log);
	engine_free(r->engine);
	never_free(r->never);
	policy_free(r->policy);
	config_free(r->config);
}

static struct past *
past_of(struct run *r, const struct addr *a)
{
	for (size_t i = 0; i < r->pasts; i++)
		if (addr_equal(&r->past[i].addr, a))
			return &r->past[i].past;
	if (r->pasts == SUBJECTS_MAX) {
		r->why_not = "too many subjects";
		return &r->past[0].past;
	}
	r->past[r->pasts].addr = *a;
	return &r->past[r->pasts++].past;
}

/* The enforcer's part: what was asked for is done and told back. */
static void
settle(struct run *r)
{
	for (; r->settled < r->sentences; r->settled++) {
		struct sentence *s = &r->sentence[r->settled];
		struct sanction done;

		if (s->kind != VERDICT_BAN || never_objection(r->never, &s->subject.addr))
			continue;
		done = ladder_step(r->config, &s->subject.addr, (struct offence){ s->time, s->mild }, past_of(r, &s->subject.addr));
		s->rung = (int)done.rung;
		judge_sanctioned(engine_judge(r->engine), &s->subject, s->time, done.until, done.throttle);
	}
}

static void
restart(struct run *r)
{
	struct state saved = { 0 };
	struct engine_hooks h;
	struct engine *before = r->engine;
	struct decode_options o = { .now = BEGINNING, .zone = 0 };
	unsigned char memo[65536];
	size_t n = decoder_save(engine_log_decoder(r->log), memo, sizeof(memo));
	struct state reader;

	engine_save(before, &saved);
	engine_log_free(r->log);
	engine_free(before);
	r->engine = engine_new(r->rules, r->policy, hooks_of(r, &h));
	reader = (struct state){ .p = saved.p, .n = saved.n };
	if (!engine_load(r->engine, &reader))
		r->why_not = "the saved state was refused";
	r->log = engine_log_new(r->engine, "story", NULL, &o, false);
	decoder_load(engine_log_decoder(r->log), memo, n);
	state_free(&saved);
}

static void
feed(struct run *r, const struct step *s)
{
	char stamp[CLOCK_TEXT_MAX], line[STORY_TEXT_MAX * 2];
	const char *mark = strstr(s->text, "{time}");

	clock_rfc3339(BEGINNING + s->time, stamp);
	if (s->kind == STEP_LINE)
		snprintf(line, sizeof(line), "%s mx %s", stamp, s->text);
	else if (mark)
		snprintf(line, sizeof(line), "%.*s%s%s", (int)(mark - s->text), s->text, stamp, mark + 6);
	else
		snprintf(line, sizeof(line), "%s", s->text);
	engine_line(r->engine, r->log, span_of(line));
}

static void
step(struct run *r, const struct step *s)
{
	struct subject lifted = { .kind = SUBJECT_ADDRESS };

	if (s->kind != STEP_LIFT) {
		feed(r, s);
		settle(r);
		return;
	}
	if (!addr_parse_prefix(span_of(s->text), &lifted.addr))
		r->why_not = "the address to lift is none";
	judge_forgiven(engine_judge(r->engine), &lifted, BEGINNING + s->time);
	past_of(r, &lifted.addr)->until = BEGINNING + s->time;
	settle(r);
}

static bool
run_story(struct run *r, const struct story *s, const char *policy)
{
	struct error e = { .line = 0 };
	char text[800];

	if (!prepare(r, s, policy, &e)) {
		printf("# %s\n", error_text(&e, text, sizeof(text)));
		r->why_not = "it could not be prepared";
		return false;
	}
	for (size_t i = 0; i < s->steps && !r->why_not; i++) {
		step(r, &s->step[i]);
		if (r->restart_every && i % r->restart_every == r->restart_every - 1)
			restart(r);
	}
	return !r->why_not;
}

static bool
fits(const struct want *w, const struct sentence *s)
{
	static const enum verdict_kind kinds[] = { [WANT_BAN] = VERDICT_BAN, [WANT_ALERT] = VERDICT_ALERT,
		[WANT_RELEASE] = VERDICT_RELEASE };
	int64_t time = s->time - BEGINNING;

	if (w->kind != WANT_VERDICT && kinds[w->kind] != s->kind)
		return false;
	if ((*w->subject && strcmp(w->subject, s->text) != 0) || (*w->why && strcmp(w->why, s->why) != 0) ||
	    (w->rung && w->rung != s->rung))
		return false;
	return time >= w->after && (w->by < 0 || time <= w->by);
}

static bool
came_true(const struct run *r, size_t i)
{
	const struct want *w = &r->story->want[i];
	bool found = false;

	if (w->kind == WANT_PEAK)
		return fabs(r->fast[i] - w->fast) < 1 && fabs(r->slow[i] - w->slow) < 1;
	for (size_t s = 0; s < r->sentences; s++)
		found |= fits(w, &r->sentence[s]);
	return found != w->not;
}

static void
show(const struct run *r)
{
	static const char *const kinds[] = { "", "ban", "alert", "release" };
	char after[CLOCK_TEXT_MAX];

	for (size_t i = 0; i < r->sentences; i++)
		printf("#   %s %s %s at %s\n", kinds[r->sentence[i].kind], r->sentence[i].text, r->sentence[i].why,
		       clock_duration_text(r->sentence[i].time - BEGINNING, after));
	for (size_t i = 0; i < r->story->wants; i++)
		if (r->story->want[i].kind == WANT_PEAK)
			printf("#   peak %s %.1f/%.1f\n", r->story->want[i].subject, r->fast[i], r->slow[i]);
}

static bool
same_sentences(const struct run *a, const struct run *b)
{
	if (a->why_not || b->why_not || a->sentences != b->sentences)
		return false;
	for (size_t i = 0; i < a->sentences; i++) {
		const struct sentence *x = &a->sentence[i], *y = &b->sentence[i];

		if (x->kind != y->kind || x->time != y->time || strcmp(x->text, y->text) != 0 || strcmp(x->why, y->why) != 0)
			return false;
	}
	return true;
}

static void
tell(const char *path, const char *policy, struct ruleset *rules)
{
	static const size_t restarts[] = { 7, 31 };
	struct run *r = xcalloc(1, sizeof(*r)), *again;
	struct story s;
	bool good;

	r->rules = rules;
	if (!story_read(path, &s) || !run_story(r, &s, policy)) {
		ok(false, "%s: %s", path, r->why_not ? r->why_not : "cannot be read");
		exit(1);
	}
	for (size_t i = 0; i < s.wants; i++) {
		good = ok(came_true(r, i), "%s: %s", s.title, s.want[i].text);
		if (!good)
			show(r);
	}
	for (size_t i = 0; i < 2 && !policy; i++) {
		again = xcalloc(1, sizeof(*again));
		again->rules = rules;
		again->restart_every = s.steps > 2000 ? restarts[i] * 50 : restarts[i];
		run_story(again, &s, policy);
		if (!ok(same_sentences(r, again), "%s: the same with a restart every %zu lines", s.title, again->restart_every))
			show(again);
		finish(again);
		free(again);
	}
	finish(r);
	free(r);
	story_free(&s);
}

int
main(int argc, char **argv)
{
	struct ruleset *rules = load_rules();
	const char *policy = NULL;
	int i = 1;

	log_open("stories", 0);
	if (argc > 2 && strcmp(argv[1], "--policy") == 0) {
		policy = argv[2];
		i = 3;
	}
	for (; i < argc; i++)
		tell(argv[i], policy, rules);
	ruleset_free(rules);
	return done_testing();
}
