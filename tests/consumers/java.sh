#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Java with the PKCS #11 provider of the JDK, configured with nothing but name,
# library and slot.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need_build
build_java Token Consumer
KEYTOOL=${KEYTOOL:-$(dirname "$(command -v "$JAVA")")/keytool}
need "$KEYTOOL" openssl

new_token java-token
cat >"$WORK/java.cfg" <<EOF
name = Claviger
library = $MODULE
slotListIndex = 0
EOF

keytool() {
	must "$KEYTOOL" "$@" -keystore NONE -storetype PKCS11 -storepass "$PIN" \
		-providerClass sun.security.pkcs11.SunPKCS11 \
		-providerArg "$WORK/java.cfg"
}

step "keytool makes a key with a certificate"
keytool -genkeypair -keyalg EC -groupname secp256r1 -alias web \
	-dname "CN=java consumer" -sigalg SHA256withECDSA
keytool -genseckey -keyalg AES -keysize 256 -alias keytool-secret
keytool -list
says "web, PrivateKeyEntry"
says "keytool-secret, SecretKeyEntry"
keytool -exportcert -rfc -alias web -file "$WORK/web.pem"
must openssl verify -CAfile "$WORK/web.pem" "$WORK/web.pem"
keytool -certreq -alias web -file "$WORK/web.csr"
must openssl req -in "$WORK/web.csr" -noout -verify

step "keys made with the command"
key create wrap-key --usage wrap,unwrap

# A file larger than any buffer on the way.
step "what Java programs do"
cat "$MODULE" "$MODULE" >"$WORK/file"
must "$JAVA" -cp "$WORK/classes" Consumer "$WORK/java.cfg" "$PIN" "$WORK/file"
says_not "^FAILED"
grep '^left out' "$WORK/said" | sed "s/^/$NAME: /" || :
[ -z "${VERBOSE:-}" ] || cat "$WORK/said"

step "keytool deletes"
keytool -delete -alias web
keytool -list
says_not "^web,"
says "data-key-too, SecretKeyEntry"
says_not "imported-key"

step "the slot by its number"
must "$CLAVIGER" token list --json
slot=$(sed -n 's/.*"slot"[: ]*\([0-9]*\).*/\1/p' "$WORK/said" | head -n 1)
[ -n "$slot" ] || fail "no slot number" "$WORK/said"
sed "s/^slotListIndex.*/slot = $slot/" "$WORK/java.cfg" >"$WORK/slot.cfg"
mv "$WORK/slot.cfg" "$WORK/java.cfg"
keytool -list
says "data-key, SecretKeyEntry"

step "the store afterwards"
must "$CLAVIGER" verify
passed
