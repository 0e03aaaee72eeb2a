/* The network, and the files that name look-ups and TLS need; the names are the administrator's own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/mailreeve-notify/sandbox.h"

const struct sandbox *
notify_sandbox(void)
{
	static const char *const read_paths[] = {
		"/etc", "/run/systemd/resolve", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
		"/usr/lib", "/usr/lib64", "/lib", "/lib64", NULL
	};
	/* connections; libcurl's resolver thread; name service modules, which are libraries loaded on demand */
	static const char *const allowed[] = {
		"socket", "connect", "bind", "sendmmsg", "socketpair", "clone", "mmap", "mprotect", NULL
	};
	static const struct sandbox s = { .program = "mailreeve-notify", .read_paths = read_paths, .allowed = allowed };

	return &s;
}
