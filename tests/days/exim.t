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
	cat - tests/lab/exim.conf >"$R/etc/exim4/exim4.conf" <<-C
	USERS = $users
	MAILBOXES = $users : postmaster
	log_file_path = syslog
	syslog_timestamp = no
	syslog_duplication = no
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
