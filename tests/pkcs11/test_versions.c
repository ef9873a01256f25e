/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys as names with versions: rotation, staging, states, deletion, as the
 * vendor interface gives them and as unmodified programs see them.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROTATIONS 30

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

/* The object of one version; CK_INVALID_HANDLE if there is none. */
static CK_OBJECT_HANDLE
find_version(CK_OBJECT_CLASS class, const char *label, CK_ULONG version)
{
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR_TEXT(CKA_LABEL, label),
		ATTR(CKA_CLV_VERSION, version),
	};
	CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;

	ck_assert_uint_le(find(fx.session, template, 3, &object, 1), 1);
	return object;
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

/* ---- rotation ---- */

START_TEST(every_ciphertext_ever_made_decrypts)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE cipher[ROTATIONS][64], plain[64];
	CK_ULONG len[ROTATIONS], plain_len;

	for (CK_BYTE i = 0; i < ROTATIONS; i++) {
		len[i] = sizeof(cipher[i]);
		OK(gcm_encrypt(key, &i, 1, cipher[i], &len[i]));
		ck_assert_uint_eq(rotate(key, 0), i + 2UL);
	}
	for (CK_BYTE i = 0; i < ROTATIONS; i++) {
		plain_len = sizeof(plain);
		OK(gcm_decrypt(key, cipher[i], len[i], plain, &plain_len));
		ck_assert_uint_eq(plain_len, 1);
		ck_assert_uint_eq(plain[0], i);
	}
}
END_TEST

START_TEST(every_wrapping_ever_made_unwraps)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type) };
	CK_OBJECT_HANDLE key = aes_key("k"), back;
	CK_OBJECT_HANDLE data_key = aes_import("0123456789abcdef", 16);
	CK_BYTE wrapped[ROTATIONS][32];
	CK_ULONG len = 0;

	for (int i = 0; i < ROTATIONS; i++) {
		len = sizeof(wrapped[i]);
		OK(P11(WrapKey, fx.session, &mechanism, key, data_key,
		    wrapped[i], &len));
		rotate(key, 0);
	}
	for (int i = 0; i < ROTATIONS; i++)
		OK(P11(UnwrapKey, fx.session, &mechanism, key, wrapped[i], len,
		    template, 2, &back));
}
END_TEST

START_TEST(rotated_key_encrypts_with_new_material)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE before[64], after[64];
	CK_ULONG a = sizeof(before), b = sizeof(after);

	OK(gcm_encrypt(key, "data", 4, before, &a));
	rotate(key, 0);
	OK(gcm_encrypt(key, "data", 4, after, &b));
	ck_assert_uint_eq(a, b);
	ck_assert_mem_ne(before, after, a);
}
END_TEST

START_TEST(attributes_follow_the_rotation)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	ck_assert_uint_eq(get_ulong(key, CKA_CLV_VERSIONS), 1);
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_CURRENT_VERSION), 1);
	rotate(key, 0);
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_VERSIONS), 2);
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_CURRENT_VERSION), 2);
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_STATE), CLV_STATE_ENABLED);
	ck_assert_uint_gt(get_ulong(key, CKA_CLV_CREATED), 1600000000UL);
}
END_TEST

START_TEST(staged_version_is_used_once_activated)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	ck_assert_uint_eq(rotate(key, CLV_ROTATE_KEEP_CURRENT), 2);
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_CURRENT_VERSION), 1);
	OK(CLV(SetCurrentVersion, fx.session, key, 2, 0));
	ck_assert_uint_eq(get_ulong(key, CKA_CLV_CURRENT_VERSION), 2);
	OK(encrypts(key));
}
END_TEST

START_TEST(rotation_needs_a_login)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	OK(P11(Logout, fx.session));
	ck_assert_uint_ne(CLV(RotateKey, fx.session, key, 0, NULL), CKR_OK);
}
END_TEST

START_TEST(rotation_needs_a_writable_session)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_SESSION_HANDLE ro = fixture_open(0);

	GIVES(CKR_SESSION_READ_ONLY, CLV(RotateKey, ro, key, 0, NULL));
}
END_TEST

START_TEST(unknown_flags_and_versions_are_refused)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	GIVES(CKR_ARGUMENTS_BAD, CLV(RotateKey, fx.session, key, 0x8000, NULL));
	ck_assert_uint_ne(CLV(SetCurrentVersion, fx.session, key, 9, 0),
	    CKR_OK);
	ck_assert_uint_ne(CLV(SetKeyState, fx.session, key, 9,
	    CLV_STATE_DISABLED), CKR_OK);
	ck_assert_uint_ne(CLV(SetKeyState, fx.session, key, 0,
	    CLV_STATE_PURGED), CKR_OK);
}
END_TEST

/* ---- pairs ---- */

static CK_BYTE message[32] = "what is signed";

START_TEST(every_signature_ever_made_verifies)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE signature[5][64];
	CK_ULONG len;

	for (int i = 0; i < 5; i++) {
		pair.priv = find_label(fx.session, CKO_PRIVATE_KEY, "pair");
		len = sizeof(signature[i]);
		OK(sign(CKM_ECDSA, pair.priv, message, 32, signature[i], &len));
		rotate(pair.priv, 0);
	}
	pair.pub = find_label(fx.session, CKO_PUBLIC_KEY, "pair");
	for (int i = 0; i < 5; i++)
		OK(verify(CKM_ECDSA, pair.pub, message, 32, signature[i], 64));
}
END_TEST

START_TEST(staged_pair_has_its_own_public_object)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE old[128], new[128];
	CK_ULONG old_len = sizeof(old), new_len = sizeof(new);
	CK_OBJECT_HANDLE staged;

	rotate(pair.priv, CLV_ROTATE_KEEP_CURRENT);
	ck_assert_uint_eq(find_label(fx.session, CKO_PUBLIC_KEY, "pair"),
	    pair.pub);
	staged = find_version(CKO_PUBLIC_KEY, "pair", 2);
	ck_assert_uint_ne(staged, 0);
	OK(get_attr(pair.pub, CKA_EC_POINT, old, &old_len));
	OK(get_attr(staged, CKA_EC_POINT, new, &new_len));
	ck_assert_uint_eq(old_len, new_len);
	ck_assert_mem_ne(old, new, old_len);
}
END_TEST

START_TEST(activation_changes_what_is_shown)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE old[128], new[128];
	CK_ULONG old_len = sizeof(old), new_len = sizeof(new);

	OK(get_attr(pair.pub, CKA_EC_POINT, old, &old_len));
	rotate(pair.priv, CLV_ROTATE_KEEP_CURRENT);
	OK(CLV(SetCurrentVersion, fx.session, pair.priv, 2, 0));
	OK(get_attr(find_label(fx.session, CKO_PUBLIC_KEY, "pair"),
	    CKA_EC_POINT, new, &new_len));
	ck_assert_mem_ne(old, new, old_len);
}
END_TEST

START_TEST(private_handle_keeps_the_version_it_was_found_with)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);
	CK_OBJECT_HANDLE first_public;

	rotate(pair.priv, 0);
	OK(sign(CKM_ECDSA, pair.priv, message, 32, signature, &len));
	first_public = find_version(CKO_PUBLIC_KEY, "pair", 1);
	ck_assert_uint_ne(first_public, 0);
	OK(verify(CKM_ECDSA, first_public, message, 32, signature, len));
}
END_TEST

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

/* ---- documents and checks ---- */

START_TEST(description_is_json_about_the_key)
{
	CK_OBJECT_HANDLE key = aes_key("described");
	char json[8192];
	CK_ULONG size = 0, len = sizeof(json) - 1;

	rotate(key, 0);
	OK(CLV(DescribeKey, fx.session, key, NULL, &size));
	ck_assert_uint_gt(size, 0);
	OK(CLV(DescribeKey, fx.session, key, (CK_UTF8CHAR *)json, &len));
	ck_assert_uint_le(len, size);
	json[len] = '\0';
	ck_assert_int_eq(json[0], '{');
	ck_assert_ptr_nonnull(strstr(json, "described"));
}
END_TEST

START_TEST(maintenance_finds_nothing_to_do)
{
	CK_ULONG len = 0;
	char *json;

	aes_key("k");
	OK(CLV(Maintain, fx.session, 0, NULL, &len));
	json = calloc(1, len + 1);
	OK(CLV(Maintain, fx.session, 0, (CK_UTF8CHAR *)json, &len));
	ck_assert_ptr_nonnull(strstr(json, "\"purged\":[]"));
	free(json);
}
END_TEST

START_TEST(status_tells_where_the_store_is)
{
	char json[8192];
	CK_ULONG len = sizeof(json) - 1;

	OK(CLV(GetStatus, (CK_UTF8CHAR *)json, &len));
	json[len] = '\0';
	ck_assert_ptr_nonnull(strstr(json, fx.store));
}
END_TEST

START_TEST(sound_store_passes_its_check)
{
	CLV_CHECK_HANDLE check;
	CK_ULONG len, done = 0, total = 0, steps = 0;
	char json[1024];
	CK_RV rv;

	rotate(aes_key("k"), 0);
	OK(CLV(CheckInit, CLV_CHECK_STORE, CK_UNAVAILABLE_INFORMATION, &check));
	do {
		len = sizeof(json);
		rv = CLV(CheckNext, check, (CK_UTF8CHAR *)json, &len, &done,
		    &total);
		if (rv == CKR_OK)
			ck_assert_msg(len == 0, "%.*s", (int)len, json);
	} while (rv == CKR_OK && ++steps < 10000);
	ck_assert_uint_eq(rv, CKR_CLV_CHECK_DONE);
	ck_assert_uint_eq(done, total);
	OK(CLV(CheckFinal, check));
}
END_TEST

static void
fill(Suite *s, TCase *tc)
{
	TCase *sandbox = tcase_create("sandbox");

	fixture_suite(tc);
	tcase_add_checked_fixture(tc, fixture_login, fixture_end);
	tcase_add_test(tc, every_ciphertext_ever_made_decrypts);
	tcase_add_test(tc, every_wrapping_ever_made_unwraps);
	tcase_add_test(tc, rotated_key_encrypts_with_new_material);
	tcase_add_test(tc, attributes_follow_the_rotation);
	tcase_add_test(tc, staged_version_is_used_once_activated);
	tcase_add_test(tc, rotation_needs_a_login);
	tcase_add_test(tc, rotation_needs_a_writable_session);
	tcase_add_test(tc, unknown_flags_and_versions_are_refused);
	tcase_add_test(tc, every_signature_ever_made_verifies);
	tcase_add_test(tc, staged_pair_has_its_own_public_object);
	tcase_add_test(tc, activation_changes_what_is_shown);
	tcase_add_test(tc, private_handle_keeps_the_version_it_was_found_with);
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
	tcase_add_test(tc, description_is_json_about_the_key);
	tcase_add_test(tc, maintenance_finds_nothing_to_do);
	tcase_add_test(tc, status_tells_where_the_store_is);
	tcase_add_test(tc, sound_store_passes_its_check);

	suite_add_tcase(s, sandbox);
	tcase_set_timeout(sandbox, SUITE_TIMEOUT);
	fixture_suite(sandbox);
	tcase_add_checked_fixture(sandbox, fixture_sandbox, fixture_end);
	tcase_add_test(sandbox, sandbox_key_is_gone_at_once);
}

SUITE("pkcs11/versions", fill(s, tc))
