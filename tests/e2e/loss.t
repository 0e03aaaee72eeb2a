#!/bin/sh
# No line and no ban is lost, and none counts twice, whatever happens meanwhile: a writer goes on at a steady rate with
# attacks of ever new sources, each of them just enough for one ban.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

LEDGER=$STATE/ledger.db RATE=${RATE:-300} # lines a second
ALL_LINES=4 # of a source

sql() { sqlite3 -readonly "$LEDGER" "$1"; }
writer_starts() {
	python3 tests/lib/number.py "$LOG" "$RATE" >"$T/sources" &
	WRITER=$!
	sleep 0.5
}
writer_stops() {
	kill -TERM $WRITER
	wait $WRITER
	SOURCES=$(cat "$T/sources")
}
times_ready() { [ "$(grep -cx ready "$OUT")" -ge "$1" ]; }
rotate() { # as logrotate: rename, and the writer hears of it a little later
	mv "$LOG.1" "$LOG.2" 2>/dev/null
	mv "$LOG" "$LOG.1"
	sleep 0.2
	kill -HUP $WRITER
	sleep 0.3
}
kill_part() { # PART
	old=$(part_pid "$1")
	kill -9 "$old"
	ok "the $1 part is killed and comes again" wait_until 10 other_part "$1" "$old"
	sleep 0.5
}
other_part() { now=$(part_pid "$1") && [ "$now" != "$2" ]; }
all_banned() { [ "$(sql 'SELECT count(DISTINCT address) FROM bans')" = "$1" ]; }
# A ban that was adopted after a crash is in the ledger at once; its story follows when the watcher has told it again.
all_told() { [ "$(sql "SELECT count(DISTINCT address) FROM evidence")" = "$1" ]; }
not_banned() {
	sql 'SELECT DISTINCT address FROM bans' | sort >"$T/banned"
	python3 -c "for n in range(1, $SOURCES + 1): print(f'2001:db8:{n:x}::/64')" | sort | comm -23 - "$T/banned"
}

# renamed and created
config 'mode: enforce'
ok 'the daemon starts' start_mailreeved
writer_starts
kill -HUP "$REEVED"
ok 'reload' wait_until 10 times_ready 2
for part in watch enforce notify enforce enforce; do kill_part $part; done
rotate
rotate
kill_part watch
rotate
kill_part enforce
stop_mailreeved
is "$STATUS" 0 'stopped'
sleep 0.5
rotate
ok 'started again, after a rotation' start_mailreeved
sleep 0.5
kill -9 "$REEVED" && REEVED=
sleep 0.5
ok 'killed, and started again' start_mailreeved
sleep 0.5
writer_stops
ok "each of $SOURCES sources is banned" wait_until 20 all_banned "$SOURCES" || note "not banned: $(not_banned | tr '\n' ' ')"
wait_until 15 all_told "$SOURCES"
is "$(sql 'SELECT count(*) FROM bans')" "$SOURCES" 'once'
is "$(sql "SELECT address, count(*) FROM evidence GROUP BY address HAVING count(*) != $ALL_LINES" | tr '\n' ' ')" '' "for $ALL_LINES lines"
is "$(sql "SELECT count(DISTINCT address) FROM evidence")" "$SOURCES" 'each'
is "$(sql "SELECT count(*) FROM bans WHERE why != 'relay'")" 0 'and for what it did'
stop_mailreeved

# an enforcer that hangs while thousands attack at once
start_over() {
	rm -r "$STATE" "$LOG" "$LOG".* 2>/dev/null
	: >"$LOG"
	nft delete table inet mailreeve
	ok 'the daemon starts anew' start_mailreeved
}
start_over
hanging=$(part_pid enforce)
kill -STOP "$hanging"
steady=$RATE RATE=20000
writer_starts
sleep 0.5
writer_stops
RATE=$steady
sleep 1
kill -CONT "$hanging"
ok "each of $SOURCES sources is banned when the enforcer goes on" wait_until 30 all_banned "$SOURCES" || note "not banned: $(not_banned | wc -l)"
is "$(sql 'SELECT count(*) FROM bans')" "$SOURCES" 'once'
is "$(sql "SELECT count(*) FROM (SELECT 1 FROM evidence GROUP BY address HAVING count(*) = $ALL_LINES)")" "$SOURCES" "for $ALL_LINES lines"
stop_mailreeved

# copied and cut: what is written in between is in no file afterwards, and read only by who is quick
start_over
writer_starts
for n in 1 2 3 4 5 6; do
	cp "$LOG" "$LOG.$n"
	[ $n = 4 ] && kill -STOP "$(part_pid watch)" # one that is late, for once
	sleep 0.05
	: >"$LOG"
	[ $n = 4 ] && sleep 0.1 && kill -CONT "$(part_pid watch)"
	sleep 0.3
done
kill_part watch
writer_stops
sort -u "$LOG" "$LOG".? >"$T/lines"
grep -o '2001:db8:[0-9a-f]*' "$T/lines" | sort | uniq -c | sed -n "s|^ *$ALL_LINES \(.*\)|\1::/64|p" | sort >"$T/whole"
wait_until 3 all_banned "$SOURCES"
not_banned >"$T/escaped"
is "$(comm -23 "$T/whole" "$T/banned")" '' 'all whose lines are in a file are banned'
is "$(sql "SELECT address, count(*) FROM evidence GROUP BY address HAVING count(*) != $ALL_LINES")" '' "for $ALL_LINES lines each"
note "copytruncate, six times within 50 ms, $RATE lines a second: of $((SOURCES * ALL_LINES)) lines $((SOURCES * ALL_LINES - $(wc -l <"$T/lines"))) are in no file;" \
	"$(wc -l <"$T/escaped") of $SOURCES sources escaped"
stop_mailreeved
done_testing
