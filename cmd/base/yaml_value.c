/* Looks into the tree: values by key, numbers, durations, and keys that nobody knows.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "cmd/base/clock.h"
#include "cmd/base/yaml.h"

enum { KEY_MAX = 64, SHOWN_MAX = 80, KNOWN_TEXT_MAX = 256 };

const struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->key[i]->text, key) == 0)
			return map->item[i];
	return NULL;
}

struct span
yaml_span(const struct yaml *scalar)
{
	if (scalar == NULL || scalar->kind != YAML_SCALAR)
		return (struct span){ NULL, 0 };
	return (struct span){ scalar->text, scalar->n };
}

bool
yaml_is_null(const struct yaml *y)
{
	return y == NULL || (y->kind == YAML_SCALAR && y->plain &&
	                     (y->n == 0 || strcmp(y->text, "~") == 0 || strcasecmp(y->text, "null") == 0));
}

bool
yaml_wanted(const struct yaml *y, const char *file, const char *wanted, struct error *e)
{
	static const char *const kinds[] = { [YAML_LIST] = "a list", [YAML_MAP] = "keys with values" };
	char shown[SHOWN_MAX];

	if (y == NULL)
		return error_set(e, file, 0, 0, "wanted %s, and nothing is there", wanted);
	if (y->kind != YAML_SCALAR)
		return error_set(e, file, y->line, y->column, "wanted %s, not %s", wanted, kinds[y->kind]);
	span_printable(yaml_span(y), shown, sizeof(shown));
	return error_set(e, file, y->line, y->column, "wanted %s, not '%s'", wanted, shown);
}

bool
yaml_int(const struct yaml *y, const char *file, int64_t min, int64_t max, int64_t *out, struct error *e)
{
	struct span text = yaml_span(y);
	char wanted[80], *end;
	long long value;

	snprintf(wanted, sizeof(wanted), "a whole number from %lld to %lld", (long long)min, (long long)max);
	if (text.n == 0 || strspn(text.p, "-0123456789") != text.n)
		return yaml_wanted(y, file, wanted, e);
	errno = 0;
	value = strtoll(text.p, &end, 10);
	if (errno || *end != '\0' || value < min || value > max)
		return yaml_wanted(y, file, wanted, e);
	*out = value;
	return true;
}

bool
yaml_number(const struct yaml *y, const char *file, double min, double max, double *out, struct error *e)
{
	struct span text = yaml_span(y);
	char wanted[80], *end;
	double value;

	snprintf(wanted, sizeof(wanted), "a number from %g to %g", min, max);
	if (text.n == 0 || strspn(text.p, "-+.0123456789eE") != text.n)
		return yaml_wanted(y, file, wanted, e);
	value = strtod(text.p, &end);
	if (*end != '\0' || !isfinite(value) || value < min || value > max)
		return yaml_wanted(y, file, wanted, e);
	*out = value;
	return true;
}

bool
yaml_bool(const struct yaml *y, const char *file, bool *out, struct error *e)
{
	static const char *const names[] = { "false", "true", "no", "yes", "off", "on" }; /* false is even */
	struct span text = yaml_span(y);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (text.p && strcasecmp(text.p, names[i]) == 0) {
			*out = i % 2;
			return true;
		}
	}
	return yaml_wanted(y, file, "true or false", e);
}

bool
yaml_duration(const struct yaml *y, const char *file, int64_t *us, struct error *e)
{
	return clock_parse_duration(yaml_span(y), us) ||
	       yaml_wanted(y, file, "a duration such as 90s, 10m, 1h30m or 7d (at most 10 years)", e);
}

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many bytes must be put in, left out, changed or swapped with their neighbour (optimal string alignment). b is shorter
 * than KEY_MAX. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned rows[3][KEY_MAX], *row = rows[0], *up = rows[1], *two_up = rows[2], *spare;
	size_t n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		up[j] = (unsigned)j;
	for (size_t i = 0; a[i]; i++) {
		row[0] = (unsigned)i + 1;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(row[j - 1] + 1, up[j] + 1, up[j - 1] + (a[i] != b[j - 1]));
			if (i > 0 && j > 1 && a[i] == b[j - 2] && a[i - 1] == b[j - 1] && two_up[j - 2] + 1 < row[j])
				row[j] = two_up[j - 2] + 1;
		}
		spare = two_up;
		two_up = up;
		up = row;
		row = spare;
	}
	return up[n];
}

/* The known key that was probably meant, or NULL. */
static const char *
nearest(const char *key, const char *const *known)
{
	unsigned best = (unsigned)(strlen(key) + 1) / 3 + 1; /* one slip in three letters is still a slip */
	const char *found = NULL;

	if (strlen(key) >= KEY_MAX)
		return NULL;
	for (; *known; known++) {
		unsigned d = strlen(*known) < KEY_MAX ? distance(key, *known) : best;

		if (d < best) {
			best = d;
			found = *known;
		}
	}
	return found;
}

static bool
is_known(const char *key, const char *const *known)
{
	for (; *known; known++)
		if (strcmp(key, *known) == 0)
			return true;
	return false;
}

/* "a, b, c", as far as they fit. */
static void
list_all(const char *const *known, char *out, size_t cap)
{
	size_t used = 0;

	out[0] = '\0';
	for (; *known && used + strlen(*known) + sizeof(", ...") < cap; known++)
		used += (size_t)snprintf(out + used, cap - used, "%s%s", used ? ", " : "", *known);
	if (*known)
		snprintf(out + used, cap - used, ", ...");
}

bool
yaml_unknown(const struct yaml *y, const char *file, const char *what, const char *const *known, struct error *e)
{
	const char *hint = nearest(y->text, known);
	char shown[SHOWN_MAX], all[KNOWN_TEXT_MAX];

	span_printable(yaml_span(y), shown, sizeof(shown));
	if (hint)
		return error_set(e, file, y->line, y->column, "unknown %s '%s' (did you mean '%s'?)", what, shown, hint);
	list_all(known, all, sizeof(all));
	return error_set(e, file, y->line, y->column, "unknown %s '%s' (there are %s)", what, shown, all);
}

bool
yaml_known_keys(const struct yaml *map, const char *file, const char *const *known, struct error *e)
{
	if (map == NULL || map->kind != YAML_MAP)
		return yaml_wanted(map, file, "keys with values", e);
	for (size_t i = 0; i < map->count; i++)
		if (!is_known(map->key[i]->text, known))
			return yaml_unknown(map->key[i], file, "key", known, e);
	return true;
}
