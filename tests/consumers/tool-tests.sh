#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# OpenSC's own tests of a module: pkcs11-tool --test, --test-fork,
# --test-threads, with keys of all the kinds they look for.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need "$PKCS11_TOOL"
need_build

new_token tool-tests
step "keys to test with"
p11_user must --keypairgen --key-type rsa:2048 --id 01 --label rsa \
	--usage-sign --usage-decrypt
p11_user must --keypairgen --key-type EC:prime256v1 --id 02 --label ec \
	--usage-sign
p11_user must --keygen --key-type AES:32 --id 03 --label aes

step "--test"
LIMIT=300 p11_user must --test --allow-sw
says "No errors"
cp "$WORK/said" "$WORK/test"
for ran in "RSA-PKCS: OK" "RSA-X-509: OK" "SHA256-RSA-PKCS: OK" \
	"SHA256: OK" "RSA-PKCS-OAEP"; do
	grep -q -e "$ran" "$WORK/test" || fail "\"$ran\" was not tested" \
		"$WORK/test"
done
! grep -q -e "failed" "$WORK/test" || fail "something failed" "$WORK/test"

step "--test-fork"
p11_user must --test-fork

step "--test-threads"
p11_user must --use-locking --test-threads ILGISLT0 \
	--test-threads ILGISLT0 --test-threads ILGISLT0 --list-token-slots
says "token label *: $TOKEN"

must "$CLAVIGER" verify
passed
