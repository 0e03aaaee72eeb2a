/* Who is never banned, and why: a short list, searched from end to end (a verdict is a rare thing).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/never_internal.h"

#include <stdlib.h>

#include "cmd/base/log.h"
#include "cmd/base/private_ranges.h"

static const struct {
	const char *prefix, *reason;
} standard[] = {
	{ "0.0.0.0/8", "unspecified (RFC 1122)" },
	{ "127.0.0.0/8", "loopback (RFC 1122)" },
	{ "169.254.0.0/16", "link-local (RFC 3927)" },
	{ "224.0.0.0/4", "multicast (RFC 5771)" },
	{ "240.0.0.0/4", "reserved (RFC 1112)" },
	{ "::/128", "unspecified (RFC 4291)" },
	{ "::1/128", "loopback (RFC 4291)" },
	{ "fe80::/10", "link-local (RFC 4291)" },
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

static struct addr
built_in(const char *prefix)
{
	struct addr a;

	if (!addr_parse_prefix(span_of(prefix), &a))
		fatalx("bad built-in prefix %s", prefix);
	return a;
}

/* The half of a prefix one bit longer that has that bit as given. */
static struct addr
half(struct addr a, bool upper)
{
	if (upper)
		a.b[a.bits / 8] |= (uint8_t)(0x80 >> a.bits % 8);
	a.bits++;
	return a;
}

/* What of a private range the configuration does not name: halves that hold a named part are halved again. */
static void
insert_unnamed(struct never *n, const struct config *c, const struct addr *a, const char *reason)
{
	bool whole = true;
	struct addr lower, upper;

	for (size_t i = 0; c && i < c->ban_privates; i++) {
		if (addr_within(a, &c->ban_private[i]))
			return;
		whole = whole && !addr_overlap(a, &c->ban_private[i]);
	}
	if (whole) {
		never_insert(n, a, NEVER_FIXED, reason);
		return;
	}
	lower = half(*a, false);
	upper = half(*a, true);
	insert_unnamed(n, c, &lower, reason); /* as deep as a prefix has bits */
	insert_unnamed(n, c, &upper, reason);
}

struct never *
never_new(const struct config *c)
{
	struct never *n = xcalloc(1, sizeof(*n));
	struct addr a;

	for (size_t i = 0; i < sizeof(standard) / sizeof(*standard); i++) {
		a = built_in(standard[i].prefix);
		never_insert(n, &a, NEVER_FIXED, standard[i].reason);
	}
	for (const struct private_range *r = private_ranges; r->prefix; r++) {
		a = built_in(r->prefix);
		insert_unnamed(n, c, &a, r->reason);
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
