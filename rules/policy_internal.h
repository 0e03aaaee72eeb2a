/* The policy as the judgement reads it. Every number stands in policy.yaml, with its reason; lengths are us.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/policy_watch.h"

enum { FINER_MAX = 64, WATCHES_MAX = 32 };

/* What must be new from a source within `new_within` for an event to reach the slow score. */
enum slow_key { SLOW_SESSION, SLOW_ACCOUNT, SLOW_RECIPIENT, SLOW_DOMAIN, SLOW_NEVER };
/* What may be broken on our side when many fail alike. */
enum fault_class { FAULT_NONE, FAULT_LOGIN, FAULT_DNS, FAULT_TLS, FAULT_CLASSES };

struct weight {
	double points, then, cap;    /* then: each further one of a session; cap: of a session */
	double accepted_points, accepted_cap; /* the same, once the session had an accepted recipient; < 0: no difference */
	double free;                 /* the first ones of a source and day count nothing */
	enum slow_key slow;
	enum fault_class fault;
	bool weak, protocol;         /* protocol: may be a client with a wrong setting; eased by credit and on client ports */
};
struct finer { enum signal signal; char name[48]; struct weight weight; };

struct policy { /* all double, durations too (us): one table reads them all */
	double ban_at, half_fast, half_slow, new_within, weak_day, unproved_day, session_silence, session_gap;
	struct { double guess_from, guess_points, near_factor, near_most, far_factor, far_from, same_hash, steady_points, steady_day,
		steady_least, steady_spread, role_known, role_lasts, learned; } auth;
	struct { double login, login_day, login_lasts, delivered, delivered_lasts, office, office_lasts, office_factor,
		client_port, client_cap; } credit;
	struct { double v4, v6, within, spared; } network;
	struct { double matches, within, head_start; } campaign;
	struct { double sources, networks, within, factor; } siege;
	struct { double failures, names, within, new_hour, new_day, usual_factor, usual_least, bounce_share, bounce_least; } stolen;
	struct { double share, least, sources, within, rest; } breaker;
	struct weight weight[SIGNAL_COUNT];
	struct finer finer[FINER_MAX]; int finers;
	struct watch watch[WATCHES_MAX]; int watches;
	char **roles, **unused, **local_domains; /* lower case, NULL-terminated */
};

const struct weight *policy_weight(const struct policy *p, enum signal s, const char *finer);
/* account: lower case. The part before @ or after a backslash is compared, too. */
bool policy_is_role(const struct policy *p, const char *account);
bool policy_is_unused(const struct policy *p, const char *account);
/* One of the NULL-terminated names; *out is its place. */
bool policy_choice(const struct yaml *y, const char *file, const char *const *names, int *out, struct error *e);
