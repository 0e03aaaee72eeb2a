#!/bin/sh
# The first start, with an empty configuration: the usual logs or the journal are found, nothing is banned, and status says
# all of it. What is wrong in a configuration is found by `mailreeve check`.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

REMOTE=/lib/systemd/systemd-journal-remote ID=0123456789abcdef0123456789abcdef
JOURNAL=/run/log/journal/$ID # /run is this test's own
ADM=4321 JOURNAL_GROUP=4322

relays() { # NUMBER: messages of smtpd that are enough to ban 198.19.NUMBER.7, which has nothing in common with others
	for recipient in 1 2 3 4; do
		echo "NOQUEUE: reject: RCPT from unknown[198.19.$1.7]: 554 5.7.1 <r$recipient@x$1.example>: Relay access denied; from=<s$1@y$1.example> to=<r$recipient@x$1.example> proto=ESMTP helo=<h$1>"
	done
}
into_file() { while read -r m; do echo "$(date '+%b %e %H:%M:%S') mx postfix/smtpd[71]: $m"; done >>"$1"; }
into_journal() {
	while read -r m; do
		printf '__REALTIME_TIMESTAMP=%s\n__MONOTONIC_TIMESTAMP=%s\n' "$(date +%s%6N)" "$(date +%s%6N)"
		printf '_BOOT_ID=%s\n_HOSTNAME=mx\n_PID=71\nSYSLOG_IDENTIFIER=postfix/smtpd\nMESSAGE=%s\n\n' $ID "$m"
	done | (umask 027; $REMOTE -o "$JOURNAL/system.journal" - >/dev/null 2>&1; chgrp $JOURNAL_GROUP "$JOURNAL/system.journal")
}
observed() { MR bans | grep "^198.19.$1.7 " | grep -qw observed; }
status_says() { MR status 2>>"$ERR" | tr -s ' \n' ' ' | grep -q "$1"; }
times_said() { grep -c "$1" "$ERR"; }
scores_of() { MR why "198.19.$1.7" --json 2>>"$ERR" | grep '"type":"evidence"' | grep -c 'Relay access denied'; }
quiet() { "$@" >/dev/null; }
finds() { # TEXT FAULT: check finds it, in the first line that is given
	printf '%s\n' "$1" >"$T/c.yaml"
	"$BUILD/mailreeve" check -c "$T/c.yaml" >"$T/check" 2>&1
	[ $? = 1 ] && grep -qF "not ok 1 - $T/c.yaml:$2" "$T/check" && return 0
	grep -v '^ok' "$T/check" | head -n 3 | sed 's/^/# /'
	return 1
}

# a machine as the installation leaves it
grep -v '^mailreeve' /etc/passwd >"$T/passwd"
for i in 1 2 3; do
	user=$(echo "mailreeve-watch mailreeve mailreeve-notify" | cut -d' ' -f$i)
	echo "$user:x:90$i:90$i::/nonexistent:/usr/sbin/nologin" >>"$T/passwd"
	echo "$user:x:90$i:" >>"$T/group"
done
grep -v '^adm:\|^systemd-journal:\|^mailreeve' /etc/group >>"$T/group"
printf 'adm:x:%s:\nsystemd-journal:x:%s:\n' $ADM $JOURNAL_GROUP >>"$T/group"
echo $ID >"$T/machine-id"
for f in passwd group machine-id; do [ -e /etc/$f ] && mount --bind "$T/$f" /etc/$f; done
mount -t tmpfs tmpfs /var/log
: >"$CONFIG"

# files
(umask 027; : >/var/log/mail.log; mkdir /var/log/exim4; : >/var/log/exim4/mainlog)
chown 0:$ADM /var/log/mail.log && chown -R 0:$ADM /var/log/exim4 # as rsyslog and exim leave them
touch -d '3 days ago' /var/log/exim4/mainlog
(umask 077; : >/var/log/private && ln -s private /var/log/zimbra.log)
relays 9 | into_file /var/log/mail.log
ok 'it starts with an empty configuration' start_mailreeved
ok 'status says what it follows' status_says ' /var/log/mail.log 0 lines'
ok 'and that it only observes' status_says 'mode observe (nobody is banned'
ok 'and what is never banned, and why' status_says 'never 127.0.0.0/8 loopback .* never 10.0.0.0/8 private .* never 127.0.0.1 an address of this machine'
relays 10 | into_file /var/log/mail.log
ok 'what would have been done is listed as such' wait_until 5 observed 10
ok 'but not for lines from before the start' fails observed 9
ok 'the kernel is left alone' fails nft list table inet mailreeve 2>>"$ERR"
ok 'status says which packs recognise lines' wait_until 10 status_says '/var/log/mail.log 4 lines, 4 recognised, 0 not read; last [^;]* postfix'
for i in $(seq 60); do echo "what is this? $i"; done >/var/log/dovecot.log
ok 'a log that no pack recognises: status says so' wait_until 10 status_says '/var/log/dovecot.log 60 lines, .* no pack recognises its lines'
is "$(times_said '/var/log/dovecot.log: no pack recognises')" 1 'and our own log, once'
ok 'a silent log: status says so' status_says '/var/log/exim4/mainlog 0 lines, .* silent since'
is "$(times_said '/var/log/exim4/mainlog: silent since')" 1 'and our own log, once'
ok 'a log that it may not read: status says so' status_says '/var/log/zimbra.log 0 lines, .* is a symbolic link to what only root may read'
is "$(times_said '/var/log/zimbra.log: is a symbolic link')" 1 'and our own log, once'
stop_mailreeved
ok 'started again' start_mailreeved
relays 11 | into_file /var/log/mail.log
ok 'it goes on' wait_until 5 observed 11
ok 'and knows what would have been' observed 10
stop_mailreeved

# the journal
if [ -x $REMOTE ]; then
	rm -r /var/log/* "$STATE"
	mkdir -p "$JOURNAL"
	relays 12 | into_journal
	chmod 600 "$JOURNAL/system.journal"
	ok 'without the usual logs it starts' start_mailreeved
	ok 'status says that the journal may not be read' status_says ' journal 0 lines, .* no file of it may be read'
	is "$(times_said 'journal: no file of it may be read')" 1 'and our own log, once'
	stop_mailreeved
	rm -r "$STATE" && chmod 640 "$JOURNAL/system.journal"
	ok 'it starts with a journal that its group may read' start_mailreeved
	ok 'status says that the journal is followed' status_says 'logs journal 0 lines'
	relays 13 | into_journal
	ok 'an attack in the journal is seen' wait_until 5 observed 13
	ok 'what stood in it before is not' fails observed 12
	relays 14 | head -n 2 | into_journal
	sleep 1
	stop_mailreeved
	relays 14 | tail -n 2 | head -n 1 | into_journal
	ok 'started again' start_mailreeved
	sleep 1
	ok 'three entries are not enough' fails observed 14
	relays 14 | tail -n 1 | into_journal
	ok 'the fourth is: nothing was skipped' wait_until 5 observed 14
	is "$(scores_of 14)" 4 'and nothing repeated'
	stop_mailreeved
else
	skip 'the journal' "$REMOTE is not installed"
fi

# check
ok 'check finds an unknown key and names the nearest' finds 'prots: [25]' "1:1: unknown key 'prots' (did you mean 'ports'?)"
ok 'in alerts' finds 'alerts: {mial: {to: a@b.example}}' "1:10: unknown key 'mial' (did you mean 'mail'?)"
ok 'in policy' finds 'policy: {signals: {realy: {points: 3}}}' "1:20: unknown signal 'realy' (did you mean 'relay'?)"
ok 'deep in it' finds 'policy: {auth: {guess_frm: 3}}' "1:17: unknown key 'guess_frm' (did you mean 'guess_from'?)"
ok 'a wrong type' finds 'ports: {a: b}' '1:8: wanted a list of ports, not keys with values'
ok 'a wrong value' finds 'mode: observed' "1:7: wanted observe or enforce, not 'observed'"
ok 'a wrong value of the policy' finds 'policy: {ban_at: high}' "1:18: wanted a number from"
printf 'rules: %s\n' "$T/rules" >"$T/c.yaml" && mkdir "$T/rules"
printf 'pack: mine\nprograms: [x]\nrules:\n  - id: a\n    signal: relay\n    line: "from {sourcee}"\n' >"$T/rules/mine.yaml"
"$BUILD/mailreeve" check -c "$T/c.yaml" >"$T/check" 2>&1
ok 'a bad rule, at its place' grep -q "$T/rules/mine.yaml:6:[0-9]*: " "$T/check"
: >"$T/c.yaml"
ok 'and nothing in an empty one' quiet "$BUILD/mailreeve" check -c "$T/c.yaml"
done_testing
