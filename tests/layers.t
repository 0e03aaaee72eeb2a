#!/bin/sh
# The house's own rules: the privilege boundary, small headers, short functions.
# SPDX-License-Identifier: GPL-2.0-or-later
n=0
ok() { # STATUS NAME [WHAT WAS FOUND]
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; printf '%s\n' "$3" | sed 's/^/# /'; fi
}
none() { # NAME FOUND
	test -z "$2"; ok $? "$1" "$2"
}
none "rules/ never includes actions/" "$(grep -rn '#include "actions/' rules)"
none "actions/ never includes rules/" "$(grep -rn '#include "rules/' actions)"
none "cmd/base/ includes neither" "$(grep -rnE '#include "(actions|rules)/' cmd/base)"
none "mailreeved and mailreeve-notify include no rules" "$(grep -rn '#include "rules/' cmd/mailreeved cmd/mailreeve-notify)"
none "mailreeve-enforce includes no rules" "$(grep -rn '#include "rules/' cmd/mailreeve-enforce)"
none "mailreeve-watch includes no actions" "$(grep -rn '#include "actions/' cmd/mailreeve-watch)"
none "headers have 60 lines at most" "$(find cmd rules actions tests -name '*.h' -exec wc -l {} + | awk '$2 != "total" && $1 > 60')"
long=$(find cmd rules actions -name '*.c' | while read -r f; do
	awk -v f="$f" '/^[a-z_].*\(.*[^;]$/ { name = $0 } /^\{/ { from = NR } /^\}/ { if (from && NR - from > 60) print f ": " name " (" NR - from ")"; from = 0 }' "$f"
done)
none "functions have 60 lines at most" "$long"
none "every source file says what it is for" "$(find cmd rules actions -name '*.[ch]' | while read -r f; do head -1 "$f" | grep -q '^/\*' || echo "$f"; done)"
none "no shell is run by any program" "$(grep -rnE '\b(system|popen)\(' cmd rules actions)"
none "no names are looked up by the parts that read logs or enforce" "$(grep -rnE 'getaddrinfo|gethostby|res_query' cmd/base cmd/mailreeve-watch cmd/mailreeve-enforce rules actions --include='*.[ch]')"
echo "1..$n"
