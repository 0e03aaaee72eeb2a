/* An alert in words.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/msg_bodies.h"

enum { ALERT_SUBJECT_MAX = 160, ALERT_TEXT_MAX = 4096 };

const char *alert_severity(uint32_t severity); /* "info", "warning", "critical" */
/* The watch's name where it is one of ours (letters, digits, - and _), else "alert": safe in a header. Returns out. */
char *alert_name(const struct msg_notice *n, char out[MSG_WHY_MAX]);
/* "[mailreeve] critical on mx1.example: many-networks": no text of a log, nothing that breaks a header. Returns out. */
char *alert_subject(const struct msg_notice *n, const char *host, char out[ALERT_SUBJECT_MAX]);
/* The whole story, some lines ending with \n, all printable. missed: alerts before it that could not be delivered. */
char *alert_text(const struct msg_notice *n, const char *host, unsigned missed, char out[ALERT_TEXT_MAX]);
/* The same as a JSON object. The caller frees. */
char *alert_json(const struct msg_notice *n, const char *host, unsigned missed);
