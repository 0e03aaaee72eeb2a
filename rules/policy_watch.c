/* Reads one watch of the policy: by whom, what is counted, above what, within how long, and then.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "rules/policy_internal.h"

static const char *const by_names[] = { "account", "source", "server", "user", NULL };
static const char *const of_names[] = { "source", "network", "account", "sender", "domain", "recipient", "relay", NULL };
static const char *const severity_names[] = { "none", "info", "warning", "critical", NULL };

static bool
read_text(const struct yaml *y, const char *file, char *out, size_t cap, struct error *e)
{
	struct span text = yaml_span(y);

	if (!text.p || text.n == 0 || text.n >= cap)
		return error_set(e, file, y ? y->line : 0, y ? y->column : 0, "wanted a text of 1 to %zu bytes", cap - 1);
	memcpy(out, text.p, text.n);
	return true;
}

static bool
read_signals(struct watch *w, const struct yaml *list, const char *file, struct error *e)
{
	for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count; i++) {
		enum signal s;

		if (!signal_find(yaml_span(list->item[i]), &s))
			return error_set(e, file, list->line, list->column, "there is no such signal");
		w->signals |= 1ULL << s;
	}
	return w->signals || error_set(e, file, list ? list->line : 0, 0, "a watch needs `on`: a list of signals");
}

static bool
read_choice(const struct yaml *y, const char *file, const char *const *names, int *out, struct error *e)
{
	return !y || policy_choice(y, file, names, out, e);
}

static bool
read_measure(struct watch *w, const struct yaml *y, const char *file, struct error *e)
{
	const struct yaml *distinct = yaml_get(y, "distinct"), *what = yaml_get(y, "count");
	int of = OF_SOURCE;

	w->what = distinct ? WATCH_DISTINCT : yaml_get(y, "sum") ? WATCH_SUM : WATCH_COUNT;
	if (!distinct && !what && !yaml_get(y, "sum"))
		return error_set(e, file, y->line, y->column, "a watch needs one of `count`, `sum` and `distinct`");
	if (!read_choice(distinct, file, of_names, &of, e))
		return false;
	w->of = (enum watch_of)of;
	if (!yaml_number(yaml_get(y, "over"), file, 0, w->what == WATCH_DISTINCT ? DISTINCT_MAX - 1 : WATCH_OVER_MAX,
	                 &w->over, e))
		return false;
	return yaml_duration(yaml_get(y, "within"), file, &w->within, e) &&
	       (w->within > 0 || error_set(e, file, y->line, y->column, "`within` must be longer than nothing"));
}

static bool
read_outcome(struct watch *w, const struct yaml *y, const char *file, struct error *e)
{
	static const char *const then_names[] = { "alert", "score", NULL };
	int then = 0, severity = SEVERITY_WARNING;

	if (!read_choice(yaml_get(y, "then"), file, then_names, &then, e) ||
	    !read_choice(yaml_get(y, "severity"), file, severity_names, &severity, e))
		return false;
	w->severity = (enum severity)severity;
	if (then == 0)
		return true;
	if (w->by != BY_SOURCE)
		return error_set(e, file, y->line, y->column, "only a source can be scored: `by: source`");
	return yaml_number(yaml_get(y, "points"), file, 1, 1000, &w->points, e);
}

bool
policy_read_watch(struct policy *p, const struct yaml *y, const char *file, struct error *e)
{
	static const char *const known[] = { "watch", "on", "by", "count", "sum", "distinct", "over", "within", "then",
		"severity", "points", "foreign", "text", NULL };
	struct watch w = { .severity = SEVERITY_WARNING };
	int by = BY_SERVER, at = 0;

	if (!yaml_known_keys(y, file, known, e) ||
	    !read_text(yaml_get(y, "watch"), file, w.name, sizeof(w.name), e) ||
	    !read_text(yaml_get(y, "text"), file, w.text, sizeof(w.text), e) ||
	    !read_signals(&w, yaml_get(y, "on"), file, e) ||
	    !read_choice(yaml_get(y, "by"), file, by_names, &by, e))
		return false;
	w.by = (enum watch_by)by;
	if (!read_measure(&w, y, file, e) || !read_outcome(&w, y, file, e))
		return false;
	if (yaml_get(y, "foreign") && !yaml_bool(yaml_get(y, "foreign"), file, &w.foreign, e))
		return false;
	while (at < p->watches && strcmp(p->watch[at].name, w.name) != 0)
		at++;
	if (at == WATCHES_MAX)
		return error_set(e, file, y->line, y->column, "more than %d watches", WATCHES_MAX);
	p->watch[at] = w;
	p->watches += at == p->watches;
	return true;
}
