/* Finds the shipped files by where this program stands.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/paths.h"

enum { FOLDER_MAX = 4096 };

static char *
join(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		fatalx("out of memory");
	return path;
}

/* The folder that this program was started from; false where /proc does not tell. */
static bool
own_folder(char out[FOLDER_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, FOLDER_MAX - 1);
	char *slash;

	if (n <= 0)
		return false;
	out[n] = '\0';
	slash = strrchr(out, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return true;
}

char *
paths_data(const char *name)
{
	char folder[FOLDER_MAX], *data, *path;

	if (!own_folder(folder))
		return join(DATADIR, name);
	data = join(folder, "data");
	path = join(access(data, F_OK) == 0 ? data : DATADIR, name);
	free(data);
	return path;
}

char *
paths_program(const char *name)
{
	char folder[FOLDER_MAX], *path;

	if (!own_folder(folder))
		return join(LIBEXECDIR, name);
	path = join(folder, name);
	if (access(path, X_OK) == 0)
		return path;
	free(path);
	return join(LIBEXECDIR, name);
}
