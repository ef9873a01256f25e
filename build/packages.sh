# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by quickstart and check: packages_need SET... installs what
# build/packages.list names for these sets and the machine lacks. Without root or
# sudo it says what is missing and stops.

packages_found() {
	case $1 in
	*.pc) pkg-config --exists "${1%.pc}" 2>/dev/null ;;
	/*)
		# shellcheck disable=SC2086 # a pattern
		set -- $1
		[ -e "$1" ]
		;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

# Lines "package reason..." of what is missing of the sets given.
packages_missing() {
	for set in "$@"; do
		while read -r of probe package reason; do
			[ "$of" = "$set" ] || continue
			packages_found "$probe" || echo "$package  ($reason)"
		done <"${top:?}/build/packages.list"
	done
}

packages_need() {
	missing=$(packages_missing "$@")
	[ -n "$missing" ] || return 0
	echo "missing packages:"
	echo "$missing" | sed 's/^/  /'
	names=$(echo "$missing" | sed 's/ .*//' | tr '\n' ' ')
	if [ "$(id -u)" -eq 0 ]; then
		sudo=
	elif command -v sudo >/dev/null 2>&1 &&
	    { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
		sudo=sudo
	else
		echo "neither root nor sudo: please install $names"
		return 1
	fi
	# shellcheck disable=SC2086 # words
	{
		$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
			$sudo env DEBIAN_FRONTEND=noninteractive \
				apt-get -q install -y --no-install-recommends $names
	} >/dev/null || return 1
	missing=$(packages_missing "$@")
	[ -z "$missing" ] || {
		echo "still missing:"
		echo "$missing" | sed 's/^/  /'
		return 1
	}
}
