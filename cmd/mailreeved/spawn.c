/* fork, become, exec.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/reeve.h"
#include "cmd/mailreeved/spawn.h"

enum { EXIT_NO_START = 2, ENVIRONMENT_MAX = 4 };

#define PART_UMASK 027

/* A search path for libraries' helpers, the time zone of the logs, and whether the journal reads standard error. */
static void
make_environment(char *out[ENVIRONMENT_MAX])
{
	static const char *const kept[] = { "TZ", "JOURNAL_STREAM" };
	size_t n = 0;

	out[n++] = xstrdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (getenv(kept[i]) && asprintf(&out[n], "%s=%s", kept[i], getenv(kept[i])) > 0)
			n++;
	out[n] = NULL;
}

static int
arrange_descriptors(int socket)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		return -errno;
	if (socket == REEVE_FD ? fcntl(socket, F_SETFD, 0) < 0 : socket >= 0 && dup2(socket, REEVE_FD) < 0)
		return -errno;
	return close_range(socket < 0 ? REEVE_FD : REEVE_FD + 1, ~0U, 0) < 0 ? -errno : 0;
}

static void __attribute__((noreturn))
run(const char *const *argv, const struct identity *who, int socket)
{
	char *environment[ENVIRONMENT_MAX];
	sigset_t none;
	int error;

	make_environment(environment);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(PART_UMASK);
	if ((error = arrange_descriptors(socket)) == 0 && (error = identity_become(who)) == 0) {
		execve(argv[0], (char *const *)(uintptr_t)argv, environment); /* execve changes nothing of it */
		error = -errno;
	}
	log_warnx("%s as user %u: %s", argv[0], (unsigned)who->uid, strerror(-error));
	_exit(EXIT_NO_START);
}

pid_t
spawn(const char *const *argv, const struct identity *who, int socket, int *pidfd)
{
	pid_t pid = fork();
	int error;

	if (pid == 0)
		run(argv, who, socket);
	if (pid < 0)
		return -errno;
	*pidfd = pidfd_open(pid, 0); /* close-on-exec by itself */
	if (*pidfd >= 0)
		return pid;
	error = -errno;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return error;
}

int
spawn_may_read(const struct identity *who, const char *path)
{
	pid_t pid = fork();
	int status, error;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		error = identity_become(who);
		_exit(error < 0 ? -error : access(path, R_OK) < 0 ? errno : 0);
	}
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}
