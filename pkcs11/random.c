/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers (PKCS#11 3.2, 5.21). */
#include "call.h"
#include "flow/keys.h"

CK_RV
C_SeedRandom(CK_SESSION_HANDLE session, CK_BYTE *seed, CK_ULONG len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SeedRandom, session,
	    seed != NULL || len == 0);

	return call_leave(&call, e == E_OK ? E_RANDOM_SEED : e);
}

CK_RV
C_GenerateRandom(CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GenerateRandom, session,
	    out != NULL || len == 0);

	if (e == E_OK)
		e = flow_random(call.session, out, len);
	return call_leave(&call, e);
}
