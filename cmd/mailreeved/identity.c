/* Changes to an unprivileged user, with nothing left that could come back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cmd/mailreeved/identity.h"

enum { ID_LARGEST = 0x7fffffff, CAPABILITIES_MAX = 64 };

static bool
number(const char *text, long *out)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtol(text, &end, 10);
	return *end == '\0' && errno == 0 && *out <= ID_LARGEST;
}

bool
identity_find(const struct config_user *user, const char *const *groups, struct identity *out, struct error *e)
{
	long id = -1;
	const struct passwd *entry = number(user->name, &id) ? getpwuid((uid_t)id) : getpwnam(user->name);

	if (!entry && id < 0)
		return error_set(e, "", 0, 0, "run_as: there is no user %s", user->name);
	*out = (struct identity){ .uid = entry ? entry->pw_uid : (uid_t)id, .gid = entry ? entry->pw_gid : (gid_t)id };
	if (out->uid == 0 || out->gid == 0)
		return error_set(e, "", 0, 0, "run_as: %s is root, or in root's group", user->name);
	for (; groups && *groups && out->groups < IDENTITY_GROUPS_MAX; groups++) {
		const struct group *g = getgrnam(*groups);

		if (g)
			out->group[out->groups++] = g->gr_gid;
	}
	return true;
}

static bool
wanted(const struct identity *who, int capability)
{
	return who->capabilities >> capability & 1;
}

/* Before the change of user, while CAP_SETPCAP is still there. */
static int
drop_bounding_set(const struct identity *who)
{
	for (int c = 0; c < CAPABILITIES_MAX && cap_get_bound(c) >= 0; c++)
		if (!wanted(who, c) && cap_drop_bound(c) < 0)
			return -errno;
	return 0;
}

/* Ambient, so that they outlive the exec; everything else goes. */
static int
keep_capabilities(const struct identity *who)
{
	cap_t set = cap_init();
	int error = 0;

	if (!set)
		return -ENOMEM;
	for (cap_value_t c = 0; c < CAPABILITIES_MAX; c++)
		if (wanted(who, c) && (cap_set_flag(set, CAP_PERMITTED, 1, &c, CAP_SET) < 0 ||
		                       cap_set_flag(set, CAP_EFFECTIVE, 1, &c, CAP_SET) < 0 ||
		                       cap_set_flag(set, CAP_INHERITABLE, 1, &c, CAP_SET) < 0))
			error = -errno;
	if (error == 0 && cap_set_proc(set) < 0)
		error = -errno;
	cap_free(set);
	for (cap_value_t c = 0; error == 0 && c < CAPABILITIES_MAX; c++)
		if (wanted(who, c) && cap_set_ambient(c, CAP_SET) < 0)
			error = -errno;
	return error;
}

int
identity_become(const struct identity *who)
{
	int error = drop_bounding_set(who);

	if (error < 0)
		return error;
	if (setgroups(who->groups, who->group) < 0 || setresgid(who->gid, who->gid, who->gid) < 0 ||
	    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || setresuid(who->uid, who->uid, who->uid) < 0)
		return -errno;
	return keep_capabilities(who);
}
