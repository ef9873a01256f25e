# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What every consumer script shares: a place of its own that goes away again, a
# configuration that names nothing outside it, and checks that say what failed.
#
# SRC and BUILD name the source and the build tree. MODULE, CLAVIGER, CC, JAVA,
# JAVAC, KEYTOOL, PKCS11_TOOL and P11TOOL may name others than the usual.
# Exit: 0 passed, 1 failed, 77 something is missing (named on stderr).
set -eu

NAME=$(basename "$0" .sh)
SRC=$(cd "${SRC:-$(dirname "$0")/../..}" && pwd)
BUILD=$(cd "${BUILD:-$SRC}" && pwd)
HERE=$SRC/tests/consumers
MODULE=${MODULE:-$BUILD/pkcs11/.libs/claviger.so}
CLAVIGER=${CLAVIGER:-$BUILD/tools/claviger}
PKCS11_TOOL=${PKCS11_TOOL:-pkcs11-tool}
P11TOOL=${P11TOOL:-p11tool}
SO_PIN=so-secret-1
PIN=user-secret-1

skip() {
	echo "$NAME: skipped: $*" >&2
	exit 77
}

# --- a place of its own ---------------------------------------------------

WORK=$(mktemp -d "${TMPDIR:-/tmp}/claviger-$NAME.XXXXXX")
STEP="start"
CHILDREN=

clean_up() {
	status=$?
	trap - EXIT
	for child in $CHILDREN; do
		kill "$child" 2>/dev/null || :
	done
	if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
		echo "$NAME: FAILED at: $STEP (exit $status)" >&2
		[ -n "${KEEP:-}" ] && echo "$NAME: kept $WORK" >&2
	fi
	[ -n "${KEEP:-}" ] || rm -rf "$WORK"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Nothing of the caller's may be read or written.
mkdir "$WORK/home" "$WORK/xdg-config" "$WORK/xdg-data"
HOME=$WORK/home
XDG_CONFIG_HOME=$WORK/xdg-config
XDG_DATA_HOME=$WORK/xdg-data
TMPDIR=$WORK
LC_ALL=C
CLAVIGER_MODULE=$MODULE
export HOME XDG_CONFIG_HOME XDG_DATA_HOME TMPDIR LC_ALL CLAVIGER_MODULE
unset PKCS11SPY GNUTLS_PIN GNUTLS_SO_PIN JAVA_TOOL_OPTIONS CDPATH
umask 022

STORE=$WORK/store
ROOT_KEY=$WORK/root.key
LOG=$WORK/log

# use_store DIR KEY: what the configuration names from now on.
use_store() {
	STORE=$1
	ROOT_KEY=$2
	cat >"$WORK/claviger.conf" <<-EOF
		store = $STORE
		root-key = $ROOT_KEY
		log = $LOG
	EOF
}
CLAVIGER_CONF=$WORK/claviger.conf
export CLAVIGER_CONF
use_store "$STORE" "$ROOT_KEY"

# --- what has to be there -------------------------------------------------

need() {
	for tool; do
		command -v "$tool" >/dev/null 2>&1 ||
			skip "the program $tool is missing"
	done
}

need_build() {
	[ -f "$MODULE" ] || skip "there is no module $MODULE"
	[ -x "$CLAVIGER" ] || skip "there is no command $CLAVIGER"
	if nm -D "$MODULE" 2>/dev/null | grep -q '__asan_init\|__tsan_init'
	then
		skip "$MODULE is built with sanitizers: programs cannot load it"
	fi
}

# build_helper NAME [FLAG...]: NAME.c of this folder, as $WORK/NAME.
build_helper() {
	helper=$1
	shift
	need "${CC:-cc}" pkg-config
	# shellcheck disable=SC2046 # words are meant
	"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -o \
		"$WORK/$helper" "$HERE/$helper.c" \
		$(pkg-config --cflags p11-kit-1) "$@" >"$WORK/cc" 2>&1 ||
		fail "$helper.c does not compile" "$WORK/cc"
}

# build_java NAME...: the classes of these sources, in $WORK/classes.
build_java() {
	JAVA=${JAVA:-java}
	JAVAC=${JAVAC:-javac}
	need "$JAVA" "$JAVAC"
	mkdir -p "$WORK/classes"
	for class; do
		set -- "$@" "$HERE/$class.java"
		shift
	done
	"$JAVAC" -Xlint:all -Werror -d "$WORK/classes" "$@" \
		>"$WORK/javac" 2>&1 || fail "javac" "$WORK/javac"
	"$JAVA" --list-modules 2>/dev/null | grep -q jdk.crypto.cryptoki ||
		skip "the Java module jdk.crypto.cryptoki is missing"
}

# --- checks ---------------------------------------------------------------

# fail TEXT [FILE]: FILE holds what a program said.
fail() {
	echo "$NAME: $STEP: $1" >&2
	if [ $# -gt 1 ] && [ -f "$2" ]; then
		sed "s/^/$NAME:   | /" "$2" | tail -n 40 >&2
	fi
	if [ -s "$LOG" ]; then
		echo "$NAME: the module's log ends:" >&2
		tail -n 5 "$LOG" | sed "s/^/$NAME:   | /" >&2
	fi
	exit 1
}

step() {
	STEP=$*
	[ -z "${VERBOSE:-}" ] || echo "$NAME: $STEP" >&2
}

# run CMD...: the status in STATUS, both outputs in $WORK/said.
run() {
	STATUS=0
	timeout "${LIMIT:-60}" "$@" >"$WORK/said" 2>&1 </dev/null || STATUS=$?
	[ "$STATUS" -ne 124 ] || fail "hangs: $*" "$WORK/said"
	[ "$STATUS" -lt 125 ] || fail "dies ($STATUS): $*" "$WORK/said"
}

must() {
	run "$@"
	[ "$STATUS" -eq 0 ] || fail "exit $STATUS: $*" "$WORK/said"
}

# The program has to refuse, in its own words: not to crash, not to hang.
must_fail() {
	run "$@"
	[ "$STATUS" -ne 0 ] || fail "should have been refused: $*" "$WORK/said"
}

# exits N CMD...
exits() {
	wanted=$1
	shift
	run "$@"
	[ "$STATUS" -eq "$wanted" ] ||
		fail "exit $STATUS, not $wanted: $*" "$WORK/said"
}

# says PATTERN, says_not PATTERN: about the last program run.
says() {
	grep -q -e "$1" "$WORK/said" || fail "does not say \"$1\"" "$WORK/said"
}

says_not() {
	! grep -q -e "$1" "$WORK/said" || fail "says \"$1\"" "$WORK/said"
}

# same FILE FILE, differ FILE FILE
same() {
	[ -s "$1" ] || fail "$1 is missing or empty"
	cmp -s "$1" "$2" || fail "$1 and $2 differ"
}

differ() {
	! cmp -s "$1" "$2" || fail "$1 and $2 are the same"
}

is_size() {
	[ "$(wc -c <"$1")" -eq "$2" ] ||
		fail "$1 has $(wc -c <"$1") bytes, not $2"
}

random_bytes() {
	head -c "$1" /dev/urandom
}

hex() {
	od -An -v -tx1 | tr -d ' \n'
}

passed() {
	echo "$NAME: passed"
}

# --- tokens ---------------------------------------------------------------

# new_token LABEL [OPTION...]: becomes the token of clv, key and p11.
new_token() {
	TOKEN=$1
	shift
	printf '%s\n' "$SO_PIN" >"$WORK/so-pin"
	printf '%s\n' "$PIN" >"$WORK/pin"
	must "$CLAVIGER" init "$TOKEN" --so-pin-file "$WORK/so-pin" \
		--pin-file "$WORK/pin" "$@"
}

# key VERB [ARG...]: the command's key verbs, logged in.
key() {
	verb=$1
	shift
	must "$CLAVIGER" key "$verb" "$@" --token "$TOKEN" \
		--pin-file "$WORK/pin"
}

# Arguments for run, must, must_fail: pkcs11-tool on this token.
p11() {
	how=$1
	shift
	"$how" "$PKCS11_TOOL" --module "$MODULE" --token-label "$TOKEN" "$@"
}

# The same, logged in.
p11_user() {
	how=$1
	shift
	p11 "$how" --login --pin "$PIN" "$@"
}

# Releases of pkcs11-tool before 0.24 encrypt with ECB and CBC only.
tool_has_gcm() {
	if "$PKCS11_TOOL" --help 2>&1 | grep -q -e '--aad'; then
		return 0
	fi
	echo "$NAME: this pkcs11-tool cannot do AES-GCM: left out"
	return 1
}
