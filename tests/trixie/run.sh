#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same tree on Debian 13: OpenSSL 3.5 with pkcs11-provider, p11-kit 0.25,
# opensc 0.26, knot. A chroot is made below DIRECTORY (kept for the next time),
# the sources given are copied in, and inside.sh does the rest there.
#
#	run.sh SOURCES DIRECTORY
#
# TRIXIE_MIRROR names another mirror than the first one of this machine's.
set -u
[ $# -eq 2 ] || {
	echo "usage: run.sh SOURCES DIRECTORY" >&2
	exit 2
}
sources=$(cd "$1" && pwd)
root=$2/chroot

skip() {
	echo "trixie: skipped: $*" >&2
	exit 77
}
[ "$(id -u)" -eq 0 ] || skip "a chroot needs root"
command -v debootstrap >/dev/null || skip "debootstrap is missing"

# What is mounted here (the machine's /dev, too) is seen by nobody else and gone
# with the last process, however that ends.
if [ -z "${TRIXIE_APART:-}" ]; then
	unshare --mount true 2>/dev/null || skip "no mounts of its own to be had"
	TRIXIE_APART=1 exec unshare --mount --propagation private \
		sh "$0" "$@"
fi

mirror() {
	cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
		sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' \
		    -e 's/^deb \(\[[^]]*\] \)\{0,1\}\(http[^ ]*\).*/\2/p' |
		grep -v security | grep . | head -n 1
}

if [ ! -e "$root/.made" ]; then
	from=${TRIXIE_MIRROR:-$(mirror)}
	echo "making a Debian 13 below $root"
	rm -rf "$root"
	mkdir -p "$root"
	debootstrap --variant=minbase trixie "$root" \
		"${from:-http://deb.debian.org/debian}" >"$2/debootstrap.log" ||
		{ tail -n 5 "$2/debootstrap.log"; exit 1; }
	touch "$root/.made"
fi
for list in /etc/apt/apt.conf.d/*proxy* /etc/resolv.conf; do
	[ ! -e "$list" ] || cp "$list" "$root$list"
done
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 1

rm -rf "$root/claviger"
mkdir -p "$root/claviger/src"
(cd "$sources" && tar -cf - --exclude=.git --exclude=build-check \
	--exclude=demo .) | tar -xf - -C "$root/claviger/src"
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
	CHECK_SCALE="${CHECK_SCALE:-1}" \
	chroot "$root" sh /claviger/src/tests/trixie/inside.sh
