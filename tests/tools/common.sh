# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# What the tests of the command share: a store of their own in a temporary
# directory, and words to say what is expected. Sourced, not run.
set -u
SRC=${SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
CLAVIGER=${CLAVIGER:-$SRC/tools/claviger}
MODULE=${MODULE:-$SRC/pkcs11/.libs/claviger.so}
NAME=$(basename "$0" .sh)
[ -x "$CLAVIGER" ] || {
	echo "$NAME: there is no command $CLAVIGER"
	exit 99
}

WORK=$(mktemp -d "${TMPDIR:-/tmp}/claviger-tools-$NAME.XXXXXX") || exit 99
trap 'rm -rf "$WORK"' EXIT
trap 'exit 99' HUP INT TERM

printf 'store = %s\nroot-key = %s\n' "$WORK/store" "$WORK/root.key" \
	>"$WORK/claviger.conf"
CLAVIGER_CONF=$WORK/claviger.conf
CLAVIGER_MODULE=$MODULE
export CLAVIGER_CONF CLAVIGER_MODULE
unset XDG_CONFIG_HOME XDG_DATA_HOME
SO_PIN=officer-4711 PIN=user-0815
printf '%s\n' "$SO_PIN" >"$WORK/so.pin"
printf '%s\n' "$PIN" >"$WORK/pin"
printf 'wrong-%s\n' "$PIN" >"$WORK/wrong.pin"
OUT=$WORK/out ERR=$WORK/err
failures=0

complain() {
	echo "$NAME: $*"
	sed 's/^/    out: /; 20q' "$OUT"
	sed 's/^/    err: /; 20q' "$ERR"
	failures=$((failures + 1))
}

# expect STATUS ARGUMENT...: the command ends so; a refusal says why on
# stderr, in the form that is promised, and nothing on stdout.
expect() {
	want=$1
	shift
	called=$*
	"$CLAVIGER" "$@" >"$OUT" 2>"$ERR" </dev/null
	got=$?
	[ "$got" -eq "$want" ] ||
		complain "claviger $called: status $got, not $want"
	[ "$got" -eq 0 ] || head -n 1 "$ERR" | grep -q '^claviger: ' ||
		complain "claviger $called: no reason on stderr"
	[ "$got" -ne 0 ] || [ ! -s "$ERR" ] ||
		complain "claviger $called: done, but something on stderr"
}

# as STATUS ARGUMENT...: the same with the user's PIN.
as() {
	expected=$1
	shift
	expect "$expected" "$@" --pin-file "$WORK/pin"
}

# says TEXT, says_not TEXT, reason TEXT: a regular expression in what the last
# call wrote on stdout, or on stderr.
says() {
	grep -q -e "$1" "$OUT" || complain "claviger $called: no \"$1\""
}

says_not() {
	! grep -q -e "$1" "$OUT" || complain "claviger $called: \"$1\""
}

reason() {
	grep -q -e "$1" "$ERR" || complain "claviger $called: reason without \"$1\""
}

# is WHAT VALUE VALUE
is() {
	[ "$2" = "$3" ] || complain "$1 is \"$2\", not \"$3\""
}

# member NAME: the first value of that member in the JSON of the last call.
member() {
	sed -n 's/^ *"'"$1"'": "\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' "$OUT" |
		head -n 1
}

# new_token LABEL [OPTION...]
new_token() {
	expect 0 init "$@" --so-pin-file "$WORK/so.pin" --pin-file "$WORK/pin"
}

finish() {
	[ "$failures" -eq 0 ] && exit 0
	echo "$NAME: $failures failures"
	exit 1
}
