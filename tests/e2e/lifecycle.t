#!/bin/sh
# Starting, stopping, reloading, and dying of every part.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

pids() { echo "$(part_pid watch) $(part_pid enforce) $(part_pid notify)"; }
all_parts() { part_pid watch && part_pid enforce && part_pid notify; } >/dev/null
times_ready() { [ "$(grep -cx ready "$OUT")" -ge "$1" ]; }
systemd_heard() { # PATTERN...: in this order, since the last time
	tail -n "+${systemd_read:-1}" "$T/systemd" >"$T/systemd.new"
	systemd_read=$(($(wc -l <"$T/systemd") + 1))
	for pattern; do
		grep -qx "$pattern" "$T/systemd.new" || return 1
		sed -i "0,/^$pattern\$/d" "$T/systemd.new"
	done
}
said() { grep -q "$1" "$ERR"; }
answers() { MR status >/dev/null 2>&1; }
new_pid() { now=$(part_pid "$1") && [ "$now" != "$2" ]; }
gone() { for pid; do [ -d "/proc/$pid" ] && return 1; done; return 0; }
refused() { # REASON: starts for it, with status 2
	timeout 20 "$BUILD/mailreeved" -f -c "$CONFIG" --state "${2:-$STATE}" --run "${3:-$T/other}" >"$T/refused" 2>&1
	[ $? = 2 ] && grep -q "$1" "$T/refused" && return 0
	note "$(cat "$T/refused")"
	return 1
}

# starting
NOTIFY_SOCKET=$T/notify
export NOTIFY_SOCKET
python3 tests/lib/notified.py "$NOTIFY_SOCKET" "$T/systemd" &
wait_until 5 test -S "$NOTIFY_SOCKET"
config 'mode: enforce'
ok 'it starts' start_mailreeved
is "$(stat -c %a "$RUN/control.sock")" 666 'everybody may ask'
is "$(stat -c '%u %a' "$STATE")" "$ENFORCE_ID 751" 'the state folder is of the enforcer'
is "$(stat -c '%u %a' "$STATE/watch")" "$WATCH_ID 750" 'a folder in it is of the watcher'
is "$(cat "$RUN/mailreeved.pid")" "$REEVED" 'its pid is known'
ok 'systemd hears that it is ready' systemd_heard READY=1
ok 'the operator gets an answer' answers
ok 'a second daemon is refused' refused "another mailreeved runs here, with pid $REEVED" "$STATE" "$RUN"

# dying
host=10
for part in watch enforce notify; do
	old=$(part_pid $part) host=$((host + 1))
	kill -9 "$old"
	ok "$part is killed and starts again" wait_until 5 new_pid $part "$old"
	attack 192.0.2.$host >>"$LOG"
	ok "and attackers are banned as before" wait_until 5 banned 192.0.2.$host
done
ok 'no ban is forgotten, not even one that was not written down yet' banned 192.0.2.11
ok 'each death was logged' said 'mailreeve-notify (pid [0-9]*) was ended by signal 9'

# reloading
before=$(pids)
kill -HUP "$REEVED"
ok 'a good configuration is reloaded' wait_until 20 times_ready 2
ok 'systemd hears of it' systemd_heard 'RELOADING=1' 'MONOTONIC_USEC=[0-9]*' 'READY=1'
ok 'all parts are there' all_parts
ok 'they are new ones' fails [ "$(pids)" = "$before" ]
attack 192.0.2.20 >>"$LOG"
ok 'and do their work' wait_until 5 banned 192.0.2.20

before=$(pids)
cp "$CONFIG" "$T/good.yaml"
echo 'never: [192.0.2.0/24' >>"$CONFIG"
kill -HUP "$REEVED"
ok 'a broken configuration is refused' wait_until 10 said 'reload refused'
is "$(pids)" "$before" 'and everything goes on'
mkdir "$T/rules"
printf 'pack: broken\nprograms: [x]\nrules:\n  - {id: a, signal: relay, line: "{nothing}"}\n' >"$T/rules/broken.yaml"
{ cat "$T/good.yaml"; echo "rules: $T/rules"; } >"$CONFIG"
kill -HUP "$REEVED"
ok 'a broken rule is refused' wait_until 20 said 'mailreeve check. found faults'
is "$(pids)" "$before" 'and everything goes on'
cp "$T/good.yaml" "$CONFIG"

# stopping
parts=$(pids)
kill -STOP "$(part_pid enforce)"
begin=$(date +%s)
stop_mailreeved
took=$(($(date +%s) - begin))
is "$STATUS" 0 'it stops when told to'
ok "within 10 s, though a part hangs ($took s)" [ $took -le 10 ]
# shellcheck disable=SC2086
ok 'with all its parts' gone $parts
ok 'systemd hears of it' systemd_heard STOPPING=1

# dying itself
ok 'it starts again' start_mailreeved
parts=$(pids)
kill -9 "$REEVED"
wait "$REEVED" 2>/dev/null
# shellcheck disable=SC2086
ok 'killed itself, its parts leave' wait_until 5 gone $parts
REEVED=

# not starting
ln -s "$STATE" "$T/link"
ok 'a symbolic link as state folder is refused' refused 'no symbolic link' "$T/link"
mkdir "$T/full" && touch "$T/full/file"
ok "somebody else's folder is refused" refused 'belongs to user 0' "$T/full"
chmod 600 "$CONFIG"
ok 'a configuration that the parts cannot read is refused' refused 'cannot read'
chmod 644 "$CONFIG"
WATCH_ID=$ENFORCE_ID config
ok 'two parts with one user are refused' refused 'different users'
WATCH_ID=0 config
ok 'root as user of a part is refused' refused 'is root'
WATCH_ID=nobody-of-that-name config
ok 'an unknown user is refused' refused 'there is no user'
config 'alerts: {mail: {to: ops@example.org}}'
ok 'a part that cannot start ends the start' refused 'cannot start, so nothing does'

# in the background
config
ok 'in the background it returns when ready' "$BUILD/mailreeved" -c "$CONFIG" --state "$STATE" --run "$RUN"
ok 'and answers' answers
kill "$(cat "$RUN/mailreeved.pid")"
ok 'and leaves' wait_until 10 gone "$(cat "$RUN/mailreeved.pid")"
done_testing
