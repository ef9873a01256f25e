#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# GnuTLS with keys of the token: p11tool makes RSA, EC and Ed25519 keys,
# certtool certifies them, gnutls-serv and gnutls-cli talk TLS with them.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need "$P11TOOL" certtool gnutls-serv gnutls-cli openssl
need_build

GNUTLS_PIN=$PIN
export GNUTLS_PIN
new_token gnutls-tls
URL="pkcs11:token=$TOKEN"
private() {
	echo "$URL;object=$1;type=private"
}

# make_key LABEL P11TOOL-ARGUMENT...
make_key() {
	label=$1
	shift
	must "$P11TOOL" --provider "$MODULE" --batch --login "$@" \
		--label "$label" --outfile "$WORK/$label.public" "$URL"
}

step "an authority"
make_key ca --generate-privkey=ecdsa --curve secp384r1
cat >"$WORK/ca.template" <<EOF
cn = "GnuTLS authority"
expiration_days = 30
ca
cert_signing_key
EOF
must certtool --provider "$MODULE" --generate-self-signed \
	--template "$WORK/ca.template" --load-privkey "$(private ca)" \
	--outfile "$WORK/ca.pem"

cat >"$WORK/template" <<EOF
cn = "localhost"
dns_name = "localhost"
expiration_days = 30
signing_key
encryption_key
tls_www_server
tls_www_client
EOF
for key in rsa ec ed25519; do
	step "a $key key and its certificate"
	hash=SHA256
	case $key in
	rsa) make_key rsa --generate-privkey=rsa --bits 2048 ;;
	ec) make_key ec --generate-privkey=ecdsa --curve secp256r1 ;;
	ed25519)
		make_key ed25519 --generate-privkey=ed25519
		hash=SHA512
		;;
	esac
	must "$P11TOOL" --provider "$MODULE" --batch --login --test-sign \
		--hash $hash "$(private $key)"
	must certtool --provider "$MODULE" --generate-request \
		--template "$WORK/template" --load-privkey "$(private $key)" \
		--outfile "$WORK/$key.csr"
	must certtool --provider "$MODULE" --generate-certificate \
		--template "$WORK/template" --load-request "$WORK/$key.csr" \
		--load-ca-certificate "$WORK/ca.pem" \
		--load-ca-privkey "$(private ca)" --outfile "$WORK/$key.pem"
	must openssl verify -CAfile "$WORK/ca.pem" "$WORK/$key.pem"
	must openssl x509 -in "$WORK/$key.pem" -noout -pubkey
	cp "$WORK/said" "$WORK/of-certificate"
	must openssl pkey -pubin -in "$WORK/$key.public" -out "$WORK/of-token"
	same "$WORK/of-certificate" "$WORK/of-token"
done

port=$((20000 + $$ % 20000))
for key in rsa ec ed25519; do
	step "gnutls-serv with the $key key"
	port=$((port + 1))
	gnutls-serv --provider "$MODULE" --echo --port $port --quiet \
		--x509certfile "$WORK/$key.pem" \
		--x509keyfile "$(private $key)" --x509cafile "$WORK/ca.pem" \
		>"$WORK/server" 2>&1 </dev/null &
	server=$!
	CHILDREN="$CHILDREN $server"
	for version in 1.2 1.3; do
		tries=0
		until echo "said through TLS $version" | timeout 10 gnutls-cli \
			--provider "$MODULE" --x509cafile "$WORK/ca.pem" \
			--x509certfile "$WORK/$key.pem" \
			--x509keyfile "$(private $key)" \
			--priority "NORMAL:-VERS-ALL:+VERS-TLS$version" \
			--port $port localhost >"$WORK/client" 2>&1; do
			tries=$((tries + 1))
			[ $tries -lt 20 ] ||
				fail "no TLS $version" "$WORK/client"
			sleep 0.3
		done
		grep -q "said through TLS $version" "$WORK/client" ||
			fail "no echo with TLS $version" "$WORK/client"
		grep -q "certificate is trusted" "$WORK/client" ||
			fail "the certificate is not trusted" "$WORK/client"
	done
	kill $server
	wait $server 2>/dev/null || :
done

step "a key written to the token"
must certtool --generate-privkey --key-type ed25519 --outfile "$WORK/soft.pem"
must "$P11TOOL" --provider "$MODULE" --batch --login --write \
	--load-privkey "$WORK/soft.pem" --label soft --id 7788 "$URL"
must openssl pkey -in "$WORK/soft.pem" -pubout -out "$WORK/soft.public"
must "$P11TOOL" --provider "$MODULE" --batch --login --write \
	--load-pubkey "$WORK/soft.public" --label soft --id 7788 "$URL"
must "$P11TOOL" --provider "$MODULE" --batch --login --test-sign \
	--hash SHA512 "$(private soft)"

must "$CLAVIGER" verify
passed
