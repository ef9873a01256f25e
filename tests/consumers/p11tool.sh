#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# GnuTLS's p11tool and certtool with the module as their provider.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need "$P11TOOL" certtool openssl
need_build

GNUTLS_PIN=$PIN
GNUTLS_SO_PIN=$SO_PIN
export GNUTLS_PIN GNUTLS_SO_PIN
TOKEN="gnutls-token"
URL="pkcs11:token=$TOKEN"

gtool() {
	must "$P11TOOL" --provider "$MODULE" --batch "$@"
}

step "the free slot, initialised"
gtool --list-tokens
gtool --initialize --label "$TOKEN" --set-so-pin "$SO_PIN" "pkcs11:token="
gtool --list-tokens
says "token=$TOKEN"
says "Flags:.*RNG.*Requires login"
gtool --list-token-urls
says "token=$TOKEN"

step "the user's PIN"
gtool --initialize-pin --set-so-pin "$SO_PIN" --set-pin "$PIN" "$URL"
gtool --list-mechanisms "$URL"
for mechanism in CKM_AES_GCM CKM_ECDSA KEY_PAIR_GEN CKM_SHA256; do
	says "$mechanism"
done

step "generating key pairs"
for curve in secp256r1 secp384r1; do
	gtool --login --generate-privkey=ecc --curve "$curve" \
		--label "key-$curve" "$URL"
	says "BEGIN PUBLIC KEY"
	sed -n '/BEGIN PUBLIC KEY/,/END PUBLIC KEY/p' "$WORK/said" \
		>"$WORK/$curve.pem"
	gtool --login --export-pubkey "$URL;object=key-$curve;type=private" \
		--outfile "$WORK/$curve.exported"
	sed -n '/BEGIN PUBLIC KEY/,/END PUBLIC KEY/p' \
		"$WORK/$curve.exported" >"$WORK/exported"
	same "$WORK/$curve.pem" "$WORK/exported"
	gtool --export "$URL;object=key-$curve;type=public" \
		--outfile "$WORK/exported"
	must openssl pkey -pubin -in "$WORK/exported" -noout -text
	gtool --login --test-sign "$URL;object=key-$curve;type=private"
done
gtool --login --test-sign --hash SHA384 \
	"$URL;object=key-secp384r1;type=private"

step "listing"
gtool --login --list-all "$URL"
says "object=key-secp256r1;type=private"
says "object=key-secp256r1;type=public"
says "CKA_NEVER_EXTRACTABLE"
gtool --login --list-privkeys "$URL"
says "object=key-secp384r1"
gtool --list-all "$URL"
says_not "type=private"
gtool --login --info "$URL;object=key-secp256r1;type=private"
says "CKA_SENSITIVE"

step "a private key does not come out"
run "$P11TOOL" --provider "$MODULE" --batch --login --export \
	"$URL;object=key-secp256r1;type=private" --outfile "$WORK/leak"
[ ! -s "$WORK/leak" ] || ! grep -q 'PRIVATE' "$WORK/leak" ||
	fail "a private key was exported"

step "a self-signed certificate with a key of the token"
cat >"$WORK/template" <<EOF
cn = "gnutls consumer"
expiration_days = 30
ca
cert_signing_key
EOF
must certtool --provider "$MODULE" --generate-self-signed \
	--template "$WORK/template" \
	--load-privkey "$URL;object=key-secp256r1;type=private" \
	--outfile "$WORK/cert.pem"
must openssl verify -CAfile "$WORK/cert.pem" "$WORK/cert.pem"
openssl x509 -in "$WORK/cert.pem" -noout -pubkey >"$WORK/cert.public"
must openssl pkey -pubin -in "$WORK/secp256r1.pem" -out "$WORK/public"
same "$WORK/public" "$WORK/cert.public"

step "writing a certificate"
gtool --login --write --load-certificate "$WORK/cert.pem" \
	--label web-cert --id 77 "$URL"
gtool --list-all-certs "$URL"
says "object=web-cert"
gtool --export "$URL;object=web-cert;type=cert" --outfile "$WORK/cert.back"
openssl x509 -in "$WORK/cert.pem" -outform DER -out "$WORK/one.der"
openssl x509 -in "$WORK/cert.back" -outform DER -out "$WORK/two.der"
same "$WORK/one.der" "$WORK/two.der"

step "writing keys"
must certtool --generate-privkey --key-type ecdsa --curve secp256r1 \
	--outfile "$WORK/soft.pem"
gtool --login --write --load-privkey "$WORK/soft.pem" --label soft-key \
	--id 78 "$URL"
must openssl pkey -in "$WORK/soft.pem" -pubout -out "$WORK/soft.public"
gtool --login --write --load-pubkey "$WORK/soft.public" --label soft-key \
	--id 78 "$URL"
gtool --login --test-sign "$URL;object=soft-key;type=private"
gtool --login --write --label some-secret --id 79 --secret-key \
	000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f "$URL"
gtool --login --list-all "$URL"
says "object=soft-key"
says "object=some-secret"

step "another label, another id"
for half in private public; do
	gtool --login --set-label renamed "$URL;object=soft-key;type=$half"
done
gtool --login --list-privkeys "$URL"
says "object=renamed"
says_not "object=soft-key"
for half in private public; do
	gtool --login --set-id 7a7b "$URL;object=renamed;type=$half"
done
gtool --login --list-privkeys "$URL"
says "ID: 7a:7b"
gtool --login --test-sign "$URL;object=renamed;type=private"

step "deleting"
gtool --login --delete "$URL;object=web-cert;type=cert"
run "$P11TOOL" --provider "$MODULE" --batch --list-all-certs "$URL"
says_not "web-cert"
gtool --login --delete "$URL;object=renamed;type=private"
gtool --login --list-privkeys "$URL"
says_not "object=renamed"

step "random bytes"
gtool --generate-random 32 --outfile "$WORK/random.1" "$URL"
gtool --generate-random 32 --outfile "$WORK/random.2" "$URL"
is_size "$WORK/random.1" 32
differ "$WORK/random.1" "$WORK/random.2"

step "a wrong PIN"
GNUTLS_PIN=wrong-$PIN
must_fail "$P11TOOL" --provider "$MODULE" --batch --login --list-privkeys "$URL"

step "the store afterwards"
must "$CLAVIGER" verify
passed
