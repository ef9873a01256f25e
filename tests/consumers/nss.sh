#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# NSS: modutil registers the module, certutil makes keys and certificates on
# the token, pk12util brings a key in, cmsutil signs and decrypts with them.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need modutil certutil pk12util cmsutil openssl
need_build

new_token nss-token --allow-extractable
DB=sql:$WORK/db
mkdir "$WORK/db"
printf '%s\n' "$PIN" >"$WORK/pin"
random_bytes 200 >"$WORK/noise"

nss() {
	program=$1
	shift
	must "$program" -d "$DB" "$@"
}

# --- the module -----------------------------------------------------------

step "a database and the module in it"
nss certutil -N --empty-password
must modutil -force -dbdir "$DB" -add claviger -libfile "$MODULE"
must modutil -force -dbdir "$DB" -list claviger
says "Token Name: *$TOKEN"
must modutil -force -dbdir "$DB" -list
says "claviger"
says "token: $TOKEN"

# --- certutil -------------------------------------------------------------

# self_signed NAME CERTUTIL-ARGUMENT...
self_signed() {
	name=$1
	shift
	nss certutil -S -h "$TOKEN" -f "$WORK/pin" -n "$name" -s "CN=$name" \
		-x -t "u,u,u" -m $$ -v 12 -z "$WORK/noise" "$@"
	nss certutil -L -h "$TOKEN" -f "$WORK/pin" -n "$TOKEN:$name" -a
	cp "$WORK/said" "$WORK/$name.pem"
	must openssl x509 -in "$WORK/$name.pem" -noout -subject
	says "$name"
	must openssl verify -CAfile "$WORK/$name.pem" "$WORK/$name.pem"
}

step "certutil -S: RSA"
self_signed rsa-cert -k rsa -g 2048
step "certutil -S: PSS"
self_signed pss-cert -k rsa -g 2048 --pss-sign
step "certutil -S: EC"
self_signed ec-cert -k ec -q nistp256
self_signed ec384-cert -k ec -q secp384r1
step "lists"
nss certutil -L -h "$TOKEN" -f "$WORK/pin"
says "$TOKEN:rsa-cert *u,u,u"
says "$TOKEN:ec-cert *u,u,u"
nss certutil -K -h "$TOKEN" -f "$WORK/pin"
says "rsa.*rsa-cert"
says "ec .*ec-cert"

step "a request, signed by another key of the token"
nss certutil -R -h "$TOKEN" -f "$WORK/pin" -s "CN=leaf" -k ec \
	-q nistp256 -z "$WORK/noise" -o "$WORK/leaf.csr" -a
must openssl req -in "$WORK/leaf.csr" -verify -noout
nss certutil -C -c "$TOKEN:ec-cert" -f "$WORK/pin" -i "$WORK/leaf.csr" \
	-m 77 -v 3 -a -o "$WORK/leaf.pem"
nss certutil -A -h "$TOKEN" -f "$WORK/pin" -n leaf -t ",," -a \
	-i "$WORK/leaf.pem"
nss certutil -L -h "$TOKEN" -f "$WORK/pin"
says "$TOKEN:leaf *u,u,u"

# --- pk12util -------------------------------------------------------------

step "pk12util -i"
must openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/soft.key" \
	-out "$WORK/soft.pem" -subj "/CN=soft" -days 30
must openssl pkcs12 -export -inkey "$WORK/soft.key" -in "$WORK/soft.pem" \
	-name soft -out "$WORK/soft.p12" -passout pass:12345678
nss pk12util -i "$WORK/soft.p12" -h "$TOKEN" -k "$WORK/pin" -W 12345678
nss certutil -K -h "$TOKEN" -f "$WORK/pin"
says "rsa.*soft"
nss certutil -L -h "$TOKEN" -f "$WORK/pin"
says "$TOKEN:soft *u,u,u"

step "keys that do not leave are not exported"
must_fail pk12util -d "$DB" -o "$WORK/leak.p12" -n "$TOKEN:rsa-cert" \
	-h "$TOKEN" -k "$WORK/pin" -W 12345678

# --- cmsutil --------------------------------------------------------------

step "an authority on the token, and certificates of its making"
printf 'y\n0\ny\n' >"$WORK/answers"
# shellcheck disable=SC2016 # for the inner shell
must sh -c 'answers=$1; shift; certutil "$@" <"$answers"' certutil \
	"$WORK/answers" -d "$DB" -S -h "$TOKEN" -f "$WORK/pin" -n ca -x \
	-s "CN=token CA" -t "CTu,CTu,CTu" -m 1000 -v 12 -k ec -q nistp256 \
	-z "$WORK/noise" -2
nss certutil -L -h "$TOKEN" -f "$WORK/pin" -n "$TOKEN:ca" -a
cp "$WORK/said" "$WORK/ca.pem"
issue() {
	name=$1
	shift
	nss certutil -S -h "$TOKEN" -f "$WORK/pin" -n "$name" -t "u,u,u" \
		-s "CN=$name,E=$name@example.org" -c "$TOKEN:ca" -v 6 \
		-z "$WORK/noise" "$@"
	nss certutil -L -h "$TOKEN" -f "$WORK/pin" -n "$TOKEN:$name" -a
	cp "$WORK/said" "$WORK/$name.pem"
	must openssl verify -CAfile "$WORK/ca.pem" "$WORK/$name.pem"
}
issue mail-rsa -m 1001 -k rsa -g 2048
issue mail-ec -m 1002 -k ec -q nistp256

step "cmsutil signs"
echo "a message" >"$WORK/message"
for name in mail-rsa mail-ec; do
	nss cmsutil -S -N "$TOKEN:$name" -f "$WORK/pin" -G \
		-i "$WORK/message" -o "$WORK/signed"
	must openssl cms -verify -binary -inform DER -in "$WORK/signed" \
		-CAfile "$WORK/ca.pem" -purpose any -out "$WORK/content"
	same "$WORK/message" "$WORK/content"
	nss cmsutil -D -f "$WORK/pin" -i "$WORK/signed" -o "$WORK/content"
	same "$WORK/message" "$WORK/content"
done

step "cmsutil decrypts"
must openssl cms -encrypt -aes256 -binary -outform DER -in "$WORK/message" \
	-out "$WORK/enveloped" "$WORK/mail-rsa.pem"
nss cmsutil -D -f "$WORK/pin" -i "$WORK/enveloped" -o "$WORK/content"
same "$WORK/message" "$WORK/content"

step "deleting"
nss certutil -F -h "$TOKEN" -f "$WORK/pin" -n "$TOKEN:leaf"
run certutil -d "$DB" -L -h "$TOKEN" -f "$WORK/pin"
says_not "$TOKEN:leaf"

must "$CLAVIGER" verify
passed
