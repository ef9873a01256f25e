#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Making tokens, seeing them, choosing one.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
PINS="--so-pin-file $WORK/so.pin --pin-file $WORK/pin"

# --- before there is a store ------------------------------------------------
expect 0 status
says 'absent: '
says "$WORK/store"
expect 0 status --json
is "the store's state" "$(member state)" absent
expect 0 token list
says 'There is no token'
expect 0 token list --json
says '"tokens": \[\]'
as 3 key list
reason 'there is no token'
[ ! -e "$WORK/store" ] || complain "looking made a store"

# --- what cannot become a token ----------------------------------------------
# shellcheck disable=SC2086 # words are meant
{
	expect 2 init '' $PINS
	expect 2 init 123456789012345678901234567890123 $PINS
	expect 2 init 'blank ' $PINS
}
printf 'na:me\n' >"$WORK/colon.pin"
expect 1 init first --so-pin-file "$WORK/so.pin" --pin-file "$WORK/colon.pin"
reason "':'"
printf 'x\n' >"$WORK/short.pin"
expect 1 init first --so-pin-file "$WORK/so.pin" --pin-file "$WORK/short.pin"
reason 'CKR_PIN_LEN_RANGE'
expect 1 init first --so-pin-file "$WORK/none" --pin-file "$WORK/pin"
reason "cannot read a PIN from $WORK/none"
: >"$WORK/empty.pin"
expect 1 init first --so-pin-file "$WORK/empty.pin" --pin-file "$WORK/pin"
reason 'there is no PIN'
expect 2 init first --so-pin-file "$WORK/so.pin" --so-pin-fd 0
[ ! -e "$WORK/store" ] || complain "a refused token made a store"

# --- one token ------------------------------------------------------------------
new_token first
says '^Token first is ready: slot 0, serial '
expect 0 token list
says '^first '
as 0 key list
says 'There is no such key'
expect 0 status --json
is "the store's state" "$(member state)" ok
is "the label" "$(member label)" first
is "the user's PIN" "$(member userPinSet)" true
is "sandbox" "$(member sandbox)" false
# shellcheck disable=SC2086
expect 1 init first $PINS
reason 'there is a token "first" already'

# --- several ----------------------------------------------------------------------
new_token 'the second' --sandbox --allow-extractable --json
is "the new token's label" "$(member label)" 'the second'
serial=$(member serial)
expect 0 status
says 'sandbox, keys may be extractable'
as 3 key list
reason 'several tokens'
reason '^  the second  '
as 0 key list --token first
as 0 key list --token 'the second'
as 0 key list --token "pkcs11:serial=$serial"
as 0 key list --token 'pkcs11:token=the%20second;manufacturer=Claviger'
expect 0 key list --token "pkcs11:token=first?pin-source=file:$WORK/pin"
expect 0 key list --token "pkcs11:token=first?pin-source=$WORK/pin"
as 3 key list --token third
reason 'no such token'
as 3 key list --token 'pkcs11:token=third'
as 3 key show 'pkcs11:token=third;object=x'
expect 0 maintain --token first
says 'Nothing was due'

# PINs through one descriptor, the officer's first.
called="init --so-pin-fd 0 --pin-fd 0"
printf '%s\n%s\n' "$SO_PIN" "$PIN" |
	"$CLAVIGER" init third --so-pin-fd 0 --pin-fd 0 >"$OUT" 2>"$ERR" ||
	complain "$called"
as 0 key list --token third

# --- what the module refuses as a whole ---------------------------------------------
cp "$CLAVIGER_CONF" "$WORK/good.conf"
echo 'no-such-key = 1' >>"$CLAVIGER_CONF"
expect 0 status
says 'no-such-key'
as 1 key list --token first
reason "claviger.conf:3: "
expect 1 token list
reason "claviger.conf:3: "
cp "$WORK/good.conf" "$CLAVIGER_CONF"

mv "$WORK/root.key" "$WORK/away"
expect 0 status
says 'refused: '
expect 4 token list
as 4 key list --token first
expect 4 init fourth --so-pin-file "$WORK/so.pin" --pin-file "$WORK/pin"
mv "$WORK/away" "$WORK/root.key"
as 0 key list --token first
finish
