/* Reads the values of the configuration: names, addresses, ports, the ladder.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/config_internal.h"
#include "cmd/base/log.h"
#include "cmd/base/private_ranges.h"

enum { USER_MAX = sizeof(((struct config_user *)0)->name) - 1 };

bool
config_refuse(const struct reading *x, const struct yaml *y, const char *text)
{
	char shown[80];

	span_printable(yaml_span(y), shown, sizeof(shown));
	return error_set(x->e, x->file, y->line, y->column, "%s: '%s'", text, shown);
}

bool
config_is_list(const struct reading *x, const struct yaml *y, size_t most, const char *wanted)
{
	if (y->kind == YAML_MAP)
		return yaml_wanted(y, x->file, wanted, x->e);
	if (config_items(y) > most)
		return error_set(x->e, x->file, y->line, y->column, "more than %zu entries", most);
	return true;
}

size_t
config_items(const struct yaml *y)
{
	return y->kind == YAML_LIST ? y->count : 1;
}

const struct yaml *
config_item(const struct yaml *y, size_t i)
{
	return y->kind == YAML_LIST ? y->item[i] : y;
}

void
config_free_names(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}

bool
config_read_names(const struct reading *x, const struct yaml *y, void *field)
{
	char ***names = field;
	size_t n = config_items(y);

	if (!config_is_list(x, y, CONFIG_NAMES_MAX, "a list of names"))
		return false;
	config_free_names(*names);
	*names = xcalloc(n + 1, sizeof(char *));
	for (size_t i = 0; i < n; i++) {
		struct span name = yaml_span(config_item(y, i));

		if (name.n == 0)
			return yaml_wanted(config_item(y, i), x->file, "a name", x->e);
		(*names)[i] = xstrndup(name.p, name.n);
	}
	return true;
}

/* Logins and domains: case does not count, so they are kept in lower case (ASCII). */
bool
config_read_lower_names(const struct reading *x, const struct yaml *y, void *field)
{
	if (!config_read_names(x, y, field))
		return false;
	for (char **name = *(char ***)field; *name; name++)
		for (char *p = *name; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p - 'A' + 'a');
	return true;
}

/* What useradd(8) and directory services call a user, or a number. */
static bool
is_user(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= USER_MAX && strcspn(name, " \t\n/:,") == n && name[0] != '-' &&
	       span_is_printable((struct span){ name, n });
}

bool
config_read_operators(const struct reading *x, const struct yaml *y, void *field)
{
	static const char group[] = "group:";

	if (!config_read_names(x, y, field))
		return false;
	for (size_t i = 0; i < config_items(y); i++) {
		const char *name = (*(char ***)field)[i];

		if (!is_user(strncmp(name, group, sizeof(group) - 1) == 0 ? name + sizeof(group) - 1 : name))
			return yaml_wanted(config_item(y, i), x->file, "a user's name or number, or group:NAME", x->e);
	}
	return true;
}

bool
config_read_user(const struct reading *x, const struct yaml *y, void *field)
{
	struct config_user *user = field;
	struct span name = yaml_span(y);

	if (name.p == NULL || !is_user(name.p))
		return yaml_wanted(y, x->file, "a user's name or number", x->e);
	memcpy(user->name, name.p, name.n + 1);
	return true;
}

bool
config_read_length(const struct reading *x, const struct yaml *y, void *field)
{
	int64_t us;

	if (!yaml_duration(y, x->file, &us, x->e))
		return false;
	if (us == 0)
		return yaml_wanted(y, x->file, "a duration above zero", x->e);
	*(int64_t *)field = us;
	return true;
}

bool
config_read_path(const struct reading *x, const struct yaml *y, void *field)
{
	char **path = field;
	struct span text = yaml_span(y);

	if (text.n == 0 || text.p[0] != '/')
		return yaml_wanted(y, x->file, "an absolute path", x->e);
	free(*path);
	*path = xstrndup(text.p, text.n);
	return true;
}

bool
config_read_mode(const struct reading *x, const struct yaml *y, void *field)
{
	bool enforce = span_is(yaml_span(y), "enforce");

	if (!enforce && !span_is(yaml_span(y), "observe"))
		return yaml_wanted(y, x->file, "observe or enforce", x->e);
	*(bool *)field = enforce;
	return true;
}

static bool
looks_like_name(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr("0123456789abcdefABCDEF:./", text.p[i]) == NULL)
			return true;
	return false;
}

static bool
read_addresses(const struct reading *x, const struct yaml *y, size_t most, struct addr **out, size_t *count)
{
	size_t n = config_items(y);

	if (!config_is_list(x, y, most, "a list of addresses"))
		return false;
	*out = xrealloc(*out, n * sizeof(**out));
	for (size_t i = 0; i < n; i++) {
		const struct yaml *item = config_item(y, i);
		struct span text = yaml_span(item);

		if (text.p && looks_like_name(text))
			return config_refuse(x, item, "names are never looked up, write the addresses instead");
		if (!text.p || !addr_parse_prefix(text, &(*out)[i]))
			return yaml_wanted(item, x->file, "an address or a prefix such as 192.0.2.0/24 or '2001:db8::' (in quotes)", x->e);
		*count = i + 1;
	}
	return true;
}

bool
config_read_never(const struct reading *x, const struct yaml *y, void *config)
{
	struct config *c = config;

	return read_addresses(x, y, CONFIG_NEVER_MAX, &c->never, &c->nevers);
}

bool
config_read_ban_private(const struct reading *x, const struct yaml *y, void *config)
{
	struct config *c = config;

	if (!read_addresses(x, y, CONFIG_BAN_PRIVATE_MAX, &c->ban_private, &c->ban_privates))
		return false;
	for (size_t i = 0; i < c->ban_privates; i++)
		if (!private_range_holds(&c->ban_private[i]))
			return config_refuse(x, config_item(y, i), "not within a private range: nothing to allow here");
	return true;
}

bool
config_read_ports(const struct reading *x, const struct yaml *y, void *config)
{
	struct config *c = config;
	bool seen[UINT16_MAX + 1] = { false };

	if (!config_is_list(x, y, CONFIG_PORTS_MAX, "a list of ports"))
		return false;
	if (config_items(y) == 0)
		return error_set(x->e, x->file, y->line, y->column, "wanted one port at least");
	c->ports = 0;
	for (size_t i = 0; i < config_items(y); i++) {
		const struct yaml *item = config_item(y, i);
		int64_t port;

		if (!yaml_int(item, x->file, 1, UINT16_MAX, &port, x->e))
			return false;
		if (seen[port])
			return config_refuse(x, item, "this port stands twice");
		seen[port] = true;
		c->port[c->ports++] = (uint16_t)port;
	}
	return true;
}

/* Takes a word off the front or the end of the text, with the blanks between. */
static bool
take_word(struct span *text, const char *word, bool front)
{
	size_t n = strlen(word);
	const char *at;

	if (text->n <= n)
		return false;
	at = front ? text->p : text->p + text->n - n;
	if (memcmp(at, word, n) != 0 || text->p[front ? n : text->n - n - 1] != ' ')
		return false;
	text->n -= n;
	if (front)
		text->p += n;
	for (; text->n && text->p[0] == ' '; text->p++)
		text->n--;
	while (text->n && text->p[text->n - 1] == ' ')
		text->n--;
	return true;
}

static bool
read_rung(const struct reading *x, const struct yaml *y, bool last, struct config_rung *rung)
{
	struct span text = yaml_span(y);

	*rung = (struct config_rung){ .throttle = take_word(&text, "throttle", true) };
	rung->all_ports = take_word(&text, "all-ports", false);
	if (!clock_parse_duration(text, &rung->length) || rung->length < SECOND)
		return yaml_wanted(y, x->file, "a rung such as '10m', 'throttle 10m' or '7d all-ports'", x->e);
	if (rung->throttle && rung->all_ports)
		return config_refuse(x, y, "a throttle never takes all ports");
	if (rung->all_ports && !last)
		return config_refuse(x, y, "only the last rung may take all ports");
	return true;
}

bool
config_read_ladder(const struct reading *x, const struct yaml *y, void *config)
{
	struct config *c = config;
	size_t n = config_items(y);

	if (!config_is_list(x, y, CONFIG_LADDER_MAX, "a list of durations"))
		return false;
	if (n == 0)
		return error_set(x->e, x->file, y->line, y->column, "wanted one rung at least");
	for (size_t i = 0; i < n; i++)
		if (!read_rung(x, config_item(y, i), i + 1 == n, &c->rung[i]))
			return false;
	c->rungs = n;
	return true;
}
