# End-to-end tests: namespaces, the daemon, TAP. Source it first: `. tests/lib/e2e.sh`; end with `done_testing`.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# Sourcing runs the test again inside its own network, mount and process namespace: whatever it starts dies with it, /run
# is its own, and no rule of this machine is touched. Without root it maps the user's subordinate ids (unshare --map-auto).
#
#   $BUILD  programs (default build)         $T      the test's own folder, removed at the end
#   $CONFIG $T/mailreeve.yaml                $STATE $RUN  folders of the daemon
#   $LOG    $T/mail.log, the followed log    $OUT $ERR    what mailreeved wrote (the parts write to $ERR too)
#
#   ok WHAT COMMAND...             a test: does the command succeed?       fails COMMAND...  turns it round
#   is GOT WANT WHAT               a test: are the texts equal?            skip WHAT WHY     counts, but is not run
#   note TEXT                      a line for people
#   wait_until SECONDS COMMAND...  true as soon as the command is
#   config [YAML...]               writes $CONFIG: our users, $LOG as the only log, and the lines given
#   start_mailreeved [CONFIG]      in the background, until it says ready; pid in $REEVED
#   stop_mailreeved                SIGTERM, and SIGKILL after 20 s; its exit status in $STATUS
#   part_pid watch|enforce|notify  prints the pid
#   MR ARGUMENT...                 the operator's tool, at this daemon
#   mail_log 'postfix/smtpd[1]: …' appends a syslog line with the present time to $LOG
#   attack ADDRESS                 prints lines of an attack that is worth a ban: `attack 192.0.2.7 >>"$LOG"`
#   banned ADDRESS                 is it on the list of bans?
#   make_lab                       an attackers' namespace behind a veth; this one is the server: $SERVER4, $SERVER6
#   attacker COMMAND...            runs it over there; it may bind to any address of 192.0.2.0/24, 198.51.100.0/24,
#                                  203.0.113.0/24, 198.19.0.0/16 and 2001:db8::/36
#   reaches ADDRESS [PORT]         does TCP from there to PORT (25) get an answer? (`fails reaches 192.0.2.7`)

BUILD=${BUILD:-build}
WATCH_ID=901 ENFORCE_ID=902 NOTIFY_ID=903 # no passwd entries: the daemon must do without
SERVER4=198.18.0.1 SERVER6=2001:db8:ffff::1

if [ -z "${E2E_INSIDE:-}" ]; then
	case $(id -u) in 0) map= ;; *) map='--user --map-root-user --map-auto' ;; esac
	# shellcheck disable=SC2086
	if ! unshare $map --net --mount true 2>/dev/null; then
		echo '1..0 # SKIP no namespaces here (needs root or subordinate ids)'
		exit 0
	fi
	# shellcheck disable=SC2086
	E2E_INSIDE=1 exec unshare $map --net --mount --pid --fork --kill-child --mount-proc sh "$0" "$@"
fi

T=$(mktemp -d) || exit 1
chmod 755 "$T"
CONFIG=$T/mailreeve.yaml STATE=$T/state RUN=$T/run LOG=$T/mail.log OUT=$T/out ERR=$T/err
e2e_count=0 e2e_failed=0
trap 'e2e_leave' EXIT
trap 'exit 130' INT TERM
mount -t tmpfs tmpfs /run && ip link set lo up || exit 1
: >"$LOG"; : >"$OUT"; : >"$ERR"

e2e_leave() {
	status=$?
	[ -n "${REEVED:-}" ] && kill -9 "$REEVED" 2>/dev/null
	[ "$e2e_failed" -gt 0 ] && sed 's/^/# /' "$ERR" | tail -n 40
	rm -rf --one-file-system "$T" 2>/dev/null # mounts below it go with the namespace
	exit "$status"
}

e2e_result() { # GOOD WHAT
	e2e_count=$((e2e_count + 1))
	[ "$1" = 0 ] && echo "ok $e2e_count - $2" && return 0
	echo "not ok $e2e_count - $2"
	e2e_failed=$((e2e_failed + 1))
	return 1
}

ok() {
	what=$1; shift
	"$@"
	e2e_result $? "$what"
}

is() {
	[ "$1" = "$2" ]
	e2e_result $? "$3" || note "got '$1', wanted '$2'"
}

skip() {
	e2e_count=$((e2e_count + 1))
	echo "ok $e2e_count - $1 # SKIP $2"
}

fails() { ! "$@"; }
note() { echo "# $*"; }

done_testing() {
	grep -q 'Sanitizer\|runtime error:' "$ERR" && e2e_result 1 'no sanitizer complains'
	echo "1..$e2e_count"
	exit $((e2e_failed > 0))
}

wait_until() {
	tries=$(($1 * 20)); shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

config() {
	{
		echo "run_as: {watch: $WATCH_ID, enforce: $ENFORCE_ID, notify: $NOTIFY_ID}"
		echo "logs: [$LOG]"
		for line; do echo "$line"; done
	} >"$CONFIG"
}

start_mailreeved() {
	[ -e "$CONFIG" ] || config
	: >"$OUT"
	"$BUILD/mailreeved" -f -c "${1:-$CONFIG}" --state "$STATE" --run "$RUN" >"$OUT" 2>>"$ERR" &
	REEVED=$!
	wait_until 20 e2e_ready_or_dead && grep -qx ready "$OUT"
}

e2e_ready_or_dead() { grep -qx ready "$OUT" || fails kill -0 "$REEVED" 2>/dev/null; }

stop_mailreeved() {
	kill -TERM "$REEVED"
	wait_until 20 fails kill -0 "$REEVED" 2>/dev/null || kill -KILL "$REEVED"
	wait "$REEVED"
	STATUS=$?
	REEVED=
}

part_pid() { pgrep -P "$REEVED" -f "/mailreeve-$1( |\$)"; }
MR() { command=$1; shift; "$BUILD/mailreeve" "$command" --run "$RUN" "$@"; }
mail_log() { for line; do echo "$(date '+%b %e %H:%M:%S') mx $line"; done >>"$LOG"; }

attack() {
	for recipient in 1 2 3 4; do
		echo "$(date '+%b %e %H:%M:%S') mx postfix/smtpd[71]: NOQUEUE: reject: RCPT from unknown[$1]: 554 5.7.1 <v$recipient@far.example>: Relay access denied; from=<a@b.example> to=<v$recipient@far.example> proto=ESMTP helo=<win>"
	done
}
banned() { MR bans --addresses | grep -qxF "$1"; }

make_lab() {
	mkdir -p /run/netns
	ip netns add attacker
	ip link add srv0 type veth peer name att0 netns attacker
	sysctl -qw net.ipv6.conf.srv0.accept_dad=0
	attacker sysctl -qw net.ipv6.conf.att0.accept_dad=0 net.ipv6.ip_nonlocal_bind=1
	ip addr add $SERVER4/24 dev srv0 && ip addr add $SERVER6/64 dev srv0 nodad && ip link set srv0 up
	attacker ip link set lo up
	attacker ip addr add 198.18.0.2/24 dev att0
	attacker ip addr add 2001:db8:ffff::2/64 dev att0 nodad
	attacker ip link set att0 up
	for net in 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 198.19.0.0/16 2001:db8::/36; do
		case $net in *:*) via=2001:db8:ffff::2 ;; *) via=198.18.0.2 ;; esac
		attacker ip route add local "$net" dev lo
		ip route add "$net" via $via
	done
	wait_until 5 reaches 192.0.2.1 && wait_until 5 reaches 2001:db8::1
}

attacker() { ip netns exec attacker "$@"; }

reaches() {
	case $1 in *:*) to=$SERVER6 ;; *) to=$SERVER4 ;; esac
	attacker python3 tests/lib/knock.py "$1" $to "${2:-25}" 2>/dev/null
}
