#!/bin/sh
# What `make install` puts in place works from there: users, folders, the service, the manuals, an empty configuration.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/lib/e2e.sh disable=SC2317 # functions are called by `ok`
. tests/lib/e2e.sh

for program in systemd-sysusers systemd-tmpfiles systemd-analyze mandoc; do
	command -v $program >/dev/null || { echo "1..0 # SKIP $program is missing"; exit 0; }
done

install() { make -s BUILD="$BUILD" DESTDIR="$T/root" install >>"$ERR" 2>&1; }
ok 'make install' install || done_testing
mkdir "$T/changes" && mount -t tmpfs tmpfs "$T/changes"
for folder in usr etc lib var; do # this test's own view; changes are thrown away
	[ -d "$T/root/$folder" ] || mkdir "$T/root/$folder"
	mkdir "$T/changes/$folder" "$T/changes/$folder.work"
	mount -t overlay overlay -o "lowerdir=$T/root/$folder:/$folder,upperdir=$T/changes/$folder,workdir=$T/changes/$folder.work" \
		"/$folder" || { skip 'the rest' 'no overlay file system'; umount "$T/changes"; done_testing; }
done

reads_ok() { as_user mailreeve-watch test -r /etc/mailreeve/mailreeve.yaml; }
as_user() { user=$1; shift; setpriv --reuid "$user" --regid "$user" --clear-groups "$@"; }
good() { mailreeve check >>"$ERR" 2>&1; }
answered() { mailreeve status >>"$ERR" 2>&1; }
refused() { as_user mailreeve-watch mailreeve status 2>&1 | tee -a "$ERR" | grep -q 'group mailreeve'; }
said_ready() { grep -qx ready "$OUT"; }

ok 'the users are made' systemd-sysusers /usr/lib/sysusers.d/mailreeve.conf
ok 'the folders are made' systemd-tmpfiles --create /usr/lib/tmpfiles.d/mailreeve.conf
is "$(stat -c '%U %a' /var/lib/mailreeve)" 'mailreeve 751' 'the state folder'
is "$(stat -c '%U %a' /var/lib/mailreeve/watch)" 'mailreeve-watch 750' 'the folder of the watcher'
ok 'the shipped configuration can be read' reads_ok
ok 'it and all rules are good' good
ok 'the service is well written' systemd-analyze verify --man=no mailreeve.service 2>>"$ERR"
for page in mailreeved.8 mailreeve.yaml.5; do
	ok "$page has nothing to find fault with" mandoc -T lint -W warning "/usr/share/man/man${page##*.}/$page"
done

chgrp mailreeve /etc/mailreeve/mailreeve.yaml && chmod 640 /etc/mailreeve/mailreeve.yaml # it may hold a password
mailreeved -f >"$OUT" 2>>"$ERR" &
REEVED=$!
ok 'without any option it becomes ready' wait_until 20 said_ready
is "$(stat -c %U "/proc/$(part_pid watch)")" mailreeve-watch 'the watcher is its user'
is "$(stat -c %U "/proc/$(part_pid enforce)")" mailreeve 'the enforcer is its user'
is "$(stat -c %U "/proc/$(part_pid notify)")" mailreeve-notify 'the notifier is its user'
ok 'the operator is answered' answered
ok 'nobody else is' refused
stop_mailreeved
is "$STATUS" 0 'it stops'
ok 'the ledger is there' test -s /var/lib/mailreeve/ledger.db
umount -l /usr /etc /lib /var "$T/changes" 2>/dev/null
done_testing
