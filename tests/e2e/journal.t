#!/bin/sh
# The journal instead of files: a ban from its entries; after kill -9 and a rotation of the journal none is lost.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317
. tests/lib/e2e.sh

REMOTE=/lib/systemd/systemd-journal-remote ID=0123456789abcdef0123456789abcdef
FOLDER=/run/log/journal/$ID # /run is this test's own

entry() { # FILE MESSAGE
	{
		echo "__REALTIME_TIMESTAMP=$(date +%s%6N)"
		echo "__MONOTONIC_TIMESTAMP=$(date +%s%6N)"
		printf '_BOOT_ID=%s\n_HOSTNAME=mx\n_PID=71\nSYSLOG_IDENTIFIER=postfix/smtpd\nMESSAGE=%s\n\n' $ID "$2"
	} | $REMOTE -o "$FOLDER/$1.journal" - >/dev/null 2>&1
	chmod 644 "$FOLDER/$1.journal" # as the group systemd-journal would let the watcher
}
relay() { # FILE ADDRESS NUMBER: no two addresses have anything in common
	entry "$1" "NOQUEUE: reject: RCPT from unknown[$2]: 554 5.7.1 <v$3@$2.example>: Relay access denied; from=<a@from-$2.example> to=<v$3@$2.example> proto=ESMTP helo=<h$2>"
}
banned() { MR bans --addresses 2>>"$ERR" | grep -qxF "$1"; }
scores_of() { MR why "$1" --json 2>>"$ERR" | grep '"type":"score"' | grep -c 'Relay access denied'; }

if [ ! -x $REMOTE ]; then
	echo "1..0 # SKIP $REMOTE is not installed"
	exit 0
fi
mkdir -p "$FOLDER"
echo $ID >"$T/machine-id"
[ -e /etc/machine-id ] && mount --bind "$T/machine-id" /etc/machine-id
config
sed -i 's/^logs:.*/logs: [{journal: [postfix]}]/' "$CONFIG"
umask 022
relay system 192.0.2.99 1

ok 'mailreeved says ready' start_mailreeved || done_testing
for i in 1 2 3 4; do relay system 198.51.100.9 $i; done
ok 'a ban from the journal' wait_until 10 banned 198.51.100.9
ok 'an entry from before the first start counts for nothing' fails banned 192.0.2.99
relay system 203.0.113.5 1
sleep 0.3
ok 'one entry is not enough' fails banned 203.0.113.5
kill -9 "$(part_pid watch)"
relay system 203.0.113.5 2
mv "$FOLDER/system.journal" "$FOLDER/system@1.journal"
relay system 203.0.113.5 3
relay system 203.0.113.5 4
ok 'killed, and the journal rotated: the ban comes' wait_until 15 banned 203.0.113.5
is "$(scores_of 203.0.113.5)" 4 'of its four entries, none lost, none twice'
stop_mailreeved
is "$STATUS" 0 'stops cleanly'
done_testing
