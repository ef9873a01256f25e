#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a reader can hold in the head: files to 500 lines, functions to 60,
# lines to 80 columns, rows of tables to 120. Longer ones are listed; above 800,
# 100, 100 and 200 they are refused.
set -u
cd "${SRC:-.}" || exit 1

# shellcheck disable=SC2016 # awk's own dollars
find src pkcs11 tools tests -name '*.[ch]' | sort | xargs awk '
function say(line, text, size, limit)
{
	printf("%s:%d: %s (%d)%s\n", file, line, text, size,
	    (size > limit) ? ": too long" : "")
	if (size > limit)
		failed = 1
}

function end_file()
{
	if (file != "" && lines > 500)
		say(1, "lines in this file", lines, 800)
	if (widest)
		say(widest_at, "columns at the widest", widest, widest)
}

function width(s,    i, col)
{
	gsub(/[\200-\277]/, "", s)	# count characters, not bytes
	if (index(s, "\t") == 0)
		return length(s)
	col = 0
	for (i = 1; i <= length(s); i++)
		col += substr(s, i, 1) == "\t" ? 8 - col % 8 : 1
	return col
}

FNR == 1 {
	end_file()
	file = FILENAME
	head = marked = widest = 0
}

{
	lines = FNR
	if (/clang-format (off|on)/)
		marked = /clang-format off/
	table = marked || /^\t\{/
	if (length($0) > 60) {
		columns = width($0)
		if (columns > (table ? 200 : 100))
			say(FNR, "columns", columns, 0)
		else if (columns > (table ? 120 : 80) && columns > widest) {
			widest = columns
			widest_at = FNR
		}
	}
}

# The return type stands on its own line, the name at the start of the next.
/^[A-Za-z_][A-Za-z0-9_]*\(/ { head = FNR; name = $0; sub(/\(.*/, "", name) }

/^\{/ { start = head ? head : FNR }

/^\}/ && start {
	if (FNR - start + 1 > 60)
		say(start, "lines in " name, FNR - start + 1, 100)
	functions++
	start = head = 0
}

END {
	end_file()
	printf "%d functions looked at\n", functions
	exit failed
}
'
