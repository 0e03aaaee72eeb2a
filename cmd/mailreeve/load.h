/* Rules and policy for the subcommands that work on lines: the shipped packs, then the site's.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve/cli.h"
#include "rules/policy.h"
#include "rules/ruleset.h"

/* The folders, NULL-terminated, in order of loading. Valid until exit. */
const char *const *load_folders(const struct config *c);
/* Both exit with EXIT_USAGE and the place of the error. packs: comma-separated names, or NULL for all. */
struct ruleset *load_rules(const struct config *c, const char *packs);
struct policy *load_policy(const struct config *c);
