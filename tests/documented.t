#!/bin/sh
# Each key of policy.yaml stands in a manual page.
# SPDX-License-Identifier: GPL-2.0-or-later
missing=$(sed 's/ #.*//; s/^#.*//' rules/policy.yaml | grep -oE '(^|[{, ])[a-z_]+:' | tr -d '{, :' | sort -u | while read -r key; do
	grep -qw "$key" rules/mailreeve-policy.5 rules/mailreeve-rules.5 || echo "$key"
done)
count=$(grep -cE '^[a-z_]+:' rules/policy.yaml)
echo 1..2
[ "$count" -gt 10 ] && echo "ok 1 - keys are found" || echo "not ok 1 - only $count keys are found"
[ -z "$missing" ] && echo "ok 2 - all are documented" || echo "not ok 2 - not documented:" $missing
