/* What mailreeve (the operator's tool) asks of mailreeve-enforce, and the rows it answers with. One request a packet,
 * any number of rows, one end row. SOCK_SEQPACKET at RUN/control.sock; the peer's credentials decide what it may ask.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/msg_bodies.h"

enum control_op {
	CONTROL_STATUS = 1, CONTROL_BANS, CONTROL_WHY, CONTROL_ALERTS, CONTROL_CAMPAIGNS, CONTROL_ALLOWS, CONTROL_HISTORY,
	CONTROL_LIFT, CONTROL_LIFT_ALL, CONTROL_BAN, CONTROL_ALLOW, CONTROL_DISALLOW, CONTROL_ACKNOWLEDGE,
};
enum control_row {
	ROW_END = 1, ROW_FACT, ROW_BAN, ROW_EVIDENCE, ROW_SCORE, ROW_ALERT, ROW_STAT, ROW_ALLOW,
};
enum { CONTROL_SOCKET_BACKLOG = 16 };
#define CONTROL_SOCKET "control.sock" /* below the run folder */

struct control_request {
	uint32_t op;
	int64_t length;                /* ban, allow: us; 0: the ladder's, or for ever for allow */
	struct subject subject;
	char reason[MSG_REASON_MAX];
};
struct control_ban {
	struct addr addr;
	int64_t since, until;          /* until 0: no end */
	uint32_t offence, rung, throttle, all_ports, observed; /* observed: only would have been (mode: observe) */
	uint64_t packets;              /* dropped so far, where the kernel counts them; else 0 */
	double score;
	char why[MSG_WHY_MAX], reason[MSG_REASON_MAX], by[64]; /* by: "" for the daemon, else the operator */
};
struct control_fact { char name[64], value[MSG_LINE_MAX]; };
struct control_alert { uint64_t id; struct msg_notice notice; int64_t first, last; uint32_t acknowledged; };
struct control_allow { struct addr addr; int64_t since, until; char reason[MSG_REASON_MAX], by[64]; };
struct control_end { int32_t error; char text[MSG_LINE_MAX]; }; /* error 0: done, in the kernel too; else errno */

struct control_reply {
	uint32_t row;
	union {
		struct control_end end;
		struct control_fact fact;
		struct control_ban ban;
		struct msg_evidence evidence;
		struct msg_answer score;
		struct control_alert alert;
		struct msg_stat stat;
		struct control_allow allow;
	};
};
