#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What run.sh runs in the chroot: packages, build, tests, consumers.
set -u
top=/claviger/src
build=/claviger/build
failed=0

# shellcheck source-path=SCRIPTDIR source=../../build/packages.sh disable=SC1091
. "$top/build/packages.sh"

step() {
	name=$1
	shift
	start=$(date +%s)
	"$@" >/claviger/log 2>&1
	status=$?
	took=$(($(date +%s) - start))
	case $status in
	0) echo "ok    trixie: $name ($took s)" ;;
	77) echo "skip  trixie: $name: $(tail -n 1 /claviger/log)" ;;
	*)
		failed=1
		echo "FAIL  trixie: $name ($took s)"
		tail -n 40 /claviger/log | sed 's/^/      /'
		;;
	esac
	return $status
}

# shellcheck disable=SC2317 # called by step
compile() {
	cd "$top" && mkdir -p build/m4 && autoreconf -fi &&
		mkdir -p "$build" && cd "$build" &&
		"$top/configure" -q --enable-werror &&
		make -s -j"$(nproc)" && make -s -j"$(nproc)" check TESTS=
}

step packages packages_need build trixie || exit 1
step build compile || exit 1
step 'make check' make -C "$build" -k -j"$(nproc)" check
for script in "$top"/tests/trixie/provider.sh "$top"/tests/trixie/keymgr.sh \
	"$top"/tests/consumers/tool-tests.sh \
	"$top"/tests/consumers/pkcs11-tool.sh \
	"$top"/tests/consumers/p11tool.sh "$top"/tests/consumers/gnutls.sh; do
	step "$(basename "$script" .sh)" \
		env SRC="$top" BUILD="$build" sh "$script"
done
grep -E '^# (TOTAL|PASS|FAIL|ERROR)' "$build/test-suite.log" 2>/dev/null
exit $failed
