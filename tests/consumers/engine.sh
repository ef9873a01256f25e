#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# OpenSSL through engine_pkcs11 (libp11): signing, a certificate request, a
# certificate, a TLS server and client with keys of the token, nginx with
# forked workers, curl with a client key.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need openssl curl
need_build
NGINX=$(PATH=$PATH:/usr/sbin command -v nginx) || skip "nginx is missing"
engines=$(openssl version -e | sed 's/.*"\(.*\)"/\1/')
[ -e "$engines/pkcs11.so" ] || skip "OpenSSL has no engine pkcs11"

cat >"$WORK/openssl.cnf" <<EOF
openssl_conf = init
[init]
engines = engines
[engines]
pkcs11 = pkcs11
[pkcs11]
engine_id = pkcs11
dynamic_path = $engines/pkcs11.so
MODULE_PATH = $MODULE
init = 0
[req]
distinguished_name = name
[name]
EOF
OPENSSL_CONF=$WORK/openssl.cnf
export OPENSSL_CONF

new_token engine-token
URL="pkcs11:token=$TOKEN"
private() {
	echo "$URL;object=$1;type=private?pin-value=$PIN"
}

key create ca-key --type ec-p384
key create ec-key --type ec-p256
key create rsa-key --type rsa-2048 --usage sign,decrypt
key create client-key --type ec-p256

# --- one by one -----------------------------------------------------------

step "signatures"
random_bytes 1000 >"$WORK/data"
for name in ec-key rsa-key; do
	must "$CLAVIGER" key public "$name" --token "$TOKEN"
	sed -n '/BEGIN/,/END/p' "$WORK/said" >"$WORK/$name.pem"
	must openssl dgst -engine pkcs11 -keyform engine -sha256 \
		-sign "$(private $name)" -out "$WORK/signature" "$WORK/data"
	must openssl dgst -sha256 -verify "$WORK/$name.pem" \
		-signature "$WORK/signature" "$WORK/data"
done
must openssl dgst -engine pkcs11 -keyform engine -sha256 \
	-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest \
	-sign "$(private rsa-key)" -out "$WORK/signature" "$WORK/data"
must openssl dgst -sha256 -verify "$WORK/rsa-key.pem" \
	-sigopt rsa_padding_mode:pss -signature "$WORK/signature" "$WORK/data"

step "decryption"
random_bytes 32 >"$WORK/secret"
must openssl pkeyutl -encrypt -pubin -inkey "$WORK/rsa-key.pem" \
	-in "$WORK/secret" -out "$WORK/encrypted"
must openssl pkeyutl -engine pkcs11 -keyform engine -decrypt \
	-inkey "$(private rsa-key)" -in "$WORK/encrypted" -out "$WORK/opened"
same "$WORK/secret" "$WORK/opened"

step "a certificate authority"
must openssl req -engine pkcs11 -keyform engine -key "$(private ca-key)" \
	-new -x509 -subj "/CN=engine CA" -days 30 -out "$WORK/ca.pem" \
	-addext basicConstraints=critical,CA:TRUE

# certificate NAME SUBJECT-ALT-NAME
certificate() {
	must openssl req -engine pkcs11 -keyform engine -new \
		-key "$(private "$1")" -subj "/CN=$1" -out "$WORK/$1.csr"
	must openssl req -in "$WORK/$1.csr" -verify -noout
	echo "subjectAltName = $2" >"$WORK/extensions"
	must openssl x509 -engine pkcs11 -CAkeyform engine -req \
		-in "$WORK/$1.csr" -CA "$WORK/ca.pem" \
		-CAkey "$(private ca-key)" -CAcreateserial -days 30 \
		-extfile "$WORK/extensions" -out "$WORK/$1.crt"
	must openssl verify -CAfile "$WORK/ca.pem" "$WORK/$1.crt"
}
step "requests and certificates"
certificate ec-key DNS:localhost
certificate rsa-key DNS:localhost
certificate client-key email:client@example.org

# --- TLS ------------------------------------------------------------------

port=$((20000 + $$ % 20000))

# wait_for PORT: until somebody listens there.
wait_for() {
	tries=0
	until env OPENSSL_CONF=/dev/null openssl s_client \
		-connect "127.0.0.1:$1" </dev/null 2>/dev/null |
		grep -q "BEGIN CERTIFICATE"; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || return 1
		sleep 0.2
	done
}

for name in ec-key rsa-key; do
	for version in tls1_2 tls1_3; do
		step "s_server with $name, $version"
		port=$((port + 1))
		openssl s_server -engine pkcs11 -keyform engine \
			-key "$(private $name)" -cert "$WORK/$name.crt" \
			-accept "127.0.0.1:$port" -www -$version \
			>"$WORK/server" 2>&1 </dev/null &
		server=$!
		CHILDREN="$CHILDREN $server"
		wait_for $port || fail "s_server does not serve" "$WORK/server"
		must curl -sS --cacert "$WORK/ca.pem" \
			--resolve "localhost:$port:127.0.0.1" \
			"https://localhost:$port/"
		says "Ciphers common\|Cipher"
		kill $server
		wait $server 2>/dev/null || :
	done
done

step "nginx with four workers"
port=$((port + 1))
mkdir "$WORK/nginx"
echo "served with a key of the token" >"$WORK/nginx/index.html"
chmod -R a+rX "$WORK/nginx"
cat >"$WORK/nginx.conf" <<EOF
daemon off;
worker_processes 4;
pid $WORK/nginx.pid;
error_log stderr notice;
ssl_engine pkcs11;
env OPENSSL_CONF;
env CLAVIGER_CONF;
$([ "$(id -u)" -ne 0 ] || echo "user root;")
events { }
http {
	access_log off;
	client_body_temp_path $WORK/nginx;
	proxy_temp_path $WORK/nginx;
	fastcgi_temp_path $WORK/nginx;
	uwsgi_temp_path $WORK/nginx;
	scgi_temp_path $WORK/nginx;
	server {
		listen 127.0.0.1:$port ssl;
		root $WORK/nginx;
		ssl_certificate $WORK/ec-key.crt;
		ssl_certificate_key "engine:pkcs11:$(private ec-key)";
		ssl_certificate $WORK/rsa-key.crt;
		ssl_certificate_key "engine:pkcs11:$(private rsa-key)";
		ssl_session_cache off;
		ssl_session_tickets off;
		ssl_client_certificate $WORK/ca.pem;
		ssl_verify_client optional;
		location /who {
			return 200 "\$ssl_client_verify \$ssl_client_s_dn";
		}
	}
}
EOF
"$NGINX" -p "$WORK/nginx" -c "$WORK/nginx.conf" >"$WORK/nginx.log" 2>&1 &
nginx=$!
CHILDREN="$CHILDREN $nginx"
wait_for $port || fail "nginx does not serve" "$WORK/nginx.log"

get() {
	must curl -sS --cacert "$WORK/ca.pem" \
		--resolve "localhost:$port:127.0.0.1" "$@"
}
i=0
while [ $i -lt 20 ]; do
	get "https://localhost:$port/" "https://localhost:$port/"
	says "a key of the token"
	get --ciphers ECDHE-RSA-AES256-GCM-SHA384 --tls-max 1.2 \
		"https://localhost:$port/"
	says "a key of the token"
	i=$((i + 1))
done

step "nginx loads its keys again"
kill -HUP $nginx
sleep 1
get "https://localhost:$port/"
says "a key of the token"

step "curl with a client key of the token"
get --engine pkcs11 --key-type ENG --key "$(private client-key)" \
	--cert "$WORK/client-key.crt" "https://localhost:$port/who"
says "SUCCESS CN=client-key"
get "https://localhost:$port/who"
says "NONE"

step "nginx ends cleanly"
kill -QUIT $nginx
status=0
wait $nginx || status=$?
[ $status -eq 0 ] || fail "nginx leaves with $status" "$WORK/nginx.log"
! grep -qE '\[(emerg|alert|crit)\]|exited on signal' "$WORK/nginx.log" ||
	fail "nginx complains" "$WORK/nginx.log"

must "$CLAVIGER" verify
passed
