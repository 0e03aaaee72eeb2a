#!/bin/sh
# Three days of a real Exim, made in minutes: attackers and ordinary users. Who is found, who is accused wrongly?
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh
# shellcheck source=tests/lab/root.sh
. tests/lab/root.sh
# shellcheck source=tests/lab/days.sh
. tests/lab/days.sh

configure() {
	users=$(days_users | paste -sd:)
	cat >"$R/etc/exim4/exim4.conf" <<-C
	USERS = $users
	C
	cat >>"$R/etc/exim4/exim4.conf" <<-'C'
	primary_hostname = mx.ours.example
	domainlist ours = ours.example
	daemon_smtp_ports = 25 : 587
	log_file_path = syslog
	syslog_timestamp = no
	syslog_duplication = no
	log_selector = +smtp_protocol_error +smtp_syntax_error +smtp_no_mail +incoming_port
	pipelining_connect_advertise_hosts =
	auth_advertise_hosts = ${if eq{$received_port}{587}{*}}
	acl_smtp_rcpt = rcpt
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
	  local_parts = USERS : postmaster
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
	  server_condition = ${if and{{inlist{$auth2}{USERS}}{eq{$auth3}{secret}}}}
	  server_set_id = $auth2
	login:
	  driver = plaintext
	  public_name = LOGIN
	  server_prompts = Username:: : Password::
	  server_condition = ${if and{{inlist{$auth1}{USERS}}{eq{$auth2}{secret}}}}
	  server_set_id = $auth1
	C
}

make_lab
enter_root exim
days_names
configure
in_root exim4 -bdf -q1m >"$T/exim.out" 2>&1 &
attacker python3 tests/lab/smtp.py served 192.0.2.99 $SERVER4 port=587
ok 'three days go by' days_pass smtp
ok 'the right ones are found, and nobody else' days_judged
done_testing
