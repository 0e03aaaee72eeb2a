/* One function for each thing that an operator may ask.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/mailreeve-enforce/enforce.h"

/* answers.c: looking. context is the struct enforce. */
void answer_status(void *context, struct control_client *c, const struct control_request *q);
void answer_bans(void *context, struct control_client *c, const struct control_request *q);
void answer_history(void *context, struct control_client *c, const struct control_request *q);
void answer_why(void *context, struct control_client *c, const struct control_request *q);
void answer_alerts(void *context, struct control_client *c, const struct control_request *q);
void answer_allows(void *context, struct control_client *c, const struct control_request *q);
void answer_campaigns(void *context, struct control_client *c, const struct control_request *q);

/* changes.c: operating. Each ends when the kernel has acknowledged, or with its error. */
void change_lift(void *context, struct control_client *c, const struct control_request *q);
void change_lift_all(void *context, struct control_client *c, const struct control_request *q);
void change_ban(void *context, struct control_client *c, const struct control_request *q);
void change_allow(void *context, struct control_client *c, const struct control_request *q);
void change_disallow(void *context, struct control_client *c, const struct control_request *q);
void change_acknowledge(void *context, struct control_client *c, const struct control_request *q);
