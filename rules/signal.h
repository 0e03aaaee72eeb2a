/* What can have happened: the names that packs use. What each is worth stands in policy.yaml, for every server alike.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/span.h"

/* Harmless: nobody is blamed (context, credit, the server's own business). A line that can be read in two ways is read in
 * the graver one: else a client could type itself out of an offence. */
enum gravity { HARMLESS, WEAK, PLAIN, GRAVE };

/* name in packs, gravity */
#define SIGNALS(X) \
	X(RELAY, "relay", GRAVE) \
	X(BAD_SEQUENCE, "bad-sequence", PLAIN) \
	X(BAD_COMMAND, "bad-command", PLAIN) \
	X(AUTH_NOT_OFFERED, "auth-not-offered", PLAIN) \
	X(RESET_FLOOD, "reset-flood", PLAIN) \
	X(TOO_MANY_ERRORS, "too-many-errors", GRAVE) \
	X(AUTH_FAILED, "auth-failed", GRAVE)    /* wrong password; role accounts become role-login by the policy */ \
	X(AUTH_UNKNOWN, "auth-unknown", GRAVE)  /* the server says: no such account */ \
	X(ROLE_LOGIN, "role-login", GRAVE) \
	X(GARBAGE_SENDER, "garbage-sender", PLAIN) /* sender domain does not exist */ \
	X(BACKSCATTER, "backscatter", WEAK) \
	X(PREGREET, "pregreet", PLAIN)          /* talks before the greeting */ \
	X(PIPELINING, "pipelining", PLAIN)      /* talks before the answer where that is not allowed */ \
	X(DNSBL, "dnsbl", PLAIN)                /* count: the rank */ \
	X(FLOOD, "flood", PLAIN)                /* the server's own rate limits were hit */ \
	X(HARVEST, "harvest", PLAIN)            /* unknown recipient */ \
	X(VERIFY, "verify", PLAIN)              /* VRFY, EXPN */ \
	X(PROBE, "probe", GRAVE)                /* HTTP and other strangers' protocols */ \
	X(BAD_INPUT, "bad-input", PLAIN)        /* bytes that the server cannot tell apart */ \
	X(TLS_ERROR, "tls-error", WEAK)        /* weak */ \
	X(HANGUP, "hangup", WEAK)              /* weak */ \
	X(MISCONFIGURED, "misconfigured", WEAK) /* weak: HELO not a host name, no PTR ... */ \
	X(DNS_TEMPORARY, "dns-temporary", WEAK) /* weak: SERVFAIL, time-outs; may be our resolver */ \
	X(REJECTED, "rejected", WEAK)          /* weak: refused by the site's own policy or content filter */ \
	X(HOSTILE, "hostile", PLAIN)            /* made by the matcher: delimiters typed to fool a rule */ \
	X(LOGIN, "login", HARMLESS) \
	X(DELIVERED, "delivered", HARMLESS)       /* mail accepted from this source */ \
	X(SENT, "sent", HARMLESS)                 /* an account or host submitted mail; recipients in `count` */ \
	X(BOUNCE, "bounce", HARMLESS)             /* mail of an account was refused elsewhere for good */ \
	X(LISTED, "listed", HARMLESS)             /* a remote server refuses us as spammers */ \
	X(LOCAL_SUBMISSION, "local-submission", HARMLESS) \
	X(BOUNCE_SENT, "bounce-sent", HARMLESS)   /* our own server wrote a bounce */ \
	X(DNS_TROUBLE, "dns-trouble", HARMLESS) \
	X(SERVER_FAULT, "server-fault", HARMLESS) /* our own fault: authentication backend gone, no space ... */ \
	X(CONTEXT, "context", HARMLESS)           /* fields for the session, no accusation */

enum signal {
#define SIGNAL_ENUM(id, name, gravity) SIGNAL_##id,
	SIGNALS(SIGNAL_ENUM)
#undef SIGNAL_ENUM
	SIGNAL_COUNT
};

const char *signal_name(enum signal s);
enum gravity signal_gravity(enum signal s);
bool signal_accuses(enum signal s);
bool signal_find(struct span name, enum signal *out);
