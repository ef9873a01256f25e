#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The JDK's own tools: keytool makes keys, requests and certificates on the
# token, jarsigner signs with them, a KeyStore sets and replaces entries.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need keytool jarsigner jar openssl
need_build
build_java Entries

new_token java-token
slot=$("$CLAVIGER" token list --json | tr -d ' \n' |
	sed "s/.*\"slot\":\([0-9]*\).*\"label\":\"$TOKEN\".*/\1/")
case $slot in
*[!0-9]* | '')
	slot=0
	;;
esac
cat >"$WORK/pkcs11.cfg" <<EOF
name = claviger
library = $MODULE
slot = $slot
EOF

store_tool() {
	must keytool -J-Duser.language=en -keystore NONE -storetype PKCS11 \
		-storepass "$PIN" -addprovider SunPKCS11 \
		-providerarg "$WORK/pkcs11.cfg" "$@"
}

step "keytool -genkeypair"
store_tool -genkeypair -alias rsa -keyalg RSA -keysize 2048 \
	-dname "CN=rsa" -validity 30
store_tool -genkeypair -alias ec -keyalg EC -groupname secp256r1 \
	-dname "CN=ec" -validity 30
store_tool -genkeypair -alias p521 -keyalg EC -groupname secp521r1 \
	-dname "CN=p521" -validity 30
store_tool -list
for alias in rsa ec p521; do
	says "^$alias, *PrivateKeyEntry"
done

step "keytool -genseckey"
store_tool -genseckey -alias aes -keyalg AES -keysize 256
store_tool -list
says "^aes, *SecretKeyEntry"

step "requests and certificates"
for alias in rsa ec p521; do
	store_tool -certreq -alias $alias -file "$WORK/$alias.csr"
	must openssl req -in "$WORK/$alias.csr" -verify -noout
	store_tool -exportcert -rfc -alias $alias -file "$WORK/$alias.pem"
	must openssl verify -CAfile "$WORK/$alias.pem" "$WORK/$alias.pem"
done
store_tool -gencert -alias ec -infile "$WORK/rsa.csr" \
	-outfile "$WORK/rsa-by-ec.pem" -rfc -validity 20 -ext bc:c=ca:false
cat "$WORK/rsa-by-ec.pem" "$WORK/ec.pem" >"$WORK/chain.pem"
store_tool -importcert -noprompt -alias rsa -file "$WORK/chain.pem"
store_tool -list -v -alias rsa
says "Issuer: CN=ec"

step "jarsigner"
mkdir "$WORK/tree"
echo "something to sign" >"$WORK/tree/file"
must jar --create --file "$WORK/plain.jar" -C "$WORK/tree" file
for alias in rsa ec p521; do
	cp "$WORK/plain.jar" "$WORK/$alias.jar"
	must jarsigner -J-Duser.language=en -keystore NONE -storetype PKCS11 \
		-storepass "$PIN" -addprovider SunPKCS11 \
		-providerArg "$WORK/pkcs11.cfg" "$WORK/$alias.jar" $alias
	must jarsigner -J-Duser.language=en -verify -verbose "$WORK/$alias.jar"
	says "jar verified"
	says "^s.*file$\|^sm.*file$"
done

step "a key store's entries: set, read, replaced, deleted"
must "$JAVA" -cp "$WORK/classes" Entries "$WORK/pkcs11.cfg" "$PIN"
says "entries: passed"

step "deleting by keytool"
store_tool -delete -alias p521
store_tool -delete -alias aes
store_tool -list
says_not "^p521, "
says_not "^aes, "

must "$CLAVIGER" verify
passed
