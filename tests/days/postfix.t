#!/bin/sh
# Three days of a real Postfix with Dovecot, made in minutes: attackers and ordinary users. Who is found, who is accused wrongly?
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/days.sh
. tests/lab/days.sh

configure_dovecot() {
	cat >"$R/etc/dovecot/dovecot.conf" <<-C
	protocols = imap
	log_path = syslog
	auth_verbose = yes
	auth_verbose_passwords = sha1:6
	auth_failure_delay = 0
	disable_plaintext_auth = no
	ssl = no
	auth_mechanisms = plain login
	auth_username_chars =
	mail_location = maildir:/tmp/mail/%n
	first_valid_uid = 1
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
	service auth {
	  unix_listener /var/spool/postfix/private/auth {
	    mode = 0660
	    user = postfix
	    group = postfix
	  }
	}
	C
	days_users | sed 's/$/:secret/' >"$R/etc/dovecot/users"
	mkdir -m 1777 "$R/tmp/mail"
}

configure_postfix() {
	cat >"$R/etc/postfix/main.cf" <<-C
	compatibility_level = 3.6
	myhostname = mx.ours.example
	mydestination = ours.example
	mynetworks = 127.0.0.0/8
	inet_interfaces = all
	alias_maps =
	local_recipient_maps = inline:{$(days_users | sed 's/$/=x/' | paste -sd,)}
	local_transport = discard:
	smtpd_error_sleep_time = 0
	smtpd_sasl_type = dovecot
	smtpd_sasl_path = private/auth
	smtpd_sasl_security_options = noanonymous
	smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination,
	  check_recipient_access inline:{{grey@ours.example = 450 4.2.0 Greylisted, try again later}},
	  reject_unknown_sender_domain
	C
	in_root postconf -F '*/*/chroot=n'
	in_root postconf -M '587/inet=587 inet n - n - - smtpd -o syslog_name=postfix/submission -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject'
}

make_lab
enter_root postfix-dovecot
days_names
configure_dovecot
configure_postfix
in_root dovecot -F >"$T/dovecot.out" 2>&1 &
wait_until 10 test -S "$R/var/spool/postfix/private/auth"
in_root postfix start-fg >"$T/postfix.out" 2>&1 &
attacker python3 tests/lab/smtp.py served 192.0.2.99 $SERVER4 port=587
ok 'three days go by' days_pass smtp,imap
ok 'the right ones are found, and nobody else' days_judged
in_root postfix stop >/dev/null 2>&1
done_testing
