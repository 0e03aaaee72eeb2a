#!/bin/sh
# A real OpenSMTPD under attack, without TLS and so without AUTH (Debian 12's cannot, with OpenSSL 3). It logs neither RSET floods nor
# sender domains that do not exist, nor a greeting that comes too early.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

configure() {
	cat >"$R/etc/smtpd.conf" <<-C
	table boxes { "alice@ours.example" = "nobody", "bob@ours.example" = "nobody" }
	listen on 0.0.0.0 port 25 hostname mx.ours.example
	listen on :: port 25 hostname mx.ours.example
	action "keep" maildir "/tmp/mail" virtual <boxes>
	match from any for domain "ours.example" action "keep"
	C
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$R/etc/resolv.conf"
	echo mx.ours.example >"$R/etc/mailname"
}

make_lab
enter_root opensmtpd
python3 tests/lab/dns.py partner.example=MX:mx.partner.example mx.partner.example=A:192.0.2.10 192.0.2.10=PTR:mx.partner.example \
	ours.example=MX:mx.ours.example &
configure
collect
in_root smtpd -F >"$T/smtpd.out" 2>&1 &
ok 'OpenSMTPD answers' lab served 192.0.2.99 || { sed 's/^/# /' "$T/smtpd.out" "$LOG"; done_testing; }
watch_logs "$LOG"

# A refused recipient is a relay attempt only once the server's own domain is known.
innocent partner 192.0.2.10 mails=8
ok 'mail came from outside' wait_until 10 grep -q ' smtp envelope ' "$LOG"
innocent probe 192.0.2.12 times=40

attack 'a relayer' relay 20
attack 'a wrong sequence of commands' bad-sequence 24
attack 'garbage commands' garbage 25
attack 'HTTP' http 27 sessions=6
attack 'harvesting' harvest 29
attack 'VRFY' verify 30
attack 'AUTH where it is not offered' guess 31

innocents_unharmed
stop_mailreeved
done_testing
