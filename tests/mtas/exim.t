#!/bin/sh
# A real Exim under attack: whoever should be is banned from what it really logs.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/attack.sh
. tests/lab/attack.sh

# AUTH on 587 only; Exim's usual wording; nothing that waits.
configure() {
	cat >"$R/etc/exim4/exim4.conf" <<-'C'
	primary_hostname = mx.ours.example
	domainlist ours = ours.example
	daemon_smtp_ports = 25 : 587
	log_file_path = /var/log/exim4/%slog
	log_selector = +smtp_protocol_error +smtp_syntax_error +smtp_no_mail +incoming_port
	pipelining_connect_advertise_hosts =
	auth_advertise_hosts = ${if eq{$received_port}{587}{*}}
	acl_smtp_rcpt = rcpt
	host_lookup =
	rfc1413_query_timeout = 0s
	message_logs = false
	begin acl
	rcpt:
	  accept  authenticated = *
	  require message = relay not permitted
	          domains = +ours
	  require verify = sender
	  defer   local_parts = grey
	          message = greylisted
	  require verify = recipient
	  accept
	begin routers
	local:
	  driver = redirect
	  domains = +ours
	  local_parts = alice : bob : grey : postmaster
	  data = :blackhole:
	remote:
	  driver = dnslookup
	  domains = ! +ours
	  transport = smtp
	  no_more
	begin transports
	smtp:
	  driver = smtp
	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_condition = ${if and{{eq{$auth2}{alice}}{eq{$auth3}{secret}}}}
	  server_set_id = $auth2
	login:
	  driver = plaintext
	  public_name = LOGIN
	  server_prompts = Username:: : Password::
	  server_condition = ${if and{{eq{$auth1}{alice}}{eq{$auth2}{secret}}}}
	  server_set_id = $auth1
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
