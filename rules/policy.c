/* Reads policy.yaml and, over it, the `policy` section of the configuration: the same keys, only those that change.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "cmd/base/log.h"
#include "rules/policy_internal.h"

struct number { const char *section, *key; size_t at; bool duration; };

#define TOP(key) { NULL, #key, offsetof(struct policy, key), false }
#define TOP_TIME(key) { NULL, #key, offsetof(struct policy, key), true }
#define IN(section, key) { #section, #key, offsetof(struct policy, section.key), false }
#define IN_TIME(section, key) { #section, #key, offsetof(struct policy, section.key), true }

static const struct number numbers[] = {
	TOP(ban_at), TOP_TIME(half_fast), TOP_TIME(half_slow), TOP_TIME(new_within), TOP(weak_day), TOP(unproved_day),
	TOP_TIME(session_silence), TOP_TIME(session_gap),
	IN(auth, guess_from), IN(auth, guess_points), IN(auth, near_factor), IN(auth, near_most), IN(auth, far_factor),
	IN(auth, far_from), IN(auth, same_hash), IN(auth, steady_points), IN(auth, steady_day), IN_TIME(auth, steady_least),
	IN(auth, steady_spread), IN(auth, role_known), IN_TIME(auth, role_lasts), IN_TIME(auth, learned),
	IN(credit, login), IN(credit, login_day), IN_TIME(credit, login_lasts), IN(credit, delivered),
	IN_TIME(credit, delivered_lasts), IN(credit, office), IN_TIME(credit, office_lasts), IN(credit, office_factor),
	IN(credit, client_port), IN(credit, client_cap),
	IN(network, v4), IN(network, v6), IN_TIME(network, within), IN_TIME(network, spared),
	IN(campaign, matches), IN_TIME(campaign, within), IN(campaign, head_start),
	IN(siege, sources), IN(siege, networks), IN_TIME(siege, within), IN(siege, factor),
	IN(stolen, failures), IN(stolen, names), IN_TIME(stolen, within), IN(stolen, new_hour), IN(stolen, new_day),
	IN(stolen, usual_factor), IN(stolen, usual_least), IN(stolen, bounce_share), IN(stolen, bounce_least),
	IN(breaker, share), IN(breaker, least), IN(breaker, sources), IN_TIME(breaker, within), IN_TIME(breaker, rest),
};
enum { NUMBERS = sizeof(numbers) / sizeof(*numbers) };

static const char *const slow_names[] = { "session", "account", "recipient", "domain", "never", NULL };
static const char *const fault_names[] = { "none", "login", "dns", "tls", NULL };

bool
policy_choice(const struct yaml *y, const char *file, const char *const *names, int *out, struct error *e)
{
	struct span text = yaml_span(y);

	for (*out = 0; names[*out]; ++*out)
		if (text.p && strcmp(text.p, names[*out]) == 0)
			return true;
	return error_set(e, file, y->line, y->column, "wanted another word here: '%s' is no choice",
	                 text.p ? text.p : "");
}

static bool
read_number(struct policy *p, const struct number *n, const struct yaml *y, const char *file, struct error *e)
{
	double *out = (double *)(void *)((char *)p + n->at);
	int64_t us;

	if (!n->duration)
		return yaml_number(y, file, 0, 1e6, out, e);
	if (!yaml_duration(y, file, &us, e))
		return false;
	if (us <= 0)
		return error_set(e, file, y->line, y->column, "%s must be longer than nothing", n->key);
	*out = (double)us;
	return true;
}

/* One section of numbers (NULL: the top level, which has other keys besides). */
static bool
read_section(struct policy *p, const char *section, const struct yaml *map, const char *file, struct error *e)
{
	const char *known[NUMBERS + 1];
	int count = 0;

	for (int i = 0; i < NUMBERS; i++) {
		const struct yaml *y;

		if (section ? !numbers[i].section || strcmp(numbers[i].section, section) != 0 : numbers[i].section != NULL)
			continue;
		known[count++] = numbers[i].key;
		y = yaml_get(map, numbers[i].key);
		if (y && !read_number(p, &numbers[i], y, file, e))
			return false;
	}
	known[count] = NULL;
	return !section || yaml_known_keys(map, file, known, e);
}

static bool
read_weight(struct weight *w, const struct yaml *map, const char *file, struct error *e)
{
	static const char *const known[] = { "points", "then", "cap", "accepted_points", "accepted_cap", "free", "new",
		"fault", "weak", "protocol", NULL };
	struct { const char *key; double *out; } n[] = { { "points", &w->points }, { "then", &w->then }, { "cap", &w->cap },
		{ "accepted_points", &w->accepted_points }, { "accepted_cap", &w->accepted_cap }, { "free", &w->free } };
	const struct yaml *y;
	int choice;

	if (!yaml_known_keys(map, file, known, e))
		return false;
	for (size_t i = 0; i < sizeof(n) / sizeof(*n); i++)
		if ((y = yaml_get(map, n[i].key)) && !yaml_number(y, file, 0, 10000, n[i].out, e))
			return false;
	if (yaml_get(map, "points") && !yaml_get(map, "then"))
		w->then = w->points;
	if ((y = yaml_get(map, "new"))) {
		if (!policy_choice(y, file, slow_names, &choice, e))
			return false;
		w->slow = (enum slow_key)choice;
	}
	if ((y = yaml_get(map, "fault"))) {
		if (!policy_choice(y, file, fault_names, &choice, e))
			return false;
		w->fault = (enum fault_class)choice;
	}
	if ((y = yaml_get(map, "weak")) && !yaml_bool(y, file, &w->weak, e))
		return false;
	return !(y = yaml_get(map, "protocol")) || yaml_bool(y, file, &w->protocol, e);
}

/* The weight that "signal" or "signal.finer" names; a new finer one begins as its signal's. */
static struct weight *
weight_of(struct policy *p, const char *key)
{
	const char *dot = strchr(key, '.');
	enum signal s;

	if (!signal_find((struct span){ key, dot ? (size_t)(dot - key) : strlen(key) }, &s))
		return NULL;
	if (!dot)
		return &p->weight[s];
	for (int i = 0; i < p->finers; i++)
		if (p->finer[i].signal == s && strcmp(p->finer[i].name, dot + 1) == 0)
			return &p->finer[i].weight;
	if (p->finers == FINER_MAX || strlen(dot + 1) >= sizeof(p->finer[0].name))
		return NULL;
	p->finer[p->finers].signal = s;
	strcpy(p->finer[p->finers].name, dot + 1);
	p->finer[p->finers].weight = p->weight[s];
	return &p->finer[p->finers++].weight;
}

static bool
no_such_signal(const struct yaml *key, const char *file, struct error *e)
{
	const char *names[SIGNAL_COUNT + 1] = { NULL };

	for (int i = 0; i < SIGNAL_COUNT; i++)
		names[i] = signal_name((enum signal)i);
	return yaml_unknown(key, file, "signal", names, e);
}

static bool
read_signals(struct policy *p, const struct yaml *map, const char *file, struct error *e)
{
	if (!yaml_is_null(map) && map->kind != YAML_MAP)
		return yaml_wanted(map, file, "signals with their weights", e);
	for (size_t i = 0; map && i < map->count; i++) {
		struct weight *w = weight_of(p, map->key[i]->text);

		if (!w)
			return no_such_signal(map->key[i], file, e);
		if (!read_weight(w, map->item[i], file, e))
			return false;
	}
	return true;
}

static bool
read_watches(struct policy *p, const struct yaml *list, const char *file, struct error *e)
{
	if (list && list->kind != YAML_LIST)
		return error_set(e, file, list->line, list->column, "wanted a list of watches");
	for (size_t i = 0; list && i < list->count; i++)
		if (!policy_read_watch(p, list->item[i], file, e))
			return false;
	return true;
}

/* Appends to a NULL-terminated list, in lower case. */
static void
add_name(char ***list, struct span name)
{
	size_t n = 0;
	char *c;

	while (*list && (*list)[n])
		n++;
	*list = xrealloc(*list, (n + 2) * sizeof(**list));
	(*list)[n] = xstrndup(name.p, name.n);
	(*list)[n + 1] = NULL;
	for (c = (*list)[n]; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
}

static bool
read_names(char ***out, const struct yaml *list, const char *file, struct error *e)
{
	if (!yaml_is_null(list) && list->kind != YAML_LIST)
		return yaml_wanted(list, file, "a list of names", e);
	for (size_t i = 0; list && i < list->count; i++) {
		if (!yaml_span(list->item[i]).p)
			return yaml_wanted(list->item[i], file, "a name", e);
		add_name(out, yaml_span(list->item[i]));
	}
	return true;
}

static bool
read_policy(struct policy *p, const struct yaml *map, const char *file, struct error *e)
{
	static const char *const known[] = { "ban_at", "half_fast", "half_slow", "new_within", "weak_day", "unproved_day",
		"session_silence", "session_gap", "auth", "credit", "network", "campaign", "siege", "stolen", "breaker", "signals",
		"watches", "roles", NULL };

	if (!map || yaml_is_null(map))
		return true;
	if (map->kind != YAML_MAP)
		return error_set(e, file, map->line, map->column, "wanted keys of the policy");
	if (!yaml_known_keys(map, file, known, e) || !read_section(p, NULL, map, file, e))
		return false;
	for (int i = 0; i < NUMBERS; i++) {
		const char *section = numbers[i].section;
		bool first = section && (!numbers[i - 1].section || strcmp(section, numbers[i - 1].section) != 0);

		if (first && yaml_get(map, section) && !read_section(p, section, yaml_get(map, section), file, e))
			return false;
	}
	return read_signals(p, yaml_get(map, "signals"), file, e) && read_watches(p, yaml_get(map, "watches"), file, e) &&
	       read_names(&p->roles, yaml_get(map, "roles"), file, e);
}

static void
take_config(struct policy *p, const struct config *c)
{
	struct { char **from; char ***to; } lists[] = { { c->role_accounts, &p->roles },
		{ c->unused_accounts, &p->unused }, { c->local_domains, &p->local_domains } };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		for (char **name = lists[i].from; name && *name; name++)
			add_name(lists[i].to, span_of(*name));
}

struct policy *
policy_load(const char *file, const struct config *config, struct error *e)
{
	struct policy *p = xcalloc(1, sizeof(*p));
	struct yaml *y = yaml_read_file(file, e);
	bool good;

	for (int i = 0; i < SIGNAL_COUNT; i++)
		p->weight[i].accepted_points = p->weight[i].accepted_cap = -1;
	good = y && read_policy(p, y, file, e);
	if (good && config) {
		take_config(p, config);
		good = read_policy(p, yaml_get(config->tree, "policy"), config->file, e);
	}
	yaml_tree_free(y);
	if (good)
		return p;
	policy_free(p);
	return NULL;
}

static void
free_names(char **list)
{
	for (char **name = list; name && *name; name++)
		free(*name);
	free(list);
}

void
policy_free(struct policy *p)
{
	if (!p)
		return;
	free_names(p->roles);
	free_names(p->unused);
	free_names(p->local_domains);
	free(p);
}

const struct weight *
policy_weight(const struct policy *p, enum signal s, const char *finer)
{
	for (int i = 0; finer && i < p->finers; i++)
		if (p->finer[i].signal == s && strcmp(p->finer[i].name, finer) == 0)
			return &p->finer[i].weight;
	return &p->weight[s];
}

static bool
is_listed(char *const *list, const char *account)
{
	const char *slash = strrchr(account, '\\');
	const char *local = slash ? slash + 1 : account;
	size_t n = strcspn(local, "@");

	for (; list && *list; list++) {
		const char *name = *list;

		if (name[0] == local[0] && strncmp(name, local, n) == 0 && name[n] == '\0')
			return true;
		if (name[0] == account[0] && strcmp(name, account) == 0)
			return true;
	}
	return false;
}

bool
policy_is_role(const struct policy *p, const char *account)
{
	return is_listed(p->roles, account);
}

bool
policy_is_unused(const struct policy *p, const char *account)
{
	return is_listed(p->unused, account);
}
