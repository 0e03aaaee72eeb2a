/* The operator's end of the control socket.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/control.h"
#include "cmd/mailreeve/cli.h"

/* A request about an address or prefix; false if the text is neither, after saying so. */
bool client_request(struct control_request *q, enum control_op op, const char *subcommand, const char *address);
/* Asks, and hands each row but the end to `row`. Returns 0 or the enforcer's errno (its sentence is printed to standard
 * error, naming what); exits with EXIT_USAGE if the daemon cannot be reached. row may be NULL. */
int client_ask(const struct cli *cli, const struct control_request *q,
               void (*row)(void *context, const struct control_reply *r), void *context);
