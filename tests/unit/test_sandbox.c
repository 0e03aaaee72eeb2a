/* The sandbox, tried from inside: each attempt runs in a child that has locked itself in.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/sandbox_internal.h"
#include "tests/tap.h"

enum { NOBODY = 65534, FATAL = 2, KILLED = 0x100, SIGSYS_KILL = KILLED | SIGSYS };

#define FOLDER "folder" /* below a temporary one */

static int
open_and_close(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	return fd < 0 ? errno : close(fd);
}

static int read_allowed(void) { return open_and_close(FOLDER "/readable", O_RDONLY); }
static int write_allowed(void) { return open_and_close(FOLDER "/state/new", O_WRONLY | O_CREAT); }
static int read_outside(void) { return open_and_close("/etc/passwd", O_RDONLY); }
static int write_outside(void) { return open_and_close(FOLDER "/elsewhere", O_WRONLY | O_CREAT); }
static int write_readable(void) { return open_and_close(FOLDER "/readable", O_WRONLY); }
static int change_files(void) { return rename(FOLDER "/state/new", FOLDER "/state/old") < 0 ? errno : 0; }
static int make_socket(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }
static int run_program(void) { return execl("/bin/true", "true", (char *)NULL) < 0 ? errno : 0; }
static int make_child(void) { return fork() < 0 ? errno : 0; }
static int signal_another(void) { return kill(getppid(), 0) < 0 ? errno : 0; }
static int trace(void) { return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL); }
static int change_user(void) { return setuid(0) < 0 ? errno : 0; }
static int type_at_terminal(void) { return ioctl(0, TIOCSTI, "x") < 0 ? errno : 0; }
static int unknown_call(void) { return syscall(__NR_clone3, NULL, 0) < 0 ? errno : 0; }
static int abort_itself(void) { abort(); }

static int
make_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int
turn_into_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0 ? errno : 0;
}

static int
use_port(int (*call)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return errno;
	return call(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 ? errno : 0;
}

static int connect_out(void) { return use_port(connect); }
static int bind_port(void) { return use_port(bind); }

static int
landlock_abi(void)
{
	return (int)syscall(__NR_landlock_create_ruleset, NULL, 0, 1U /* LANDLOCK_CREATE_RULESET_VERSION */);
}

/* A user without privilege, but for these capabilities. */
static void
become_nobody(uint64_t capabilities)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	uint32_t low = (uint32_t)capabilities, high = (uint32_t)(capabilities >> 32);
	struct __user_cap_data_struct set[2] = { { low, low, 0 }, { high, high, 0 } };

	if (geteuid() != 0)
		return;
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if (syscall(__NR_setgroups, 0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) < 0 || syscall(__NR_capset, &head, set) < 0)
		_exit(99);
}

static int
fate(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WIFSIGNALED(status) ? KILLED | WTERMSIG(status) : WEXITSTATUS(status);
}

static int
locked_fate(const struct sandbox *s, int (*attempt)(void))
{
	pid_t child = fork();

	if (child == 0) {
		become_nobody(0);
		sandbox_check_start(s);
		sandbox_lock(s);
		_exit(attempt());
	}
	return fate(child);
}

static int
start_fate(const struct sandbox *s, bool root, uint64_t capabilities)
{
	pid_t child = fork();

	if (child == 0) {
		if (!root)
			become_nobody(capabilities);
		sandbox_check_start(s);
		_exit(0);
	}
	return fate(child);
}

static const char *const readable[] = { FOLDER "/readable", FOLDER "/missing", NULL };
static const char *const writable[] = { FOLDER "/state", NULL };

static void
test_start(void)
{
	const struct sandbox plain = { .program = "test" };
	const struct sandbox net = { .program = "test", .capabilities = UINT64_C(1) << CAP_NET_ADMIN };

	if (geteuid() != 0) {
		ok(true, "refusals at the start # SKIP only root can give privilege away");
		return;
	}
	is_int(start_fate(&plain, true, 0), FATAL, "root is refused");
	is_int(start_fate(&plain, false, 0), 0, "a user without privilege may start");
	is_int(start_fate(&plain, false, UINT64_C(1) << CAP_NET_ADMIN), FATAL, "a capability that is not expected is refused");
	is_int(start_fate(&net, false, UINT64_C(1) << CAP_NET_ADMIN), 0, "the expected capability is welcome");
	is_int(start_fate(&net, false, 0), FATAL, "an expected capability that is missing refuses the start");
	is_int(start_fate(&net, false, UINT64_C(3) << CAP_NET_ADMIN), FATAL, "one more than expected is refused");
}

static void
test_calls(void)
{
	static const struct { const char *what; int (*attempt)(void); int want; } tries[] = {
		{ "a socket", make_socket, SIGSYS_KILL },
		{ "running a program", run_program, SIGSYS_KILL },
		{ "a child", make_child, SIGSYS_KILL },
		{ "a signal to another process", signal_another, SIGSYS_KILL },
		{ "tracing", trace, SIGSYS_KILL },
		{ "another user", change_user, SIGSYS_KILL },
		{ "typing at a terminal", type_at_terminal, SIGSYS_KILL },
		{ "new code", make_code, SIGSYS_KILL },
		{ "code made of data", turn_into_code, SIGSYS_KILL },
		{ "renaming without write_paths", change_files, SIGSYS_KILL },
		{ "a call that libc only tries", unknown_call, ENOSYS },
		{ "abort", abort_itself, KILLED | SIGABRT },
	};
	const struct sandbox s = { .program = "test" };

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++)
		is_int(locked_fate(&s, tries[i].attempt), tries[i].want, tries[i].what);
}

static void
test_files(void)
{
	const struct sandbox s = { .program = "test", .read_paths = readable, .write_paths = writable };

	is_int(locked_fate(&s, read_allowed), 0, "reading what is allowed");
	is_int(locked_fate(&s, write_allowed), 0, "writing in a folder of its own");
	is_int(locked_fate(&s, change_files), 0, "renaming there");
	if (landlock_abi() < 1) {
		ok(true, "files outside # SKIP no Landlock");
		return;
	}
	is_int(locked_fate(&s, read_outside), EACCES, "reading elsewhere, though the mode allows it");
	is_int(locked_fate(&s, write_outside), EACCES, "writing elsewhere, though the mode allows it");
	is_int(locked_fate(&s, write_readable), EACCES, "writing what may only be read");
}

static void
test_network(void)
{
	static const char *const socket_alone[] = { "socket", NULL }, *const binding[] = { "socket", "bind", NULL };
	static const char *const network[] = { "socket", "connect", NULL }, *const typo[] = { "sokcet", NULL };
	struct sandbox s = { .program = "test", .allowed = socket_alone };

	is_int(locked_fate(&s, make_socket), 0, "a socket, where it is listed");
	is_int(locked_fate(&s, connect_out), SIGSYS_KILL, "connecting, where it is not listed");
	s.allowed = network;
	is_int(locked_fate(&s, connect_out), ECONNREFUSED, "connecting, where it is");
	s.allowed = typo;
	is_int(locked_fate(&s, make_socket), FATAL, "a system call with a wrong name");
	s.allowed = binding;
	if (landlock_abi() >= 4)
		is_int(locked_fate(&s, bind_port), EACCES, "binding a port: Landlock's second opinion");
	else
		ok(true, "binding a port # SKIP Landlock is older than ABI 4");
}

int
main(void)
{
	char temporary[] = "/tmp/test-sandbox-XXXXXX";

	if (SANITIZED) {
		printf("1..0 # SKIP under a sanitizer more is allowed\n");
		return 0;
	}
	log_open("test_sandbox", 0);
	umask(0);
	if (!mkdtemp(temporary) || chmod(temporary, 0755) < 0 || chdir(temporary) < 0)
		fatal("%s", temporary);
	if (mkdir(FOLDER, 0777) < 0 || mkdir(FOLDER "/state", 0777) < 0 ||
	    open_and_close(FOLDER "/readable", O_WRONLY | O_CREAT) != 0 || chmod(FOLDER "/readable", 0666) < 0)
		fatal(FOLDER);
	test_start();
	test_calls();
	test_files();
	test_network();
	if (system("rm -r " FOLDER) != 0 || rmdir(temporary) < 0)
		log_warn("%s", temporary);
	return done_testing();
}
