/* Rules and policy for the subcommands that work on lines: the shipped packs, then the site's.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve/cli.h"
#include "rules/policy.h"
#include "rules/ruleset.h"

/* In order of loading, NULL-terminated: the shipped packs, the site's where there are any, and `extra` (may be NULL). */
struct folders { const char *folder[4]; char *shipped; /* the caller frees it */ };
struct folders load_folders(const struct config *c, const char *extra);
/* Both exit with EXIT_USAGE and the place of the error. packs: comma-separated names, or NULL for all. */
struct ruleset *load_rules(const struct config *c, const char *packs);
struct policy *load_policy(const struct config *c);
