/* Neighbourhoods: IPv4 /24 and IPv6 /48. Which of their sources are banned, and whether good ones live there.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"
#include "rules/policy.h"
#include "rules/state.h"

enum { NETWORKS_MAX = 65536, NETWORK_MEMBERS = 16 };

struct networks;
struct networks *networks_new(const struct policy *p);
void networks_free(struct networks *n);
/* A login or proper mail came from here. True if the network is banned: then it must be released. */
bool networks_good(struct networks *n, const struct addr *source, int64_t time);
/* A source was banned. True if that makes enough: the network may be asked for. */
bool networks_banned(struct networks *n, const struct addr *source, int64_t time);
/* A banned source was lifted. True if the network is banned and too few are left: then it must be released. */
bool networks_lifted(struct networks *n, const struct addr *source, int64_t time);
/* The network itself is banned until then; 0: lifted. */
void networks_sanction(struct networks *n, const struct addr *network, int64_t until);
/* network: a source's, as network_key gives it. */
int64_t networks_until(const struct networks *n, uint64_t network);
uint64_t network_key(const struct addr *source);
void networks_save(const struct networks *n, struct state *s);
bool networks_load(struct networks *n, struct state *s);
