/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process that encrypted messages are part of: how it begins and ends, and
 * what becomes of its key meanwhile.
 */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define TAG 16

static CK_MECHANISM gcm = { CKM_AES_GCM, NULL, 0 };
static CK_BYTE iv[12], tag[TAG], plain[32];
static struct hex_bytes cipher;
static CK_GCM_MESSAGE_PARAMS params;
static CK_OBJECT_HANDLE key;
static CK_BYTE out[256];
static CK_ULONG len;

#define PARAMS &params, sizeof(params)

static void
setup(void)
{
	fixture_login();
	key = aes_key("stored");
	params = (CK_GCM_MESSAGE_PARAMS){ .pIv = iv, .ulIvLen = sizeof(iv),
		.ivGenerator = CKG_NO_GENERATE, .pTag = tag,
		.ulTagBits = 8 * TAG };
	len = sizeof(out);
}

static void
begin_encrypting(void)
{
	OK(P11(MessageEncryptInit, fx.session, &gcm, key));
}

static void
begin_decrypting(void)
{
	OK(P11(MessageDecryptInit, fx.session, &gcm, key));
}

static CK_RV
encrypt(CK_BYTE *to)
{
	return P11(EncryptMessage, fx.session, PARAMS, NULL, 0, plain,
	    sizeof(plain), to, &len);
}

/* What is in cipher. */
static CK_RV
decrypt(void)
{
	return P11(DecryptMessage, fx.session, PARAMS, NULL, 0, cipher.data,
	    sizeof(plain), out, &len);
}

static void
check_opened(void)
{
	ck_assert_uint_eq(len, sizeof(plain));
	ck_assert_mem_eq(out, plain, sizeof(plain));
}

START_TEST(bad_init_is_refused)
{
	CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

	GIVES(CKR_MECHANISM_INVALID, P11(MessageEncryptInit, fx.session, &kwp,
	    key));
	GIVES(CKR_KEY_HANDLE_INVALID, P11(MessageEncryptInit, fx.session, &gcm,
	    4711));
	GIVES(CKR_KEY_TYPE_INCONSISTENT, P11(MessageDecryptInit, fx.session,
	    &gcm, ec_pair(P256, "p").priv));
	begin_encrypting();
	GIVES(CKR_OPERATION_ACTIVE, P11(MessageEncryptInit, fx.session, &gcm,
	    key));
}
END_TEST

START_TEST(it_is_cancelled)
{
	begin_encrypting();
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, NULL, 0));
	OK(P11(MessageEncryptInit, fx.session, NULL, 0));
	begin_encrypting();
	OK(P11(SessionCancel, fx.session, CKF_ENCRYPT | CKF_MESSAGE_DECRYPT));
	OK(encrypt(out));
	OK(P11(SessionCancel, fx.session, CKF_MESSAGE_ENCRYPT));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, encrypt(out));
	begin_decrypting();
	OK(P11(MessageDecryptInit, fx.session, NULL, 0));
	begin_decrypting();
	OK(P11(SessionCancel, fx.session, CKF_MESSAGE_DECRYPT));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, decrypt());
}
END_TEST

START_TEST(it_is_another_operation_than_encryption)
{
	CK_GCM_PARAMS whole = { .pIv = iv, .ulIvLen = 12,
		.ulIvBits = 96, .ulTagBits = 128 };
	CK_MECHANISM m = { CKM_AES_GCM, &whole, sizeof(whole) };

	begin_encrypting();
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Encrypt, fx.session,
	    plain, sizeof(plain), out, &len));
	OK(P11(EncryptInit, fx.session, &m, key));
	OK(encrypt(out));
	len = sizeof(out);
	OK(P11(Encrypt, fx.session, plain, sizeof(plain), out, &len));
}
END_TEST

START_TEST(logout_ends_it)
{
	begin_encrypting();
	OK(P11(Logout, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, encrypt(out));
}
END_TEST

/* ---- keys with versions and states ---- */

START_TEST(messages_follow_rotation_and_old_ones_open)
{
	struct hex_bytes old = { .len = 0 };
	CK_BYTE old_tag[TAG];

	begin_encrypting();
	OK(encrypt(old.data));
	memcpy(old_tag, tag, TAG);
	OK(CLV(RotateKey, fx.session, key, 0, NULL));
	OK(encrypt(out));
	ck_assert_mem_ne(out, old.data, sizeof(plain));
	memcpy(cipher.data, out, sizeof(plain));
	begin_decrypting();
	OK(decrypt());
	check_opened();
	memcpy(cipher.data, old.data, sizeof(plain));
	memcpy(tag, old_tag, TAG);
	OK(decrypt());
	check_opened();
}
END_TEST

START_TEST(short_tag_does_not_tell_versions)
{
	params.ulTagBits = 64;
	begin_encrypting();
	OK(encrypt(out));
	memcpy(cipher.data, out, len);
	OK(CLV(RotateKey, fx.session, key, 0, NULL));
	GIVES(CKR_MECHANISM_PARAM_INVALID, encrypt(out));
	begin_decrypting();
	GIVES(CKR_MECHANISM_PARAM_INVALID, decrypt());
}
END_TEST

START_TEST(disabled_key_makes_no_further_message)
{
	begin_encrypting();
	OK(encrypt(out));
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, NULL, 0));
	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_DISABLED));
	GIVES(CKR_FUNCTION_FAILED, P11(EncryptMessageNext, fx.session, PARAMS,
	    plain, 5, out, &len, CKF_END_OF_MESSAGE));
	len = sizeof(out);
	GIVES(CKR_FUNCTION_FAILED, encrypt(out));
	OK(CLV(SetKeyState, fx.session, key, 0, CLV_STATE_ENABLED));
	OK(encrypt(out));
}
END_TEST

SUITE("pkcs11/message_process",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, bad_init_is_refused);
    tcase_add_test(tc, it_is_cancelled);
    tcase_add_test(tc, it_is_another_operation_than_encryption);
    tcase_add_test(tc, logout_ends_it);
    tcase_add_test(tc, messages_follow_rotation_and_old_ones_open);
    tcase_add_test(tc, short_tag_does_not_tell_versions);
    tcase_add_test(tc, disabled_key_makes_no_further_message))
