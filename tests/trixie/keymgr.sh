#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# knot's keymgr with a token as its key store: DNSSEC keys of each algorithm.
# shellcheck source-path=SCRIPTDIR source=../consumers/common.sh disable=SC1091
. "$(dirname "$0")/../consumers/common.sh"
PATH=$PATH:/usr/sbin
need keymgr
need_build

new_token dns-token
cat >"$WORK/knot.conf" <<EOF
database:
    storage: $WORK/kasp
keystore:
  - id: token
    backend: pkcs11
    config: "pkcs11:token=$TOKEN;pin-value=$PIN $MODULE"
policy:
  - id: token
    keystore: token
    manual: on
zone:
  - domain: example.org
    dnssec-signing: on
    dnssec-policy: token
EOF
mkdir "$WORK/kasp"

step "keymgr generates"
for algorithm in ecdsap256sha256 ecdsap384sha384 ed25519 rsasha256; do
	must keymgr -c "$WORK/knot.conf" example.org generate \
		algorithm=$algorithm ksk=yes size="$(case $algorithm in
		rsa*) echo 2048 ;; *p256* | ed*) echo 256 ;; *) echo 384 ;;
		esac)"
done
must keymgr -c "$WORK/knot.conf" example.org list
[ "$(grep -c -i 'ksk' "$WORK/said")" -ge 4 ] || fail "keys are missing" \
	"$WORK/said"

step "the keys are on the token"
p11_user must --list-objects --type privkey
[ "$(grep -c 'Private Key Object' "$WORK/said")" -eq 4 ] ||
	fail "not four private keys" "$WORK/said"

step "DNSKEY and DS records come from them"
must keymgr -c "$WORK/knot.conf" example.org dnskey
says "DNSKEY"
must keymgr -c "$WORK/knot.conf" example.org ds
says "DS"

must "$CLAVIGER" verify
passed
