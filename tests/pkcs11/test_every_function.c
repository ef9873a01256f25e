/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds for every function of the standard's list: without C_Initialize,
 * without a session, slot, object, key, argument or operation it says which of
 * them is missing. Each is called as it should be, then with one thing wrong.
 */
#include "every_right.h"
#include "findings.h"
#include "support/suite.h"

#include <string.h>

#define NOT_HERE 0x7ffffff1UL /* no handle, no slot */

static CK_BYTE out[64];

#define NAME(name) #name,
static const char *const listed_names[] = { CK_EACH_2_40(NAME)
	    CK_EACH_3_0(NAME) CK_EACH_3_2(NAME) };

START_TEST(every_function_has_its_row)
{
	ck_assert_uint_eq(every_call_count, ATTR_COUNT(listed_names));
	for (size_t i = 0; i < every_call_count; i++)
		ck_assert_str_eq(every_call[i].name, listed_names[i] + 2);
	right_check();
}
END_TEST

static bool
needs_no_start(const char *name)
{
	return strcmp(name, "Initialize") == 0 ||
	    strcmp(name, "GetFunctionList") == 0 ||
	    strncmp(name, "GetInterface", 12) == 0;
}

/* Handles and keys need not be right: the answer comes before them. */
START_TEST(nothing_works_before_initialize)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = { .row = row,
			.x = &(struct expectation){ .key = 0 } };

		for (size_t i = 0; i < CALL_ARGS; i++)
			r.a[i] = (CK_ULONG)out;
		if (right_has(row, '0'))
			r.a[every_call_place(row, '0', 0)] = 0;
		findings_about("C_%s", every_call[row].name);
		if (!needs_no_start(every_call[row].name))
			WANT(CKR_CRYPTOKI_NOT_INITIALIZED, right_run(&r));
	}
	findings_end();
}
END_TEST

START_TEST(every_function_works)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_in_session(row, true);

		if (!(r.x->traits & ALONE))
			WANT(r.x->answer, right_run(&r));
		right_close(&r);
	}
	findings_end();
}
END_TEST

START_TEST(every_function_wants_its_session)
{
	CK_SESSION_HANDLE closed = fixture_open(0);

	OK(P11(CloseSession, closed));
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_call(row, closed);

		if (!right_has(row, 'S'))
			continue;
		WANT(CKR_SESSION_HANDLE_INVALID, right_run(&r));
		WANT(CKR_SESSION_HANDLE_INVALID, right_run_with(&r, 0, 0));
		WANT(CKR_SESSION_HANDLE_INVALID, right_run_with(&r, 0,
		    NOT_HERE));
	}
	findings_end();
}
END_TEST

START_TEST(every_function_wants_its_slot)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_call(row, 0);
		size_t at = every_call_place(row, 'L', 0);

		if (at == CALL_ARGS)
			continue;
		WANT(CKR_SLOT_ID_INVALID, right_run_with(&r, at, NOT_HERE));
		WANT(CKR_SLOT_ID_INVALID, right_run_with(&r, at, ~0UL));
	}
	findings_end();
}
END_TEST

/* ---- handles ---- */

static const struct {
	char letter;
	CK_RV rv;
} handles[] = {
	{ 'K', CKR_KEY_HANDLE_INVALID },
	{ 'W', CKR_WRAPPING_KEY_HANDLE_INVALID },
	{ 'U', CKR_UNWRAPPING_KEY_HANDLE_INVALID },
	{ 'O', CKR_OBJECT_HANDLE_INVALID },
};

static CK_OBJECT_HANDLE
data_object(void)
{
	CK_OBJECT_HANDLE h;

	OK(P11(CreateObject, fx.session, right_data, 1, &h));
	return h;
}

static void
check_handle(size_t row, char letter, CK_RV rv)
{
	CK_OBJECT_HANDLE gone = data_object(), no_key = data_object();
	CK_OBJECT_HANDLE bad[] = { 0, NOT_HERE, ~0UL, gone, no_key };

	OK(P11(DestroyObject, fx.session, gone));
	for (size_t i = 0; i < ATTR_COUNT(bad); i++) {
		struct right r = right_in_session(row, true);
		size_t at = every_call_place(row, letter, 0);

		if (letter != 'O' || bad[i] != no_key)
			WANT(rv, right_run_with(&r, at, bad[i]));
		right_close(&r);
	}
	OK(P11(DestroyObject, fx.session, no_key));
}

START_TEST(every_function_wants_its_objects)
{
	for (size_t row = 0; row < every_call_count; row++)
		for (size_t i = 0; i < ATTR_COUNT(handles); i++)
			if (right_has(row, handles[i].letter))
				check_handle(row, handles[i].letter,
				    handles[i].rv);
	findings_end();
}
END_TEST

START_TEST(bad_key_ends_a_digest)
{
	struct right r = right_in_session(every_call_find("DigestKey"), true);

	WANT(CKR_KEY_HANDLE_INVALID, right_run_with(&r, 1, NOT_HERE));
	WANT(CKR_OPERATION_NOT_INITIALIZED, right_run(&r));
	findings_end();
}
END_TEST

/* ---- arguments ---- */

/* With one pointer NULL; then the operation is over. */
static void
check_null(size_t row, size_t at)
{
	struct right r = right_in_session(row, true);

	if (r.a[at] != 0)
		WANT(CKR_ARGUMENTS_BAD, right_run_with(&r, at, 0));
	if (r.a[at] != 0 && r.x->begin != NULL && !(r.x->traits & STAYS)) {
		WANT(CKR_OPERATION_NOT_INITIALIZED, right_run(&r));
	}
	right_close(&r);
}

/* Which of the letter's arguments are pointers that may not be NULL. */
static void
check_letter(size_t row, char letter, size_t at)
{
	unsigned traits = right_expectation(row)->traits;

	if (strchr("MTVIDGPNHRlQ", letter) != NULL &&
	    !(letter == 'G' && (traits & LATER)))
		check_null(row, at);
	if (strchr("BC", letter) != NULL && !(traits & LATER))
		check_null(row, at + 1);
	if (letter == 'F') {
		check_null(row, at);
		check_null(row, at + 2);
	}
}

START_TEST(every_function_wants_its_arguments)
{
	for (size_t row = 0; row < every_call_count; row++) {
		size_t at = 0;

		for (const char *p = every_call[row].args; *p != '\0'; p++) {
			if (!(right_expectation(row)->traits & DECLINED))
				check_letter(row, *p, at);
			at += every_call_width(*p);
		}
	}
	findings_end();
}
END_TEST

START_TEST(reserved_arguments_stay_null)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_call(row, fx.session);
		size_t at = every_call_place(row, '0', 0);

		if (at != CALL_ARGS)
			WANT(CKR_ARGUMENTS_BAD, right_run_with(&r, at,
			    (CK_ULONG)out));
	}
	findings_end();
}
END_TEST

/* ---- operations ---- */

START_TEST(every_continuation_wants_an_operation)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_in_session(row, false);

		if (r.x->begin != NULL)
			WANT(CKR_OPERATION_NOT_INITIALIZED, right_run(&r));
		right_close(&r);
	}
	findings_end();
}
END_TEST

/* A dual function wants both halves, and leaves the one there is. */
START_TEST(half_a_pair_is_no_pair)
{
	CK_SESSION_HANDLE s = fixture_open(0);
	CK_BYTE in[32] = { 0 };
	CK_ULONG n = sizeof(out);

	begin_encrypt(s);
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestEncryptUpdate, s, in,
	    32, out, &n));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(SignEncryptUpdate, s, in, 32,
	    out, &n));
	OK(P11(Encrypt, s, in, 32, out, &n));
	begin_digest(s);
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DecryptDigestUpdate, s, in,
	    32, out, &n));
	OK(P11(Digest, s, in, 32, out, &n));
}
END_TEST

static bool
is_init(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, "Init") == 0;
}

START_TEST(every_operation_begins_once)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_in_session(row, false);

		if (is_init(every_call[row].name)) {
			WANT(CKR_OK, right_run(&r));
			WANT(CKR_OPERATION_ACTIVE, right_run(&r));
		}
		right_close(&r);
	}
	findings_end();
}
END_TEST

/* With a NULL mechanism; there is none to a search. */
START_TEST(every_operation_is_cancelled)
{
	for (size_t row = 0; row < every_call_count; row++) {
		struct right r = right_in_session(row, false);

		if (is_init(every_call[row].name) && right_has(row, 'M')) {
			WANT(CKR_OK, right_run(&r));
			WANT(CKR_OK, right_run_with(&r, 1, 0));
			WANT(CKR_OK, right_run(&r));
			WANT(CKR_OK, P11(SessionCancel, r.a[0], ~0UL));
			WANT(CKR_OK, right_run(&r));
		}
		right_close(&r);
	}
	findings_end();
}
END_TEST

static void
fill(Suite *s, TCase *tc)
{
	TCase *bare = tcase_create("not started");

	suite_add_tcase(s, bare);
	fixture_suite(bare);
	tcase_add_checked_fixture(bare, fixture_load, fixture_end);
	tcase_add_test(bare, every_function_has_its_row);
	tcase_add_test(bare, nothing_works_before_initialize);
	fixture_suite(tc);
	tcase_add_checked_fixture(tc, right_setup, fixture_end);
	tcase_add_test(tc, every_function_works);
	tcase_add_test(tc, every_function_wants_its_session);
	tcase_add_test(tc, every_function_wants_its_slot);
	tcase_add_test(tc, every_function_wants_its_objects);
	tcase_add_test(tc, bad_key_ends_a_digest);
	tcase_add_test(tc, every_function_wants_its_arguments);
	tcase_add_test(tc, reserved_arguments_stay_null);
	tcase_add_test(tc, every_continuation_wants_an_operation);
	tcase_add_test(tc, half_a_pair_is_no_pair);
	tcase_add_test(tc, every_operation_begins_once);
	tcase_add_test(tc, every_operation_is_cancelled);
}

SUITE("pkcs11/every_function", fill(s, tc))
