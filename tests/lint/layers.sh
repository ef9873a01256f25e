#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The layer rule: an include may only point to the right, and some headers
# and calls have one home. Prints file:line of every violation.
set -u
cd "${SRC:-.}" || exit 1

# shellcheck disable=SC2016 # awk's own dollars
find src pkcs11 tools -name '*.[ch]' | sort | xargs awk '
BEGIN {
	n = split("base crypto store audit mech key gate token object " \
	    "session flow", order, " ")
	for (i = 1; i <= n; i++)
		rank[order[i]] = i
	for (i = 1; i <= rank["audit"]; i++)
		blind[order[i]] = 1	# knows nothing of Cryptoki
	split("cryptoki.h pkcs11-claviger.h", names, " ")
	for (i in names)
		standard[names[i]] = 1
}

function bad(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why
	failed = 1
}

function check_ours(name,    to, slash)
{
	slash = index(name, "/")
	to = slash ? substr(name, 1, slash - 1) : ""
	if (name in standard) {
		if (folder in blind)
			bad(name " is unknown in " folder)
	} else if (top == "tools") {
		if (slash && to != "base" && to != "tools")
			bad("tools is a client of the module: no " name)
	} else if (top == "src") {
		if (!slash)
			bad("name the folder of " name)
		else if (!(to in rank))
			bad(name " is in no layer")
		else if (rank[to] > rank[folder])
			bad(folder " may not know " name)
	} else if (slash && !(to in rank))
		bad(name " is in no layer")
}

function check_theirs(name)
{
	if (name ~ /^openssl\// && folder != "crypto" && folder != "mech")
		bad("<openssl/...> only in crypto and mech")
	if (name ~ /^sqlite3/ && folder != "store")
		bad("<sqlite3.h> only in store")
	if (name == "p11-kit/pkcs11.h" && FILENAME != "pkcs11/cryptoki.h")
		bad("include cryptoki.h instead of <" name ">")
}

FNR == 1 {
	split(FILENAME, path, "/")
	top = path[1]
	folder = top == "src" ? path[2] : top
	if (top == "src" && !(folder in rank))
		bad("a folder outside the layers")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	check_ours(part[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, part, /[<>]/)
	check_theirs(part[2])
}

/(^|[^A-Za-z0-9_])getenv[ \t]*\(/ {
	bad("secure_getenv, not getenv")
}

/secure_getenv[ \t]*\(/ && top != "tools" && FILENAME != "src/base/conf.c" {
	bad("the environment is read in src/base/conf.c only")
}

END { exit failed }
'
