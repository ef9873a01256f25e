#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The life of a key: rotation, activation, states, deletion, public halves.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
new_token life
as 0 key create files
as 0 key create web --type ec-p256

# version LABEL N: "STATE", with " current" where it is.
version() {
	"$CLAVIGER" key show "$1" --pin-file "$WORK/pin" | awk -v "n=$2" '
		/^VERSION/ { table = 1 }
		table && $1 == n { print $2 == "current" ? $3 " " $2 : $2 }'
}

# --- a secret key ---------------------------------------------------------------
as 0 key rotate files
says 'version 2 of "files" is current'
is "version 1" "$(version files 1)" enabled
is "version 2" "$(version files 2)" "enabled current"
as 0 key rotate files --json
is "the current version" "$(member currentVersion)" 3
as 0 key activate files 1
is "version 1" "$(version files 1)" "enabled current"
as 3 key activate files 9
reason 'no version 9'
as 2 key activate files zero
as 0 key activate files 3

# --- a pair -----------------------------------------------------------------------
expect 0 key public web
cp "$OUT" "$WORK/1.pem"
as 0 key rotate web
says 'version 2 of "web" is staged'
is "version 2" "$(version web 2)" staged
expect 0 key public web
cmp -s "$OUT" "$WORK/1.pem" || complain "a staged version is shown"
expect 0 key public web --version 2 --out "$WORK/2.pem"
[ ! -s "$OUT" ] || complain "--out and stdout"
cmp -s "$WORK/2.pem" "$WORK/1.pem" && complain "two versions, one key"
as 1 key rotate web
reason 'staged'
as 0 key activate web 2
says 'version 2 of "web" is current'
is "version 2" "$(version web 2)" "enabled current"
expect 0 key public web
cmp -s "$OUT" "$WORK/2.pem" || complain "an activated version is not shown"
expect 0 key public web --version 1
cmp -s "$OUT" "$WORK/1.pem" || complain "version 1 is not what it was"
as 0 key rotate web --activate
is "version 3" "$(version web 3)" "enabled current"
as 3 key public web --version 9
as 1 key public files
reason 'secret key'
expect 1 key public web --out "$WORK/none/file"
reason 'cannot write'
if command -v openssl >/dev/null 2>&1; then
	openssl pkey -pubin -in "$WORK/2.pem" -noout 2>"$ERR" ||
		complain "openssl does not read the public key"
fi

# --- the public object goes and comes back ----------------------------------------
expect 0 key public web
cp "$OUT" "$WORK/3.pem"
as 0 key delete web --public
expect 5 key public web
as 3 key delete web --public
as 0 key undelete web
says 'the public key of "web" is back'
expect 0 key public web
cmp -s "$OUT" "$WORK/3.pem" || complain "another public key came back"
as 0 key delete web --public
as 0 key public web
cmp -s "$OUT" "$WORK/3.pem" || complain "the private key tells another one"
expect 0 key public web
as 0 key rotate web --activate
expect 0 key public web
cmp -s "$OUT" "$WORK/3.pem" && complain "the public key lags behind"
as 1 key undelete web
as 1 key delete files --public
as 2 key delete web --public --days 7

# --- states -----------------------------------------------------------------------
as 0 key disable files --version 1
says 'version 1 of "files" is disabled'
is "version 1" "$(version files 1)" disabled
is "version 3" "$(version files 3)" "enabled current"
as 0 key enable files --version 1
is "version 1" "$(version files 1)" enabled
as 0 key disable files --json
is "the state" "$(member state)" disabled
as 0 key list --state disabled
says '^files '
says_not '^web '
as 1 key rotate files
reason 'disabled'
as 0 key enable files
as 1 key disable files --version 9

# --- deletion ---------------------------------------------------------------------
as 1 key delete files --days 3
reason '7 to 30'
as 1 key delete files --version 3
reason 'current'
as 0 key delete files --version 1 --days 7
says 'version 1 of "files" will be deleted on 20'
is "version 1" "$(version files 1)" pending-deletion
as 0 key undelete files --version 1
is "version 1" "$(version files 1)" disabled
as 0 key delete files
says '"files" will be deleted on 20'
as 0 key list
says_not '^files '
as 0 key list --all
says '^files  *aes-256  *pending-deletion '
as 0 key list --state pending-deletion --json
is "the state" "$(member state)" pending-deletion
[ "$(member deletionDate)" != null ] || complain "no deletion date"
as 0 key show files
says '^will be deleted  *20'
as 1 key rotate files
reason 'pending-deletion'
as 0 key create files --type aes-128
as 0 key show files
says 'aes-128'
as 0 key rotate files
as 0 key undelete files
says '"files" is back, disabled'
as 3 key show files
reason 'several keys'
expect 0 maintain
expect 0 maintain --json
says '"purged": \[\]'
expect 0 verify

# --- a sandbox deletes at once ------------------------------------------------------
new_token sand --sandbox
as 0 key create castle --token sand
as 0 key rotate castle --token sand
as 0 key delete castle --token sand --version 1
says 'version 1 of "castle" is deleted for good'
as 0 key delete castle --token sand
says '"castle" is deleted for good'
as 3 key undelete castle --token sand
as 0 key list --all --token sand
says_not castle
expect 0 verify
finish
