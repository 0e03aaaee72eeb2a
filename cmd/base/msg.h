/* The messages between the parts: fixed sizes, one table that says who may send which, checked before a handler runs.
 * They travel on SOCK_SEQPACKET pairs made by mailreeved; struct layout is shared because all parts are one build.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/msg_bodies.h"

enum msg_type {
	MSG_VERDICT = 1,  /* watch -> enforce */
	MSG_EVIDENCE,     /* watch -> enforce */
	MSG_STAT,         /* watch -> enforce */
	MSG_ANSWER,       /* watch -> enforce */
	MSG_SANCTIONED,   /* enforce -> watch */
	MSG_FORGIVEN,     /* enforce -> watch */
	MSG_ASK,          /* enforce -> watch */
	MSG_NOTICE,       /* enforce -> notify */
	MSG_TYPES
};

enum msg_part { PART_WATCH = 1, PART_ENFORCE, PART_NOTIFY };

struct msg {
	uint32_t type;
	uint32_t size; /* of the whole message as sent */
	union {
		struct msg_verdict verdict;
		struct msg_evidence evidence;
		struct msg_stat stat;
		struct msg_answer answer;
		struct msg_sanctioned sanctioned;
		struct msg_forgiven forgiven;
		struct msg_ask ask;
		struct msg_notice notice;
	};
};

const char *msg_name(uint32_t type);
/* A message of that type, all zero but for its head. */
void msg_init(struct msg *m, enum msg_type type);
/* 0, or -errno (-EAGAIN: the socket is full; the caller keeps it). Never blocks, never raises SIGPIPE. */
int msg_send(int fd, const struct msg *m);
/* What is wrong with n received bytes (n may be more than *m holds) that came from that part; NULL: nothing. */
const char *msg_objection(const struct msg *m, size_t n, enum msg_part from);
/* 1 and a checked message; 0: nothing waits; -ECONNRESET: the peer is gone; -EPROTO: unknown type, wrong size, wrong
 * sender or insane contents (logged with the message's name, and dropped: the caller goes on). */
int msg_receive(int fd, enum msg_part from, struct msg *m);
