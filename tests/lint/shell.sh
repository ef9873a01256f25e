#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every script is looked at by shellcheck.
set -u
cd "${SRC:-.}" || exit 1
command -v shellcheck >/dev/null 2>&1 || {
	echo "shellcheck is not installed"
	exit 77
}
# .ci is not in the tarball.
find quickstart check build/packages.sh tests/lint/*.sh .ci/run \
	tests/consumers tests/tools tests/support tests/trixie -type f \
	\( -name '*.sh' -o -name quickstart -o -name check -o -name run \) \
	2>/dev/null | sort | xargs shellcheck -x
