#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# doc/MECHANISMS.md says what the table of mechanisms says.
set -u
written=$(mktemp) || exit 1
trap 'rm -f "$written"' EXIT
"${BUILD:-.}/doc/mechanisms" >"$written" || exit 1
if ! diff -u "${SRC:-.}/doc/MECHANISMS.md" "$written"; then
	echo "doc/MECHANISMS.md is not what the table says: run make mechanisms"
	exit 1
fi
