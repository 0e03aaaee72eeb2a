# Attackers and innocents at a real mail server: `. tests/lab/attack.sh` after tests/lab/root.sh.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # from tests/lib/e2e.sh and the test
#
#   LAB_SCRIPT                     which script's behaviours (default smtp.py)
#   LAB_PATIENCE                   seconds an attacker waits for an answer
#   collect                        a syslog daemon in the root: what the server tells /dev/log goes to $LOG
#   watch_logs FILE...             mailreeved follows these and enforces
#   lab BEHAVIOUR SOURCE [KEY=VALUE...]
#   banned ADDRESS
#   attack WHAT BEHAVIOUR NUMBER [KEY=VALUE...]   from an IPv4 and an IPv6 network of that number: a test that both are banned
#   innocent BEHAVIOUR SOURCE [KEY=VALUE...]      in the background; `innocents_unharmed` tests that all were served and none banned

export PYTHONDONTWRITEBYTECODE=1
LAB_SCRIPT=smtp.py LAB_LOGS='' LAB_INNOCENT='' LAB_JOBS='' LAB_BANNED=0

collect() {
	python3 tests/lab/collector.py "$R/dev/log" "$LOG" &
	wait_until 5 test -S "$R/dev/log"
}

watch_logs() {
	LAB_LOGS=$*
	cat >"$CONFIG" <<-C
	run_as: {watch: $WATCH_ID, enforce: $ENFORCE_ID, notify: $NOTIFY_ID}
	mode: enforce
	ports: [25, 26, 587, 110, 143, 4190]
	logs: [$(echo "$*" | sed 's/ /, /g')]
	C
	ok 'mailreeved is ready' start_mailreeved
}

lab() {
	behaviour=$1 source=$2
	shift 2
	case $source in *:*) server=$SERVER6 ;; *) server=$SERVER4 ;; esac
	attacker python3 "tests/lab/$LAB_SCRIPT" "$behaviour" "$source" "$server" "$@" 2>>"$ERR"
}

banned() { MR bans --addresses | grep -qxF "$1"; }

evidence() {
	# shellcheck disable=SC2086
	grep -hF "$1" $LAB_LOGS | tail -n 8 | sed 's/^/# /'
}

attack() {
	what=$1 act=$2 four=198.19.$3.7 six=2001:db8:$3:5
	shift 3
	PATIENCE=${LAB_PATIENCE:-2} lab "$act" "$four" "$@" &
	PATIENCE=${LAB_PATIENCE:-2} lab "$act" "$six::7" "$@"
	wait $!
	ok "$what is banned" wait_until 10 banned "$four" || evidence "$four"
	ok "$what, over IPv6" wait_until 10 banned "$six::/64" || evidence "$six::7"
	ok 'and gets no answer' fails reaches "$four"
	LAB_BANNED=$((LAB_BANNED + 2))
}

innocent() {
	LAB_INNOCENT="$LAB_INNOCENT $2"
	{ lab "$@" || echo "$*" >>"$T/harmed"; } &
	LAB_JOBS="$LAB_JOBS $!"
}

innocents_unharmed() {
	# shellcheck disable=SC2086
	wait $LAB_JOBS
	is "$(cat "$T/harmed" 2>/dev/null)" '' 'the innocents were served all the time'
	for i in $LAB_INNOCENT; do
		ok "$i is not banned" fails banned "$i" || evidence "$i"
	done
	is "$(MR bans --addresses | wc -l)" $LAB_BANNED 'nobody else is banned'
}
