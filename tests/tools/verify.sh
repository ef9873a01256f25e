#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# "verify" needs no PIN, is content with a store as written, and with no other.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
expect 3 verify
new_token verified
for label in one two three; do
	as 0 key create "$label"
done
as 0 key rotate two

expect 0 verify
says 'everything is as it was written'
expect 0 verify --json
is "ok" "$(member ok)" true
says '"findings": \[\]'
is "what was done" "$(member "done")" "$(member total)"

# Near the end of each page of the database, where SQLite begins to fill it,
# altered one after the other.
cp -R "$WORK/store" "$WORK/whole"
size=$(wc -c <"$WORK/store/store.db")
page=4096
at=$((page * 2 - 100)) tried=0 found=0
while [ "$at" -lt "$size" ]; do
	rm -rf "$WORK/store"
	cp -R "$WORK/whole" "$WORK/store"
	printf '\377\252\125\000' | dd of="$WORK/store/store.db" bs=1 \
		seek="$at" conv=notrunc 2>/dev/null
	"$CLAVIGER" verify >"$OUT" 2>"$ERR" </dev/null
	status=$?
	called="verify, altered at $at"
	tried=$((tried + 1))
	case $status in
	4)
		found=$((found + 1))
		reason '^claviger: verify: '
		;;
	0) ;; # a byte that nobody reads
	*) complain "$called: status $status" ;;
	esac
	at=$((at + page))
done
rm -rf "$WORK/store"
cp -R "$WORK/whole" "$WORK/store"
expect 0 verify
[ "$found" -gt 1 ] || complain "found in $found of $tried altered stores only"

# A root key file of another store.
cp "$WORK/root.key" "$WORK/kept"
mv "$WORK/store" "$WORK/kept-store"
rm "$WORK/root.key"
new_token other
cp "$WORK/kept" "$WORK/root.key"
expect 4 verify
finish
