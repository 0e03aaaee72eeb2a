/* What each message between the parts holds. Texts end with NUL and are printable (span_printable).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/subject.h"

enum { MSG_WHY_MAX = 64, MSG_RULE_MAX = 96, MSG_LINE_MAX = 1024, MSG_PATH_MAX = 256, MSG_REASON_MAX = 256 };

enum verdict_kind { VERDICT_BAN = 1, VERDICT_ALERT, VERDICT_RELEASE }; /* throttle or ban is the ladder's choice */
enum severity { SEVERITY_INFO = 1, SEVERITY_WARNING, SEVERITY_CRITICAL };

struct msg_verdict {
	uint32_t kind, severity;
	int64_t time;               /* event time, us */
	double score;
	struct subject subject;
	uint32_t instant;           /* nonzero: a verdict that did not come from the score */
	uint32_t mild;              /* nonzero: many of our own share the address; a short ban of mail ports at most */
	char why[MSG_WHY_MAX];      /* signal or watch */
	char detail[MSG_LINE_MAX];  /* a sentence for people */
};
struct msg_evidence {               /* comes before the verdict it belongs to */
	struct addr subject;
	int64_t time;
	double points;
	uint32_t count;
	char signal[MSG_WHY_MAX], rule[MSG_RULE_MAX]; /* rule: "pack/id" */
	char line[MSG_LINE_MAX];    /* the log line, secrets masked */
};
enum stat_kind { STAT_LOG = 1, STAT_PACK, STAT_TOTAL, STAT_NOTE };
struct msg_stat {                   /* one row of `status`; name is its key, a later one replaces it */
	uint32_t kind, trouble;     /* trouble: nonzero: text says what is wrong */
	int64_t last;               /* time of the last line, us; 0: none yet */
	uint64_t lines, matched, unparsed, tracked; /* tracked: STAT_TOTAL, sources in the table */
	char name[MSG_PATH_MAX];    /* log path, pack name, "total", or a note's key */
	char text[MSG_LINE_MAX];    /* packs that recognised it; or what is wrong and what to do */
};
enum ask_what { ASK_WHY = 1, ASK_CAMPAIGNS };
struct msg_ask { uint32_t id, what; struct subject subject; };
struct msg_answer {                 /* one row; the last has more == 0 and may be empty */
	uint32_t id, more;
	int64_t time;
	double points, value;       /* what it gave, and what is left of it now */
	char signal[MSG_WHY_MAX], rule[MSG_RULE_MAX], line[MSG_LINE_MAX];
};
struct msg_sanctioned { struct subject subject; int64_t time, until; uint32_t throttle; };
struct msg_forgiven { struct subject subject; int64_t time; }; /* lifted: its scores go, its credit stays */
struct msg_notice {
	uint32_t severity, count;   /* count: how often in 24 h */
	int64_t time;
	struct subject subject;
	char watch[MSG_WHY_MAX], text[MSG_LINE_MAX];
};
