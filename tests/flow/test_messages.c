/* SPDX-License-Identifier: Apache-2.0 */
/* Encrypted messages and the key they were begun with. */
#include "flow/messages.h"

#include "support/core_fixture.h"

static const CK_MECHANISM gcm = { CKM_AES_GCM, NULL, 0 };
static CK_BYTE iv[12], tag[16], out[64];
static CK_GCM_MESSAGE_PARAMS params;
static struct message m;
static CK_OBJECT_HANDLE aes;
static CK_ULONG len;

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	params = (CK_GCM_MESSAGE_PARAMS){ .pIv = iv, .ulIvLen = 12,
		.ivGenerator = CKG_NO_GENERATE, .pTag = tag,
		.ulTagBits = 128 };
	m = (struct message){ &params, sizeof(params), NULL, 0 };
	len = sizeof(out);
	ck_ok(flow_messages_begin(core.s, USE_ENCRYPT, &gcm, aes));
	ck_ok(flow_messages_begin(core.s, USE_DECRYPT, &gcm, aes));
}

static enum err
encrypt(const char *text)
{
	len = sizeof(out);
	return flow_message_once(core.s, USE_ENCRYPT, &m, IN(text), out, &len);
}

/* What encrypt() left. */
static enum err
decrypt(const char *text)
{
	CK_BYTE plain[64];
	CK_ULONG n = sizeof(plain);

	TRY(flow_message_once(core.s, USE_DECRYPT, &m, out, len, plain, &n));
	ck_assert_uint_eq(n, strlen(text));
	ck_assert_mem_eq(plain, text, n);
	return E_OK;
}

static enum err
next(enum use use, const char *text, CK_BYTE *to, CK_FLAGS flags)
{
	return flow_message_next(core.s, use, &m, IN(text), to, &len, flags);
}

START_TEST(a_message_comes_back)
{
	ck_ok(encrypt("text"));
	ck_ok(decrypt("text"));
	tag[0] ^= 1;
	ck_refused(decrypt("text"), E_AEAD);
	ck_ok(flow_messages_end(core.s, USE_ENCRYPT));
	ck_ok(flow_messages_end(core.s, USE_DECRYPT));
	ck_refused(encrypt("text"), E_OPERATION_NONE);
	ck_refused(flow_messages_end(core.s, USE_ENCRYPT), E_OPERATION_NONE);
}
END_TEST

START_TEST(rotated_within_a_message)
{
	ck_ok(flow_message_begin(core.s, USE_ENCRYPT, &m));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(next(USE_ENCRYPT, "text", out, CKF_END_OF_MESSAGE));
	ck_ok(decrypt("text"));
}
END_TEST

START_TEST(rotated_in_another_process)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	struct world other;
	CK_OBJECT_HANDLE there;

	world_open(&other);
	ck_ok(world_login(&other, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(other.s, LIST(list), &there), 1);
	ck_ok(flow_key_rotate(other.s, there, 0, NULL));
	world_close(&other);
	ck_ok(encrypt("text"));
	ck_ok(decrypt("text"));
	memcpy(iv, "twelve bytes", 12);
	ck_ok(encrypt("text"));
	memcpy(out + 4, tag, 16);
	ck_ok(core_opens(core.s, core_version(core.s, CKO_SECRET_KEY, "aes",
	    2), out, 20, "text"));
}
END_TEST

START_TEST(a_disabled_version_is_revoked_within_a_message)
{
	ck_ok(flow_message_begin(core.s, USE_ENCRYPT, &m));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(flow_key_set_state(core.s, aes, 1, CLV_STATE_DISABLED));
	ck_refused(next(USE_ENCRYPT, "text", out, CKF_END_OF_MESSAGE),
	    E_REVOKED);
	ck_ok(encrypt("text"));
}
END_TEST

START_TEST(a_destroyed_key_is_revoked)
{
	ck_ok(flow_object_destroy(core.s, aes));
	ck_refused(encrypt("text"), E_REVOKED);
	ck_refused(flow_message_begin(core.s, USE_DECRYPT, &m), E_REVOKED);
}
END_TEST

START_TEST(parts_to_decrypt_are_held_within_a_limit)
{
	core.token->aead_buffer = 6;
	ck_ok(flow_message_begin(core.s, USE_DECRYPT, &m));
	ck_ok(next(USE_DECRYPT, "1234", out, 0));
	ck_assert_uint_eq(len, 0);
	len = sizeof(out);
	ck_refused(next(USE_DECRYPT, "567", out, 0), E_CIPHERTEXT_LEN);
	ck_refused(next(USE_DECRYPT, "", out, 0), E_OPERATION_NONE);
	ck_ok(encrypt("longer than that"));
	ck_ok(decrypt("longer than that"));
}
END_TEST

START_TEST(the_last_part_says_where_the_tag_is)
{
	struct message none = { NULL, 0, NULL, 0 };

	ck_ok(flow_message_begin(core.s, USE_ENCRYPT, &m));
	ck_refused(flow_message_next(core.s, USE_ENCRYPT, &none, IN("text"),
	    out, &len, CKF_END_OF_MESSAGE), E_MECHANISM_PARAM);
	len = sizeof(out);
	ck_ok(encrypt("text"));
	ck_ok(decrypt("text"));
}
END_TEST

START_TEST(logout_ends_the_process)
{
	ck_ok(flow_message_begin(core.s, USE_ENCRYPT, &m));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(next(USE_ENCRYPT, "text", out, 0), E_OPERATION_NONE);
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_refused(encrypt("text"), E_OPERATION_NONE);
}
END_TEST

SUITE("flow/messages",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_message_comes_back);
    tcase_add_test(tc, rotated_within_a_message);
    tcase_add_test(tc, rotated_in_another_process);
    tcase_add_test(tc, a_disabled_version_is_revoked_within_a_message);
    tcase_add_test(tc, a_destroyed_key_is_revoked);
    tcase_add_test(tc, parts_to_decrypt_are_held_within_a_limit);
    tcase_add_test(tc, the_last_part_says_where_the_tag_is);
    tcase_add_test(tc, logout_ends_the_process))
