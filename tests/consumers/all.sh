#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every consumer script in turn; one line each, then what the failed ones said.
# Exit 0: none failed (what was skipped is named).
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d "${TMPDIR:-/tmp}/claviger-all.XXXXXX")
trap 'rm -rf "$out"' EXIT
trap 'exit 130' HUP INT TERM
failed=0

for script in "$here"/*.sh; do
	name=$(basename "$script" .sh)
	case $name in all | common) continue ;; esac
	start=$(date +%s)
	sh "$script" >"$out/said" 2>&1
	status=$?
	word=FAIL
	[ "$status" -eq 0 ] && word=PASS
	[ "$status" -eq 77 ] && word=SKIP
	echo "$word $name ($(($(date +%s) - start)) s)"
	[ "$word" = PASS ] || sed 's/^/    /' "$out/said"
	[ "$word" = FAIL ] && failed=1
done
exit "$failed"
