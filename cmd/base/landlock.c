/* Landlock: which files may be touched, no TCP, no signals to others; by raw system calls, for libc has no wrappers.
 * Constants newer than Debian 12's headers are ours; sources: include/uapi/linux/landlock.h of Linux 6.12, and
 * Documentation/userspace-api/landlock.rst for what each ABI can do.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/sandbox_internal.h"

enum { ABI_REFER = 2, ABI_TRUNCATE = 3, ABI_NET = 4, ABI_IOCTL = 5, ABI_SCOPE = 6 };

#define FS_FIRST_ABI ((UINT64_C(1) << 13) - 1) /* execute ... make-sym */
#define FS_EXECUTE (UINT64_C(1) << 0)
#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_REFER (UINT64_C(1) << 13)
#define FS_TRUNCATE (UINT64_C(1) << 14)
#define FS_IOCTL_DEV (UINT64_C(1) << 15)
#define NET_BIND_TCP (UINT64_C(1) << 0)
#define NET_CONNECT_TCP (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT_UNIX (UINT64_C(1) << 0)
#define SCOPE_SIGNAL (UINT64_C(1) << 1)

#define FS_READ (FS_READ_FILE | FS_READ_DIR)
#define FS_WRITE (FS_READ | FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_REG | FS_TRUNCATE)
#define FS_OF_A_FILE (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

struct ruleset { uint64_t fs, net, scoped; }; /* struct landlock_ruleset_attr since ABI 6 */

static struct ruleset
handled(int abi, bool network)
{
	struct ruleset r = { .fs = FS_FIRST_ABI };

	if (abi >= ABI_REFER)
		r.fs |= FS_REFER;
	if (abi >= ABI_TRUNCATE)
		r.fs |= FS_TRUNCATE;
	if (abi >= ABI_NET)
		r.net = NET_BIND_TCP | (network ? 0 : NET_CONNECT_TCP);
	if (abi >= ABI_IOCTL)
		r.fs |= FS_IOCTL_DEV;
	if (abi >= ABI_SCOPE)
		r.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	return r;
}

/* An older kernel refuses a longer struct. */
static size_t
ruleset_size(int abi)
{
	if (abi >= ABI_SCOPE)
		return sizeof(struct ruleset);
	return abi >= ABI_NET ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
}

static void
grant(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr attr = { .allowed_access = rights };
	struct stat st;

	attr.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (attr.parent_fd < 0) {
		if (errno != ENOENT && errno != EACCES) /* what it cannot reach needs no rule */
			fatal("%s", path);
		return;
	}
	if (fstat(attr.parent_fd, &st) < 0)
		fatal("%s", path);
	if (!S_ISDIR(st.st_mode))
		attr.allowed_access &= FS_OF_A_FILE;
	if (syscall(__NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0) < 0)
		fatal("Landlock: %s", path);
	close(attr.parent_fd);
}

static void
grant_all(int ruleset, const char *const *paths, uint64_t rights)
{
	for (; paths && *paths; paths++)
		grant(ruleset, *paths, rights);
}

void
landlock_lock(const struct sandbox *s)
{
	int abi = (int)syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset r;
	int fd;

	if (abi < 1) {
		log_warnx("this kernel has no Landlock: seccomp and file permissions stand alone");
		return;
	}
	r = handled(abi, sandbox_names(s->allowed, "connect"));
	fd = (int)syscall(__NR_landlock_create_ruleset, &r, ruleset_size(abi), 0);
	if (fd < 0)
		fatal("Landlock");
	grant_all(fd, s->read_paths, FS_READ & r.fs);
	grant_all(fd, s->write_paths, FS_WRITE & r.fs);
	if (SANITIZED)
		grant(fd, "/proc", FS_READ & r.fs);
	if (syscall(__NR_landlock_restrict_self, fd, 0) < 0)
		fatal("Landlock");
	close(fd);
}
