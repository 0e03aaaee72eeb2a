/* The sockets that only root can open, for the parts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* NETLINK_NETFILTER, bound. It stays open here too: the table in the kernel is owned by it. Fatal. */
int sockets_netlink(void);
/* RUN/control.sock, listening; anybody may connect: credentials decide what for. Fatal. */
int sockets_control(const char *run);
/* A pair for two parts: out[0] and out[1]. 0 or -errno. */
int sockets_pair(int out[2]);
