/* /etc/mailreeve/mailreeve.yaml: every key, its default, and its check. An empty file is a good one.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/addr.h"
#include "cmd/base/error.h"
#include "cmd/base/yaml.h"

enum { CONFIG_LADDER_MAX = 16, CONFIG_PORTS_MAX = 64 };

struct config_log {      /* one entry of `logs` */
	char *path;      /* a path or a glob(7); NULL for the journal */
	char **packs;    /* NULL-terminated, or NULL: recognised from the lines */
	char **journal;  /* journal identifiers, NULL-terminated, or NULL: all of them */
	int64_t poll;    /* us; 0: inotify alone */
};
struct config_rung {
	bool throttle, all_ports;
	int64_t length;  /* us */
};
struct config_user { char name[64]; }; /* a name or a number */

struct config {
	char *file;
	bool enforce;                 /* mode: enforce (default observe) */
	bool logs_auto;               /* the usual files or, without them, the journal */
	struct config_log *log; size_t logs;
	struct addr *never; size_t nevers;
	struct addr *ban_private; size_t ban_privates; /* parts of private ranges that may be banned */
	uint16_t port[CONFIG_PORTS_MAX]; size_t ports;
	char **operators;             /* user names, numbers or group:NAME; NULL-terminated, may be empty */
	char **unused_accounts, **role_accounts, **local_domains; /* lower case; NULL-terminated, may be empty */
	char **disable;               /* rules, as pack/id or id; NULL-terminated, may be empty */
	struct config_user watch_user, enforce_user, notify_user;
	struct config_rung rung[CONFIG_LADDER_MAX]; size_t rungs;
	int64_t memory;               /* us the ladder remembers; default 30 days */
	char *rules_dir;              /* site packs; default /etc/mailreeve/rules */
	struct yaml *tree;            /* the whole file: `policy` is read by the watcher, `alerts` by the notifier */
};

/* NULL and *e on failure. A missing file is an error unless it is the default path, which then counts as empty. */
struct config *config_load(const char *path, struct error *e);
/* The same from a text. */
struct config *config_read(struct span text, const char *name, struct error *e);
void config_free(struct config *c);

#define CONFIG_PATH "/etc/mailreeve/mailreeve.yaml"
