/* The operators' end of the house: connections, who is there, what they may ask, and rows that never wait for them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>
#include <sys/types.h>

#include "cmd/base/control.h"

struct control;
struct control_client;

enum {
	CONTROL_OPS = CONTROL_ACKNOWLEDGE + 1,
	CONTROL_CLIENTS_MAX = 64,         /* at once; root finds eight places more */
	CONTROL_CLIENTS_A_USER = 8,
	CONTROL_IDLE = 60,                /* seconds without a request or a row taken, then the line is cut */
	CONTROL_QUEUE_MAX = 64 << 20,     /* bytes that wait for slow clients, all together; then answers end with an error */
	CONTROL_OPERATORS_MAX = 64,
};

enum control_right { MAY_NOTHING, MAY_LOOK, MAY_OPERATE };

/* Who may do what, resolved while starting: later no name service is asked. Root may operate. */
struct control_rights {
	struct { uid_t uid; char name[64]; } user[CONTROL_OPERATORS_MAX]; size_t users;   /* may operate */
	gid_t group[CONTROL_OPERATORS_MAX]; size_t groups;                                /* may operate */
	gid_t lookers; bool has_lookers;                                                  /* may look */
	uid_t self;                                                                       /* may look */
};
/* operators: names, numbers, group:NAME; one that does not exist is logged and skipped. */
void control_rights_resolve(struct control_rights *r, char *const *operators);

struct control_handler {
	const char *name;
	enum control_right right;
	bool address; /* the request must name an address or a prefix */
	/* Answers with any number of control_row and one control_end, now or later (control_find). */
	void (*handle)(void *context, struct control_client *c, const struct control_request *q);
};

/* table: CONTROL_OPS rows, by operation. listener: owned by the caller. */
struct control *control_new(struct ev_loop *loop, int listener, const struct control_rights *r,
                            const struct control_handler *table, void *context);
void control_free(struct control *s);
/* What is wrong with n received bytes; NULL: nothing. */
const char *control_objection(const struct control_request *q, size_t n, const struct control_handler *table);

/* False: the client is gone or too slow; more rows are in vain. */
bool control_row(struct control_client *c, const struct control_reply *r);
__attribute__((format(printf, 3, 4))) void
control_end(struct control_client *c, int error, const char *format, ...);
uint64_t control_id(const struct control_client *c);
struct control_client *control_find(struct control *s, uint64_t id); /* NULL: it has left */
const char *control_who(const struct control_client *c); /* "root", the operator's name, or "uid 1000" */
