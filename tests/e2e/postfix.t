#!/bin/sh
# A real Postfix with Dovecot's SASL under attack: everybody who should be is banned from what it really logs, over IPv4 and
# IPv6, while a partner, a greylisted client, a mistyping user and a monitoring probe go on undisturbed.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

configure_dovecot() {
	cat >"$R/etc/dovecot/dovecot.conf" <<-C
	protocols =
	log_path = /var/log/dovecot.log
	auth_verbose = yes
	auth_failure_delay = 0
	disable_plaintext_auth = no
	ssl = no
	auth_mechanisms = plain login
	passdb {
	  driver = passwd-file
	  args = scheme=plain username_format=%n /etc/dovecot/users
	}
	userdb {
	  driver = static
	  args = uid=nobody gid=nogroup home=/tmp
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
	echo 'alice:secret' >"$R/etc/dovecot/users"
	: >"$R/var/log/dovecot.log"
}

configure_postfix() {
	cat >"$R/etc/postfix/main.cf" <<-C
	compatibility_level = 3.6
	myhostname = mx.ours.example
	mydestination = ours.example
	mynetworks = 127.0.0.0/8
	inet_interfaces = all
	maillog_file = /var/log/mail.log
	alias_maps =
	local_recipient_maps = inline:{alice=x, bob=x, grey=x, postmaster=x}
	local_transport = discard:
	smtpd_error_sleep_time = 0
	smtpd_client_connection_rate_limit = 0
	smtpd_sasl_auth_enable = yes
	smtpd_sasl_type = dovecot
	smtpd_sasl_path = private/auth
	smtpd_sasl_security_options = noanonymous
	smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination,
	  check_recipient_access inline:{{grey@ours.example = 450 4.2.0 Greylisted, try again later}},
	  reject_unknown_sender_domain
	postscreen_greet_action = enforce
	postscreen_greet_wait = 2s
	C
	in_root postconf -F 'smtp/inet/chroot=n' 'qmgr/unix/chroot=n' 'cleanup/unix/chroot=n'
	in_root postconf -M '26/inet=26 inet n - n - 1 postscreen' 'smtpd/pass=smtpd pass - - n - - smtpd' \
		'dnsblog/unix=dnsblog unix - - n - 0 dnsblog' 'tlsproxy/unix=tlsproxy unix - - n - 0 tlsproxy'
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$R/etc/resolv.conf"
	mkdir -p "$R/var/spool/postfix/etc" && cp "$R/etc/resolv.conf" "$R/var/spool/postfix/etc/"
	: >"$R/var/log/mail.log"
	chmod 644 "$R/var/log/mail.log" "$R/var/log/dovecot.log"
}

make_lab
enter_root postfix
python3 tests/lab/dns.py partner.example=MX:mx.partner.example mx.partner.example=A:192.0.2.10 192.0.2.10=PTR:mx.partner.example \
	ours.example=MX:mx.ours.example &
configure_dovecot
configure_postfix
in_root dovecot -F >"$T/dovecot.out" 2>&1 &
wait_until 10 test -S "$R/var/spool/postfix/private/auth"
in_root postfix start-fg >"$T/postfix.out" 2>&1 &
ok 'Postfix answers' lab served 192.0.2.99 || { sed 's/^/# /' "$T/postfix.out" "$R/var/log/mail.log" | tail -20; done_testing; }
watch_logs "$R/var/log/mail.log" "$R/var/log/dovecot.log"

innocent partner 192.0.2.10 mails=15
innocent greylisted 192.0.2.11 tries=12
innocent probe 192.0.2.12 times=30
innocent mistyper 192.0.2.13

attack 'a relayer' relay 20
attack 'a guesser' guess 21
attack 'a login as postmaster' guess 22 names=postmaster,postmaster,postmaster
attack 'an RSET flood' reset-flood 23
attack 'a wrong sequence of commands' bad-sequence 24
attack 'garbage commands' garbage 25
attack 'talking before the greeting' pregreet 26
attack 'HTTP' http 27
attack 'random sender domains' fake-domains 28
attack 'harvesting' harvest 29

innocents_unharmed
is "$(MR status --json | grep -c '"type":"log"')" 2 'status names both logs'
stop_mailreeved
in_root postfix stop >/dev/null 2>&1
done_testing
