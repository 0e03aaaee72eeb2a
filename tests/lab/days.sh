# A scripted clock for a real mail server: `. tests/lab/days.sh` after tests/lab/root.sh.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # from tests/lib/e2e.sh and the test
#
#   days_users             prints the names of all accounts (their password: secret)
#   days_names             a name server in the root for everybody who has a name
#   days_pass PROTOCOLS    runs the schedule of tests/lab/actors.py; $LOG and $TRUTH are made
#   days_judged            replays $LOG and compares with $TRUTH
# DAYS_KEEP names a folder for the log and the truth; DAYS_ACTS stops after so many acts.

TRUTH=$T/truth.tsv
export PYTHONDONTWRITEBYTECODE=1

days_users() { PYTHONPATH=tests/lab python3 -c 'import actors; print(*actors.USERS, sep="\n")'; }

days_names() {
	set -- ours.example=MX:mx.ours.example partner.example=MX:mx.partner.example
	for n in 0 1 2 3; do
		set -- "$@" "192.0.2.1$n=PTR:mx$n.partner.example" "mx$n.partner.example=A:192.0.2.1$n"
	done
	for n in 0 1 2 3 4 5; do
		set -- "$@" "far$n.example=MX:mx.far$n.example" "mx.far$n.example=A:192.0.2.24$n"
	done
	python3 tests/lab/dns.py "$@" mx.partner.example=A:192.0.2.10 badly.example=A:198.51.100.40 localhost.badly.example=A:198.51.100.40 \
		192.0.2.21=PTR:lists.partner.example lists.partner.example=A:192.0.2.21 &
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$R/etc/resolv.conf"
	mkdir -p "$R/var/spool/postfix/etc" && cp "$R/etc/resolv.conf" "$R/var/spool/postfix/etc/"
}

days_pass() {
	attacker python3 tests/lab/days.py "$R/dev/log" "$LOG" "$TRUTH" "$SERVER4" "$SERVER6" "$1" "${DAYS_ACTS:-100000}"
	status=$?
	[ -z "${DAYS_KEEP:-}" ] || cp "$LOG" "$TRUTH" "$DAYS_KEEP"
	return $status
}

days_judged() {
	config
	"$BUILD/mailreeve" replay --json -c "$CONFIG" "$LOG" | python3 tests/lab/verdict.py "$TRUTH"
}
