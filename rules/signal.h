/* What can have happened: the names that packs use. What each is worth stands in policy.yaml, for every server alike.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

/* name in packs; accuses: somebody is blamed (the rest is context, credit or the server's own business) */
#define SIGNALS(X) \
	X(RELAY, "relay", true) \
	X(BAD_SEQUENCE, "bad-sequence", true) \
	X(BAD_COMMAND, "bad-command", true) \
	X(AUTH_NOT_OFFERED, "auth-not-offered", true) \
	X(RESET_FLOOD, "reset-flood", true) \
	X(TOO_MANY_ERRORS, "too-many-errors", true) \
	X(AUTH_FAILED, "auth-failed", true)    /* wrong password; role accounts become role-login by the policy */ \
	X(AUTH_UNKNOWN, "auth-unknown", true)  /* the server says: no such account */ \
	X(ROLE_LOGIN, "role-login", true) \
	X(GARBAGE_SENDER, "garbage-sender", true) /* sender domain does not exist */ \
	X(BACKSCATTER, "backscatter", true) \
	X(PREGREET, "pregreet", true)          /* talks before the greeting */ \
	X(PIPELINING, "pipelining", true)      /* talks before the answer where that is not allowed */ \
	X(DNSBL, "dnsbl", true)                /* count: the rank */ \
	X(FLOOD, "flood", true)                /* the server's own rate limits were hit */ \
	X(HARVEST, "harvest", true)            /* unknown recipient */ \
	X(VERIFY, "verify", true)              /* VRFY, EXPN */ \
	X(PROBE, "probe", true)                /* HTTP and other strangers' protocols */ \
	X(BAD_INPUT, "bad-input", true)        /* bytes that the server cannot tell apart */ \
	X(TLS_ERROR, "tls-error", true)        /* weak */ \
	X(HANGUP, "hangup", true)              /* weak */ \
	X(MISCONFIGURED, "misconfigured", true) /* weak: HELO not a host name, no PTR ... */ \
	X(DNS_TEMPORARY, "dns-temporary", true) /* weak: SERVFAIL, time-outs; may be our resolver */ \
	X(REJECTED, "rejected", true)          /* weak: refused by the site's own policy or content filter */ \
	X(HOSTILE, "hostile", true)            /* made by the matcher: delimiters typed to fool a rule */ \
	X(LOGIN, "login", false) \
	X(DELIVERED, "delivered", false)       /* mail accepted from this source */ \
	X(SENT, "sent", false)                 /* an account or host submitted mail; recipients in `count` */ \
	X(BOUNCE, "bounce", false)             /* mail of an account was refused elsewhere for good */ \
	X(LISTED, "listed", false)             /* a remote server refuses us as spammers */ \
	X(LOCAL_SUBMISSION, "local-submission", false) \
	X(BOUNCE_SENT, "bounce-sent", false)   /* our own server wrote a bounce */ \
	X(DNS_TROUBLE, "dns-trouble", false) \
	X(SERVER_FAULT, "server-fault", false) /* our own fault: authentication backend gone, no space ... */ \
	X(CONTEXT, "context", false)           /* fields for the session, no accusation */

enum signal {
#define SIGNAL_ENUM(id, name, accuses) SIGNAL_##id,
	SIGNALS(SIGNAL_ENUM)
#undef SIGNAL_ENUM
	SIGNAL_COUNT
};

const char *signal_name(enum signal s);
bool signal_accuses(enum signal s);
bool signal_find(struct span name, enum signal *out);
