/* Who is never banned, and why: a short list, searched from end to end (a verdict is a rare thing).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/never_internal.h"

#include <stdlib.h>

#include "cmd/base/log.h"

static const struct {
	const char *prefix, *reason;
} standard[] = {
	{ "0.0.0.0/8", "unspecified (RFC 1122)" },
	{ "127.0.0.0/8", "loopback (RFC 1122)" },
	{ "169.254.0.0/16", "link-local (RFC 3927)" },
	{ "10.0.0.0/8", "private (RFC 1918)" },
	{ "172.16.0.0/12", "private (RFC 1918)" },
	{ "192.168.0.0/16", "private (RFC 1918)" },
	{ "100.64.0.0/10", "carrier NAT (RFC 6598)" },
	{ "224.0.0.0/4", "multicast (RFC 5771)" },
	{ "240.0.0.0/4", "reserved (RFC 1112)" },
	{ "::/128", "unspecified (RFC 4291)" },
	{ "::1/128", "loopback (RFC 4291)" },
	{ "fe80::/10", "link-local (RFC 4291)" },
	{ "fc00::/7", "private (RFC 4193)" },
	{ "ff00::/8", "multicast (RFC 4291)" },
	/* One /64 holds the whole IPv4 Internet behind it. */
	{ "64:ff9b::/96", "NAT64 (RFC 6052)" },
};

void
never_insert(struct never *n, const struct addr *a, enum never_origin origin, const char *reason)
{
	if (n->count == n->room) {
		n->room = n->room ? 2 * n->room : 32;
		n->entry = xrealloc(n->entry, n->room * sizeof(*n->entry));
	}
	n->entry[n->count++] = (struct never_entry){ *a, xstrdup(reason), origin };
}

static void
drop(struct never *n, size_t i)
{
	free(n->entry[i].reason);
	memmove(&n->entry[i], &n->entry[i + 1], (--n->count - i) * sizeof(*n->entry));
}

void
never_forget(struct never *n, enum never_origin origin)
{
	for (size_t i = n->count; i-- > 0;)
		if (n->entry[i].origin == origin)
			drop(n, i);
}

struct never *
never_new(const struct config *c)
{
	struct never *n = xcalloc(1, sizeof(*n));
	struct addr a;

	for (size_t i = 0; i < sizeof(standard) / sizeof(*standard); i++) {
		if (!addr_parse_prefix(span_of(standard[i].prefix), &a))
			fatalx("bad built-in prefix %s", standard[i].prefix);
		never_insert(n, &a, NEVER_FIXED, standard[i].reason);
	}
	for (size_t i = 0; c && i < c->nevers; i++)
		never_insert(n, &c->never[i], NEVER_FIXED, "configured: never");
	return n;
}

void
never_free(struct never *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->count; i++)
		free(n->entry[i].reason);
	free(n->entry);
	free(n);
}

void
never_add(struct never *n, const struct addr *a, const char *reason)
{
	never_remove(n, a);
	never_insert(n, a, NEVER_ADDED, reason);
}

void
never_remove(struct never *n, const struct addr *a)
{
	for (size_t i = n->count; i-- > 0;)
		if (n->entry[i].origin == NEVER_ADDED && addr_equal(&n->entry[i].addr, a))
			drop(n, i);
}

const char *
never_objection(const struct never *n, const struct addr *a)
{
	for (size_t i = 0; i < n->count; i++)
		if (addr_overlap(&n->entry[i].addr, a))
			return n->entry[i].reason;
	return NULL;
}

size_t
never_count(const struct never *n)
{
	return n->count;
}

const struct addr *
never_entry(const struct never *n, size_t i, const char **reason)
{
	if (reason)
		*reason = n->entry[i].reason;
	return &n->entry[i].addr;
}
