#!/bin/sh
# Rotation of every kind, with the daemon up and down: each line is read once. The numbers are those of `status`.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317
. tests/lib/e2e.sh

SECRET=$T/secret.log DATED="$T/dated/RECV*.LOG"

lines() { # FILE COUNT: so many honest sessions, no two alike: files are known by what they begin with
	i=0
	while [ $i -lt "$2" ]; do
		i=$((i + 1))
		echo "$(date '+%b %e %H:%M:%S mx postfix/smtpd[%N]'): connect from host$i.far.example[203.0.113.$i]"
	done >>"$1"
}
read_of() { MR status --json 2>>"$ERR" | grep -F "\"type\":\"log\",\"name\":\"$1\"" | grep -o '"lines":[0-9]*' | grep -o '[0-9]*$'; }
has_read() { [ "$(read_of "$1")" = "$2" ]; }
banned() { MR bans --addresses 2>>"$ERR" | grep -qxF "$1"; }
relays() {
	for i in 1 2 3 4 5 6; do
		mail_log "postfix/smtpd[71]: NOQUEUE: reject: RCPT from unknown[$1]: 554 5.7.1 <v$i@far.example>: Relay access denied; from=<a@b.example> to=<v$i@far.example> proto=ESMTP helo=<win>"
	done
}

cat >"$CONFIG" <<END
run_as: {watch: $WATCH_ID, enforce: $ENFORCE_ID, notify: $NOTIFY_ID}
logs: [$LOG, $SECRET, '$DATED']
END
lines "$LOG" 3
lines "$SECRET" 3
chmod 600 "$SECRET"
ok 'mailreeved says ready' start_mailreeved || done_testing

exec 4>>"$LOG"
lines "$LOG" 10
ok 'ten lines are read, those before the first start are not' wait_until 15 has_read "$LOG" 10
mv "$LOG" "$LOG.1"
echo 'late line of a writer that has not noticed' >&4
lines "$LOG" 4
echo 'one more' >&4
exec 4>&-
ok 'rename and create: late lines of the old file too' wait_until 15 has_read "$LOG" 16
lines "$LOG" 5
cp "$LOG" "$LOG.copy" && : >"$LOG"
lines "$LOG" 2
ok 'copied and cut' wait_until 15 has_read "$LOG" 23

lines "$SECRET" 7
ok 'a log that only root may read' wait_until 15 has_read "$SECRET" 7
mv "$SECRET" "$SECRET.1"
(umask 077; lines "$SECRET" 5)
ok 'is rotated' wait_until 15 has_read "$SECRET" 12

mkdir "$T/dated"
lines "$T/dated/RECV20261124-1.LOG" 6
lines "$T/dated/RECV20261125-1.LOG" 7
ok 'dated names in a folder that appears later' wait_until 15 has_read "$DATED" 13

stop_mailreeved
is "$STATUS" 0 'stops'
lines "$LOG" 3
mv "$LOG" "$LOG.1"
lines "$LOG" 4
mv "$LOG.1" "$LOG.2" && mv "$LOG" "$LOG.1"
lines "$LOG" 5
lines "$T/dated/RECV20261126-1.LOG" 8
lines "$SECRET" 4
mv "$SECRET.1" "$SECRET.2" && mv "$SECRET" "$SECRET.1"
(umask 077; lines "$SECRET" 2)
ok 'started again' start_mailreeved
ok 'rotated twice meanwhile: all of it is read, once' wait_until 15 has_read "$LOG" 12
ok 'also what only root may read' wait_until 15 has_read "$SECRET" 6
ok 'and what came under a new name' wait_until 15 has_read "$DATED" 8

stop_mailreeved
for log in "$LOG" "$SECRET"; do
	rm -f "$log".[0-9]
	(umask 077; lines "$log" 3)
	mv "$log" "$log.1" && gzip "$log.1"
	(umask 077; lines "$log" 4)
done
chmod 644 "$LOG" "$LOG.1.gz"
ok 'and once more' start_mailreeved
ok 'compressed meanwhile: what was not read of it, too' wait_until 15 has_read "$LOG" 7
ok 'also where only root may read' wait_until 15 has_read "$SECRET" 7

relays 198.51.100.9
kill -9 "$(part_pid watch)"
ok 'the watcher is killed within a burst: the ban comes' wait_until 15 banned 198.51.100.9
stop_mailreeved
done_testing
