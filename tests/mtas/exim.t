#!/bin/sh
# A real Exim under attack: whoever should be is banned from what it really logs.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

configure() {
	cat - tests/lab/exim.conf >"$R/etc/exim4/exim4.conf" <<-'C'
	USERS = alice
	MAILBOXES = alice : bob : grey : postmaster
	log_file_path = /var/log/exim4/%slog
	host_lookup =
	C
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$R/etc/resolv.conf"
	mkdir -p "$R/var/log/exim4" && chmod 755 "$R/var/log/exim4"
	: >"$R/var/log/exim4/mainlog"
	chmod 644 "$R/var/log/exim4/mainlog"
	in_root chown -R Debian-exim: /var/log/exim4
}

make_lab
enter_root exim
python3 tests/lab/dns.py partner.example=MX:mx.partner.example mx.partner.example=A:192.0.2.10 192.0.2.10=PTR:mx.partner.example \
	ours.example=MX:mx.ours.example &
configure
in_root exim4 -bdf -q1h >"$T/exim.out" 2>&1 &
ok 'Exim answers' lab served 192.0.2.99 || { sed 's/^/# /' "$T/exim.out"; done_testing; }
watch_logs "$R/var/log/exim4/mainlog"

innocent partner 192.0.2.10 mails=8
innocent greylisted 192.0.2.11
innocent probe 192.0.2.12 times=40
innocent mistyper 192.0.2.13 port=587

attack 'a relayer' relay 20
attack 'a guesser' guess 21 port=587
attack 'a login as postmaster' guess 22 port=587 names=postmaster,postmaster,postmaster
attack 'an RSET flood' reset-flood 23
attack 'a wrong sequence of commands' bad-sequence 24
attack 'garbage commands' garbage 25
attack 'talking before the greeting' pregreet 26 port=25 sessions=8
attack 'HTTP' http 27
attack 'random sender domains' fake-domains 28
attack 'harvesting' harvest 29
attack 'VRFY' verify 30
attack 'AUTH where it is not offered' guess 31

innocents_unharmed
stop_mailreeved
done_testing
