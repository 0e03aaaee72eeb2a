/* Who may operate and who may look, by the names in the configuration.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/control_rights.h"
#include "cmd/base/log.h"

#define GROUP_PREFIX "group:"
#define LOOKERS "mailreeve"

enum { GROUPS_MAX = 1024 };

static bool
is_number(const char *text, uint32_t *out)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	*out = (uint32_t)n;
	return *text >= '0' && *text <= '9' && *end == '\0' && n < UINT32_MAX;
}

static void
add_group(struct control_rights *r, const char *name)
{
	const struct group *g;
	uint32_t id;

	if (!is_number(name, &id)) {
		g = getgrnam(name);
		if (!g) {
			log_warnx("operators: there is no group %s", name);
			return;
		}
		id = g->gr_gid;
	}
	if (r->groups < CONTROL_OPERATORS_MAX)
		r->group[r->groups++] = id;
}

static void
add_user(struct control_rights *r, const char *name)
{
	const struct passwd *p;
	uint32_t id;

	if (!is_number(name, &id)) {
		p = getpwnam(name);
		if (!p) {
			log_warnx("operators: there is no user %s", name);
			return;
		}
		id = p->pw_uid;
	}
	if (r->users == CONTROL_OPERATORS_MAX)
		return;
	r->user[r->users].uid = id;
	snprintf(r->user[r->users++].name, sizeof(r->user[0].name), "%s", name);
}

void
control_rights_resolve(struct control_rights *r, char *const *operators)
{
	const struct group *g = getgrnam(LOOKERS);

	*r = (struct control_rights){ .self = getuid() };
	if (g) {
		r->lookers = g->gr_gid;
		r->has_lookers = true;
	}
	for (; operators && *operators; operators++)
		if (strncmp(*operators, GROUP_PREFIX, strlen(GROUP_PREFIX)) == 0)
			add_group(r, *operators + strlen(GROUP_PREFIX));
		else
			add_user(r, *operators);
}

static enum control_right
right_of_group(const struct control_rights *r, gid_t gid)
{
	for (size_t i = 0; i < r->groups; i++)
		if (r->group[i] == gid)
			return MAY_OPERATE;
	return r->has_lookers && gid == r->lookers ? MAY_LOOK : MAY_NOTHING;
}

static enum control_right
right_of_groups(const struct control_rights *r, int fd, gid_t primary)
{
	enum control_right best = right_of_group(r, primary), right;
	gid_t more[GROUPS_MAX];
	socklen_t length = sizeof(more);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, more, &length) < 0)
		return best; /* in more groups than we look at: the primary one counts */
	for (size_t i = 0; i < length / sizeof(*more); i++) {
		right = right_of_group(r, more[i]);
		best = right > best ? right : best;
	}
	return best;
}

enum control_right
control_right_of(const struct control_rights *r, int fd, const struct ucred *peer, char name[64])
{
	if (peer->uid == 0) {
		snprintf(name, 64, "root");
		return MAY_OPERATE;
	}
	for (size_t i = 0; i < r->users; i++)
		if (r->user[i].uid == peer->uid) {
			snprintf(name, 64, "%s", r->user[i].name);
			return MAY_OPERATE;
		}
	snprintf(name, 64, "uid %u", (unsigned)peer->uid);
	return peer->uid == r->self ? MAY_LOOK : right_of_groups(r, fd, peer->gid);
}
