#!/bin/sh
# What the README shows: the rule for a service nobody has seen works as it stands there, and its commands exist.
# SPDX-License-Identifier: GPL-2.0-or-later
M=${BUILD:-build}/mailreeve
n=0 failed=0
ok() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
mkdir "$T/rules"
echo "rules: $T/rules" >"$T/c.yaml"
sed -n '/^```yaml$/,/^```$/p' README.md | grep -v '^```' >"$T/rules/doorkeeper.yaml"
test "$(wc -l <"$T/rules/doorkeeper.yaml")" -lt 15
ok $? "the rule has under 15 lines"
"$M" check -c "$T/c.yaml" "$T/rules/doorkeeper.yaml" >"$T/out" 2>&1
ok $? "it passes check" || sed 's/^/# /' "$T/out"
for i in 1 2 3 4 5 6 7 8 9; do
	echo "Nov 24 10:00:0$i mx doorkeeperd[7]: login of <name$i> from 198.51.100.7 refused: wrong password"
done >"$T/log"
"$M" replay --json -c "$T/c.yaml" "$T/log" >"$T/out"
grep -q '"kind":"ban","subject":"198.51.100.7"' "$T/out"
ok $? "and bans on a log of that service"
echo "Nov 24 10:00:01 mx doorkeeperd[7]: login of <x> from 203.0.113.9 refused: wrong password> from 198.51.100.7 refused: wrong password" |
	"$M" explain --json -c "$T/c.yaml" | grep -q '"source":"198.51.100.7"'
ok $? "the true source is taken though another is typed"
for c in $(sed -n 's/^    mailreeve \([a-z-]*\).*/\1/p' README.md | sort -u); do
	"$M" help "$c" >/dev/null 2>&1
	ok $? "README's 'mailreeve $c' exists"
done
echo "1..$n"
exit $failed
