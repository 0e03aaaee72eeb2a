#!/bin/sh
# A real Sendmail with Cyrus SASL under attack: whoever should be is banned from what it really logs. RSET floods, wrong sequences,
# unknown commands and AUTH where it is not offered leave no line of their own.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

# AUTH on 587 only. LogLevel 10: logins and refusals are told.
configure() {
	cat >"$R/etc/mail/sendmail.mc" <<-'C'
	include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
	OSTYPE(`debian')dnl
	DOMAIN(`debian-mta')dnl
	define(`confDOMAIN_NAME', `mx.ours.example')dnl
	define(`confLOG_LEVEL', `10')dnl
	define(`confTO_IDENT', `0s')dnl
	define(`confAUTH_MECHANISMS', `LOGIN PLAIN')dnl
	define(`confDONT_BLAME_SENDMAIL', `GroupReadableSASLDBFile')dnl
	TRUST_AUTH_MECH(`LOGIN PLAIN')dnl
	FEATURE(`no_default_msa')dnl
	DAEMON_OPTIONS(`Family=inet, Addr=198.18.0.1, Name=MTA, Port=25, M=A')dnl
	DAEMON_OPTIONS(`Family=inet6, Addr=2001:db8:ffff::1, Name=MTA6, Port=25, M=A')dnl
	DAEMON_OPTIONS(`Family=inet, Addr=198.18.0.1, Name=MSA, Port=587, M=E')dnl
	DAEMON_OPTIONS(`Family=inet6, Addr=2001:db8:ffff::1, Name=MSA6, Port=587, M=E')dnl
	FEATURE(`use_cw_file')dnl
	FEATURE(`access_db')dnl
	FEATURE(`blocklist_recipients')dnl
	FEATURE(`greet_pause', `300')dnl
	MAILER(`local')dnl
	MAILER(`smtp')dnl
	C
	in_root sh -c 'm4 /etc/mail/sendmail.mc >/etc/mail/sendmail.cf' 2>>"$ERR"
	echo ours.example >"$R/etc/mail/local-host-names"
	printf '%s: /dev/null\n' alice bob grey postmaster MAILER-DAEMON >"$R/etc/mail/aliases"
	printf 'To:grey@ours.example\tERROR:4.7.1:450 Greylisted, try again later\n' >"$R/etc/mail/access"
	in_root makemap hash /etc/mail/access <"$R/etc/mail/access"
	mkdir -p "$R/run/sendmail/mta"
	in_root newaliases -oA/etc/mail/aliases >/dev/null 2>>"$ERR"
	for file in etc/mail/sasl/Sendmail.conf.2 etc/sasl2/Sendmail.conf; do
		mkdir -p "$R/${file%/*}"
		printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: LOGIN PLAIN\n' >"$R/$file"
	done
	echo secret | in_root saslpasswd2 -p -c -u mx.ours.example alice
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$R/etc/resolv.conf"
	echo '127.0.0.1 mx.ours.example localhost' >"$R/etc/hosts"
}

make_lab
enter_root sendmail
python3 tests/lab/dns.py partner.example=MX:mx.partner.example mx.partner.example=A:192.0.2.10 192.0.2.10=PTR:mx.partner.example \
	ours.example=MX:mx.ours.example &
configure
collect
in_root sendmail-mta -L sm-mta -bD -q1h >"$T/sendmail.out" 2>&1 &
ok 'Sendmail answers' lab served 192.0.2.99 || { sed 's/^/# /' "$T/sendmail.out" "$LOG"; done_testing; }
watch_logs "$LOG"

innocent partner 192.0.2.10 mails=8
innocent greylisted 192.0.2.11
innocent probe 192.0.2.12 times=20
innocent mistyper 192.0.2.13 port=587

attack 'a relayer' relay 20
attack 'a guesser' guess 21 port=587
attack 'a login as postmaster' guess 22 port=587 names=postmaster,postmaster,postmaster
attack 'talking before the greeting' pregreet 26 port=25 sessions=8
attack 'HTTP' http 27
attack 'random sender domains' fake-domains 28
attack 'harvesting' harvest 29
attack 'VRFY' verify 30

innocents_unharmed
stop_mailreeved
done_testing
