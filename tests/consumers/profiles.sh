#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The mandatory test cases of PKCS #11 Profiles 3.2, each on a token that holds
# what the case finds there; then what else our profile objects claim.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need_build
PYTHON=${PYTHON:-/usr/bin/python3}
"$PYTHON" -c 'import ctypes, xml.etree.ElementTree' 2>/dev/null ||
	skip "$PYTHON, with ctypes and xml, is missing"
CASES=$SRC/tests/vectors/profiles

# profiles VERB [ARG...]
profiles() {
	must "$PYTHON" -B "$HERE/profiles.py" "$MODULE" "$PIN" "$@"
}

for case in BL-M-1-32 EXT-M-1-32 AUTH-M-1-32 CERT-M-1-32; do
	step "$case"
	use_store "$WORK/$case" "$WORK/$case.key"
	new_token token1
	profiles setup "$CASES/$case.xml"
	profiles run "$CASES/$case.xml"
	says "calls as in the case"
	sed "s/^/$case: /" "$WORK/said"
	must "$CLAVIGER" verify
done

step "what the profile objects claim"
use_store "$WORK/claims" "$WORK/claims.key"
new_token token1
profiles claims
cat "$WORK/said"
for profile in "Baseline Provider" "Extended Provider" \
	"Authentication Token" "Public Certificates Token" "HKDF TLS Token"; do
	says "claim holds: $profile"
done
passed
