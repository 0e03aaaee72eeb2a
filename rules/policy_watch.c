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
	out[text.n] = '\0';
	return true;
}

static bool
read_signals(struct watch *w, const struct yaml *list, const char *file, struct error *e)
{
	if (list)
		w->signals = 0;
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

/* What is counted. False: it is told wrongly, or not at all. */
static bool
read_measure(struct watch *w, const struct yaml *y, const char *file, struct error *e)
{
	const struct yaml *distinct = yaml_get(y, "distinct"), *sum = yaml_get(y, "sum"), *count = yaml_get(y, "count");
	int of = (int)w->of;

	if (!distinct && !count && !sum)
		return w->within > 0 || error_set(e, file, y->line, y->column, "a watch needs one of `count`, `sum` and `distinct`");
	w->what = distinct ? WATCH_DISTINCT : sum ? WATCH_SUM : WATCH_COUNT;
	if (!read_choice(distinct, file, of_names, &of, e))
		return false;
	w->of = (enum watch_of)of;
	return true;
}

/* What a watch of that name has already may be left out. */
static bool
read_limit(struct watch *w, const struct yaml *y, bool fresh, const char *file, struct error *e)
{
	const struct yaml *over = yaml_get(y, "over"), *within = yaml_get(y, "within");
	double most = w->what == WATCH_DISTINCT ? DISTINCT_MAX - 1 : WATCH_OVER_MAX;

	if ((fresh || over) && !yaml_number(over, file, 0, most, &w->over, e))
		return false;
	if ((fresh || within) && !yaml_duration(within, file, &w->within, e))
		return false;
	return w->within > 0 || error_set(e, file, y->line, y->column, "`within` must be longer than nothing");
}

static bool
read_outcome(struct watch *w, const struct yaml *y, const char *file, struct error *e)
{
	static const char *const then_names[] = { "alert", "score", NULL };
	const struct yaml *points = yaml_get(y, "points");
	int then = w->points > 0, severity = (int)w->severity;

	if (!read_choice(yaml_get(y, "then"), file, then_names, &then, e) ||
	    !read_choice(yaml_get(y, "severity"), file, severity_names, &severity, e))
		return false;
	w->severity = (enum severity)severity;
	if (then == 0) {
		w->points = 0;
		return true;
	}
	if (w->by != BY_SOURCE)
		return error_set(e, file, y->line, y->column, "only a source can be scored: `by: source`");
	return (w->points > 0 && !points) || yaml_number(points, file, 1, 1000, &w->points, e);
}

static bool
read_flags(struct watch *w, const struct yaml *y, const char *file, struct error *e)
{
	const struct yaml *foreign = yaml_get(y, "foreign"), *names_address = yaml_get(y, "names_address");

	return (!foreign || yaml_bool(foreign, file, &w->foreign, e)) &&
	       (!names_address || yaml_bool(names_address, file, &w->names_address, e));
}

static int
find(const struct policy *p, const char *name)
{
	int at = 0;

	while (at < p->watches && strcmp(p->watch[at].name, name) != 0)
		at++;
	return at;
}

static bool
take_out(struct policy *p, int at, const struct yaml *y, const char *file, struct error *e)
{
	if (at == p->watches)
		return error_set(e, file, y->line, y->column, "there is no watch of this name to switch off");
	p->watches--;
	memmove(&p->watch[at], &p->watch[at + 1], (size_t)(p->watches - at) * sizeof(p->watch[0]));
	return true;
}

bool
policy_read_watch(struct policy *p, const struct yaml *y, const char *file, struct error *e)
{
	static const char *const known[] = { "watch", "off", "on", "by", "count", "sum", "distinct", "over", "within", "then",
		"severity", "points", "foreign", "names_address", "text", NULL };
	struct watch w = { .severity = SEVERITY_WARNING, .by = BY_SERVER };
	bool off = false, fresh;
	int at, by;

	if (!yaml_known_keys(y, file, known, e) || !read_text(yaml_get(y, "watch"), file, w.name, sizeof(w.name), e) ||
	    (yaml_get(y, "off") && !yaml_bool(yaml_get(y, "off"), file, &off, e)))
		return false;
	at = find(p, w.name);
	if (off)
		return take_out(p, at, y, file, e);
	if (at == WATCHES_MAX)
		return error_set(e, file, y->line, y->column, "more than %d watches", WATCHES_MAX);
	fresh = at == p->watches;
	if (!fresh)
		w = p->watch[at];
	by = (int)w.by;
	if (((fresh || yaml_get(y, "text")) && !read_text(yaml_get(y, "text"), file, w.text, sizeof(w.text), e)) ||
	    !read_signals(&w, yaml_get(y, "on"), file, e) || !read_choice(yaml_get(y, "by"), file, by_names, &by, e))
		return false;
	w.by = (enum watch_by)by;
	if (!read_measure(&w, y, file, e) || !read_limit(&w, y, fresh, file, e) || !read_outcome(&w, y, file, e) ||
	    !read_flags(&w, y, file, e))
		return false;
	p->watch[at] = w;
	p->watches += fresh;
	return true;
}
