/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The asynchronous functions of PKCS #11 3.2, which are declined: the session
 * is looked at, then the answer is CKR_FUNCTION_NOT_SUPPORTED.
 */
#include "call.h"

/* Arguments are not looked at; they are named because C11 wants names. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

#define DECLINE(name, ...) \
	CK_RV \
	C_##name(__VA_ARGS__) \
	{ \
		return call_decline(CALL_##name, session); \
	}

DECLINE(AsyncComplete, CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR a,
    CK_ASYNC_DATA_PTR b)
DECLINE(AsyncGetID, CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR a,
    CK_ULONG_PTR b)
DECLINE(AsyncJoin, CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d)
