/* The order of locking in, and what a program checks before it does anything else.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/sandbox_internal.h"

enum { GROUPS_MAX = 1024, STATUS_LINE_MAX = 256 };

bool
sandbox_names(const char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static void
check_ids(void)
{
	uid_t real, effective, saved;
	gid_t group[3], more[GROUPS_MAX];
	int n;

	if (getresuid(&real, &effective, &saved) < 0 || getresgid(&group[0], &group[1], &group[2]) < 0)
		fatal("who am I");
	if (real == 0 || effective == 0 || saved == 0)
		fatalx("refusing to run as root: start mailreeved, or use a user of its own");
	if (group[0] == 0 || group[1] == 0 || group[2] == 0)
		fatalx("refusing to run with group 0");
	if ((n = getgroups(GROUPS_MAX, more)) < 0)
		fatal("supplementary groups");
	while (n-- > 0)
		if (more[n] == 0)
			fatalx("refusing to run with group 0 among the supplementary groups");
}

/* What could be used now or come back with an exec. The bounding set is only a limit: no-new-privs closes it. */
static void
check_capabilities(uint64_t wanted)
{
	static const char *const none_beyond[] = { "CapInh:", "CapPrm:", "CapEff:", "CapAmb:" };
	char line[STATUS_LINE_MAX], name[16];
	FILE *f = fopen("/proc/self/status", "re");
	uint64_t held, effective = 0;

	if (!f)
		fatal("/proc/self/status");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%15s %" SCNx64, name, &held) != 2)
			continue;
		for (size_t i = 0; i < sizeof(none_beyond) / sizeof(*none_beyond); i++)
			if (strcmp(name, none_beyond[i]) == 0 && (held & ~wanted))
				fatalx("refusing to run with capabilities %#" PRIx64 " (%s %#" PRIx64 " is expected at most)",
				       held, name, wanted);
		if (strcmp(name, "CapEff:") == 0)
			effective = held;
	}
	fclose(f);
	if (effective != wanted)
		fatalx("capabilities %#" PRIx64 " are needed, %#" PRIx64 " are held", wanted, effective);
}

void
sandbox_check_start(const struct sandbox *s)
{
	check_ids();
	check_capabilities(s->capabilities);
}

void
sandbox_lock(const struct sandbox *s)
{
	const struct rlimit no_core = { 0, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		fatal("no-new-privs");
	if (setrlimit(RLIMIT_CORE, &no_core) < 0) /* memory holds other people's log lines */
		fatal("core limit");
	landlock_lock(s);
	seccomp_lock(s);
	log_debug("%s is locked in", s->program);
}
