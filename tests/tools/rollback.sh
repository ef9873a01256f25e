#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An older copy of the store is refused after a purge, until it is accepted.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
new_token restored --sandbox
as 0 key create kept
as 0 key create purged
expect 1 accept-rollback "nothing was put back"
reason 'nothing to accept'
cp -R "$WORK/store" "$WORK/older"
as 0 key delete purged
as 0 maintain

rm -rf "$WORK/store"
cp -R "$WORK/older" "$WORK/store"
expect 4 verify
as 4 key list
expect 2 accept-rollback
expect 1 accept-rollback ''
reason 'a reason of 1 to'
expect 0 accept-rollback "restored from last night"
as 0 key show kept
expect 0 verify
finish
