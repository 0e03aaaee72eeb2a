/* Opens sockets.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmd/base/control.h"
#include "cmd/base/log.h"
#include "cmd/mailreeved/sockets.h"

enum { LINK_BUFFER = 1 << 20 }; /* bytes: some hundred verdicts with their evidence */

int
sockets_netlink(bool needed)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0)
		return fd;
	if (needed && errno == EPROTONOSUPPORT)
		fatalx("this kernel has no nf_tables, so nobody can be banned: load it (modprobe nf_tables), or set `mode: observe`");
	if (needed)
		fatal("netlink socket to the packet filter");
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fatal("/dev/null");
	return fd;
}

int
sockets_control(const char *run)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int n = snprintf(a.sun_path, sizeof(a.sun_path), "%s/%s", run, CONTROL_SOCKET);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask;

	if (n >= (int)sizeof(a.sun_path))
		fatalx("%s: the name of the run folder is too long for a socket", run);
	if (unlink(a.sun_path) < 0 && errno != ENOENT)
		fatal("%s", a.sun_path);
	mask = umask(0111);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, CONTROL_SOCKET_BACKLOG) < 0)
		fatal("%s", a.sun_path);
	umask(mask);
	return fd;
}

int
sockets_pair(int out[2])
{
	const int size = LINK_BUFFER;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, out) < 0)
		return -errno;
	for (int i = 0; i < 2; i++) /* without the right to it the default remains, which is enough on a calm day */
		setsockopt(out[i], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	return 0;
}
