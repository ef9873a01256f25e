#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Words that have no place here, files without a licence line, sources
# without a test. Prints file:line of every violation.
set -u
cd "${SRC:-.}" || exit 1
status=0

# refuse WHY PATTERN FOLDER...: no line of C there may match (awk's regexp).
# Comments and strings are taken out first.
refuse() {
	why=$1 pattern=$2
	shift 2
	# shellcheck disable=SC2016 # awk's own dollars
	find "$@" -name '*.[ch]' 2>/dev/null | sort |
		WHY=$why PATTERN=$pattern xargs awk '
	FNR == 1 { comment = 0 }
	{
		line = $0
		if (line ~ /\/\* not secret \*\//)
			next
		gsub(/\\./, "", line)
		gsub(/"[^"]*"/, "\"\"", line)
		if (comment) {
			if (!sub(/^.*\*\//, "", line))
				next
			comment = 0
		}
		gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "", line)
		if (sub(/\/\*.*$/, "", line))
			comment = 1
		if (line ~ ENVIRON["PATTERN"]) {
			printf "%s:%d: %s\n", FILENAME, FNR, ENVIRON["WHY"]
			failed = 1
		}
	}
	END { exit failed }' || status=1
}

word='(^|[^A-Za-z0-9_])'
refuse 'a guest prints nothing and ends nothing' \
	"$word(printf|vprintf|puts|putchar|perror|fputs|exit|_exit|_Exit|abort|assert)[ ]*\\(" \
	src pkcs11
refuse 'stdout and stderr belong to the host' \
	"$word(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)([^A-Za-z0-9_]|\$)" src pkcs11
refuse 'a guest starts no threads, processes or exit handlers' \
	"$word(pthread_create|thrd_create|fork|vfork|system|popen|posix_spawn|exec[lv][pe]*|atexit|on_exit)[ ]*\\(" \
	src pkcs11
refuse 'no goto' "${word}goto[ ]" src pkcs11 tools
refuse 'unbounded or not safe with threads' \
	"$word(strcat|sprintf|vsprintf|gets|strtok|gmtime|localtime|rand|random|srand|alloca)[ ]*\\(" \
	src pkcs11 tools
refuse 'compare with ct_equal where it could be a secret' \
	"$word(memcmp|bcmp|strcasecmp)[ ]*\\(" src/crypto src/token

grep -nwE 'TODO|FIXME|XXX|HACK' -r src pkcs11 tools tests doc \
	Makefile.am configure.ac quickstart check README.md 2>/dev/null |
	grep -v '^tests/lint/words.sh:' && status=1

for f in $(find src pkcs11 tools tests -name '*.[ch]' -o -name '*.def' | sort)
do
	head -n 1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || {
		echo "$f:1: no licence line"
		status=1
	}
done

for f in $(find src -name '*.c' | sort); do
	rest=${f#src/}
	[ -e "tests/${rest%/*}/test_${rest##*/}" ] || {
		echo "$f:1: tests/${rest%/*}/test_${rest##*/} is missing"
		status=1
	}
done
exit $status
