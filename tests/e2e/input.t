#!/bin/sh
# Logs that are none, and lines that are none: each is said in status and once in our own log, and good lines still ban.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

LONG=$((10 << 20)) # ten times what a line may have
L=$T/logs

status_of() { MR status --json 2>>"$ERR" | grep -F "\"type\":\"log\",\"name\":\"$1\""; }
says() { status_of "$1" | grep -qF "$2"; }
in_trouble() { says "$1" '"trouble":true'; }
times_said() { grep -cF "$1: $2" "$ERR"; } # FILE TEXT
note_says() { MR status --json 2>>"$ERR" | grep '"type":"note"' | grep -q "$1"; }
troubled() { # FILE TEXT: told in status and once in the log
	ok "$1: status says: $2" wait_until 15 says "$L/$1" "$2"
	ok "$1: it is trouble" in_trouble "$L/$1"
	is "$(times_said "$L/$1" "$2")" 1 "$1: our own log says it once"
}
relays() { # NUMBER: lines that are just enough to ban 198.19.NUMBER.7, which has nothing in common with others
	for recipient in 1 2 3 4; do
		echo "$(date '+%b %e %H:%M:%S') mx postfix/smtpd[7$1]: NOQUEUE: reject: RCPT from unknown[198.19.$1.7]: 554 5.7.1 <r$recipient@x$1.example>: Relay access denied; from=<s$1@y$1.example> to=<r$recipient@x$1.example> proto=ESMTP helo=<h$1>"
	done
}
relayer() { banned "198.19.$1.7"; }
bans_from() { # FILE NUMBER WHAT
	relays "$2" >>"$L/$1"
	ok "$3" wait_until 10 relayer "$2"
}
printable_evidence() {
	MR why "198.19.$1.7" | grep -F 'helo=<\xff\xfe\x80>' >"$T/evidence" && ! LC_ALL=C grep -q '[^ -~]' "$T/evidence"
}

mkdir "$L" "$L/folder.log" "$T/away"
for f in binary long nul utf8 crlf last empty private; do : >"$L/$f.log"; done
chmod 600 "$L/private.log"
mkfifo "$L/pipe.log"
: >"$T/away/secret" && chmod 600 "$T/away/secret" && ln -s "$T/away/secret" "$L/link.log"
config
logs=
for f in binary long nul utf8 crlf last empty private missing folder link pipe; do logs="$logs$L/$f.log, "; done
sed -i "s|^logs:.*|logs: [$logs$T/nofolder/new.log]|" "$CONFIG"
ok 'the daemon starts, whatever its logs are' start_mailreeved
watcher=$(part_pid watch)

# what is no log
troubled folder.log 'is a folder'
troubled link.log 'is a symbolic link to what only root may read'
troubled pipe.log 'is neither a file nor a journal'
troubled missing.log 'not there yet'
ok 'an empty log is fine' fails in_trouble "$L/empty.log"
bans_from private.log 11 'a log that only root may read bans'
ok 'and is no trouble' fails in_trouble "$L/private.log"
bans_from empty.log 12 'one that was empty bans with its first lines'
bans_from missing.log 13 'one that was missing bans with its first lines'
ok 'and is well again' wait_until 10 fails in_trouble "$L/missing.log"
is "$(times_said "$L/missing.log" 'all is well again')" 1 'which is said, too'
rmdir "$L/folder.log"
bans_from folder.log 14 'a folder that becomes a log bans'
mkdir "$T/nofolder"
relays 15 >"$T/nofolder/new.log"
ok 'a log in a folder that appears bans' wait_until 10 relayer 15

# what is no line
head -c 200000 /dev/urandom >>"$L/binary.log"; echo >>"$L/binary.log"
troubled binary.log 'no pack recognises its lines'
bans_from binary.log 16 'after binary rubbish a good line bans'
ok 'and the log is well again' wait_until 10 fails in_trouble "$L/binary.log"

head -c $LONG /dev/zero | tr '\0' x >>"$L/long.log"
echo >>"$L/long.log"
bans_from long.log 17 'after a line of 10 MB a good one bans'
ok 'what was passed over is told' wait_until 15 note_says 'bytes of lines longer than'

{ printf '\0\0\0\n\0'; relays 18 | tr '\n' '\0'; echo; } >>"$L/nul.log"
bans_from nul.log 19 'after NULs a good line bans'
ok 'and lines joined by NULs are no lines' fails relayer 18

relays 20 | LC_ALL=C sed 's/<h20>/<\xff\xfe\x80>/; s/s20@/\xc3\x28@/' >>"$L/utf8.log"
ok 'lines that are no UTF-8 ban' wait_until 10 relayer 20
ok 'and their evidence is printable' printable_evidence 20

relays 21 | sed 's/$/\r/' >>"$L/crlf.log"
ok 'lines with CR LF ban' wait_until 10 relayer 21

relays 22 | head -c -1 >>"$L/last.log"
ok 'a last line without newline waits' fails wait_until 1 relayer 22
echo >>"$L/last.log"
ok 'and counts when its newline comes' wait_until 10 relayer 22
relays 23 | head -c -1 >>"$L/last.log"
mv "$L/last.log" "$L/last.log.1" && : >"$L/last.log"
ok 'or when the file is done with' wait_until 20 relayer 23

is "$(part_pid watch)" "$watcher" 'nothing crashed'
is "$(find "$STATE/watch" -name 'crash-*' | wc -l)" 0 'no line was to blame'
stop_mailreeved
is "$STATUS" 0 'and it stops when told to'
done_testing
