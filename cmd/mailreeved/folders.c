/* Makes folders by descriptor, so that nothing can be slipped in between.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/mailreeved/folders.h"

enum { PID_TEXT_MAX = 16 };

#define WATCH_FOLDER "watch"

struct folder { const char *path; uid_t uid; gid_t gid; mode_t mode; };

static bool
is_empty(int folder)
{
	int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = again < 0 ? NULL : fdopendir(again);
	const struct dirent *entry;
	int entries = 0;

	if (!d)
		fatal("reading a folder");
	while ((entry = readdir(d)) != NULL)
		entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(d);
	return entries == 0;
}

/* name: below parent; the path is for people. Returns its descriptor. */
static int
make_folder(int parent, const char *name, const struct folder *f)
{
	struct stat st;
	int fd;

	if (mkdirat(parent, name, 0700) < 0 && errno != EEXIST)
		fatal("making the folder %s", f->path);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		fatal("%s must be a folder and no symbolic link", f->path);
	if (fstat(fd, &st) < 0)
		fatal("%s", f->path);
	if (st.st_uid != f->uid && !is_empty(fd))
		fatalx("%s belongs to user %u and not to %u: change the owner of it and of what is in it, or choose another "
		       "folder", f->path, (unsigned)st.st_uid, (unsigned)f->uid);
	if ((st.st_uid != f->uid || st.st_gid != f->gid) && fchown(fd, f->uid, f->gid) < 0)
		fatal("changing the owner of %s", f->path);
	if (fchmod(fd, f->mode) < 0)
		fatal("changing the mode of %s", f->path);
	return fd;
}

char *
folders_state(const char *state, const struct identity *enforce, const struct identity *watch)
{
	/* others may pass through to the folder of the watcher, and see nothing on the way */
	const struct folder top = { state, enforce->uid, enforce->gid, 0751 };
	struct folder below = { NULL, watch->uid, watch->gid, 0750 };
	int fd = make_folder(AT_FDCWD, state, &top);
	char *path;

	if (asprintf(&path, "%s/%s", state, WATCH_FOLDER) < 0)
		fatalx("out of memory");
	below.path = path;
	close(make_folder(fd, WATCH_FOLDER, &below));
	close(fd);
	return path;
}

/* The descriptor stays open: the lock is gone with the process, however that ends. */
static void
take_lock(int folder)
{
	char pid[PID_TEXT_MAX] = "";
	int fd = openat(folder, "mailreeved.pid", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0)
		fatal("mailreeved.pid");
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (read(fd, pid, sizeof(pid) - 1) < 0)
			pid[0] = '\0';
		fatalx("another mailreeved runs here, with pid %.*s", (int)strspn(pid, "0123456789"), pid);
	}
	if (ftruncate(fd, 0) < 0 || dprintf(fd, "%d\n", (int)getpid()) < 0)
		fatal("mailreeved.pid");
}

void
folders_run(const char *run)
{
	const struct folder f = { run, 0, 0, 0755 };
	int fd = make_folder(AT_FDCWD, run, &f);

	take_lock(fd);
	close(fd);
}
