#!/bin/sh
# From a line in a log to packets that stop, and back: both families, established sessions, lift, the end without a daemon.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh
. tests/lib/e2e.sh

pid=70
relays() { # ADDRESS: four recipients in one session
	pid=$((pid + 1))
	for i in 1 2 3 4; do
		mail_log "postfix/smtpd[$pid]: NOQUEUE: reject: RCPT from unknown[$1]: 554 5.7.1 <v$i@far.example>: Relay access denied; from=<a@b.example> to=<v$i@far.example> proto=ESMTP helo=<win>"
	done
}
banned() { MR bans --addresses | grep -qxF "$1"; }
file_says() { grep -qsx "$2" "$1"; }

make_lab
python3 tests/lib/echo.py 25 &
wait_until 5 reaches 192.0.2.9
config 'mode: enforce' 'ladder: [3s, 1h]'
ok 'mailreeved says ready' start_mailreeved

ok 'before: an attacker reaches port 25' reaches 192.0.2.7
ok 'before: over IPv6, too' reaches 2001:db8:66::7
attacker python3 tests/lib/talk.py 198.51.100.9 $SERVER4 25 "$T/talk4" &
attacker python3 tests/lib/talk.py 2001:db8:77::9 $SERVER6 25 "$T/talk6" &
attacker python3 tests/lib/talk.py 203.0.113.5 $SERVER4 25 "$T/innocent" &
for f in talk4 talk6 innocent; do ok "a session is up ($f)" wait_until 5 file_says "$T/$f" up; done

relays 198.51.100.9; relays 2001:db8:77::9
ok 'a ban over IPv4' wait_until 5 banned 198.51.100.9
ok 'a ban over IPv6, of the /64' wait_until 5 banned 2001:db8:77::/64
ok 'new connections get no answer' fails reaches 198.51.100.9
ok 'the same over IPv6, from another address of the /64' fails reaches 2001:db8:77::1234
ok 'the established session is cut' wait_until 8 file_says "$T/talk4" cut
ok 'the established session is cut over IPv6' wait_until 8 file_says "$T/talk6" cut
ok 'an innocent one goes on' file_says "$T/innocent" up
ok 'another host is let in' reaches 203.0.113.6

# The first rung was short: it has ended in the kernel by now, or ends soon; the second offence lasts.
ok 'a ban ends by itself' wait_until 8 reaches 198.51.100.9
relays 192.0.2.7
wait_until 5 banned 192.0.2.7
wait_until 8 reaches 192.0.2.7
sleep 1.1 # stamps are whole seconds: a line of the ban's last second would belong to it
relays 192.0.2.7
ok 'the next offence climbs' wait_until 5 banned 192.0.2.7
is "$(MR bans --json | grep '"address":"192.0.2.7"' | grep -o '"offence":[0-9]*')" '"offence":2' 'offence 2'
ok 'and it holds' fails reaches 192.0.2.7
ok 'why tells the lines' sh -c "'$BUILD/mailreeve' why 192.0.2.7 --run '$RUN' | grep -q 'Relay access denied'"
ok 'why works for somebody who is not banned' MR why 203.0.113.200
ok 'lift' MR lift 192.0.2.7
ok 'after lift it reaches port 25 again' reaches 192.0.2.7
ok 'and is no longer listed' fails banned 192.0.2.7

ok 'a ban by hand' MR ban 192.0.2.50 --for 4s --reason 'by the test'
ok 'works' fails reaches 192.0.2.50
ok 'a typed prefix' MR ban 203.0.113.128/25 --for 1h
ok 'works, too' fails reaches 203.0.113.130
ok 'its neighbour is free' reaches 203.0.113.6
ok 'what is never banned is refused' fails MR ban 127.0.0.1 --for 1h
ok 'our own address is refused' fails MR ban $SERVER4 --for 1h
MR ban 192.0.2.51 --for 4s >/dev/null
kill -9 "$REEVED" && REEVED=
sleep 0.5
ok 'the daemon is dead, the ban stands' fails reaches 192.0.2.51
ok 'and ends by itself in the kernel' wait_until 8 reaches 192.0.2.51
ok 'the long one stands still' fails reaches 203.0.113.130
ok 'a new start' start_mailreeved
ok 'knows it' banned 203.0.113.128/25
ok 'lift --all' MR lift --all
ok 'frees everyone' reaches 203.0.113.130
stop_mailreeved
is "$STATUS" 0 'stops cleanly'
done_testing
