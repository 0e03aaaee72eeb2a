/* The system calls that a locked program may make. Everything else ends it at once.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/sandbox_internal.h"

/* Some exist on some machines only (stat, poll, time ...); those are skipped elsewhere. */
static const char *const common[] = {
	/* descriptors that are open already */
	"read", "readv", "pread64", "write", "writev", "pwrite64", "lseek", "close", "dup", "fcntl", "poll", "ppoll",
	"select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "pipe2",
	"timerfd_create", "timerfd_settime", "timerfd_gettime", "shutdown", "recvmsg", "recvfrom", "sendmsg", "sendto",
	"getsockopt", "setsockopt", "getsockname", "getpeername",
	/* files, as far as Landlock and their modes let it */
	"open", "openat", "stat", "lstat", "fstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat",
	"faccessat2", "readlink", "readlinkat", "getdents64", "getcwd", "fadvise64",
	/* memory, threads that exist already, time, itself */
	"brk", "munmap", "mremap", "madvise", "futex", "set_robust_list", "rseq", "membarrier", "sched_yield",
	"sched_getaffinity", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
	"getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo", "getrandom", "getcpu",
	"getrusage", "umask",
	/* signals, leaving */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group", NULL
};

/* For a program with write_paths: checkpoint and database. */
static const char *const writing[] = {
	"rename", "renameat", "renameat2", "unlink", "unlinkat", "ftruncate", "fsync", "fdatasync", "sync_file_range",
	"fallocate", "fchmod", "flock", "link", "linkat", "utimensat", NULL
};

/* The C library tries these and does without when the kernel does not know them. */
static const char *const unknown[] = { "clone3", "close_range", "epoll_pwait2", "openat2", "copy_file_range", NULL };

/* AddressSanitizer and its leak check, which traces the process from a thread of its own. */
static const char *const sanitizer[] = {
	"clone", "ptrace", "wait4", "prctl", "getrlimit", "prlimit64", "mmap", "mprotect", "process_vm_readv", "kill",
	"sched_setaffinity", "getdents", "arch_prctl", NULL
};

static void
add(scmp_filter_ctx ctx, uint32_t action, const char *name, unsigned count, const struct scmp_arg_cmp *args)
{
	int number = seccomp_syscall_resolve_name(name), error;

	if (number == __NR_SCMP_ERROR)
		return;
	error = seccomp_rule_add_array(ctx, action, number, count, args);
	if (error < 0 && error != -EDOM) /* EDOM: not on this machine */
		fatalx("seccomp: %s: %s", name, strerror(-error));
}

static void
add_all(scmp_filter_ctx ctx, uint32_t action, const char *const *names)
{
	for (; *names; names++)
		add(ctx, action, *names, 0, NULL);
}

/* Calls that are harmless with certain arguments only. */
static void
add_narrow(scmp_filter_ctx ctx, const struct sandbox *s)
{
	const struct scmp_arg_cmp to_itself = { .arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)getpid() };
	const struct scmp_arg_cmp waiting = { .arg = 1, .op = SCMP_CMP_EQ, .datum_a = FIONREAD };
	const struct scmp_arg_cmp terminal = { .arg = 1, .op = SCMP_CMP_EQ, .datum_a = TCGETS };
	const struct scmp_arg_cmp ask_only = { .arg = 2, .op = SCMP_CMP_EQ, .datum_a = 0 };
	const struct scmp_arg_cmp no_code = { .arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0 };

	add(ctx, SCMP_ACT_ALLOW, "tgkill", 1, &to_itself); /* abort(3) */
	add(ctx, SCMP_ACT_ALLOW, "ioctl", 1, &waiting);
	add(ctx, SCMP_ACT_ALLOW, "ioctl", 1, &terminal);
	if (SANITIZED)
		return;
	add(ctx, SCMP_ACT_ALLOW, "prlimit64", 1, &ask_only);
	if (sandbox_names(s->allowed, "mmap"))
		return;
	add(ctx, SCMP_ACT_ALLOW, "mmap", 1, &no_code);
	add(ctx, SCMP_ACT_ALLOW, "mprotect", 1, &no_code);
}

static void
add_allowed(scmp_filter_ctx ctx, const struct sandbox *s)
{
	for (const char *const *name = s->allowed; name && *name; name++) {
		if (seccomp_syscall_resolve_name(*name) == __NR_SCMP_ERROR)
			fatalx("seccomp: no system call is named %s", *name);
		add(ctx, SCMP_ACT_ALLOW, *name, 0, NULL);
	}
}

void
seccomp_lock(const struct sandbox *s)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int error;

	if (!ctx)
		fatalx("seccomp: no filter can be made");
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree: the cost of a call grows with its logarithm */
	add_all(ctx, SCMP_ACT_ALLOW, common);
	add_all(ctx, SCMP_ACT_ERRNO(ENOSYS), unknown);
	add_narrow(ctx, s);
	if (s->write_paths && *s->write_paths)
		add_all(ctx, SCMP_ACT_ALLOW, writing);
	if (SANITIZED)
		add_all(ctx, SCMP_ACT_ALLOW, sanitizer);
	add_allowed(ctx, s);
	if ((error = seccomp_load(ctx)) < 0)
		fatalx("seccomp: %s", strerror(-error));
	seccomp_release(ctx);
}
