#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which part of each source has been executed: worst first, then the whole.
# Run in a build directory made with --enable-coverage, after its tests.
set -eu

objects=$(find . -path '*/.libs/*' -name '*.gcda')
[ -n "$objects" ] || {
	echo "nothing was counted: configure --enable-coverage, make check"
	exit 1
}
# shellcheck disable=SC2086 # words
gcov -n $objects 2>/dev/null | awk -F "'" '
/^File / { file = $2 }
/^Lines executed:/ && file ~ /(^|\/)(src|pkcs11|tools)\/.*\.c$/ {
	split($0, part, /[:% ]+/)
	sub(/^.*\/(src|pkcs11|tools)\//, "&", file)
	lines = part[5]
	hit = int(part[3] * lines / 100 + 0.5)
	if (!(file in total) || hit > done[file]) {
		done[file] = hit
		total[file] = lines
	}
	file = ""
}
END {
	for (f in total) {
		printf "%6.1f %% of %5d  %s\n", \
		    100 * done[f] / total[f], total[f], f | "sort -n"
		all += total[f]
		hits += done[f]
	}
	close("sort -n")
	if (all)
		printf "%6.1f %% of %5d  all\n", 100 * hits / all, all
}'
