/* The logs that `logs: auto` means, on the systems we know. mailreeved opens them for the watcher where only root may.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

extern const char *const usual_logs[]; /* paths and globs, NULL-terminated; most machines have one or two of them */
