/* `mailreeve tune`: replays past logs with the current policy and with another, and prints whom that changes, so that an
 * admin can change a number without fear. With a truth table it also says who was right.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#define HASH_FUNCTION HASH_FNV /* the default one makes clang warn */
#include <uthash.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve/court.h"
#include "cmd/mailreeve/load.h"
#include "cmd/mailreeve/logs.h"
#include "cmd/mailreeve/output.h"

enum side { CURRENT, OTHER, SIDES };

struct outcome {             /* what each policy did about one subject */
	char subject[SUBJECT_TEXT_MAX];
	struct { uint32_t verdicts; int64_t first; char why[MSG_WHY_MAX]; } of[SIDES];
	UT_hash_handle hh;
};
struct tune {
	struct outcome *outcomes;
	enum side side;
};
struct score { int wanted, found, accused; };

static void
note_ruling(void *context, const struct ruling *r)
{
	struct tune *t = context;
	char subject[SUBJECT_TEXT_MAX];
	struct outcome *o;

	if (r->objection || r->verdict->kind == VERDICT_RELEASE)
		return;
	subject_format(&r->verdict->subject, subject);
	HASH_FIND_STR(t->outcomes, subject, o);
	if (!o) {
		o = xcalloc(1, sizeof(*o));
		memcpy(o->subject, subject, sizeof(o->subject));
		HASH_ADD_STR(t->outcomes, subject, o);
	}
	if (o->of[t->side].verdicts++ == 0) {
		o->of[t->side].first = r->verdict->time;
		snprintf(o->of[t->side].why, MSG_WHY_MAX, "%s", r->verdict->why);
	}
}

static bool
run_side(struct tune *t, enum side side, const struct config *config, char **path, int count)
{
	struct logs_options lo = { 0, INT_MIN, true };
	struct court_hooks hooks = { NULL, note_ruling, t };
	struct ruleset *rs = load_rules(config, NULL);
	struct policy *policy = load_policy(config);
	struct court *court = court_new(rs, policy, config, &hooks);
	struct logs *logs = logs_open(court_engine(court), path, count, &lo);
	bool good = logs != NULL;

	t->side = side;
	if (logs) {
		good = logs_run(logs, court_settle, court);
		logs_close(logs);
	}
	court_free(court);
	policy_free(policy);
	ruleset_free(rs);
	return good;
}

static const char *
change_of(const struct outcome *o)
{
	if (!o->of[OTHER].verdicts)
		return "no more";
	if (!o->of[CURRENT].verdicts)
		return "new";
	if (o->of[OTHER].first < o->of[CURRENT].first)
		return "earlier";
	return o->of[OTHER].first > o->of[CURRENT].first ? "later" : NULL;
}

static size_t
print_changes(const struct cli *cli, const struct tune *t)
{
	struct outcome *o, *next;
	char then[32], now[32];
	size_t changes = 0;

	HASH_ITER(hh, t->outcomes, o, next) {
		const char *change = change_of(o);

		if (!change)
			continue;
		changes++;
		if (cli->json)
			output_json(json_pack("{s:s, s:s, s:s, s:o, s:s, s:o, s:s}", "type", "change", "subject", o->subject,
			    "change", change, "current", output_json_time(o->of[CURRENT].first), "current_why",
			    o->of[CURRENT].why, "other", output_json_time(o->of[OTHER].first), "other_why", o->of[OTHER].why));
		else
			printf("%-8s %-28s %s %s -> %s %s\n", change, o->subject,
			    o->of[CURRENT].first ? output_time(o->of[CURRENT].first, then) : "never", o->of[CURRENT].why,
			    o->of[OTHER].first ? output_time(o->of[OTHER].first, now) : "never", o->of[OTHER].why);
	}
	return changes;
}

/* A row of the truth table: subject, kind, behaviour, label, tab-separated. */
static void
judge_row(const struct tune *t, char *row, struct score score[SIDES])
{
	char *subject = strsep(&row, "\t"), *kind = strsep(&row, "\t"), *label, key[SUBJECT_TEXT_MAX];
	struct addr a;
	struct outcome *o;
	int side;
	bool guilty, innocent;

	strsep(&row, "\t");
	label = strsep(&row, "\t\n");
	if (!label || *subject == '#')
		return;
	guilty = strcmp(label, "attack") == 0 || strcmp(label, "compromised") == 0 || strcmp(label, "under-attack") == 0;
	innocent = strcmp(label, "benign") == 0 || strcmp(label, "innocent") == 0;
	if (strcmp(kind, "source") == 0 && addr_parse(span_of(subject), &a)) {
		a = addr_subject(a);
		addr_format(&a, key);
	} else
		snprintf(key, sizeof(key), strcmp(kind, "server") == 0 ? "server" : "account:%s", subject);
	HASH_FIND_STR(t->outcomes, key, o);
	for (side = 0; side < SIDES; side++) {
		bool hit = o && o->of[side].verdicts;

		score[side].wanted += guilty;
		score[side].found += guilty && hit;
		score[side].accused += innocent && hit;
	}
}

static bool
print_truth(const struct cli *cli, const struct tune *t, const char *path)
{
	static const char *const name[] = { "current", "other" };
	struct score score[SIDES] = { { 0 } };
	char row[1024];
	FILE *f = fopen(path, "r");
	int side;

	if (!f) {
		fprintf(stderr, "mailreeve: %s: %s\n", path, strerror(errno));
		return false;
	}
	while (fgets(row, sizeof(row), f))
		judge_row(t, row, score);
	fclose(f);
	for (side = 0; side < SIDES; side++)
		if (cli->json)
			output_json(json_pack("{s:s, s:s, s:i, s:i, s:i}", "type", "truth", "policy", name[side], "wanted",
			    score[side].wanted, "found", score[side].found, "accused", score[side].accused));
		else
			printf("%-8s found %d of %d, accused %d wrongly\n", name[side], score[side].found, score[side].wanted,
			    score[side].accused);
	return true;
}

/* EXIT_USAGE if a log or the truth cannot be read. */
static int
compare(const struct cli *cli, struct tune *t, const struct config *const config[SIDES], char **path, int count,
        const char *truth)
{
	size_t changes;
	int side;

	for (side = 0; side < SIDES; side++)
		if (!run_side(t, side, config[side], path, count))
			return EXIT_USAGE;
	changes = print_changes(cli, t);
	if (!cli->json)
		printf("%zu subjects judged otherwise, of %u\n", changes, HASH_COUNT(t->outcomes));
	if (truth && !print_truth(cli, t, truth))
		return EXIT_USAGE;
	return changes ? EXIT_FINDING : EXIT_GOOD;
}

int
tune_main(struct cli *cli, int argc, char **argv)
{
	const char *other = NULL, *truth = NULL;
	struct cli_option options[] = { { "policy", "FILE", "a configuration with the other `policy`", NULL, &other },
		{ "truth", "FILE", "subject, kind, behaviour, label; tab-separated", NULL, &truth }, { 0 } };
	int n = cli_options(cli, options, argc, argv), status;
	struct cli with = *cli;
	struct config *config[SIDES];
	struct tune t = { 0 };
	struct outcome *o, *next;

	if (n == 0 || !other)
		return cli_usage("tune", "wants log files and --policy FILE");
	with.config_path = other;
	config[CURRENT] = cli_config(cli);
	config[OTHER] = cli_config(&with);
	status = compare(cli, &t, (const struct config *const *)config, argv + 1, n, truth);
	HASH_ITER(hh, t.outcomes, o, next) {
		HASH_DEL(t.outcomes, o);
		free(o);
	}
	config_free(config[CURRENT]);
	config_free(config[OTHER]);
	return status;
}
