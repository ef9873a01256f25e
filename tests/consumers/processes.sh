#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Several processes start and create token objects at once, in a store that
# none of them made: every object is there afterwards, no start fails.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need_build
build_helper probe

PROCESSES=4
OBJECTS=200

step "making the token"
new_token shared

# A fifth one opens and closes the store all the time.
step "creating objects from $PROCESSES processes"
i=0
while [ "$i" -lt "$PROCESSES" ]; do
	i=$((i + 1))
	timeout 300 "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" \
		create "process-$i" "$OBJECTS" >"$WORK/out.$i" 2>&1 &
	eval "pid_$i=\$!"
	CHILDREN="$CHILDREN $!"
done
starts=0
while [ "$starts" -lt 10 ]; do
	must "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" count
	starts=$((starts + 1))
done
i=0
while [ "$i" -lt "$PROCESSES" ]; do
	i=$((i + 1))
	eval "pid=\$pid_$i"
	status=0
	# shellcheck disable=SC2154 # set by eval
	wait "$pid" || status=$?
	[ "$status" -eq 0 ] ||
		fail "process $i ended with $status" "$WORK/out.$i"
done
CHILDREN=

step "counting"
must "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" count
[ "$(cat "$WORK/said")" -eq $((PROCESSES * OBJECTS)) ] ||
	fail "not $((PROCESSES * OBJECTS)) objects" "$WORK/said"

# Making the store is a race as well. Who loses the race for a slot is told so
# and takes the next one.
init_one() {
	while :; do
		status=0
		timeout 60 "$CLAVIGER" init "token-$1" --so-pin-file \
			"$WORK/so-pin" --pin-file "$WORK/pin" >"$WORK/init.$1" \
			2>&1 || status=$?
		cat "$WORK/init.$1"
		grep -q 'another process has just' "$WORK/init.$1" ||
			return "$status"
	done
}
step "several processes make a store at once"
use_store "$WORK/second/store" "$WORK/second/root.key"
i=0
while [ "$i" -lt "$PROCESSES" ]; do
	i=$((i + 1))
	init_one "$i" >"$WORK/out.$i" 2>&1 &
	eval "pid_$i=\$!"
done
i=0
while [ "$i" -lt "$PROCESSES" ]; do
	i=$((i + 1))
	eval "pid=\$pid_$i"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 0 ] ||
		fail "claviger init $i ended with $status" "$WORK/out.$i"
done
must "$CLAVIGER" token list
i=0
while [ "$i" -lt "$PROCESSES" ]; do
	i=$((i + 1))
	says "token-$i"
done
must "$CLAVIGER" verify
use_store "$WORK/store" "$WORK/root.key"
must "$CLAVIGER" verify
passed
