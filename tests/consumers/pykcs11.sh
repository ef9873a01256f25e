#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# PyKCS11: a Python program that uses the whole interface as it is written
# down, loaded straight and through p11-kit's server and client.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need_build
PYTHON=${PYTHON:-/usr/bin/python3}
"$PYTHON" -c 'import PyKCS11' 2>/dev/null || skip "PyKCS11 is missing"

new_token python-token

step "loaded by Python"
must "$PYTHON" "$HERE/consumer.py" "$MODULE" "$TOKEN" "$PIN"
says "consumer: passed"

step "through p11-kit server and p11-kit-client.so"
need p11-kit pkg-config
client=$(pkg-config --variable=p11_module_path p11-kit-1)/p11-kit-client.so
[ -f "$client" ] || skip "p11-kit-client.so is missing"
p11-kit server --foreground --name "$WORK/socket" --provider "$MODULE" \
	"pkcs11:" >"$WORK/server" 2>&1 &
CHILDREN="$CHILDREN $!"
tries=0
until [ -S "$WORK/socket" ]; do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || fail "p11-kit server does not start" "$WORK/server"
	sleep 0.1
done
P11_KIT_SERVER_ADDRESS=unix:path=$WORK/socket
export P11_KIT_SERVER_ADDRESS
must "$PYTHON" "$HERE/consumer.py" "$client" "$TOKEN" "$PIN" \
	remote
says "consumer: passed"
must "$PKCS11_TOOL" --module "$client" --token-label "$TOKEN" --login \
	--pin "$PIN" --keypairgen --key-type EC:prime256v1 --label remote
must "$PKCS11_TOOL" --module "$client" --token-label "$TOKEN" --login \
	--pin "$PIN" --list-objects
says "label: *remote"

must "$CLAVIGER" verify
passed
