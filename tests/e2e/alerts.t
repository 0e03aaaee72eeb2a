#!/bin/sh
# From a line in a log to somebody who is told: mail, webhook, program; tried again; no text of a log where it could do harm.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

# The login of a role account is a critical alert.
NAME='postmaster@here.example'
role_login() {
	mail_log "dovecot: imap-login: Login: user=<$NAME>, method=PLAIN, rip=$1, lip=198.51.100.25, mpid=4711, TLS, session=<l1>"
}
has() { grep -q -- "$2" "$1" 2>/dev/null; }
said() { has "$ERR" "$1"; }

cat >"$T/page" <<'PAGE'
#!/bin/sh
{ echo "arguments: $*"; env; cat; } >"$1.part" && mv "$1.part" "$1"
PAGE
chmod 755 "$T/page"
mkdir -m 777 "$T/told"
python3 tests/lib/sink.py smtp 2525 "$T/mail" 1 2>>"$ERR" &
python3 tests/lib/sink.py http 8080 "$T/hook" 1 2>>"$ERR" &
config 'alerts:' \
	'  mail: {to: [ops@here.example, duty@here.example], from: reeve@here.example, server: "smtp://127.0.0.1:2525"}' \
	'  webhook: {url: "http://127.0.0.1:8080/hook", header: "X-Token: abc"}' \
	"  program: [$T/page, $T/told/page, '\$(id)', two words]"
ok 'the daemon starts' start_mailreeved
role_login 192.0.2.7

ok 'the program is run' wait_until 5 test -s "$T/told/page"
is "$(head -n 1 "$T/told/page")" "arguments: $T/told/page \$(id) two words" 'with its arguments, and no shell'
ok 'the facts are in its environment' has "$T/told/page" '^MAILREEVE_SEVERITY=critical$'
ok 'the story is on its standard input' has "$T/told/page" "account:$NAME"
ok 'the webhook is called, at the second try' wait_until 15 has "$T/hook" '^{'
ok 'with the header' has "$T/hook" '^X-Token: abc'
ok 'with JSON' sh -c "tail -n 1 '$T/hook' | python3 -c 'import json, sys; sys.exit(json.load(sys.stdin)[\"subject\"] != \"account:$NAME\")'"
ok 'the mail is sent, at the second try' wait_until 15 has "$T/mail" 'To look closer'
ok 'to both' has "$T/mail" '^RCPT TO:<duty@here.example>$'
ok 'its subject is of fixed words' has "$T/mail" '^Subject: \[mailreeve\] critical on [A-Za-z0-9._-]*: [a-z-]*$'
ok 'its body names the account' has "$T/mail" "account:$NAME"
ok 'its headers do not' sh -c "! sed '/^\$/q' '$T/mail' | grep -q '$NAME'"
ok 'the refusals were logged' said 'alert not delivered: mail: .*try 1 of 8'
ok 'the operator sees it as well' sh -c "'$BUILD/mailreeve' alerts --run '$RUN' | grep -q '$NAME'"

rm "$T/told/page"
role_login 192.0.2.7
ok 'the same again is told nobody' fails wait_until 2 test -e "$T/told/page"

# a helper that is gone is made again, and a program that fails is tried again
kill -9 "$(pgrep -P "$(part_pid notify)")"
ok 'the helper dies, the notifier is started anew' wait_until 5 said 'mailreeve-notify (pid [0-9]*) left with status 1'
wait_until 5 part_pid notify >/dev/null
printf '#!/bin/sh\nexit 3\n' >"$T/page"
NAME=abuse@here.example
role_login 192.0.2.8
ok 'a failing program is tried again' wait_until 5 said 'alert not delivered: program: it left with status 3 (try 1 of 8)'
stop_mailreeved
is "$STATUS" 0 'it stops when told to'
ok 'and says what was not delivered' said '1 alerts were not delivered'
done_testing
