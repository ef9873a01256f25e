#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Keys of every type that can be made, and new versions of every family.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
new_token types

# --- making -----------------------------------------------------------------
types='aes-192 aes-xts-256 aes-xts-512 chacha20
	rsa-2048 ec-p224 ec-p384 ec-p521 ec-secp256k1
	ec-bp256r1 ec-bp384r1 ec-bp512r1 ed25519 ed448 x25519 x448
	hmac-sha1 hmac-sha224 hmac-sha256 hmac-sha384 hmac-sha512
	hmac-sha3-256 hmac-sha3-384 hmac-sha3-512
	generic-128 generic-256 generic-512 hkdf-256'
for type in $types; do
	as 0 key create "$type" --type "$type"
done
as 0 key list
for type in $types; do
	says "^$type  *$type  *enabled  *1 of 1 "
done

# --- what they are for ------------------------------------------------------
usage_of() {
	as 0 key show "$1" --json
	is "the usage of $1" "$(tr -d ' \n' <"$OUT" |
		sed 's/.*"usage":\[\([^]]*\)\].*/\1/; s/"//g')" "$2"
}
usage_of rsa-2048 sign
usage_of ed25519 sign
usage_of x25519 derive
usage_of hmac-sha256 sign,verify
usage_of generic-256 sign,verify,derive
as 2 key create odd --type ed25519 --usage derive
reason 'ed25519 cannot derive'
as 2 key create odd --type rsa-2048 --usage derive
as 0 key create vault --type rsa-2048 --usage unwrap,decrypt
usage_of vault decrypt,unwrap

# --- rotation keeps size, curve and kind ------------------------------------
for type in aes-192 chacha20 rsa-2048 ec-p521 ed25519 x448 hmac-sha256 \
	generic-512; do
	as 0 key rotate "$type" --activate
	as 0 key show "$type" --json
	is "the type of $type" "$(member type)" "$type"
	is "the version of $type" "$(member currentVersion)" 2
done

# --- where libcrypto has them -----------------------------------------------
if "$CLAVIGER" key create kem --type ml-kem-768 --pin-file "$WORK/pin" \
	>"$OUT" 2>"$ERR"; then
	usage_of kem decapsulate
	as 0 key create dsa --type ml-dsa-65
	as 0 key create slh --type slh-dsa-sha2-128f
	as 0 key rotate kem --activate
	as 0 key list
	says '^kem  *ml-kem-768  *enabled  *2 of 2 '
	says '^dsa  *ml-dsa-65  *enabled  *1 of 1 '
	says '^slh  *slh-dsa-sha2-128f  *enabled  *1 of 1 '
else
	grep -Eq 'CKR_(MECHANISM_INVALID|PARAMETER_SET_NOT_SUPPORTED)' "$ERR" ||
		complain "ml-kem-768 is refused otherwise"
fi

finish
