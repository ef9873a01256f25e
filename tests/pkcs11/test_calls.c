/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every function has in common, asked of every function: it wants
 * C_Initialize first, then an open session, then its arguments, and it
 * survives whatever it gets. New functions are tested from the day they are
 * in a list.
 */
#include "support/fixture.h"
#include "support/suite.h"

#include <string.h>

#define NAME(name) #name,
static const char *const standard[] = { CK_EACH_2_40(NAME) CK_EACH_3_0(NAME)
	    CK_EACH_3_2(NAME) };
#define STANDARD (int)(sizeof(standard) / sizeof(standard[0]))
#define VENDOR (int)(sizeof(struct CLV_FUNCTION_LIST) / sizeof(void *) - 1)

/*
 * All arguments of all functions are passed like CK_ULONG, and the caller
 * cleans up what is too many: so one type does for all of them here.
 */
typedef CK_RV any_call(CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG,
    CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG,
    CK_ULONG, CK_ULONG);

#ifdef __clang__
__attribute__((no_sanitize("undefined")))
#endif
static CK_RV
call_at(const void *list, int i, CK_ULONG first)
{
	any_call *call;

	memcpy(&call, (const char *)list + sizeof(void *) * (size_t)(i + 1),
	    sizeof(call));
	return call(first, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/* The functions that do not begin with a session, and what they say to
 * arguments that are all 0: before C_Initialize and after. */
static const struct exception {
	const char *name;
	CK_RV before, after;
} exceptions[] = {
	{ "C_Initialize", CKR_OK, CKR_CRYPTOKI_ALREADY_INITIALIZED },
	{ "C_Finalize", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_OK },
	{ "C_GetFunctionList", CKR_ARGUMENTS_BAD, CKR_ARGUMENTS_BAD },
	{ "C_GetInterfaceList", CKR_ARGUMENTS_BAD, CKR_ARGUMENTS_BAD },
	{ "C_GetInterface", CKR_ARGUMENTS_BAD, CKR_ARGUMENTS_BAD },
	{ "C_GetInfo", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_ARGUMENTS_BAD },
	{ "C_GetSlotList", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_ARGUMENTS_BAD },
	{ "C_GetSlotInfo", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_ARGUMENTS_BAD },
	{ "C_GetTokenInfo", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_ARGUMENTS_BAD },
	{ "C_GetMechanismList", CKR_CRYPTOKI_NOT_INITIALIZED,
	    CKR_ARGUMENTS_BAD },
	{ "C_GetMechanismInfo", CKR_CRYPTOKI_NOT_INITIALIZED,
	    CKR_ARGUMENTS_BAD },
	{ "C_InitToken", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_ARGUMENTS_BAD },
	{ "C_OpenSession", CKR_CRYPTOKI_NOT_INITIALIZED, CKR_ARGUMENTS_BAD },
	{ "C_WaitForSlotEvent", CKR_CRYPTOKI_NOT_INITIALIZED,
	    CKR_ARGUMENTS_BAD },
};

static const struct exception *
exception_of(const char *name)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(exceptions[i].name, name) == 0)
			return &exceptions[i];
	return NULL;
}

START_TEST(before_initialize_it_is_refused)
{
	const struct exception *x = exception_of(standard[_i]);
	CK_RV rv = call_at(fx.p11, _i, 0);

	ck_assert_msg(rv == (x ? x->before : CKR_CRYPTOKI_NOT_INITIALIZED),
	    "%s: %lx", standard[_i], rv);
}
END_TEST

START_TEST(vendor_call_before_initialize_is_refused)
{
	/* The first gives the reason, which there always is a place for. */
	CK_RV want = _i == 0 ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
	CK_RV rv = call_at(fx.clv, _i, 0);

	ck_assert_msg(rv == want, "entry %d: %lx", _i, rv);
}
END_TEST

static void
check_stranger(const char *name, CK_RV got)
{
	/* Needs no argument but a slot, and there is no such slot. */
	CK_RV want = strcmp(name, "C_CloseAllSessions") == 0
	    ? CKR_SLOT_ID_INVALID : CKR_SESSION_HANDLE_INVALID;

	ck_assert_msg(got == want, "%s: %lx", name, got);
}

START_TEST(session_that_never_was_is_refused)
{
	if (exception_of(standard[_i]) != NULL)
		return;
	check_stranger(standard[_i], call_at(fx.p11, _i, 0x7fffffffUL));
	check_stranger(standard[_i], call_at(fx.p11, _i, ~0UL));
}
END_TEST

START_TEST(session_that_was_closed_is_refused)
{
	CK_SESSION_HANDLE closed = fixture_open(0);
	CK_SESSION_HANDLE other = fixture_open(0);

	OK(P11(CloseSession, closed));
	OK(P11(CloseSession, other));
	if (exception_of(standard[_i]) == NULL &&
	    strcmp(standard[_i], "C_CloseAllSessions") != 0)
		check_stranger(standard[_i], call_at(fx.p11, _i, closed));
}
END_TEST

/* What a function says to a session and nothing else. */
static const struct {
	const char *name;
	CK_RV want;
} lonely[] = {
	{ "C_CloseSession", CKR_OK },
	{ "C_CancelFunction", CKR_FUNCTION_NOT_PARALLEL },
	{ "C_GetFunctionStatus", CKR_FUNCTION_NOT_PARALLEL },
	{ "C_GetSessionInfo", CKR_ARGUMENTS_BAD },
	{ "C_GetSessionValidationFlags", CKR_ARGUMENTS_BAD },
	{ "C_SessionCancel", CKR_OK },
	{ "C_Login", CKR_ARGUMENTS_BAD },
	{ "C_LoginUser", CKR_ARGUMENTS_BAD },
	{ "C_Logout", CKR_USER_NOT_LOGGED_IN },
	{ "C_InitPIN", CKR_ARGUMENTS_BAD },
	{ "C_SetPIN", CKR_ARGUMENTS_BAD },
	{ "C_CreateObject", CKR_ARGUMENTS_BAD },
	{ "C_CopyObject", CKR_ARGUMENTS_BAD },
	{ "C_DestroyObject", CKR_OBJECT_HANDLE_INVALID },
	{ "C_GetObjectSize", CKR_ARGUMENTS_BAD },
	{ "C_FindObjectsInit", CKR_OK },
	{ "C_FindObjects", CKR_ARGUMENTS_BAD },
	{ "C_FindObjectsFinal", CKR_OPERATION_NOT_INITIALIZED },
	{ "C_GenerateKey", CKR_ARGUMENTS_BAD },
	{ "C_GenerateKeyPair", CKR_ARGUMENTS_BAD },
	{ "C_WrapKey", CKR_ARGUMENTS_BAD },
	{ "C_UnwrapKey", CKR_ARGUMENTS_BAD },
	{ "C_SeedRandom", CKR_RANDOM_SEED_NOT_SUPPORTED },
	{ "C_GenerateRandom", CKR_OK },
	{ "C_DeriveKey", CKR_ARGUMENTS_BAD },
	{ "C_AsyncComplete", CKR_FUNCTION_NOT_SUPPORTED },
	{ "C_EncapsulateKey", CKR_ARGUMENTS_BAD },
	{ "C_DecapsulateKey", CKR_ARGUMENTS_BAD },
	{ "C_WrapKeyAuthenticated", CKR_ARGUMENTS_BAD },
	{ "C_UnwrapKeyAuthenticated", CKR_ARGUMENTS_BAD },
	{ "C_MessageSignInit", CKR_ARGUMENTS_BAD },
};

static CK_RV
want_of(const char *name)
{
	for (size_t i = 0; i < sizeof(lonely) / sizeof(lonely[0]); i++)
		if (strcmp(lonely[i].name, name) == 0)
			return lonely[i].want;
	return CK_UNAVAILABLE_INFORMATION; /* any refusal */
}

/* The encryption, digest and signature functions cancel with a NULL
 * mechanism; whether there was something to cancel is no error. */
static int
cancels(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, "Init") == 0;
}

START_TEST(session_without_arguments_is_answered)
{
	const char *name = standard[_i];
	CK_RV rv, want = want_of(name);

	if (exception_of(name) != NULL ||
	    strcmp(name, "C_CloseAllSessions") == 0)
		return;
	rv = call_at(fx.p11, _i, fixture_open(CKF_RW_SESSION));
	if (want != CK_UNAVAILABLE_INFORMATION)
		ck_assert_msg(rv == want, "%s: %lx", name, rv);
	else
		ck_assert_msg(rv != CKR_OK || cancels(name), "%s", name);
	ck_assert_msg(rv != CKR_CRYPTOKI_NOT_INITIALIZED &&
	    rv != CKR_SESSION_HANDLE_INVALID, "%s: %lx", name, rv);
}
END_TEST

START_TEST(standard_functions_never_give_vendor_codes)
{
	CK_RV rv;

	if (exception_of(standard[_i]) != NULL)
		return;
	rv = call_at(fx.p11, _i, fixture_open(CKF_RW_SESSION));
	ck_assert_msg(rv < CLV_NUMBER(0x00UL) || rv > CLV_NUMBER(0xffUL),
	    "%s: %lx", standard[_i], rv);
}
END_TEST

START_TEST(vendor_call_without_arguments_is_answered)
{
	CK_RV rv = call_at(fx.clv, _i, fixture_open(CKF_RW_SESSION));

	ck_assert_msg(rv != CKR_OK && rv != CKR_CRYPTOKI_NOT_INITIALIZED,
	    "entry %d: %lx", _i, rv);
}
END_TEST

START_TEST(functions_without_session_want_their_arguments)
{
	const struct exception *x = exception_of(standard[_i]);
	CK_RV rv;

	if (x == NULL)
		return;
	rv = call_at(fx.p11, _i, 0);
	ck_assert_msg(rv == x->after, "%s: %lx", standard[_i], rv);
}
END_TEST

START_TEST(refusals_have_a_reason)
{
	CK_INFO info;

	OK(P11(GetInfo, &info));
	ck_assert_str_eq(fixture_reason(), "");
	GIVES(CKR_SESSION_HANDLE_INVALID, P11(Logout, 4711));
	ck_assert_str_ne(fixture_reason(), "");
}
END_TEST

START_TEST(reason_follows_the_length_protocol)
{
	CK_UTF8CHAR text[512];
	CK_ULONG len = 0, small = 1;

	GIVES(CKR_SESSION_HANDLE_INVALID, P11(Logout, 4711));
	OK(CLV(GetReason, NULL, &len));
	ck_assert_uint_gt(len, 1);
	GIVES(CKR_BUFFER_TOO_SMALL, CLV(GetReason, text, &small));
	ck_assert_uint_eq(small, len);
	OK(CLV(GetReason, text, &len));
	ck_assert_ptr_null(memchr(text, '\0', len));
}
END_TEST

START_TEST(slot_event_is_declined_or_absent)
{
	CK_SLOT_ID slot;

	GIVES(CKR_NO_EVENT, P11(WaitForSlotEvent, CKF_DONT_BLOCK, &slot, NULL));
	GIVES(CKR_FUNCTION_NOT_SUPPORTED, P11(WaitForSlotEvent, 0, &slot,
	    NULL));
}
END_TEST

static void
fill(Suite *s, TCase *bare)
{
	TCase *full = tcase_create("with a token");

	fixture_suite(bare);
	tcase_add_checked_fixture(bare, fixture_load, fixture_end);
	tcase_add_loop_test(bare, before_initialize_it_is_refused, 0, STANDARD);
	tcase_add_loop_test(bare, vendor_call_before_initialize_is_refused, 0,
	    VENDOR);

	suite_add_tcase(s, full);
	tcase_set_timeout(full, SUITE_TIMEOUT);
	fixture_suite(full);
	tcase_add_checked_fixture(full, fixture_token, fixture_end);
	tcase_add_loop_test(full, session_that_never_was_is_refused, 0,
	    STANDARD);
	tcase_add_loop_test(full, session_that_was_closed_is_refused, 0,
	    STANDARD);
	tcase_add_loop_test(full, session_without_arguments_is_answered, 0,
	    STANDARD);
	tcase_add_loop_test(full, standard_functions_never_give_vendor_codes, 0,
	    STANDARD);
	tcase_add_loop_test(full, vendor_call_without_arguments_is_answered, 0,
	    VENDOR);
	tcase_add_loop_test(full,
	    functions_without_session_want_their_arguments, 0, STANDARD);
	tcase_add_test(full, refusals_have_a_reason);
	tcase_add_test(full, reason_follows_the_length_protocol);
	tcase_add_test(full, slot_event_is_declined_or_absent);
}

SUITE("pkcs11/calls", fill(s, tc))
