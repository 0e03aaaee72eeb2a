/* Tells systemd how it goes (sd_notify(3)).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* text: assignments as "READY=1\nSTATUS=...". Nothing happens without NOTIFY_SOCKET. */
void systemd_tell(const char *text);
/* STATUS=, with what could start another assignment cut off. */
void systemd_status(const char *line);
/* RELOADING=1 with the time stamp it needs. */
void systemd_reloading(void);
