#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the built module shows to its host: C_* and nothing else, every one of
# them; bound at once, never unloaded; and what it may not ask of the host.
set -u
module=${MODULE:-pkcs11/.libs/claviger.so}
status=0

bad() {
	echo "$module: $*"
	status=1
}

[ -e "$module" ] || { bad "not built"; exit 1; }

exported=$(nm -D --defined-only "$module" | awk '{ print $NF }')
for name in $exported; do
	case $name in
	C_*) ;;
	*) bad "exports $name" ;;
	esac
done

defined=$(cd "${SRC:-.}" && cat pkcs11/*.c |
	sed -n 's/^\(C_[A-Za-z0-9]*\)(.*/\1/p' | sort -u)
[ -n "$defined" ] || bad "no C_ functions in pkcs11"
for name in C_GetFunctionList C_GetInterface C_GetInterfaceList $defined; do
	echo "$exported" | grep -qx "$name" || bad "does not export $name"
done

dynamic=$(readelf -dW "$module")
for flag in NODELETE NOW; do
	echo "$dynamic" | grep -q "Flags:.*[ ]$flag" || bad "is not linked $flag"
done
echo "$dynamic" | grep -q TEXTREL && bad "has relocations in its text"
readelf -lW "$module" | grep 'GNU_STACK' | grep -q 'RWE' &&
	bad "wants an executable stack"

# A sanitizer's or coverage's runtime brings calls of its own.
nm -D -u "$module" | grep -qE '__asan_|__ubsan_|__gcov_|__sanitizer' && exit $status
for name in $(nm -D -u "$module" | awk '{ sub(/@.*/, "", $NF); print $NF }'); do
	case $name in
	printf|__printf_chk|puts|putchar|perror|stdout|stderr|exit|_exit|abort|\
	__assert_fail|fork|vfork|system|popen|exec[lv]*|posix_spawn*|\
	pthread_create|thrd_create|atexit|__cxa_atexit|getenv|\
	OSSL_LIB_CTX_get0_global_default|OSSL_LIB_CTX_set0_default|\
	OPENSSL_config|CONF_modules_load*)
		bad "calls $name" ;;
	esac
done
exit $status
