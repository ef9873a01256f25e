#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Registered with p11-kit by the installed claviger.module, found by programs
# that were told no module's path. p11-kit reads a user's own configuration for
# users other than root only, so root steps down for that part.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need p11-kit "$P11TOOL" make pkg-config
need_build

AS_USER=
if [ "$(id -u)" -eq 0 ]; then
	need setpriv
	AS_USER="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi

step "make install"
[ -f "$BUILD/Makefile" ] || skip "$BUILD is not a build tree"
LIMIT=300 must make -s -C "$BUILD" install "DESTDIR=$WORK/root"
so=$(find "$WORK/root" -name claviger.so)
registration=$(find "$WORK/root" -name claviger.module)
[ -f "$so" ] || fail "no claviger.so installed" "$WORK/said"
[ -f "$registration" ] || fail "no claviger.module installed" "$WORK/said"
case $so in
*/pkcs11/claviger.so) ;;
*) fail "installed as ${so#"$WORK/root"}" ;;
esac
case $registration in
*/share/p11-kit/modules/claviger.module) ;;
*) fail "installed as ${registration#"$WORK/root"}" ;;
esac

# With a prefix of the system's, both go where p11-kit looks.
prefix=$(sed -n 's/^prefix = //p' "$BUILD/Makefile")
case $prefix in
/usr | /usr/local)
	[ "$so" = "$WORK/root$(pkg-config --variable=p11_module_path \
		p11-kit-1)/claviger.so" ] ||
		fail "claviger.so is not in p11-kit's directory"
	[ "$registration" = "$WORK/root$(pkg-config \
		--variable=p11_module_configs p11-kit-1)/claviger.module" ] ||
		fail "claviger.module is not in p11-kit's directory"
	;;
esac
[ -x "$(find "$WORK/root" -type f -name claviger)" ] ||
	fail "the command is not installed"

step "a user's own registration"
mkdir -p "$XDG_CONFIG_HOME/pkcs11/modules"
cp "$so" "$WORK/claviger.so"
sed "s|^module:.*|module: $WORK/claviger.so|" "$registration" \
	>"$XDG_CONFIG_HOME/pkcs11/modules/claviger.module"
: >"$LOG"
[ -z "$AS_USER" ] || chown -R 65534:65534 "$WORK"

# The same assertions as ever, as that user.
as_user() {
	how=$1
	shift
	# shellcheck disable=SC2086 # words are meant
	"$how" $AS_USER "$@"
}

step "p11-kit lists the module when there is no store"
as_user must p11-kit list-modules
says "^claviger: "
says_not "failed to initialize"
[ ! -e "$STORE" ] || fail "listing made the store"

step "p11-kit lists a token"
TOKEN="kit-token"
printf '%s\n' "$SO_PIN" >"$WORK/so-pin"
printf '%s\n' "$PIN" >"$WORK/pin"
chmod 644 "$WORK/so-pin" "$WORK/pin"
command=$(find "$WORK/root" -type f -name claviger)
CLAVIGER_MODULE=$WORK/claviger.so
as_user must "$command" init "$TOKEN" --so-pin-file "$WORK/so-pin" \
	--pin-file "$WORK/pin"
as_user must p11-kit list-modules
says "token: $TOKEN"
as_user must "$P11TOOL" --list-tokens
says "token=$TOKEN"

step "a program uses the token through p11-kit"
as_user must env GNUTLS_PIN="$PIN" "$P11TOOL" --batch --login \
	--generate-privkey=ecc --curve secp256r1 --label kit-key \
	"pkcs11:token=$TOKEN"
as_user must env GNUTLS_PIN="$PIN" "$P11TOOL" --batch --login --list-all \
	"pkcs11:token=$TOKEN"
says "object=kit-key"
as_user must env GNUTLS_PIN="$PIN" "$P11TOOL" --batch --login --test-sign \
	"pkcs11:token=$TOKEN;object=kit-key;type=private"

step "a bad line in the configuration"
printf 'store = %s\nno-such-setting = 1\nlog = %s\n' "$STORE" "$LOG" \
	>"$CLAVIGER_CONF"
as_user must p11-kit list-modules
says "^claviger: "
says_not "token: $TOKEN"
says_not "failed to initialize"
grep -q 'claviger.conf' "$LOG" || fail "the log names no file" "$LOG"
passed
