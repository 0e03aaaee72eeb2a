#!/bin/sh
# A real Courier under attack, by SMTP, IMAP and POP3: whoever should be is banned from what it really logs.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

configure() {
	in_root useradd -m alice && in_root useradd -m bob && echo alice:secret | in_root chpasswd
	in_root maildirmake /home/alice/Maildir && in_root chown -R alice: /home/alice/Maildir
	in_root maildirmake /home/bob/Maildir && in_root chown -R bob: /home/bob/Maildir
	sed -i 's/^MAXPERIP=.*/MAXPERIP=100/; s/^MAXDAEMONS=.*/MAXDAEMONS=200/' "$R/etc/courier/imapd" "$R/etc/courier/pop3d" "$R/etc/courier/esmtpd"
	sed -i 's/^NOADD.*//; s/^BOFHCHECKDNS=.*/BOFHCHECKDNS=1/; s/^TCPDOPTS=.*/TCPDOPTS="-stderrlogger=\/usr\/sbin\/courierlogger -noidentlookup"/' "$R/etc/courier/esmtpd"
	sed -i 's/^ESMTPAUTH=.*/ESMTPAUTH="LOGIN PLAIN"/; s/^TARPIT=.*/TARPIT=0/' "$R/etc/courier/esmtpd"
	echo mx.ours.example >"$R/etc/courier/me"
	echo ours.example >"$R/etc/courier/locals"
	echo ours.example >"$R/etc/courier/esmtpacceptmailfor"
	echo ours.example >"$R/etc/courier/defaultdomain"
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$R/etc/resolv.conf"
	in_root makesmtpaccess
	in_root makealiases
}

make_lab
enter_root courier
python3 tests/lab/dns.py partner.example=MX:mx.partner.example mx.partner.example=A:192.0.2.10 192.0.2.10=PTR:mx.partner.example \
	ours.example=MX:mx.ours.example &
collect
configure >>"$ERR" 2>&1
in_root install -d -o courier -g courier /run/courier /run/courier/authdaemon
for service in authdaemond imapd pop3d courier esmtpd; do in_root "/usr/sbin/$service" start >>"$T/courier.out" 2>&1; done
ok 'Courier answers' lab served 192.0.2.99 || { sed 's/^/# /' "$T/courier.out" "$LOG"; done_testing; }
LAB_SCRIPT=mailbox.py
ok 'by IMAP too' lab served 192.0.2.99 port=143 ||
	{ sed 's/^/# /' "$T/courier.out" "$LOG"; done_testing; }
watch_logs "$LOG"

innocent check 192.0.2.10
innocent check 192.0.2.11 protocol=pop3
innocent probe 192.0.2.12 times=20
innocent mistyper 192.0.2.13
LAB_SCRIPT=smtp.py
innocent partner 192.0.2.14 mails=3
innocent probe 192.0.2.15

# It lets whoever errs wait.
LAB_SCRIPT=mailbox.py LAB_PATIENCE=8
attack 'guessing by IMAP' guess 20
attack 'guessing by POP3' guess 21 protocol=pop3
attack 'a login as postmaster' guess 24 names=postmaster,postmaster,postmaster
LAB_SCRIPT=smtp.py
attack 'a relayer' relay 30
attack 'guessing by SMTP' guess 31
attack 'random sender domains' fake-domains 32
attack 'harvesting' harvest 33
attack 'HTTP' http 34
attack 'garbage' garbage 35
attack 'wrong sequence' bad-sequence 36
attack 'VRFY' verify 37

innocents_unharmed
cp "$LOG" /tmp/mta/courier.log
stop_mailreeved
for service in esmtpd courier pop3d imapd authdaemond; do in_root "/usr/sbin/$service" stop >/dev/null 2>&1; done
done_testing
