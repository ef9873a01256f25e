#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Damaged stores: no crash, no hang, nothing altered is ever served, and every
# change of content is found by "claviger verify" without a PIN.
# CHECK_SCALE=full: 500 of them instead of 100. SEEDS="7 12": only these.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need_build
need awk pkg-config
pkg-config --exists sqlite3 || skip "the headers of sqlite3 are missing"
build_helper probe
# shellcheck disable=SC2046 # words are meant
build_helper damage $(pkg-config --cflags --libs sqlite3)

COPIES=100
[ "${CHECK_SCALE:-1}" != full ] || COPIES=500
[ -n "${SEEDS:-}" ] || SEEDS=$(seq 1 "$COPIES")
TRY=$WORK/try

# --- an older and a newer state of one store ------------------------------

KEYS="key-1 key-2 key-3 key-4 key-5"
step "the store before the damage"
new_token damaged-token
mkdir "$WORK/sealed"
for name in $KEYS; do
	key create "$name"
done
key create pair --type ec-p256
must "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" create before 80
cp -a "$STORE" "$WORK/old"
cp "$ROOT_KEY" "$WORK/old-root.key"

for name in $KEYS; do
	echo "the text under $name" >"$WORK/plain"
	must "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" encrypt "$name" \
		"$WORK/plain" "$WORK/sealed/$name"
done
key rotate key-1
key rotate key-2
key disable key-5
must "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" create after 20
must "$CLAVIGER" verify

# Two ways a store may be found: closed, and with its log not yet folded in.
cp -a "$STORE" "$WORK/closed"
mkfifo "$WORK/stdin"
"$WORK/probe" "$MODULE" "$TOKEN" "$PIN" hold last 6 \
	<"$WORK/stdin" >"$WORK/held" &
CHILDREN=$!
exec 3>"$WORK/stdin"
tries=0
while ! grep -q ready "$WORK/held"; do
	tries=$((tries + 1))
	[ "$tries" -lt 300 ] || fail "the probe is not ready"
	sleep 0.1
done
cp -a "$STORE" "$WORK/open"
[ -s "$WORK/open/store.db-wal" ] || fail "nothing in the log"
exec 3>&-
wait "$CHILDREN" || fail "the probe ended with an error"
CHILDREN=

# answers STATE FILE: what the probe is told by the store at $TRY.
answers() {
	# shellcheck disable=SC2086 # words are meant
	must "$WORK/probe" "$MODULE" "$TOKEN" "$PIN" answers "$WORK/sealed" \
		$KEYS
	cp "$WORK/said" "$1"
}

# place STATE: a fresh copy of it at $TRY.
place() {
	rm -rf "$TRY"
	mkdir "$TRY"
	cp -a "$WORK/$1" "$TRY/store"
	cp "$ROOT_KEY_NOW" "$TRY/root.key"
}

# SQLite has to read a copy: looking changes a store.
dump() {
	rm -rf "$WORK/look"
	cp -a "$TRY/store" "$WORK/look"
	run "$WORK/damage" dump "$WORK/look"
	[ "$STATUS" -eq 0 ] || echo unreadable >>"$WORK/said"
	cp "$WORK/said" "$1"
}

ROOT_KEY_NOW=$ROOT_KEY
use_store "$TRY/store" "$TRY/root.key"
for state in closed open; do
	step "the $state store, undamaged"
	place "$state"
	dump "$WORK/$state.dump"
	must "$CLAVIGER" verify
	answers "$WORK/$state.answers"
	! grep 'refused' "$WORK/$state.answers" | grep -qv 'key-5' ||
		fail "refuses without damage" "$WORK/$state.answers"
done

# --- damage ---------------------------------------------------------------

changed=0 unchanged=0 served=0 rolled_back=0 wrong=0
complain() {
	wrong=$((wrong + 1))
	echo "$NAME: seed $seed ($state): $(cat "$WORK/what"): $*" >&2
}

for seed in $SEEDS; do
	state=closed
	[ $((seed % 3)) -ne 0 ] || state=open
	step "damage $seed"
	place "$state"
	must "$WORK/damage" harm "$TRY/store" "$TRY/root.key" "$WORK/old" \
		"$seed"
	cp "$WORK/said" "$WORK/what"
	[ -z "${VERBOSE:-}" ] || cat "$WORK/what" >&2
	dump "$WORK/dump"

	run "$CLAVIGER" verify
	verified=$STATUS
	cp "$WORK/said" "$WORK/verify"
	if cmp -s "$WORK/dump" "$WORK/$state.dump" &&
	    cmp -s "$TRY/root.key" "$ROOT_KEY_NOW"; then
		unchanged=$((unchanged + 1))
	else
		changed=$((changed + 1))
		[ "$verified" -eq 4 ] ||
			complain "verify: exit $verified, not 4"
	fi

	# Every answer is as it was, or a refusal. SQLite itself drops the end
	# of a damaged log, which leaves an older state of the whole store: that
	# has to be reported, and may be served.
	older=0
	if [ "$verified" -eq 4 ] && grep -q '^store.db-wal' "$WORK/what"; then
		older=1
	fi
	answers "$WORK/answers"
	if ! awk -F '\t' -v older="$older" -v first="$WORK/closed.answers" \
		-v last="$WORK/$state.answers" '
		function learn(file, to, line, part) {
			while ((getline line < file) > 0) {
				seen[line] = 1
				split(line, part, "\t")
				to[part[1]] = part[2]
			}
		}
		BEGIN {
			learn(last, high)
			if (older)
				learn(first, low)
		}
		$2 ~ /^refused/ || $0 in seen { next }
		older && $1 ~ /^(all|class)/ && $2 >= low[$1] &&
			$2 <= high[$1] { next }
		{ print; bad = 1 }
		END { exit bad }' "$WORK/answers" >"$WORK/altered"; then
		complain "answers otherwise: $(head -n 3 "$WORK/altered")"
	fi
	[ "$older" -eq 0 ] || rolled_back=$((rolled_back + 1))
	grep -qv 'refused' "$WORK/answers" && served=$((served + 1))
done

echo "$NAME: $changed copies with changed content, $unchanged without;" \
	"$served went on answering," \
	"$rolled_back of them perhaps from before the end of a damaged log"
step "counting"
[ "$wrong" -eq 0 ] || fail "$wrong damaged stores handled wrongly"
passed
