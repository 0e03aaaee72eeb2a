#!/bin/bash
# The bash completion: commands, the options of each, and the addresses that are banned now.
# SPDX-License-Identifier: GPL-2.0-or-later
B=$(realpath "${BUILD:-build}")
n=0 failed=0
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cat >"$T/mailreeve" <<M
#!/bin/sh
case "\$*" in "bans --addresses") printf '198.51.100.7\n2001:db8:5::/64\n' ;; *) exec '$B/mailreeve' "\$@" ;; esac
M
chmod +x "$T/mailreeve"
PATH=$T:$PATH
# shellcheck source=contrib/bash-completion/mailreeve
. contrib/bash-completion/mailreeve

completes() { # WANTED WHAT WORD...: is WANTED among what would be offered for the last word?
	local wanted=$1 what=$2
	shift 2
	COMP_WORDS=(mailreeve "$@") COMP_CWORD=$# COMPREPLY=()
	_mailreeve
	n=$((n + 1))
	if printf '%s\n' "${COMPREPLY[@]}" | grep -qxF -- "$wanted"; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		echo "# offered: ${COMPREPLY[*]}"
		failed=1
	fi
}
completes replay 'a command' rep
completes 198.51.100.7 'lift offers a banned address' lift 198
completes 2001:db8:5::/64 'why offers one over IPv6' why 2001
completes --reason "a command's own option" ban --re
completes --summary 'another one' replay --s
completes 1h 'a length of time' ban --for 1
completes campaigns 'help offers commands' help camp
for c in $("$B/mailreeve" --help | sed -n 's/^  \([a-z-]*\) .*/\1/p'); do completes "$c" "every command is known: $c" "$c"; done
echo "1..$n"
exit $failed
