#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A purged key is gone: an older copy of the database, with the root key file as
# it is now and the PIN, yields every key but that one.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need_build
build_helper probe

KEYS="key-1 key-2 key-3 key-4 key-5 key-6"
PURGED="key-2 key-5"

probe() {
	how=$1
	shift
	"$how" "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" "$@"
}

step "keys and ciphertexts"
new_token sandbox-token --sandbox
mkdir "$WORK/sealed"
for name in $KEYS; do
	key create "$name" --type aes-256
	echo "the text under $name" >"$WORK/plain.$name"
	probe must encrypt "$name" "$WORK/plain.$name" "$WORK/sealed/$name"
	key rotate "$name"
	probe must encrypt "$name" "$WORK/plain.$name" "$WORK/sealed/$name.2"
done
cp -a "$STORE" "$WORK/old-store"
cp "$ROOT_KEY" "$WORK/old-root.key"

step "purging"
for name in $PURGED; do
	probe must destroy "$name"
done
must "$CLAVIGER" maintain --token "$TOKEN"
differ "$ROOT_KEY" "$WORK/old-root.key"
is_purged() {
	case " $PURGED " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# opens: what is purged does not open, everything else does.
opens() {
	for name in $KEYS; do
		for file in "$name" "$name.2"; do
			if is_purged "$name"; then
				rm -f "$WORK/back"
				probe must_fail decrypt "$name" \
					"$WORK/sealed/$file" "$WORK/back"
				[ ! -e "$WORK/back" ] || fail "$name opened"
				continue
			fi
			probe must decrypt "$name" "$WORK/sealed/$file" \
				"$WORK/back"
			same "$WORK/plain.$name" "$WORK/back"
		done
	done
}

step "the store as it is now"
opens
must "$CLAVIGER" verify

step "the older store with the present root key file"
cp -a "$WORK/old-store" "$WORK/restored"
use_store "$WORK/restored" "$ROOT_KEY"
probe must_fail decrypt key-1 "$WORK/sealed/key-1" "$WORK/back"
must "$CLAVIGER" accept-rollback "restored for a test"
opens

step "the store as it is now with the older root key file"
use_store "$WORK/store" "$WORK/old-root.key"
for name in key-1 key-2; do
	probe must_fail decrypt "$name" "$WORK/sealed/$name" "$WORK/back"
done

# Said openly in the documentation: whoever kept both has the key.
step "both as they were"
use_store "$WORK/old-store" "$WORK/old-root.key"
probe must decrypt key-2 "$WORK/sealed/key-2" "$WORK/back"
same "$WORK/plain.key-2" "$WORK/back"
passed
