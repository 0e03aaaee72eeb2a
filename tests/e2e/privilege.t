#!/bin/sh
# Who may do what: the users and capabilities of each part, what its locks refuse in the running process, what it links.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

NET_ADMIN=0000000000001000 NONE=0000000000000000
OPEN=2 SOCKET=41 EXECVE=59 KILL=62 PTRACE=101 SETUID=105 MOUNT=165 # x86_64
WRITE_CREATE=65 EACCES=-13

status_of() { awk -v field="$2:" '$1 == field { $1 = ""; print substr($0, 2) }' "/proc/$(part_pid "$1")/status"; }
inject() { pid=$(part_pid "$1"); shift; python3 tests/lib/inject.py "$pid" "$@"; }

# It dies of that call, and another takes its place.
killed_by() { # PART WHAT NUMBER ARGUMENT...
	part=$1; what=$2; shift 2
	old=$(part_pid "$part")
	is "$(inject "$part" "$@")" SIGSYS "$part dies of $what"
	ok "another $part takes its place" wait_until 10 e2e_other_pid "$part" "$old"
	wait_until 10 part_sleeps "$part"
}
e2e_other_pid() { new=$(part_pid "$1") && [ "$new" != "$2" ]; }
part_sleeps() { [ "$(status_of "$1" Seccomp)" = 2 ] && status_of "$1" State | grep -q '^S'; }

is_locked_in() { # PART UID CAPABILITIES
	wait_until 10 part_sleeps "$1"
	is "$(status_of "$1" Uid)" "$2 $2 $2 $2" "$1: its user, and no way back"
	is "$(status_of "$1" Gid)" "$2 $2 $2 $2" "$1: its group"
	ok "$1: not in root's group" fails group_of "$1" 0
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do
		is "$(status_of "$1" $set)" "$3" "$1: $set"
	done
	is "$(status_of "$1" NoNewPrivs)" 1 "$1: no new privileges"
	is "$(status_of "$1" Seccomp)" 2 "$1: system calls are filtered"
	ok "$1: nothing of mailreeved's environment" fails grep -q SECRET "/proc/$(part_pid "$1")/environ"
}
group_of() { status_of "$1" Groups | grep -qw "$2"; }

refuses_the_rest() { # PART
	is "$(inject "$1" $OPEN /run/open/new $WRITE_CREATE 420)" $EACCES "$1 cannot write in a folder that everybody may write in"
	is "$(inject "$1" $OPEN /run/open/old 0 0)" $EACCES "$1 cannot read a file that everybody may read"
	killed_by "$1" 'running a program' $EXECVE /bin/true 0 0
	killed_by "$1" 'a signal to process 1' $KILL 1 9
	killed_by "$1" 'tracing' $PTRACE 0 0 0 0
	killed_by "$1" 'becoming root' $SETUID 0
	killed_by "$1" 'mounting' $MOUNT /tmp /tmp tmpfs 0 0
}

links() { ldd "$BUILD/$1" | grep -qE "lib($2)[.-]"; }

mkdir -m 777 /run/open && echo public >/run/open/old
SECRET=abc; export SECRET
config
ok 'the daemon starts' start_mailreeved
is_locked_in watch $WATCH_ID $NONE
is_locked_in enforce $ENFORCE_ID $NET_ADMIN
is_locked_in notify $NOTIFY_ID $NONE
adm=$(getent group adm | cut -d: -f3)
if [ -n "$adm" ]; then
	ok 'the watcher may read what group adm may' group_of watch "$adm"
	ok 'the enforcer may not' fails group_of enforce "$adm"
fi

if [ "$(uname -m)" != x86_64 ]; then
	skip 'forbidden calls in the running parts' 'they are injected on x86_64 only'
elif grep -aq __asan_init "$BUILD/mailreeve-watch"; then
	skip 'forbidden calls in the running parts' 'a sanitizer needs some of them'
else
	for part in watch enforce notify; do
		refuses_the_rest $part
	done
	for part in watch enforce; do
		killed_by $part 'a socket' $SOCKET 2 1 0
	done
fi
stop_mailreeved
is "$STATUS" 0 'and all of them leave when told to'

for part in mailreeve-watch mailreeve-enforce mailreeve-notify; do
	ok "$part refuses to run as root" fails "$BUILD/$part" -c "$CONFIG" --state "$T" 2>>"$ERR"
done
ok 'the enforcer links no parser of logs and no decompression' fails links mailreeve-enforce 'z|jansson|systemd|inotifytools|curl'
ok 'the watcher links nothing that changes the world' fails links mailreeve-watch 'mnl|nftnl|sqlite3|curl'
ok 'the notifier links no parser of logs, no packet filter' fails links mailreeve-notify 'mnl|nftnl|sqlite3|systemd'
ok 'mailreeved links next to nothing' fails links mailreeved 'z|jansson|systemd|curl|mnl|nftnl|sqlite3'
done_testing
