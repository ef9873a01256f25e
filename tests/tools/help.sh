#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The help of every row, and that it needs neither module nor store.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
CLAVIGER_MODULE=$WORK/no-such-module

expect 0 help
cp "$OUT" "$WORK/overview"
expect 0 --help
cmp -s "$OUT" "$WORK/overview" || complain "--help is not help"

# The names of the rows, out of the table as JSON.
expect 0 help --json
sed -n '/"commonOptions"/q; s/^      "name": "\(.*\)",$/\1/p' "$OUT" \
	>"$WORK/commands"
[ "$(wc -l <"$WORK/commands")" -ge 18 ] || complain "commands are missing"

while read -r first second; do
	name=$first${second:+ $second}
	grep -q "^  $name " "$WORK/overview" || complain "help lacks $name"
	# shellcheck disable=SC2086 # no second word, no argument
	expect 0 help "$first" $second
	says "^usage: claviger $name"
	says "^$name: "
	says '--json'
	cp "$OUT" "$WORK/one"
	# shellcheck disable=SC2086
	expect 0 "$first" $second --help
	cmp -s "$OUT" "$WORK/one" || complain "$name --help is not help $name"
done <"$WORK/commands"

expect 0 help key
says '^  key create LABEL'
says_not 'init'
expect 0 --version
says '^claviger [0-9]'

expect 2 help nonsense
reason 'no command "nonsense"'
expect 2 help key nonsense
reason 'key rotate'
finish
