/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disabling, deleting and what undoes them: in this process and, by the next
 * operation, in every other.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static CK_BYTE message[32] = "what is signed";

static CK_ULONG
rotate(CK_OBJECT_HANDLE key, CK_FLAGS flags)
{
	CK_ULONG version = 0;

	OK(CLV(RotateKey, fx.session, key, flags, &version));
	return version;
}

static CK_RV
encrypts(CK_OBJECT_HANDLE key)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	return gcm_encrypt(key, "data", 4, out, &len);
}

static CK_OBJECT_HANDLE
find_scheduled(const char *label)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_ULONG state = CLV_STATE_SCHEDULED;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR_TEXT(CKA_LABEL, label),
		ATTR(CKA_CLV_STATE, state),
	};
	CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;

	ck_assert_uint_le(find(fx.session, template, 3, &object, 1), 1);
	return object;
}

/* ---- states ---- */

START_TEST(disabled_key_is_refused_and_enabled_again)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_DISABLED));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, encrypts(key));
	ck_assert_str_ne(fixture_reason(), "");
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_STATE), CLV_STATE_DISABLED);
	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_ENABLED));
	OK(encrypts(key));
}
END_TEST

START_TEST(usage_attributes_do_not_follow_the_state)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_DISABLED));
	ck_assert_uint_eq(get_bool(key, CKA_ENCRYPT), CK_TRUE);
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_PERMITTED) & CKF_ENCRYPT, 0);
}
END_TEST

START_TEST(disabled_version_decrypts_no_more)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE cipher[64], plain[64];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);

	OK(gcm_encrypt(key, "data", 4, cipher, &len));
	rotate(key, 0);
	OK(CLV(SetKeyState, fx.session, key, 1, CLV_STATE_DISABLED));
	ck_assert_uint_ne(gcm_decrypt(key, cipher, len, plain, &plain_len),
	    CKR_OK);
	OK(encrypts(key));
	OK(CLV(SetKeyState, fx.session, key, 1, CLV_STATE_ENABLED));
	plain_len = sizeof(plain);
	OK(gcm_decrypt(key, cipher, len, plain, &plain_len));
}
END_TEST

START_TEST(disabling_in_between_stops_an_operation_at_its_end)
{
	CK_GCM_PARAMS params = { .pIv = (CK_BYTE *)"twelve bytes",
		.ulIvLen = 12, .ulIvBits = 96, .ulTagBits = 128 };
	CK_MECHANISM mechanism = { CKM_AES_GCM, &params, sizeof(params) };
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	OK(P11(EncryptInit, fx.session, &mechanism, key));
	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_DISABLED));
	GIVES(CKR_FUNCTION_FAILED, P11(Encrypt, fx.session, (CK_BYTE *)"data",
	    4, out, &len));
}
END_TEST

/* A process of its own that encrypts whenever it is told to. */
static void
encrypt_on_demand(int orders, int answers)
{
	CK_OBJECT_HANDLE key;
	CK_RV rv;
	char order;

	if (P11(Initialize, NULL) != CKR_OK)
		_exit(1);
	fx.session = fixture_open(0);
	if (fixture_login_as(fx.session, CKU_USER, USER_PIN) != CKR_OK)
		_exit(2);
	key = find_label(fx.session, CKO_SECRET_KEY, "k");
	while (read(orders, &order, 1) == 1) {
		rv = encrypts(key);
		if (write(answers, &rv, sizeof(rv)) != sizeof(rv))
			_exit(3);
	}
	_exit(0);
}

static CK_RV
ask(int orders, int answers)
{
	CK_RV rv = CKR_GENERAL_ERROR;

	ck_assert_int_eq(write(orders, "x", 1), 1);
	ck_assert_int_eq(read(answers, &rv, sizeof(rv)), sizeof(rv));
	return rv;
}

START_TEST(disabled_key_is_refused_by_another_process_at_once)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	int orders[2], answers[2];
	pid_t child;

	ck_assert_int_eq(pipe(orders), 0);
	ck_assert_int_eq(pipe(answers), 0);
	child = fork();
	if (child == 0) {
		close(orders[1]);
		encrypt_on_demand(orders[0], answers[1]);
	}
	for (int i = 0; i < 5; i++) {
		ck_assert_uint_eq(ask(orders[1], answers[0]), CKR_OK);
		OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_DISABLED));
		ck_assert_uint_eq(ask(orders[1], answers[0]),
		    CKR_KEY_FUNCTION_NOT_PERMITTED);
		OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_ENABLED));
	}
	close(orders[1]);
	waitpid(child, NULL, 0);
}
END_TEST

START_TEST(ciphertext_after_rotation_decrypts_in_another_process)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	int orders[2], answers[2];
	pid_t child;

	ck_assert_int_eq(pipe(orders), 0);
	ck_assert_int_eq(pipe(answers), 0);
	child = fork();
	if (child == 0) {
		close(orders[1]);
		encrypt_on_demand(orders[0], answers[1]);
	}
	for (int i = 0; i < 5; i++) {
		rotate(key, 0);
		ck_assert_uint_eq(ask(orders[1], answers[0]), CKR_OK);
	}
	close(orders[1]);
	waitpid(child, NULL, 0);
}
END_TEST

/* ---- deletion ---- */

START_TEST(scheduled_key_is_found_by_its_state_only)
{
	OK(P11(DestroyObject, fx.session, aes_key("k")));
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "k"), 0);
	ck_assert_uint_ne(find_scheduled("k"), 0);
	ck_assert_uint_gt(get_ulong(find_scheduled("k"),
	    CKA_CLV_DELETION_DATE), 0);
}
END_TEST

START_TEST(undeleted_key_is_disabled_and_works_once_enabled)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE cipher[64], plain[64];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);

	OK(gcm_encrypt(key, "data", 4, cipher, &len));
	OK(CLV(ScheduleDeletion, fx.session, key, 0, 7));
	OK(CLV(CancelDeletion, fx.session, find_scheduled("k"), 0));
	key = find_label(fx.session, CKO_SECRET_KEY, "k");
	ck_assert_uint_ne(key, 0);
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, encrypts(key));
	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_ENABLED));
	OK(gcm_decrypt(key, cipher, len, plain, &plain_len));
	ck_assert_mem_eq(plain, "data", 4);
}
END_TEST

static const CK_ULONG bad_days[] = { 1, 6, 31, 100000 };

START_TEST(waiting_period_is_7_to_30_days)
{
	ck_assert_uint_ne(CLV(ScheduleDeletion, fx.session, aes_key("k"), 0,
	    bad_days[_i]), CKR_OK);
	ck_assert_uint_ne(find_label(fx.session, CKO_SECRET_KEY, "k"), 0);
}
END_TEST

START_TEST(what_is_not_scheduled_is_not_undeleted)
{
	ck_assert_uint_ne(CLV(CancelDeletion, fx.session, aes_key("k"), 0),
	    CKR_OK);
}
END_TEST

START_TEST(destroying_the_public_object_leaves_the_key)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);

	OK(P11(DestroyObject, fx.session, pair.pub));
	ck_assert_uint_eq(find_label(fx.session, CKO_PUBLIC_KEY, "pair"), 0);
	OK(sign(CKM_ECDSA, pair.priv, message, 32, signature, &len));
}
END_TEST

START_TEST(sandbox_key_is_gone_at_once)
{
	OK(P11(DestroyObject, fx.session, aes_key("k")));
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "k"), 0);
	ck_assert_uint_eq(find_scheduled("k"), 0);
}
END_TEST

static void
fill(Suite *s, TCase *tc)
{
	TCase *sandbox = tcase_create("sandbox");

	fixture_suite(tc);
	tcase_add_checked_fixture(tc, fixture_login, fixture_end);
	tcase_add_test(tc, disabled_key_is_refused_and_enabled_again);
	tcase_add_test(tc, usage_attributes_do_not_follow_the_state);
	tcase_add_test(tc, disabled_version_decrypts_no_more);
	tcase_add_test(tc, disabling_in_between_stops_an_operation_at_its_end);
	tcase_add_test(tc, disabled_key_is_refused_by_another_process_at_once);
	tcase_add_test(tc,
	    ciphertext_after_rotation_decrypts_in_another_process);
	tcase_add_test(tc, scheduled_key_is_found_by_its_state_only);
	tcase_add_test(tc, undeleted_key_is_disabled_and_works_once_enabled);
	tcase_add_loop_test(tc, waiting_period_is_7_to_30_days, 0,
	    (int)ATTR_COUNT(bad_days));
	tcase_add_test(tc, what_is_not_scheduled_is_not_undeleted);
	tcase_add_test(tc, destroying_the_public_object_leaves_the_key);

	suite_add_tcase(s, sandbox);
	tcase_set_timeout(sandbox, SUITE_TIMEOUT);
	fixture_suite(sandbox);
	tcase_add_checked_fixture(sandbox, fixture_sandbox, fixture_end);
	tcase_add_test(sandbox, sandbox_key_is_gone_at_once);
}

SUITE("pkcs11/states", fill(s, tc))
