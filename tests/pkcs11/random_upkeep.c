/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps random calls going: sessions, a login, keys, room on the token. */
#include "random.h"

#include <string.h>

#define TOKEN_OBJECTS_MAX 200

static CK_RV
log_in(CK_USER_TYPE user, const char *pin)
{
	return P11(Login, fx.session, user, (CK_UTF8CHAR *)pin, strlen(pin));
}

/* The token has just begun anew. */
static void
give_pin(void)
{
	if (log_in(CKU_SO, pool.so_pin) == CKR_OK)
		P11(InitPIN, fx.session, (CK_UTF8CHAR *)pool.pin,
		    strlen(pool.pin));
	P11(Logout, fx.session);
	log_in(CKU_USER, pool.pin);
}

void
random_make_room(void)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, yes) };
	CK_OBJECT_HANDLE list[TOKEN_OBJECTS_MAX];
	CK_ULONG count = 0;

	P11(FindObjectsFinal, fx.session);
	if (P11(FindObjectsInit, fx.session, template, 1) != CKR_OK)
		return;
	P11(FindObjects, fx.session, list, TOKEN_OBJECTS_MAX, &count);
	P11(FindObjectsFinal, fx.session);
	pool.token_full = count >= TOKEN_OBJECTS_MAX / 2;
	for (CK_ULONG i = 0; count == TOKEN_OBJECTS_MAX && i < count; i++)
		P11(DestroyObject, fx.session, list[i]);
}

/* Then nobody has a PIN, and nothing is there. */
static void
begin_anew(void)
{
	P11(CloseAllSessions, fx.slot);
	P11(InitToken, fx.slot, (CK_UTF8CHAR *)pool.so_pin,
	    strlen(pool.so_pin), (CK_UTF8CHAR *)
	    "random token                    ");
}

/* One session that random calls know nothing of, and the user logged in. */
void
random_upkeep(void)
{
	CK_SESSION_INFO info;
	CK_RV rv;

	if (below(200) == 0)
		begin_anew();
	rv = P11(GetSessionInfo, fx.session, &info);
	if (rv == CKR_CRYPTOKI_NOT_INITIALIZED && chance(50))
		return;
	if (rv == CKR_CRYPTOKI_NOT_INITIALIZED)
		OK(P11(Initialize, NULL));
	if (rv != CKR_OK)
		P11(OpenSession, fx.slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
		    NULL, NULL, &fx.session);
	for (size_t i = 0; i < ATTR_COUNT(pool.sessions); i++)
		if (P11(GetSessionInfo, pool.sessions[i], &info) != CKR_OK &&
		    chance(60))
			P11(OpenSession, fx.slot, CKF_SERIAL_SESSION |
			    (i % 3 == 0 ? 0 : CKF_RW_SESSION), NULL, NULL,
			    &pool.sessions[i]);
	if (P11(GetSessionInfo, fx.session, &info) != CKR_OK)
		return;
	if (info.state == CKS_RW_SO_FUNCTIONS && chance(70))
		P11(Logout, fx.session);
	rv = log_in(CKU_USER, pool.pin);
	if (rv == CKR_USER_PIN_NOT_INITIALIZED)
		give_pin();
	if (rv == CKR_OK)
		pool.wrong_pin = true;
	if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN)
		pool_keys();
}
