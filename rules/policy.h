/* What a signal is worth: points, caps, half-lives, watches. Defaults stand in rules/policy.yaml; the `policy` section
 * of the configuration changes single numbers of it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/config.h"
#include "rules/signal.h"

struct policy; /* see policy_internal.h of the judgement */

/* file: the shipped policy.yaml. config may be NULL (defaults: for replay without a configuration). NULL and *e on failure. */
struct policy *policy_load(const char *file, const struct config *config, struct error *e);
void policy_free(struct policy *p);
