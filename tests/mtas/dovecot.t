#!/bin/sh
# A real Dovecot under attack by IMAP, POP3 and ManageSieve: whoever should be is banned from what it really logs, while those who
# mistype, and a phone with last year's password, are not.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

configure() { # SETTING...
	cat >"$R/etc/dovecot/dovecot.conf" <<-C
	protocols = imap pop3 sieve
	log_path = /var/log/dovecot.log
	auth_failure_delay = 0
	disable_plaintext_auth = no
	ssl = no
	auth_mechanisms = plain login
	mail_location = maildir:/tmp/mail/%n
	first_valid_uid = 1
	mail_max_userip_connections = 100
	passdb {
	  driver = passwd-file
	  args = scheme=plain username_format=%n /etc/dovecot/users
	}
	userdb {
	  driver = static
	  args = uid=nobody gid=nogroup home=/tmp/mail/%n
	}
	service anvil {
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
	C
	for setting; do echo "$setting"; done >>"$R/etc/dovecot/dovecot.conf"
	echo 'alice:secret' >"$R/etc/dovecot/users"
	mkdir -p "$R/tmp/mail" && chmod 1777 "$R/tmp/mail"
	: >"$R/var/log/dovecot.log" && chmod 644 "$R/var/log/dovecot.log"
}

LAB_SCRIPT=mailbox.py
make_lab
enter_root dovecot
configure 'auth_verbose = yes' 'auth_verbose_passwords = sha1:6'
in_root dovecot -F >"$T/dovecot.out" 2>&1 &
ok 'Dovecot answers' lab served 192.0.2.99 port=143 || { sed 's/^/# /' "$T/dovecot.out"; done_testing; }
watch_logs "$R/var/log/dovecot.log"

innocent check 192.0.2.10
innocent probe 192.0.2.12 times=20
innocent mistyper 192.0.2.13
innocent mistyper 192.0.2.14 protocol=pop3
innocent phone 192.0.2.15 times=40

attack 'guessing by IMAP' guess 20
attack 'guessing by POP3' guess 21 protocol=pop3
attack 'guessing by ManageSieve' guess 22 protocol=sieve
attack 'guessing in one session' guess-in-one 23
attack 'a login as postmaster' guess 24 names=postmaster,postmaster,postmaster
attack 'unknown commands' garbage 25

innocents_unharmed

# The same, told by the login processes alone.
in_root doveadm stop 2>>"$ERR"
configure
in_root dovecot -F >"$T/dovecot.out" 2>&1 &
ok 'Dovecot answers again' lab served 192.0.2.99 port=143
innocent mistyper 192.0.2.16
attack 'guessing by IMAP, told in summaries' guess 30
attack 'guessing by POP3, told in summaries' guess 31 protocol=pop3
attack 'guessing in two sessions, told in summaries' guess-in-one 32 sessions=2
innocents_unharmed
stop_mailreeved
done_testing
