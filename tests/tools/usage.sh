#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Command lines that make no sense are refused before anything is opened.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
CLAVIGER_MODULE=$WORK/no-such-module

# wrong REASON ARGUMENT...
wrong() {
	why=$1
	shift
	expect 2 "$@"
	reason "$why"
	reason '^usage: claviger '
	[ ! -s "$OUT" ] || complain "claviger $called: something on stdout"
}

wrong 'a command is missing'
wrong 'a command is missing' --json
wrong 'no command "nonsense"' nonsense
wrong 'there is key create, ' key
wrong 'no command "key nonsense"; there is key create' key nonsense
wrong 'LABEL is missing' init
wrong 'KEY is missing' key show
wrong 'VERSION is missing' key activate files
wrong '"two" is one argument too many' key show one two
wrong '"x" is one argument too many' status x
wrong 'no option --nonsense' status --nonsense
wrong 'no option -x' status -x
wrong 'no option --days' key show files --days 3
wrong '--days needs N' key delete files --days
wrong '--days takes a number' key delete files --days 0
wrong '--days takes a number' key delete files --days -1
wrong '--days takes a number' key delete files --days 7x
wrong '--days takes a number' key delete files --days=
wrong '--days takes a number' key delete files --days 99999999999999999999
wrong '--version takes a number' key enable files --version one
wrong '--pin-fd takes a number' key show files --pin-fd x
wrong '--json is given twice' status --json --json
wrong '--json takes no value' status --json=yes
wrong 'use pin-source, not pin-value' key show 'pkcs11:object=x?pin-value=1234'
wrong 'use pin-source' key list --token 'pkcs11:token=x?pin-value=1234'
wrong 'only files are read' key show 'pkcs11:object=x?pin-source=|cmd'
wrong 'the URI is refused' key show 'pkcs11:object'
wrong 'not known' key show 'pkcs11:x-nonsense=1;object=x'

# What is well said gets as far as the module.
expect 1 status
reason "^claviger: status: cannot load $WORK/no-such-module: "
expect 1 --json status
expect 1 key show -- --odd-label
expect 1 key enable files --version 3
expect 1 key delete files --days=7

# Not a module, and a module that is not ours.
expect 1 status --module /dev/null
reason '^claviger: status: cannot load /dev/null'
for other in /usr/lib/softhsm/libsofthsm2.so \
	/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so \
	/usr/lib/aarch64-linux-gnu/pkcs11/p11-kit-trust.so; do
	[ -e "$other" ] || continue
	expect 1 status --module "$other"
	reason "is not Claviger's module"
done
finish
