/* Who is never banned, and why.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"
#include "cmd/base/config.h"

struct never;

/* Loopback, unspecified, link-local, multicast, private and carrier ranges but for `ban_private`, and the configured list. */
struct never *never_new(const struct config *c);
void never_free(struct never *n);
void never_add(struct never *n, const struct addr *a, const char *reason); /* reason is copied */
void never_remove(struct never *n, const struct addr *a);                  /* one added with never_add */
/* This machine's addresses, default gateways and resolvers (never_machine.c; replay does not ask). never_machine_open gives
 * a NETLINK_ROUTE socket, or -errno; it becomes readable when addresses or routes change (never_machine_changed then drains
 * it, and says whether that matters), and never_learn_machine forgets what it learnt before. What cannot be read leaves the
 * old. 0 or -errno. */
int never_machine_open(void);
bool never_machine_changed(int socket);
int never_learn_machine(struct never *n, int socket);
/* NULL: may be banned. Else why not; valid until the list changes. A network is refused if it overlaps anything. */
const char *never_objection(const struct never *n, const struct addr *a);
/* All entries, for status and for the kernel's own never sets. */
size_t never_count(const struct never *n);
const struct addr *never_entry(const struct never *n, size_t i, const char **reason);
