#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What leaves the process: no symbol but C_*, no key byte and no label in any
# file of the store, neither at rest nor while it is in use.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need "$PKCS11_TOOL" nm od
need_build
build_helper probe

step "exported symbols"
nm -D --defined-only "$MODULE" >"$WORK/symbols"
grep -q ' T C_GetFunctionList$' "$WORK/symbols" ||
	fail "C_GetFunctionList is not exported" "$WORK/symbols"
if grep -v ' T C_[A-Za-z]*$' "$WORK/symbols" >"$WORK/others"; then
	fail "more than C_* is exported" "$WORK/others"
fi

step "a token with known bytes in it"
LABEL=velvet-orchid-label
DATA=copper-lantern-content
new_token marked-token
random_bytes 32 >"$WORK/key"
p11_user must --write-object "$WORK/key" --type secrkey --key-type AES:32 \
	--id 7d6c5b4a3928 --label "$LABEL"
printf '%s' "$DATA" >"$WORK/content"
p11_user must --write-object "$WORK/content" --type data --label "$LABEL-data" \
	--private
p11_user must --keygen --key-type AES:32 --id 02 --label "$LABEL-second"
must openssl ecparam -name prime256v1 -genkey -noout -outform DER \
	-out "$WORK/ec.der"
p11_user must --write-object "$WORK/ec.der" --type privkey --id 03 \
	--label "$LABEL-third"
openssl ec -inform DER -in "$WORK/ec.der" -noout -text 2>/dev/null |
	sed -n '/^priv:/,/^pub:/p' | grep '^ ' | tr -d ' :\n' >"$WORK/ec.hex"
[ -s "$WORK/ec.hex" ] || fail "no private value to look for"
key rotate "$LABEL"

# Files as hex on one line: bytes are looked for as bytes and as text.
look() {
	find "$STORE" -type f >"$WORK/files"
	echo "$ROOT_KEY" >>"$WORK/files"
	[ "$(wc -l <"$WORK/files")" -ge 2 ] || fail "no files" "$WORK/files"
	while read -r file; do
		od -An -v -tx1 "$file" | tr -d ' \n' >"$WORK/file.hex"
		while read -r what needle; do
			! grep -qi "$needle" "$WORK/file.hex" ||
				fail "$what stands in $file"
		done <"$WORK/needles"
	done <"$WORK/files"
}

key_hex=$(hex <"$WORK/key")
ec_hex=$(cat "$WORK/ec.hex")
cat >"$WORK/needles" <<EOF
key-bytes $key_hex
first-half-of-the-key $(echo "$key_hex" | cut -c1-32)
second-half-of-the-key $(echo "$key_hex" | cut -c33-64)
key-in-hex $(printf '%s' "$key_hex" | hex)
private-value $ec_hex
private-value-in-hex $(printf '%s' "$ec_hex" | hex)
label $(printf '%s' "$LABEL" | hex)
token-label $(printf '%s' "$TOKEN" | hex)
id 7d6c5b4a3928
data $(printf '%s' "$DATA" | hex)
pin $(printf '%s' "$PIN" | hex)
so-pin $(printf '%s' "$SO_PIN" | hex)
EOF

step "looking through the files at rest"
look

step "looking through the files while they are in use"
mkfifo "$WORK/stdin"
"$WORK/probe" "$MODULE" "$TOKEN" "$PIN" hold "$LABEL-held" 4 \
	<"$WORK/stdin" >"$WORK/held" &
holder=$!
CHILDREN=$holder
exec 3>"$WORK/stdin"
tries=0
while ! grep -q ready "$WORK/held"; do
	tries=$((tries + 1))
	[ "$tries" -lt 300 ] || fail "the probe is not ready"
	sleep 0.1
done
[ -s "$STORE/store.db-wal" ] || fail "nothing in the log"
look
p11_user must --write-object "$WORK/key" --type secrkey --key-type AES:32 \
	--id 09 --label "$LABEL-again"
look
exec 3>&-
wait "$holder" || fail "the probe ended with an error"
CHILDREN=
look

# A log says what was refused and why; it never holds what is secret.
step "looking through the log"
p11 must_fail --login --pin "wrong-$PIN" --list-objects
if [ -s "$LOG" ]; then
	! grep -q "$PIN\|$key_hex" "$LOG" || fail "a secret is in the log"
fi

step "permissions"
mode=$(stat -c %a "$ROOT_KEY")
[ "$mode" = 600 ] || fail "the root key file has mode $mode"
chmod 644 "$ROOT_KEY"
p11 must_fail --login --pin "$PIN" --list-objects
must "$CLAVIGER" status
says "$ROOT_KEY"
chmod 600 "$ROOT_KEY"
p11_user must --list-objects
says "$LABEL"
passed
