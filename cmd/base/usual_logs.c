/* Where mail servers and syslog daemons write by default.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "cmd/base/usual_logs.h"

const char *const usual_logs[] = {
	"/var/log/mail.log",       /* Debian, Ubuntu */
	"/var/log/maillog",        /* Fedora, RHEL, BSD-like */
	"/var/log/mail",           /* SUSE */
	"/var/log/mail/mail.log",
	"/var/log/exim4/mainlog",  /* Debian's Exim */
	"/var/log/exim/main.log",  /* RHEL's */
	"/var/log/exim/mainlog",
	"/var/log/exim_mainlog",   /* cPanel's */
	"/var/log/dovecot.log",
	"/var/log/dovecot-info.log",
	"/var/log/zimbra.log",
	NULL
};
