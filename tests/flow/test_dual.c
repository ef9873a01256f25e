/* SPDX-License-Identifier: Apache-2.0 */
/* Two operations at one go: what ends both. */
#include "flow/crypt.h"

#include "support/core_fixture.h"

static CK_BYTE iv[16], out[64];
static const CK_MECHANISM cbc = { CKM_AES_CBC, iv, sizeof(iv) };
static const CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };
static const CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static const CK_MECHANISM hmac = { CKM_SHA256_HMAC, NULL, 0 };
static CK_OBJECT_HANDLE aes;
static CK_ULONG len;

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	len = sizeof(out);
}

static bool
active(enum use use)
{
	return core.s->operations[operation_kind(use)].active;
}

START_TEST(both_advance)
{
	CK_BYTE want[32], got[32];
	CK_ULONG n = 32;

	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_once(core.s, USE_DIGEST, IN("abc"), want, &n));
	ck_ok(flow_begin(core.s, USE_ENCRYPT, &cbc, aes));
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_dual(core.s, USE_ENCRYPT, USE_DIGEST, IN("abc"), out,
	    &len));
	ck_assert_uint_eq(len, 0);
	ck_ok(flow_finish(core.s, USE_DIGEST, got, &n));
	ck_assert_mem_eq(got, want, 32);
	ck_assert(active(USE_ENCRYPT));
}
END_TEST

static CK_OBJECT_HANDLE
careful_key(void)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_MECHANISM m = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[] = { IS(CKA_TOKEN),
		BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_ATTRIBUTE private[] = { IS(CKA_TOKEN), IS(CKA_SIGN),
		IS(CKA_ALWAYS_AUTHENTICATE) };
	CK_OBJECT_HANDLE pub, priv;

	ck_ok(flow_generate_pair(core.s, &m, LIST(public), LIST(private),
	    &pub, &priv));
	return priv;
}

START_TEST(a_login_that_is_wanting_ends_both)
{
	ck_ok(flow_begin(core.s, USE_ENCRYPT, &cbc, aes));
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, careful_key()));
	ck_ok(flow_dual(core.s, USE_ENCRYPT, USE_SIGN, IN("abc"), NULL,
	    &len));
	ck_refused(flow_dual(core.s, USE_ENCRYPT, USE_SIGN, IN("abc"), out,
	    &len), E_NOT_LOGGED_IN);
	ck_assert(!active(USE_ENCRYPT));
	ck_assert(!active(USE_SIGN));
}
END_TEST

START_TEST(plaintext_that_cannot_be_verified_does_not_leave)
{
	CK_MECHANISM m = { CKM_GENERIC_SECRET_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), IS(CKA_VERIFY),
		VALUE(CKA_VALUE_LEN, n) };
	CK_BYTE zero[16] = { 0 };
	CK_OBJECT_HANDLE key;

	ck_ok(flow_generate(core.s, &m, LIST(list), &key));
	ck_ok(flow_key_rotate(core.s, key, 0, NULL));
	core.token->aead_buffer = 15;
	ck_ok(flow_begin(core.s, USE_DECRYPT, &cbc, aes));
	ck_ok(flow_begin(core.s, USE_VERIFY, &hmac, key));
	ck_refused(flow_dual(core.s, USE_DECRYPT, USE_VERIFY,
	    IN("sixteen bytes 16"), out, &len), E_DATA_LEN);
	ck_assert_mem_eq(out, zero, 16);
	ck_assert(!active(USE_DECRYPT));
	ck_assert(!active(USE_VERIFY));
}
END_TEST

SUITE("flow/dual",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, both_advance);
    tcase_add_test(tc, a_login_that_is_wanting_ends_both);
    tcase_add_test(tc, plaintext_that_cannot_be_verified_does_not_leave))
