/* One datagram to the socket that systemd names.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "cmd/mailreeved/systemd.h"

enum { TEXT_MAX = 512 };

void
systemd_tell(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (!path || strlen(path) >= sizeof(to.sun_path) || (fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	memcpy(to.sun_path, path, strlen(path));
	if (to.sun_path[0] == '@') /* an abstract name */
		to.sun_path[0] = '\0';
	sendto(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT, (const struct sockaddr *)&to,
	       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path)));
	close(fd);
}

void
systemd_status(const char *line)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "STATUS=%.*s", (int)strcspn(line, "\r\n"), line);
	systemd_tell(text);
}

void
systemd_reloading(void)
{
	struct timespec now;
	char text[TEXT_MAX];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
	         (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	systemd_tell(text);
}
