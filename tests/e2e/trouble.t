#!/bin/sh
# What goes wrong around us: the disk, the ledger, the kernel, other programs, the network. Each is said, and bans go on.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

LEDGER=$STATE/ledger.db

relays() { # NUMBER: lines that are enough to ban 198.19.NUMBER.7, which has nothing in common with others
	for recipient in 1 2 3 4; do
		mail_log "postfix/smtpd[7$1]: NOQUEUE: reject: RCPT from unknown[198.19.$1.7]: 554 5.7.1 <r$recipient@x$1.example>: Relay access denied; from=<s$1@y$1.example> to=<r$recipient@x$1.example> proto=ESMTP helo=<h$1>"
	done
}
relayer() { banned "198.19.$1.7"; }
is_banned() { # NUMBER WHEN: listed, and dropped by the kernel
	relays "$1"
	ok "$2: a ban" wait_until 10 relayer "$1"
	ok "$2: in the kernel" fails reaches "198.19.$1.7"
}
status_says() { MR status 2>>"$ERR" | grep -q "$1"; }
said() { grep -q "$1" "$ERR"; }
written() { [ "$(sqlite3 "$LEDGER" "SELECT count(*) FROM bans WHERE address = '198.19.$1.7'" 2>/dev/null)" = 1 ]; }
bans_by_hand() { MR ban "$1" --for 1h >/dev/null 2>>"$ERR"; }
start_fails() { # REASON COMMAND...: mailreeved, maybe with another program before it
	reason=$1; shift
	timeout 20 "$@" "$BUILD/mailreeved" -f -c "$CONFIG" --state "$T/other" --run "$T/other-run" >"$T/refused" 2>&1
	[ $? = 2 ] && grep -q "$reason" "$T/refused" && return 0
	note "$(cat "$T/refused")"
	return 1
}

make_lab
python3 tests/lib/echo.py 25 &
wait_until 5 reaches 198.19.1.7
config 'mode: enforce'
mkdir "$STATE"
mount -t tmpfs -o size=2m tmpfs "$STATE"
ok 'the daemon starts' start_mailreeved

# the disk
is_banned 10 'before'
ok 'and in the ledger' wait_until 5 written 10
head -c 4m /dev/zero >"$STATE/full" 2>/dev/null
is_banned 11 'with a full disk'
is_banned 12 'with a full disk again'
ok 'status says so' wait_until 5 status_says 'ledger *cannot be written: No space left on device; [1-9][0-9]* rows wait'
ok 'the log, too' said 'cannot be written: No space left on device; bans go on'
ok 'why knows the lines' sh -c "'$BUILD/mailreeve' why 198.19.12.7 --run '$RUN' | grep -q 'Relay access denied'"
ok 'nothing is in the ledger' fails written 12
rm "$STATE/full"
ok 'with space again the ledger catches up' wait_until 10 written 12
ok 'with all of it' written 11
ok 'and status says that all is well' fails status_says 'cannot be written'

# the ledger
mkfifo "$T/sql"
sqlite3 "$LEDGER" <"$T/sql" >"$T/sql.out" 2>&1 &
exec 5>"$T/sql"
printf 'BEGIN EXCLUSIVE;\nSELECT 1;\n' >&5
wait_until 5 test -s "$T/sql.out"
is_banned 13 'with a locked ledger'
ok 'status says so' wait_until 5 status_says 'ledger *cannot be written: Device or resource busy'
echo 'COMMIT;' >&5
exec 5>&-
ok 'when it is let go, the ledger catches up' wait_until 10 written 13
stop_mailreeved
umount "$STATE"
mkdir -p "$STATE"
ok 'the daemon starts with nothing written down' start_mailreeved
ok 'bans found in the kernel are adopted' relayer 13
stop_mailreeved
head -c 20000 /dev/urandom | dd of="$LEDGER" conv=notrunc bs=1k seek=1 2>/dev/null
ok 'the daemon starts with a corrupt ledger' start_mailreeved
ok 'status says where it went' status_says 'ledger *the ledger was corrupt: it was moved to'
ok 'it is kept' test -e "$(echo "$STATE"/ledger.db.corrupt-*)"
ok 'the bans stand' relayer 13
is_banned 14 'with a new ledger'
ok 'and is written down' wait_until 5 written 14

# other programs at the firewall
nft flush ruleset 2>>"$ERR"
ok 'a flush by others does not reach us' fails reaches 198.19.14.7
nft delete table inet mailreeve 2>/dev/null
ok 'nor does deleting our table' fails reaches 198.19.14.7

# the network
ip addr add 203.0.113.77/32 dev lo
ok 'an address that comes while we run is never banned' wait_until 5 status_says 'never *203.0.113.77 *an address of this machine'
ok 'not even by hand' fails MR ban 203.0.113.77 --for 1h 2>>"$ERR"
ip addr del 203.0.113.77/32 dev lo
ok 'and may be when it has gone' wait_until 5 bans_by_hand 203.0.113.77
ip route add default via 198.18.0.2
ok 'a gateway that comes while we run is never banned' wait_until 5 status_says 'never *198.18.0.2 *a default gateway'
ip addr add 198.19.14.7/32 dev lo
ok 'a banned address that becomes ours is let in' wait_until 5 status_says 'never *198.19.14.7'
ip addr del 198.19.14.7/32 dev lo
stop_mailreeved
is "$STATUS" 0 'it stops when told to'

# a kernel without owner and persist
real=$(realpath "$BUILD")
mkdir "$T/bin" && cp "$real/mailreeved" "$real/mailreeve-watch" "$real/mailreeve-notify" "$real/mailreeve" "$T/bin"
ln -s "$real/data" "$T/bin/data"
printf '#!/bin/sh\nexec "%s/mailreeve-enforce" --unowned "$@"\n' "$real" >"$T/bin/mailreeve-enforce"
chmod 755 "$T/bin/mailreeve-enforce"
BUILD=$T/bin
nft delete table inet mailreeve
ok 'the daemon starts as on an older kernel' start_mailreeved
ok 'status says so' status_says 'kernel *table inet mailreeve, not owned'
ok 'bans of before are restored' fails reaches 198.19.14.7
is_banned 15 'as on an older kernel'
nft flush ruleset
ok 'a flush by others is healed' wait_until 5 fails reaches 198.19.15.7
ok 'and said' said 'somebody changed table inet mailreeve'
ok 'and what was restored' said 'restored [1-9][0-9]* bans in the kernel'
nft delete table inet mailreeve
ok 'deleting our table is healed' wait_until 5 fails reaches 198.19.15.7
nft delete element inet mailreeve ban4 '{ 198.19.15.7 }'
ok 'so is a ban that somebody took out' wait_until 5 fails reaches 198.19.15.7
is_banned 16 'after all that'
stop_mailreeved

# a foreign table of our name
nft delete table inet mailreeve
nft -f - <<'NFT'
table inet mailreeve {
	set ports { type ipv4_addr; }
	chain early { type filter hook input priority 0; }
}
NFT
ok 'the daemon starts with a foreign table of its name' start_mailreeved
ok 'which is said' said 'table inet mailreeve had another shape'
is_banned 17 'after a foreign table'
stop_mailreeved
nft delete table inet mailreeve
mkfifo "$T/nft"
nft -i <"$T/nft" >/dev/null 2>&1 &
exec 5>"$T/nft"
echo 'add table inet mailreeve { flags owner; }' >&5
wait_until 5 sh -c 'nft list tables | grep -q mailreeve'
ok 'it does not start with a table that another program owns' start_fails 'another program owns table inet mailreeve'
exec 5>&-
wait_until 5 fails sh -c 'nft list tables | grep -q mailreeve'

# no nf_tables
BUILD=$real
config 'mode: enforce'
ok 'it does not start without nf_tables' start_fails 'this kernel has no nf_tables' python3 tests/lib/without_nftables.py
config
printf '#!/bin/sh\nexec python3 tests/lib/without_nftables.py "%s/mailreeved" "$@"\n' "$real" >"$T/bin/mailreeved"
BUILD=$T/bin
ok 'but does to observe only' start_mailreeved
relays 18
ok 'and does so' wait_until 10 relayer 18
stop_mailreeved
is "$STATUS" 0 'it stops when told to'
done_testing
