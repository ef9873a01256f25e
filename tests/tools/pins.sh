#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Changing PINs, and what wrong ones lead to.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
new_token pins
as 0 key create files
printf 'user-4242\n' >"$WORK/new.pin"
printf 'officer-4242\n' >"$WORK/new-so.pin"

# --- the user's -------------------------------------------------------------------
as 0 pin set --new-pin-file "$WORK/new.pin"
says 'The PIN of user is changed'
expect 5 key list --pin-file "$WORK/pin"
reason 'CKR_PIN_INCORRECT'
expect 0 key list --pin-file "$WORK/new.pin"
says '^files '
expect 5 pin set --pin-file "$WORK/wrong.pin" --new-pin-file "$WORK/pin"
reason 'the PIN was not changed: '
expect 0 key list --pin-file "$WORK/new.pin"
expect 0 pin set user --pin-file "$WORK/new.pin" --new-pin-file "$WORK/pin" \
	--json
is "whose PIN it was" "$(member name)" user
as 0 key list
expect 5 pin set nobody --pin-file "$WORK/pin" --new-pin-file "$WORK/new.pin"
printf 'with:colon\n' >"$WORK/colon.pin"
as 1 pin set --new-pin-file "$WORK/colon.pin"
as 0 key list
as 2 pin set --so user --new-pin-file "$WORK/new.pin"

# Both through one descriptor.
printf '%s\n%s\n' "$PIN" user-4242 >"$WORK/both"
called="pin set --pin-fd 0 --new-pin-fd 0"
"$CLAVIGER" pin set --pin-fd 0 --new-pin-fd 0 <"$WORK/both" >"$OUT" \
	2>"$ERR" || complain "$called"
expect 0 key list --pin-file "$WORK/new.pin"

# --- by the security officer --------------------------------------------------------
expect 0 pin reset --so-pin-file "$WORK/so.pin" --new-pin-file "$WORK/pin"
as 0 key list
says '^files '
expect 1 pin reset --so-pin-file "$WORK/so.pin" \
	--new-pin-file "$WORK/colon.pin"
as 0 key list
expect 1 pin reset somebody --so-pin-file "$WORK/so.pin" \
	--new-pin-file "$WORK/new.pin"
reason 'CKR_FUNCTION_NOT_SUPPORTED'
expect 5 pin reset --so-pin-file "$WORK/wrong.pin" \
	--new-pin-file "$WORK/new.pin"
expect 0 pin set --so --so-pin-file "$WORK/so.pin" \
	--new-pin-file "$WORK/new-so.pin"
says 'The PIN of so is changed'
expect 5 pin reset --so-pin-file "$WORK/so.pin" --new-pin-file "$WORK/pin"
expect 0 pin reset --so-pin-file "$WORK/new-so.pin" --new-pin-file "$WORK/pin"

# --- no PIN in an argument, nor in what is said -------------------------------------
as 0 key list
"$CLAVIGER" key list --pin "$PIN" >"$OUT" 2>"$ERR" </dev/null &&
	complain "--pin is taken"
grep -q -e "$PIN" "$ERR" "$OUT" && complain "a PIN is told"
expect 1 key list --pin-fd 9
reason 'cannot read a PIN from descriptor 9'

# --- wrong PINs: free at first, then locked for a while ------------------------------
for i in 1 2 3 4 5 6; do
	"$CLAVIGER" key list --pin-file "$WORK/wrong.pin" >"$OUT" 2>"$ERR" \
		</dev/null
	status=$?
	[ "$status" -eq 5 ] || break
done
called="key list with wrong PIN number $i"
is "the status when locked" "$status" 6
reason 'CKR_PIN_LOCKED'
sleep 1
tries=0
while ! "$CLAVIGER" key list --pin-file "$WORK/pin" >"$OUT" 2>"$ERR"; do
	tries=$((tries + 1))
	[ "$tries" -lt 20 ] || break
	sleep 1
done
[ "$tries" -lt 20 ] || complain "still locked"
says '^files '
finish
