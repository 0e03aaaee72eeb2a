#!/bin/sh
# `mailreeve tune`: whom would another policy have hit or spared, and who was right?
# SPDX-License-Identifier: GPL-2.0-or-later
BUILD=${BUILD:-build}
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
count=0 failed=0

is() { # GOT WANT WHAT
	count=$((count + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $count - $3"
	else
		failed=$((failed + 1))
		printf 'not ok %d - %s\n# got: %s\n# wanted: %s\n' "$count" "$3" "$1" "$2"
	fi
}
tune() { # more arguments, after the log; its standard output in $T/out, its status in $status
	"$BUILD/mailreeve" tune -c "$T/current.yaml" "$T/mail.log" "$@" >"$T/out" 2>"$T/err"
	status=$?
}
relays() { # ADDRESS TIMES MINUTE
	n=0
	while [ $n -lt "$2" ]; do
		printf 'Nov 24 10:%02d:%02d mx postfix/smtpd[%d]: NOQUEUE: reject: RCPT from unknown[%s]: 554 5.7.1 <r%d@far.example>: Relay access denied; from=<x@y.example> to=<r%d@far.example> proto=ESMTP helo=<pc%s>\n' \
			"$3" $((n * 10)) "$3" "$1" "$3$n" "$3$n" "$3"
		n=$((n + 1))
	done
}

# An attacker that both policies ban, one that only the strict one does, and a scanner of our own that it would hit, too.
{ relays 192.0.2.7 4 1; relays 198.51.100.7 2 11; relays 203.0.113.7 2 21; } >"$T/mail.log"
printf '192.0.2.7\tsource\trelay\tattack\n198.51.100.7\tsource\trelay\tattack\n203.0.113.7\tsource\tscanner\tinnocent\n' >"$T/truth.tsv"
printf '192.0.2.9\tsource\tquiet\tattack\tnothing of it stands in the log\n' >>"$T/truth.tsv"
echo 'mode: observe' >"$T/current.yaml"
echo 'policy: {signals: {relay: {points: 51, cap: 200}}}' >"$T/strict.yaml"
echo 'policy: {signals: {relay: {points: 1}}}' >"$T/mild.yaml"

tune --policy "$T/strict.yaml" --truth "$T/truth.tsv"
is "$status" 1 'another judgement is a finding'
is "$(grep -c '^new ' "$T/out")" 2 'two would be banned that are not'
is "$(grep -c '^new  *198.51.100.7 .*never *-> .* 10:11 relay$' "$T/out")" 1 'with the time and the reason'
is "$(grep -c '^earlier  *192.0.2.7 .* relay -> .* relay$' "$T/out")" 1 'one would be banned earlier'
is "$(grep '^[0-9]' "$T/out")" '3 subjects judged otherwise, of 3' 'their number'
is "$(grep '^current' "$T/out")" 'current  found 1 of 3, accused 0 wrongly' 'the present policy against the truth'
is "$(grep '^other' "$T/out")" 'other    found 2 of 3, accused 1 wrongly' 'and the other one'

tune --policy "$T/mild.yaml" --truth "$T/truth.tsv" --json
is "$status" 1 'JSON ends alike'
is "$(grep -c '"type":"change".*"subject":"192.0.2.7".*"change":"no more"' "$T/out")" 1 'who would go free'
is "$(grep -o '"policy":"other".*' "$T/out")" '"policy":"other","wanted":3,"found":0,"accused":0}' 'the truth as JSON'

tune --policy "$T/current.yaml"
is "$status $(cat "$T/out")" '0 0 subjects judged otherwise, of 1' 'the same policy changes nothing'
tune
is "$status" 2 'without another policy there is nothing to compare'
tune --policy "$T/strict.yaml" --truth "$T/none.tsv"
is "$status $(grep -c none.tsv "$T/err")" '2 1' 'a truth that cannot be read is said'
echo 'policy: {signals: {rely: {points: 51}}}' >"$T/wrong.yaml"
tune --policy "$T/wrong.yaml"
is "$status $(grep -c "wrong.yaml:1" "$T/err")" '2 1' 'so is a policy with a mistake'
echo "1..$count"
test "$failed" -eq 0
