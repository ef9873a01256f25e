#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Knot DNS: keymgr makes zone keys on the token, the zone is signed with them
# and checked by somebody who has only the zone.
# shellcheck source-path=SCRIPTDIR source=../consumers/common.sh disable=SC1091
. "$(dirname "$0")/../consumers/common.sh"
PATH=$PATH:/usr/sbin
need keymgr kzonesign kzonecheck nm
need_build

ZONE=example.com
new_token "knot-token"

cat >"$WORK/zone" <<EOF
$ZONE. 3600 IN SOA ns.$ZONE. admin.$ZONE. 1 7200 3600 1209600 3600
$ZONE. 3600 IN NS ns.$ZONE.
ns.$ZONE. 3600 IN A 192.0.2.1
EOF

# configure ALGORITHM: a key database of its own.
configure() {
	rm -rf "$WORK/knot" "$WORK/signed"
	mkdir "$WORK/knot" "$WORK/signed"
	cat >"$WORK/knot.conf" <<-EOF
		server:
		    rundir: $WORK/knot
		database:
		    storage: $WORK/knot
		keystore:
		  - id: hsm
		    backend: pkcs11
		    config: "pkcs11:token=$TOKEN;pin-value=$PIN $MODULE"
		policy:
		  - id: token
		    keystore: hsm
		    algorithm: $1
		zone:
		  - domain: $ZONE
		    storage: $WORK
		    file: zone
		    dnssec-signing: on
		    dnssec-policy: token
	EOF
}

knot() {
	program=$1
	shift
	must "$program" -c "$WORK/knot.conf" "$@"
}

for algorithm in ECDSAP256SHA256 ECDSAP384SHA384 ED25519 ED448 RSASHA256; do
	step "$algorithm"
	configure "$algorithm"
	size=
	[ "$algorithm" != RSASHA256 ] || size=size=2048
	for role in ksk=yes zsk=yes; do
		# shellcheck disable=SC2086 # a word or none
		knot keymgr "$ZONE." generate algorithm="$algorithm" $role $size
	done
	knot keymgr "$ZONE." list
	says "KSK $algorithm"
	says "ZSK $algorithm"
	knot keymgr "$ZONE." ds
	says "DS"
	knot kzonesign -o "$WORK/signed" "$ZONE."
	signed=$(find "$WORK/signed" -type f)
	grep -q RRSIG "$signed" || fail "the zone is not signed" "$signed"
	must kzonecheck -o "$ZONE." -d on "$signed"
	cp "$signed" "$WORK/altered"
	sed -i 's/192\.0\.2\.1/192.0.2.2/' "$WORK/altered"
	must_fail kzonecheck -o "$ZONE." -d on "$WORK/altered"
done

step "the keys are on the token"
key list
[ "$(grep -c 'enabled' "$WORK/said")" -eq 10 ] ||
	fail "not ten keys" "$WORK/said"

step "deleting a key schedules it"
id=$(keymgr -c "$WORK/knot.conf" "$ZONE." list | sed -n 's/ .*ZSK.*//p')
knot keymgr "$ZONE." delete "$id"
knot keymgr "$ZONE." list
says_not "$id"

step "a wrong PIN"
sed -i "s/pin-value=$PIN/pin-value=wrong-pin/" "$WORK/knot.conf"
must_fail keymgr -c "$WORK/knot.conf" "$ZONE." generate

step "the store afterwards"
must "$CLAVIGER" verify
passed
