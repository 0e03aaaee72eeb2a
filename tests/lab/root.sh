# Roots with real mail servers for tests: `. tests/lab/root.sh` after tests/lib/e2e.sh.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
#   enter_root NAME      lays the root NAME (tests/lab/make-root) over this machine's at $R, in this test's mount namespace
#   in_root COMMAND...   runs it in there
# A test that cannot have its root is skipped as a whole.

ROOTS=${ROOTS:-$BUILD/roots}

enter_root() {
	R=$T/root
	# A copy, because a layer may not lie below another; and so every test begins with the same.
	mkdir -p "$R" "$T/layers" && mount -t tmpfs tmpfs "$T/layers" && mkdir "$T/layers/work"
	if [ ! -e "$ROOTS/$1/done" ] || ! cp -a "$ROOTS/$1/upper" "$T/layers/upper" ||
		! mount -t overlay overlay -o "lowerdir=/,upperdir=$T/layers/upper,workdir=$T/layers/work" "$R" 2>/dev/null; then
		umount "$T/layers"
		echo "1..0 # SKIP no root with $1 here (make roots, as root)"
		exit 0
	fi
	chmod 755 "$T/layers/upper"
	mount -t proc proc "$R/proc"
	mount -t tmpfs -o mode=755 tmpfs "$R/dev"
	mkdir -p "$R/dev/pts" "$R/dev/shm"
	for node in null zero full random urandom tty; do
		: >"$R/dev/$node" && mount --bind "/dev/$node" "$R/dev/$node"
	done
	mount -t tmpfs -o mode=755 tmpfs "$R/run"
}

in_root() { chroot "$R" "$@"; }
