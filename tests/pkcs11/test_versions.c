/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys as names with versions: rotation and staging, as the vendor interface
 * gives them and as unmodified programs see them; what it tells about keys.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

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

SUITE("pkcs11/versions",
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
    tcase_add_test(tc, description_is_json_about_the_key);
    tcase_add_test(tc, maintenance_finds_nothing_to_do);
    tcase_add_test(tc, status_tells_where_the_store_is);
    tcase_add_test(tc, sound_store_passes_its_check))
