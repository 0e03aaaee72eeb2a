/* A configuration from any bytes: one that keeps its promises, or an error.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
check(const struct config *c)
{
	must(c->ports > 0 && c->ports <= CONFIG_PORTS_MAX && c->rungs > 0 && c->rungs <= CONFIG_LADDER_MAX);
	for (size_t i = 0; i < c->ports; i++)
		must(c->port[i] != 0);
	for (size_t i = 0; i < c->rungs; i++)
		must(c->rung[i].length > 0 && (!c->rung[i].all_ports || (i + 1 == c->rungs && !c->rung[i].throttle)));
	for (size_t i = 0; i < c->nevers; i++)
		must(addr_within(&c->never[i], &c->never[i]));
	for (size_t i = 0; i < c->logs; i++)
		must(!c->log[i].path || (c->log[i].path[0] == '/' && !c->log[i].journal));
	must(c->operators && c->unused_accounts && c->role_accounts && c->disable && c->local_domains && c->rules_dir);
	must(c->logs_auto == (c->logs == 0) && c->memory > 0 && c->watch_user.name[0] && c->tree);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = { .text = "" };
	struct config *c = config_read((struct span){ (const char *)data, size }, "fuzz.yaml", &e);

	if (c)
		check(c);
	else
		must(e.text[0]);
	config_free(c);
	return 0;
}
