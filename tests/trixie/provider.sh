#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# OpenSSL 3.5 through pkcs11-provider: keys made, used and found by openssl(1)
# alone, a TLS server and client, and servers that fork.
# shellcheck source-path=SCRIPTDIR source=../consumers/common.sh disable=SC1091
. "$(dirname "$0")/../consumers/common.sh"
need openssl
need_build
provider=$(openssl version -m | sed 's/.*"\(.*\)"/\1/')/pkcs11.so
[ -e "$provider" ] || skip "pkcs11-provider is missing"

new_token provider-token
URL="pkcs11:token=$TOKEN"
printf '%s' "$PIN" >"$WORK/pin-only"
cat >"$WORK/openssl.cnf" <<EOF
openssl_conf = init
[init]
providers = providers
[providers]
default = standard
pkcs11 = pkcs11
[standard]
activate = 1
[pkcs11]
module = $provider
pkcs11-module-path = $MODULE
pkcs11-module-token-pin = file:$WORK/pin-only
pkcs11-module-encode-provider-uri-to-pem = true
activate = 1
[req]
distinguished_name = name
[name]
EOF
OPENSSL_CONF=$WORK/openssl.cnf
export OPENSSL_CONF

step "the provider loads"
must openssl list -providers
says "pkcs11"
says "status: active"

step "openssl genpkey makes keys on the token"
must openssl genpkey -propquery "provider=pkcs11" -algorithm RSA \
	-pkeyopt rsa_keygen_bits:2048 -pkeyopt "pkcs11_uri:$URL;object=rsa" \
	-out "$WORK/rsa.uri.pem"
must openssl genpkey -propquery "provider=pkcs11" -algorithm EC \
	-pkeyopt ec_paramgen_curve:P-256 -pkeyopt "pkcs11_uri:$URL;object=ec" \
	-out "$WORK/ec.uri.pem"
must openssl genpkey -propquery "provider=pkcs11" -algorithm ED25519 \
	-pkeyopt "pkcs11_uri:$URL;object=ed25519" -out "$WORK/ed.uri.pem"
key list
for name in rsa ec ed25519; do
	says "$name"
done

step "storeutl lists them"
must openssl storeutl -keys -text "$URL;type=private"

for name in rsa ec ed25519; do
	step "$name: public key, request, certificate"
	private="$URL;object=$name;type=private"
	must openssl pkey -in "$private" -pubout -out "$WORK/$name.public"
	must openssl req -new -key "$private" -subj "/CN=$name" \
		-out "$WORK/$name.csr"
	must openssl req -in "$WORK/$name.csr" -verify -noout
	must openssl req -x509 -new -key "$private" -subj "/CN=localhost" \
		-addext subjectAltName=DNS:localhost -days 30 \
		-out "$WORK/$name.pem"
	must openssl verify -CAfile "$WORK/$name.pem" "$WORK/$name.pem"
done

step "signatures are checked by OpenSSL's own code"
random_bytes 1000 >"$WORK/data"
for name in rsa ec; do
	must openssl dgst -sha256 -sign "$URL;object=$name;type=private" \
		-out "$WORK/signature" "$WORK/data"
	must env OPENSSL_CONF=/dev/null openssl dgst -sha256 \
		-verify "$WORK/$name.public" -signature "$WORK/signature" \
		"$WORK/data"
done
must openssl dgst -sha256 -sigopt rsa_padding_mode:pss \
	-sigopt rsa_pss_saltlen:digest -sign "$URL;object=rsa;type=private" \
	-out "$WORK/signature" "$WORK/data"
must env OPENSSL_CONF=/dev/null openssl dgst -sha256 \
	-sigopt rsa_padding_mode:pss -verify "$WORK/rsa.public" \
	-signature "$WORK/signature" "$WORK/data"
must openssl pkeyutl -sign -rawin -inkey "$URL;object=ed25519;type=private" \
	-in "$WORK/data" -out "$WORK/signature"
must env OPENSSL_CONF=/dev/null openssl pkeyutl -verify -rawin -pubin \
	-inkey "$WORK/ed25519.public" -in "$WORK/data" -sigfile "$WORK/signature"

step "decryption"
random_bytes 32 >"$WORK/secret"
decrypts() {
	must env OPENSSL_CONF=/dev/null openssl pkeyutl -encrypt -pubin \
		-inkey "$WORK/rsa.public" "$@" -in "$WORK/secret" \
		-out "$WORK/encrypted"
	must openssl pkeyutl -decrypt -inkey "$URL;object=rsa;type=private" \
		"$@" -in "$WORK/encrypted" -out "$WORK/opened"
	same "$WORK/secret" "$WORK/opened"
}
decrypts -pkeyopt rsa_padding_mode:pkcs1
for hash in sha1 sha256 sha512; do
	decrypts -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:$hash \
		-pkeyopt rsa_mgf1_md:$hash
done

step "agreement"
must env OPENSSL_CONF=/dev/null openssl genpkey -algorithm EC \
	-pkeyopt ec_paramgen_curve:P-256 -out "$WORK/peer.pem"
must env OPENSSL_CONF=/dev/null openssl pkey -in "$WORK/peer.pem" -pubout \
	-out "$WORK/peer.public"
must openssl pkeyutl -derive -inkey "$URL;object=ec;type=private" \
	-peerkey "$WORK/peer.public" -out "$WORK/one"
must env OPENSSL_CONF=/dev/null openssl pkeyutl -derive \
	-inkey "$WORK/peer.pem" -peerkey "$WORK/ec.public" -out "$WORK/two"
same "$WORK/one" "$WORK/two"

port=$((20000 + $$ % 20000))
for name in rsa ec ed25519; do
	for version in tls1_2 tls1_3; do
		step "s_server with $name, $version"
		port=$((port + 1))
		openssl s_server -key "$URL;object=$name;type=private" \
			-cert "$WORK/$name.pem" -accept "127.0.0.1:$port" \
			-www -$version >"$WORK/server" 2>&1 </dev/null &
		server=$!
		CHILDREN="$CHILDREN $server"
		tries=0
		until printf 'GET / HTTP/1.0\r\n\r\n' | timeout 10 env \
			OPENSSL_CONF=/dev/null openssl s_client -quiet \
			-verify_return_error -CAfile "$WORK/$name.pem" \
			-verify_hostname localhost \
			-connect "127.0.0.1:$port" >"$WORK/client" 2>&1 &&
			grep -q "s_server" "$WORK/client"; do
			tries=$((tries + 1))
			[ $tries -lt 30 ] || fail "no answer" "$WORK/client"
			sleep 0.3
		done
		kill $server
		wait $server 2>/dev/null || :
	done
done

step "children sign with what their parent has loaded"
HERE=$SRC/tests/trixie
build_helper forking -lcrypto
for name in rsa ec ed25519; do
	must "$WORK/forking" "$URL;object=$name;type=private"
done

step "a private key does not come out"
run openssl pkcs8 -topk8 -nocrypt -in "$URL;object=ec;type=private" \
	-out "$WORK/leak"
[ ! -s "$WORK/leak" ] || ! grep -q 'BEGIN.*PRIVATE' "$WORK/leak" ||
	fail "a private key was written" "$WORK/leak"

step "a wrong PIN"
printf 'wrong-pin' >"$WORK/pin-only"
must_fail openssl dgst -sha256 -sign "$URL;object=ec;type=private" \
	-out "$WORK/signature" "$WORK/data"

must "$CLAVIGER" verify
passed
