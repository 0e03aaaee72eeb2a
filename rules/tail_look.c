/* Looks for the files of a pattern, and has the kernel tell when to look again: folders are watched, never files.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <inotifytools/inotify.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utlist.h>

#include "cmd/base/log.h"
#include "rules/tail_parts.h"

enum {
	EVENTS = IN_MODIFY | IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF,
};

static const char MAGIC[] = "*?[\\";

static void
poll_at_least(struct tail *t, struct pattern *p, ev_tstamp seconds)
{
	if (p->poll.repeat > 0.)
		return;
	p->poll.repeat = seconds;
	ev_timer_again(t->loop, &p->poll);
}

/* File systems whose changes come from elsewhere, so that the kernel here cannot tell of them. */
static bool
on_network(const char *folder)
{
	static const unsigned NETWORK[] = {
		NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC, FUSE_SUPER_MAGIC, V9FS_MAGIC,
		AFS_SUPER_MAGIC, CEPH_SUPER_MAGIC,
	};
	struct statfs fs;

	if (statfs(folder, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof NETWORK / sizeof *NETWORK; i++)
		if ((unsigned)fs.f_type == NETWORK[i])
			return true;
	return false;
}

static void
note_folder(struct tail *t, const char *path, int wd)
{
	struct folder *f;

	LL_FOREACH(t->folders, f)
		if (strcmp(f->path, path) == 0)
			break;
	if (f == NULL) {
		f = xcalloc(1, sizeof *f);
		f->path = xstrdup(path);
		LL_PREPEND(t->folders, f);
		t->folder_count++;
	}
	f->wd = wd;
}

/* True if the folder is there: watched, or else polled. */
static bool
watch(struct tail *t, struct pattern *p, const char *path)
{
	const char *folder = *path ? path : "/";
	int wd = -1;

	errno = ENOSPC;
	if (t->folder_count < TAIL_FOLDERS_MAX)
		wd = inotify_add_watch(t->inotify, folder, EVENTS | IN_ONLYDIR);
	if (wd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return false;
	if (wd >= 0)
		note_folder(t, path, wd);
	else
		poll_at_least(t, p, TAIL_FALLBACK_POLL);
	if (on_network(folder))
		poll_at_least(t, p, TAIL_NETWORK_POLL);
	return true;
}

/* The nearest folder above a path that is there; then again, as the next one may have come before the watch stood. */
static void
watch_nearest(struct tail *t, struct pattern *p, const char *folder)
{
	for (int round = 0; round < 2; round++) {
		char *above = xstrdup(folder), *slash;

		while (!watch(t, p, above) && (slash = strrchr(above, '/')) != NULL)
			*slash = '\0';
		free(above);
	}
}

/* All folders on the way from the first wildcard to the files, so that a new one is noticed at every level. */
static void
watch_folders(struct tail *t, struct pattern *p)
{
	char *text = xstrdup(p->text), *slash = text + strcspn(text, MAGIC);
	glob_t found;

	for (slash = memrchr(text, '/', (size_t)(slash - text)); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (strpbrk(text, MAGIC) == NULL)
			watch_nearest(t, p, text);
		else if (glob(text, GLOB_ONLYDIR, NULL, &found) == 0) {
			for (size_t i = 0; i < found.gl_pathc; i++)
				watch(t, p, found.gl_pathv[i]);
			globfree(&found);
		}
		*slash = '/';
	}
	free(text);
}

static void
watch_target(struct tail *t, struct pattern *p, const struct tail_file *f)
{
	char *folder;

	if (f->real == NULL)
		return;
	folder = xstrndup(f->real, (size_t)(strrchr(f->real, '/') - f->real));
	watch(t, p, folder);
	free(folder);
}

static bool
compressed(const char *path)
{
	static const char *const ENDINGS[] = { ".gz", ".xz", ".bz2", ".zst", ".lz4", ".zip", ".Z" };
	size_t n = strlen(path);

	for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
		size_t m = strlen(ENDINGS[i]);

		if (n > m && strcmp(path + n - m, ENDINGS[i]) == 0)
			return true;
	}
	return false;
}

/* A network mount is asked anew only when the file is opened; its old descriptor may be stale. */
static void
reopen(struct tail_file *f, const char *path)
{
	struct stat st;
	int fd = tail_open(path, &st);

	if (fd >= 0 && st.st_ino == f->id.inode && st.st_dev == f->id.device) {
		int old = f->fd;

		f->fd = fd;
		fd = old;
	}
	if (fd >= 0)
		close(fd);
}

static void
found_again(struct tail *t, struct pattern *p, struct tail_file *f, const char *path)
{
	f->seen = true;
	f->leaving = false;
	if (strcmp(f->path, path) != 0 && tail_pattern_of(t, f->path) == p) {
		free(f->path);
		f->path = xstrdup(path);
	}
	if (p->poll.repeat > 0.) {
		reopen(f, path);
		tail_enqueue(t, f);
	}
}

/* On a mount that makes its inode numbers up the same file may come with another one. */
static struct tail_file *
renumbered(struct tail *t, struct pattern *p, const char *path, int fd, const struct stat *st)
{
	struct tail_file *f;

	if (p->poll.repeat <= 0.)
		return NULL;
	DL_FOREACH(t->files, f)
		if (!f->leaving && f->id.printed == TAIL_PRINT_BYTES && strcmp(f->path, path) == 0 &&
		    tail_same(f, path, fd, st))
			break;
	if (f) {
		f->id.inode = st->st_ino;
		f->id.device = st->st_dev;
	}
	return f;
}

static void
consider(struct tail *t, struct pattern *p, const char *path)
{
	struct tail_file *f;
	struct stat st = { 0 };
	int fd;

	if (stat(path, &st) == 0 && (f = tail_followed(t, &st)) != NULL) {
		found_again(t, p, f, path);
		return;
	}
	fd = tail_open(path, &st);
	if (fd == -ENOENT || fd == -ENOTDIR)
		return;
	if ((fd == -EISDIR || fd == -EINVAL) && strcmp(p->text, path) != 0)
		return; /* a glob may well match what is no file */
	if (fd < 0) {
		tail_refuse(t, p, path, &st, -fd);
		return;
	}
	tail_unrefuse(t, path);
	f = tail_followed(t, &st);
	if (f == NULL)
		f = renumbered(t, p, path, fd, &st);
	if (f) {
		close(fd);
		found_again(t, p, f, path);
		return;
	}
	tail_rotate(t, p, path, fd, &st);
	f = tail_adopt(t, p, path, fd, t->first_look && !t->from_start && !p->known);
	if (f) {
		f->seen = true;
		watch_target(t, p, f);
	}
}

static void
consider_all(struct tail *t, struct pattern *p)
{
	glob_t found;

	if (strpbrk(p->text, MAGIC) == NULL) {
		consider(t, p, p->text);
		return;
	}
	if (glob(p->text, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!compressed(found.gl_pathv[i]))
			consider(t, p, found.gl_pathv[i]);
	globfree(&found);
}

/* A descriptor that was given stays until its opener gives another one for that name. */
static bool
unseen_by_right(const struct tail_file *f)
{
	struct stat st;

	return stat(f->path, &st) != 0 && errno == EACCES;
}

void
tail_look(struct tail *t, struct pattern *p)
{
	struct tail_file *f, *next;

	p->dirty = false;
	DL_FOREACH(t->files, f)
		f->seen = f->seen && f->pattern != p;
	watch_folders(t, p);
	consider_all(t, p);
	DL_FOREACH_SAFE(t->files, f, next)
		if (f->pattern == p && !f->seen && !unseen_by_right(f))
			tail_leave(t, f);
}

bool
tail_matches(const struct pattern *p, const char *path)
{
	return strcmp(p->text, path) == 0 || fnmatch(p->text, path, FNM_PATHNAME | FNM_PERIOD) == 0;
}

struct pattern *
tail_pattern_of(const struct tail *t, const char *path)
{
	struct pattern *p;

	LL_FOREACH(t->patterns, p)
		if (tail_matches(p, path))
			return p;
	return NULL;
}
