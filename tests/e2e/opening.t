#!/bin/sh
# Logs that only root may read: opened for the watcher, which gets nothing else, whatever it asks for.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

answer() { sed -n "s|^$1 ||p" "$STATE/watch/answers"; }

# the real watcher
L=$T/logs
mkdir -p "$L" "$T/away"
touch "$L/private.log" "$T/away/secret" && chmod 600 "$L/private.log" "$T/away/secret"
ln -s "$T/away/secret" "$L/link.log"
config && sed -i "s|^logs:.*|logs: ['$L/*.log']|" "$CONFIG"
ok 'the daemon starts' start_mailreeved
attack 192.0.2.7 >>"$L/private.log"
ok 'a log that only root may read is followed' wait_until 5 banned 192.0.2.7
mv "$L/private.log" "$L/private.log.1" && touch "$L/private.log" && chmod 600 "$L/private.log"
attack 192.0.2.8 >>"$L/private.log"
ok 'also after its rotation' wait_until 5 banned 192.0.2.8
attack 192.0.2.9 >>"$T/away/secret"
attack 192.0.2.10 >>"$L/private.log"
ok 'and later' wait_until 5 banned 192.0.2.10
ok 'what a symbolic link leads to is not' fails banned 192.0.2.9
stop_mailreeved

# one that was taken over: it asks for what it may not have
mkdir "$T/bin" "$L/sub" "$L/folder.log"
cp "$BUILD/mailreeved" "$BUILD/mailreeve-enforce" "$BUILD/mailreeve-notify" "$T/bin" && cp tests/lib/nosy.py "$T/bin/mailreeve-watch"
mkfifo "$L/pipe.log"
echo hello >"$L/private.log"
echo old >"$L/private.log.1"
echo deep >"$L/sub/deep.log"
echo secret >"$T/away/secret"
ln -s "$T/away" "$L/folder"
ln -s "$L" "$T/trusted"
echo hidden >"$L/.hidden.log"
cat >"$STATE/watch/wishes" <<WISHES
$L/private.log
$L/private.log.1
$T/trusted/private.log
$L/link.log
$L/pipe.log
$L/folder.log
$L/missing.log
$L/sub/deep.log
$L/../away/secret
$L/.hidden.log
$T/several/folder/secret
/etc/shadow
private.log
WISHES
mkdir -p "$T/several" && ln -s "$T/away" "$T/several/folder"
sed -i "s|^logs:.*|logs: ['$L/*.log', '$T/trusted/private.log', '$T/several/*/secret']|" "$CONFIG"
real=$BUILD; BUILD=$T/bin
if ok 'a daemon with another watcher starts' start_mailreeved; then
	is "$(answer "$L/private.log")" hello 'a configured log is opened'
	is "$(answer "$L/private.log.1")" old 'its rotated one, too'
	is "$(answer "$T/trusted/private.log")" hello 'a folder that the configuration names may be a symbolic link'
	is "$(answer "$L/link.log")" 40 'a symbolic link as log: ELOOP'
	is "$(answer "$T/several/folder/secret")" 40 'one in place of a wildcard: ELOOP'
	is "$(answer "$L/pipe.log")" 22 'a pipe: EINVAL'
	is "$(answer "$L/folder.log")" 22 'a folder: EINVAL'
	is "$(answer "$L/missing.log")" 2 'a missing one: ENOENT'
	is "$(answer "$L/sub/deep.log")" 13 'a wildcard ends at a slash: EACCES'
	is "$(answer "$L/../away/secret")" 13 'nothing leads upward: EACCES'
	is "$(answer "$L/.hidden.log")" 13 'a hidden file is not meant: EACCES'
	is "$(answer /etc/shadow)" 13 'what is not configured: EACCES'
	is "$(answer private.log)" 13 'a relative path: EACCES'
fi
stop_mailreeved
BUILD=$real
done_testing
