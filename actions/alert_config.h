/* The `alerts` section of the configuration.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/config.h"
#include "cmd/base/msg_bodies.h"

struct alert_mail {
	char **to;        /* NULL-terminated; NULL: no mail is sent */
	char **from;      /* one */
	char **server;    /* one URL: smtp://host[:port] or smtps:// */
	char **user, **password; /* one each, or NULL; then the connection must be encrypted */
};
struct alert_webhook {
	char **url;       /* one: http:// or https://; NULL: none is called */
	char **header;    /* "Name: value", NULL-terminated, or NULL */
};
struct alert_config {
	enum severity least; /* what is less severe is told to nobody (and stands in the ledger all the same) */
	struct alert_mail mail;
	struct alert_webhook webhook;
	char **program;   /* path and arguments, NULL-terminated; NULL: none is run */
};

/* NULL and *e on failure. No section: nobody is told. */
struct alert_config *alert_config_read(const struct config *c, struct error *e);
void alert_config_free(struct alert_config *a);
