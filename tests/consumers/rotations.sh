#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A key through more than 30 rotations, used all the while by a Java process
# that never restarts and by pkcs11-tool: whatever was ever encrypted, wrapped
# or signed still decrypts, unwraps and verifies. And what one process disables
# is refused by the very next operation of the other.
# CHECK_SCALE=full: 64 rotations.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need "$PKCS11_TOOL" openssl mkfifo
need_build
build_java Token Driver

ROTATIONS=31
[ "${CHECK_SCALE:-1}" != full ] || ROTATIONS=63
VERSIONS=5

step "token and keys"
new_token rotated-token --allow-extractable
key create data-key --usage encrypt,decrypt,wrap,unwrap --id 10
key create sign-key --type ec-p256 --id 20
must openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$WORK/ca.key" -out "$WORK/ca.pem" -subj "/CN=ca" -days 30
must openssl req -new -key "$WORK/ca.key" -subj "/CN=signer" \
	-out "$WORK/signer.csr"
random_bytes 32 >"$WORK/key"
p11_user must --write-object "$WORK/key" --type secrkey --key-type AES:32 \
	--id 30 --label loose-key --extractable
cat >"$WORK/java.cfg" <<EOF
name = Claviger
library = $MODULE
slotListIndex = 0
EOF

# certify N: a certificate for version N; Java shows no key without one.
certify() {
	key public sign-key --version "$1" --out "$WORK/public.$1"
	must openssl x509 -req -in "$WORK/signer.csr" -CA "$WORK/ca.pem" \
		-CAkey "$WORK/ca.key" -set_serial "$1" -days 30 \
		-force_pubkey "$WORK/public.$1" -outform DER \
		-out "$WORK/cert.$1"
	p11_user must --write-object "$WORK/cert.$1" --type cert --id 20 \
		--label sign-key
}
certify 1

# --- the Java process -----------------------------------------------------

step "the Java process"
mkfifo "$WORK/to" "$WORK/from"
timeout 900 "$JAVA" -cp "$WORK/classes" Driver "$WORK/java.cfg" "$PIN" \
	<"$WORK/to" >"$WORK/from" 2>"$WORK/java.err" &
java_pid=$!
CHILDREN=$java_pid
exec 3>"$WORK/to" 4<"$WORK/from"

hear() {
	answer="(nothing)"
	read -r answer <&4 || fail "Java has ended" "$WORK/java.err"
}

tell() {
	echo "$*" >&3
	hear
}

java_must() {
	tell "$@"
	[ "$answer" = ok ] || fail "Java, $*: $answer"
}

java_must_fail() {
	tell "$@"
	case $answer in
	refused*) ;;
	*) fail "Java, $*: $answer" ;;
	esac
}

hear
[ "$answer" = ready ] || fail "Java says $answer" "$WORK/java.err"
tell wraps
java_wraps=$answer
[ "$java_wraps" = ok ] ||
	echo "$NAME: this Java has no AES key wrapping with PKCS #11: left out"

IV=000102030405060708090a0b
tool_gcm() {
	p11_user must "--$1" --mechanism AES-GCM --id 10 --iv "$IV" \
		--aad 646174612d6b6579 --tag-bits-len 128 \
		--input-file "$2" --output-file "$3"
}
tool_gcms=no
if tool_has_gcm; then
	tool_gcms=ok
fi

# --- rotations ------------------------------------------------------------

# seal N: something new with whatever program can do it.
seal() {
	echo "text of round $1" >"$WORK/text.$1"
	java_must encrypt data-key "$WORK/text.$1" "$WORK/gcm.java.$1"
	if [ "$java_wraps" = ok ]; then
		java_must wrap data-key "$WORK/key" "$WORK/kwp.java.$1"
	fi
	if [ "$tool_gcms" = ok ]; then
		tool_gcm encrypt "$WORK/text.$1" "$WORK/gcm.tool.$1"
	fi
	p11_user must --wrap --mechanism 0x210b --id 10 --application-id 30 \
		--output-file "$WORK/kwp.tool.$1"
}

n=0
seal 0
while [ "$n" -lt "$ROTATIONS" ]; do
	n=$((n + 1))
	step "rotation $n"
	key rotate data-key
	seal "$n"
done
key show data-key
differ "$WORK/kwp.tool.0" "$WORK/kwp.tool.$ROTATIONS"

# unwraps FILE ID: pkcs11-tool unwraps FILE and gets the key that was wrapped.
KEY_HEX=$(hex <"$WORK/key")
unwraps() {
	p11_user must --unwrap --mechanism 0x210b --id 10 --key-type AES: \
		--extractable --application-id "$2" --input-file "$1"
	says " $KEY_HEX\$"
}

n=-1
while [ "$n" -lt "$ROTATIONS" ]; do
	n=$((n + 1))
	step "opening what round $n made"
	java_must decrypt data-key "$WORK/gcm.java.$n" "$WORK/back"
	same "$WORK/text.$n" "$WORK/back"
	if [ "$tool_gcms" = ok ]; then
		tool_gcm decrypt "$WORK/gcm.tool.$n" "$WORK/back"
		same "$WORK/text.$n" "$WORK/back"
	fi
	unwraps "$WORK/kwp.tool.$n" "$(printf '%04x' $((4096 + n)))"
	if [ "$java_wraps" = ok ]; then
		unwraps "$WORK/kwp.java.$n" "$(printf '%04x' $((8192 + n)))"
		for by in java tool; do
			java_must unwrap data-key "$WORK/kwp.$by.$n" \
				"$WORK/back"
			same "$WORK/key" "$WORK/back"
		done
	fi
done

# --- signatures -----------------------------------------------------------

FILE=$0

# sign_all N: with version N, which is the current one.
sign_all() {
	java_must forget
	java_must sign sign-key "$FILE" "$WORK/sig.java.$1"
	p11_user must --sign --mechanism ECDSA-SHA256 --id 20 \
		--signature-format openssl --input-file "$FILE" \
		--output-file "$WORK/sig.tool.$1"
	for by in java tool; do
		must openssl dgst -sha256 -verify "$WORK/public.$1" \
			-signature "$WORK/sig.$by.$1" "$FILE"
	done
}

n=1
sign_all 1
while [ "$n" -lt "$VERSIONS" ]; do
	n=$((n + 1))
	step "version $n of the pair, staged"
	key rotate sign-key
	certify "$n"
	differ "$WORK/public.$n" "$WORK/public.$((n - 1))"
	java_must forget
	java_must sign sign-key "$FILE" "$WORK/sig"
	must openssl dgst -sha256 -verify "$WORK/public.$((n - 1))" \
		-signature "$WORK/sig" "$FILE"
	step "version $n of the pair, activated"
	key activate sign-key "$n"
	java_must sign sign-key "$FILE" "$WORK/sig"
	must openssl dgst -sha256 -verify "$WORK/public.$((n - 1))" \
		-signature "$WORK/sig" "$FILE"
	sign_all "$n"
done
n=$((n + 1))
step "a rotation that activates, despite the certificate"
must_fail "$CLAVIGER" key rotate sign-key --activate --token "$TOKEN" \
	--pin-file "$WORK/pin"
key rotate sign-key --activate --force
certify "$n"
sign_all "$n"
VERSIONS=$n
n=0
while [ "$n" -lt "$VERSIONS" ]; do
	n=$((n + 1))
	step "signatures of version $n"
	for by in java tool; do
		p11 must --verify --mechanism ECDSA-SHA256 --id 20 \
			--signature-format openssl --input-file "$FILE" \
			--signature-file "$WORK/sig.$by.$n"
		says "Signature is valid"
	done
done

# --- what another process decides -----------------------------------------

step "a disabled key is refused by the very next operation"
for name in data-key sign-key; do
	case $name in
	data-key) op="encrypt" ;;
	*) op="sign" ;;
	esac
	for round in 1 2 3; do
		java_must "$op" "$name" "$FILE" "$WORK/out.$round"
		key disable "$name"
		java_must_fail "$op" "$name" "$FILE" "$WORK/out"
		key enable "$name"
		java_must "$op" "$name" "$FILE" "$WORK/out"
	done
done
key disable data-key
java_must_fail decrypt data-key "$WORK/gcm.java.0" "$WORK/back"
key enable data-key
java_must decrypt data-key "$WORK/gcm.java.0" "$WORK/back"

step "one version disabled"
key disable data-key --version 1
java_must_fail decrypt data-key "$WORK/gcm.java.0" "$WORK/back"
java_must decrypt data-key "$WORK/gcm.java.1" "$WORK/back"
key enable data-key --version 1
java_must decrypt data-key "$WORK/gcm.java.0" "$WORK/back"

step "a deleted key"
key delete data-key
java_must_fail encrypt data-key "$FILE" "$WORK/out"
key undelete data-key
key enable data-key
java_must forget
java_must decrypt data-key "$WORK/gcm.java.0" "$WORK/back"
same "$WORK/text.0" "$WORK/back"

step "the end"
exec 3>&-
wait "$java_pid" || fail "Java ended with an error" "$WORK/java.err"
CHILDREN=
must "$CLAVIGER" verify
passed
