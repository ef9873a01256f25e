#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual has every command with its operands and options, and none that
# the table lacks; the pages are well formed.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
page=$SRC/doc/claviger.1

# A row a line: the name, a tab, then the operands and options.
expect 0 help --json
awk '
	/"commonOptions"/ { common = 1 }
	{ split($0, part, "\"") }
	/^      "name"/ && !common { flush(); name = part[4] }
	/^      "arguments"/ && !common { words = part[4] }
	/^          "name"/ { words = words " --" part[4] }
	/^      "name"/ && common { print "common\t--" part[4] }
	/"commonOptions"/ { flush(); name = "" }
	function flush() {
		if (name != "")
			print name "\t" words
		words = ""
	}
' "$OUT" >"$WORK/rows"
[ "$(grep -vc '^common' "$WORK/rows")" -ge 18 ] || complain "rows are missing"

# The manual's entries without macros: "key delete KEY [--days N] ...".
awk '
	/^\.It (Ic|Fl) / {
		sub(/^\.It /, "")
		gsub(/(^| )(Ic|Oo|Oc|Op|Ar|Ns|Cm)/, " ")
		gsub(/Fl -/, "--")
		gsub(/ +/, " ")
		sub(/^ /, "")
		print
	}
' "$page" >"$WORK/entries"

while IFS='	' read -r name words; do
	[ "$name" != common ] || name=
	for word in $words; do
		word=$(echo "$word" | tr -d '[].')
		[ "$word" != COMMAND ] || continue
		grep -e "^${name:-$word}" "$WORK/entries" |
			grep -q -e "$word\( \|,\|\$\)" ||
			complain "the manual lacks $name $word"
	done
	[ -z "$name" ] || grep -q -e "^$name\( \|\$\)" "$WORK/entries" ||
		complain "the manual lacks $name"
done <"$WORK/rows"

sed -n '/^\.Ss Tokens/,/^\.Sh ENV/s/^\.It Ic \([a-z -]*[a-z]\).*/\1/p' "$page" |
	sort -u |
	while read -r name; do
		grep -q "^$name	" "$WORK/rows" ||
			echo "the manual has \"$name\", the table has not"
	done >"$WORK/extra"
[ ! -s "$WORK/extra" ] || complain "$(cat "$WORK/extra")"

for key in store root-key log init-token aead-buffer; do
	grep -q "^\.It Cm $key = " "$SRC/doc/claviger.conf.5" ||
		complain "claviger.conf(5) lacks $key"
done

if command -v mandoc >/dev/null 2>&1; then
	mandoc -Tlint -Wwarning "$page" "$SRC/doc/claviger.conf.5" \
	    "$SRC/doc/claviger-pkcs11.7" >"$OUT" ||
		complain "mandoc"
fi
finish
