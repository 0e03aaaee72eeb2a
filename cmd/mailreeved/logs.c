/* Checks what the watcher asks for, and opens it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cmd/base/reeve.h"
#include "cmd/base/usual_logs.h"
#include "cmd/mailreeved/logs.h"

#define ROTATED "[.-][0-9]*" /* mail.log.1, mail.log-20261124 */

static bool
matches(const char *pattern, const char *path)
{
	char rotated[REEVE_PATH_MAX];
	const int flags = FNM_PATHNAME | FNM_PERIOD;

	if (fnmatch(pattern, path, flags) == 0)
		return true;
	return snprintf(rotated, sizeof(rotated), "%s" ROTATED, pattern) < (int)sizeof(rotated) &&
	       fnmatch(rotated, path, flags) == 0;
}

static const char *
pattern_of(const struct config *config, const char *path)
{
	for (size_t i = 0; i < config->logs; i++)
		if (config->log[i].path && matches(config->log[i].path, path))
			return config->log[i].path;
	for (const char *const *usual = usual_logs; config->logs_auto && *usual; usual++)
		if (matches(*usual, path))
			return *usual;
	return NULL;
}

/* The folders before the first wildcard are the admin's word and may be symbolic links; below them nothing may be. */
static size_t
trusted_length(const char *pattern)
{
	size_t n = strcspn(pattern, "*?[\\");

	while (n > 0 && pattern[n - 1] != '/')
		n--;
	return n;
}

static int
open_below(const char *path, size_t trusted)
{
	struct open_how how = {
		.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	char folder[REEVE_PATH_MAX];
	int parent, fd;

	snprintf(folder, sizeof(folder), "%.*s", (int)trusted, path);
	parent = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return -errno;
	fd = (int)syscall(SYS_openat2, parent, path + trusted, &how, sizeof(how));
	fd = fd < 0 ? -errno : fd;
	close(parent);
	return fd;
}

int
logs_open(const struct config *config, const char *path)
{
	const char *pattern = path[0] == '/' ? pattern_of(config, path) : NULL;
	struct stat st;
	int fd;

	if (!pattern)
		return -EACCES;
	fd = open_below(path, trusted_length(pattern));
	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	return -EINVAL;
}
