/* The sockets that only root can open, for the parts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* NETLINK_NETFILTER, bound. It stays open here too: the table in the kernel is owned by it. Fatal if it is needed; else
 * /dev/null stands in where the kernel has none. */
int sockets_netlink(bool needed);
/* RUN/control.sock, listening; anybody may connect: credentials decide what for. Fatal. */
int sockets_control(const char *run);
/* A pair for two parts: out[0] and out[1]. 0 or -errno. */
int sockets_pair(int out[2]);
