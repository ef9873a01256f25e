#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# PINs asked for on the terminal: not shown, a new one asked for twice, and a
# terminal that is as it was.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
command -v script >/dev/null 2>&1 || {
	echo "script(1) is not installed"
	exit 77
}

# How often something was asked for.
questions() {
	tr -cd : <"$OUT" | wc -c
}

# typed STATUS COMMAND LINE...: run it on a terminal of its own and type the
# lines, each when something was asked for.
typed() {
	want=$1 called=$2
	shift 2
	asked=0
	: >"$OUT"
	: >"$ERR"
	for line in "$@"; do
		asked=$((asked + 1))
		tries=0
		while [ "$(questions)" -lt "$asked" ] && [ "$tries" -lt 99 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		sleep 0.2
		printf '%s\n' "$line"
	done | script -qec \
		"trap : INT; $CLAVIGER $called; echo status=\$?; stty -a" \
		/dev/null >"$OUT" 2>"$ERR"
	grep -q "status=$want" "$OUT" || complain "$called: not status $want"
	grep -q -e ' -echo ' "$OUT" && complain "$called: echo stays off"
	for line in "$@"; do
		grep -q -F -e "$line" "$OUT" && complain "$called: a PIN is shown"
	done
}

typed 0 "init typed" "$SO_PIN" "$SO_PIN" "$PIN" "$PIN"
says 'New PIN of the security officer: '
says 'New PIN of the security officer, again: '
says 'New PIN of the user: '
says 'Token typed is ready'
typed 0 "key list" "$PIN"
says 'PIN of the user: '
typed 5 "key list" "wrong-$PIN"
typed 1 "pin set" "$PIN" "one-new-pin" "other-new-pin"
says 'the two PINs differ; nothing was changed'
as 0 key list
typed 0 "pin set" "$PIN" "one-new-pin" "one-new-pin"
expect 5 key list --pin-file "$WORK/pin"

# Interrupted while echo is off.
interrupt=$(printf '\003')
typed 130 "key list" "$interrupt"
finish
