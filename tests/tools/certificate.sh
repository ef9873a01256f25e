#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A pair whose current version has a certificate is activated only with one
# for the next version, or by force.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
for program in openssl pkcs11-tool; do
	command -v "$program" >/dev/null 2>&1 || {
		echo "$program is not installed"
		exit 77
	}
done
new_token certified
as 0 key create web --type ec-p256 --id 01

openssl ecparam -name prime256v1 -genkey -noout -out "$WORK/ca.key" 2>"$ERR"
openssl req -x509 -new -key "$WORK/ca.key" -subj /CN=ca -days 2 \
	-out "$WORK/ca.pem" 2>"$ERR"

# certify VERSION: a certificate for that version goes into the token.
certify() {
	called="certify version $1"
	certificate "$1" >"$OUT" 2>"$ERR" || complain "$called"
}

certificate() {
	"$CLAVIGER" key public web --version "$1" --out "$WORK/public.pem" &&
		openssl req -new -key "$WORK/ca.key" -subj /CN=web \
			-out "$WORK/request" &&
		openssl x509 -req -in "$WORK/request" -CA "$WORK/ca.pem" \
			-CAkey "$WORK/ca.key" -set_serial "$1" -days 1 \
			-force_pubkey "$WORK/public.pem" -outform DER \
			-out "$WORK/certificate" &&
		LD_PRELOAD=${PRELOAD:-} ASAN_OPTIONS=detect_leaks=0 \
			pkcs11-tool --module "$MODULE" --login --pin "$PIN" \
			--write-object "$WORK/certificate" --type cert \
			--label web --id 01
}

certify 1
as 1 key rotate web --activate
reason 'certificate'
reason 'CKR_ACTION_PROHIBITED'
as 0 key show web --json
is "the current version" "$(member currentVersion)" 1
is "the versions" "$(grep -c '"version"' "$OUT")" 1
as 0 key rotate web
as 1 key activate web 2
reason 'certificate'
certify 2
as 0 key activate web 2
as 0 key rotate web
as 0 key activate web 3 --force
as 0 key activate web 2
as 0 key delete web --version 3
as 0 key rotate web --activate --force
as 0 key show web --json
is "the current version" "$(member currentVersion)" 4
finish
