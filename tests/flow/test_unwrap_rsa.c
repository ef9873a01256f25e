/* SPDX-License-Identifier: Apache-2.0 */
/* Keys travel under public keys: anybody wraps, the owner unwraps. */
#include "flow/keys.h"

#include "support/core_fixture.h"

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
static CK_KEY_TYPE generic = CKK_GENERIC_SECRET;
static CK_ULONG bits = 2048;
static CK_OBJECT_HANDLE h;
static CK_BYTE out[1024];
static CK_ULONG len;

static CK_OBJECT_HANDLE
secret_of(CK_KEY_TYPE type, const void *value, CK_ULONG n)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, type), BYTES(CKA_VALUE, value, n) };
	CK_OBJECT_HANDLE key;

	ck_ok(flow_object_create(core.s, LIST(list), &key));
	return key;
}

static enum err
wrap_with(const CK_MECHANISM *m, CK_OBJECT_HANDLE under, CK_OBJECT_HANDLE key)
{
	CK_ULONG needed = 0;

	ck_ok(flow_wrap(core.s, m, under, key, NULL, &needed));
	len = sizeof(out);
	TRY(flow_wrap(core.s, m, under, key, out, &len));
	ck_assert_uint_eq(len, needed);
	return E_OK;
}

static enum err
unwrap_with(const CK_MECHANISM *m, CK_OBJECT_HANDLE under,
    CK_OBJECT_CLASS class, CK_KEY_TYPE type, CK_ULONG value_len)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, class),
		VALUE(CKA_KEY_TYPE, type), VALUE(CKA_VALUE_LEN, value_len) };

	return flow_unwrap(core.s, m, under, out, len, list,
	    value_len == 0 ? 2 : 3, &h);
}

static void
shows(const void *value, CK_ULONG n)
{
	CK_BYTE got[64];
	CK_ULONG got_len = sizeof(got);

	ck_ok(core_get(core.s, h, CKA_VALUE, got, &got_len));
	ck_assert_uint_eq(got_len, n);
	ck_assert_mem_eq(got, value, n);
}

static CK_RSA_PKCS_OAEP_PARAMS oaep = { CKM_SHA256, CKG_MGF1_SHA256,
	CKZ_DATA_SPECIFIED, NULL, 0 };
static CK_RSA_AES_KEY_WRAP_PARAMS rsa_aes = { 256, &oaep };
static const struct {
	CK_MECHANISM mechanism;
	CK_ULONG value_len; /* needed to unwrap */
} rsa_rows[] = {
	{ { CKM_RSA_PKCS, NULL, 0 }, 0 },
	{ { CKM_RSA_PKCS_OAEP, &oaep, sizeof(oaep) }, 0 },
	{ { CKM_RSA_X_509, NULL, 0 }, 32 },
	{ { CKM_RSA_AES_KEY_WRAP, &rsa_aes, sizeof(rsa_aes) }, 0 },
};

static void
rsa_pair(struct core_pair *pair)
{
	CK_MECHANISM m = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[] = { VALUE(CKA_MODULUS_BITS, bits), IS(CKA_WRAP),
		NOT(CKA_PRIVATE), IS(CKA_TOKEN) };
	CK_ATTRIBUTE priv[] = { IS(CKA_UNWRAP), IS(CKA_TOKEN) };

	ck_ok(flow_generate_pair(core.s, &m, LIST(public), LIST(priv),
	    &pair->public, &pair->private));
}

START_TEST(a_secret_key_travels_under_rsa)
{
	const CK_MECHANISM *m = &rsa_rows[_i].mechanism;
	static const char key[] = "0123456789abcdef0123456789abcdef";
	struct core_pair pair;

	rsa_pair(&pair);
	ck_ok(wrap_with(m, pair.public, secret_of(CKK_AES, key, 32)));
	ck_ok(unwrap_with(m, pair.private, CKO_SECRET_KEY, CKK_AES,
	    rsa_rows[_i].value_len));
	shows(key, 32);
	ck_refused(flow_wrap(core.s, m, pair.private, h, out, &len),
	    E_KEY_USAGE);
}
END_TEST

START_TEST(raw_rsa_has_to_be_told_the_length)
{
	const CK_MECHANISM m = { CKM_RSA_X_509, NULL, 0 };
	struct core_pair pair;

	rsa_pair(&pair);
	ck_ok(wrap_with(&m, pair.public, secret_of(CKK_GENERIC_SECRET,
	    "thirteen byte", 13)));
	ck_refused(unwrap_with(&m, pair.private, CKO_SECRET_KEY,
	    CKK_GENERIC_SECRET, 0), E_TEMPLATE_INCOMPLETE);
	ck_ok(unwrap_with(&m, pair.private, CKO_SECRET_KEY,
	    CKK_GENERIC_SECRET, 13));
	shows("thirteen byte", 13);
}
END_TEST

/* A changed ciphertext gives a made-up value: it answers as an authentic one
 * of the wrong length does. */
START_TEST(rsa_pkcs_tells_nothing_of_its_padding)
{
	const CK_MECHANISM m = { CKM_RSA_PKCS, NULL, 0 };
	struct core_pair pair;

	rsa_pair(&pair);
	ck_ok(wrap_with(&m, pair.public, secret_of(CKK_GENERIC_SECRET,
	    "thirteen byte", 13)));
	ck_refused(unwrap_with(&m, pair.private, CKO_SECRET_KEY, CKK_AES, 32),
	    E_WRAPPED_KEY_LEN);
	for (CK_BYTE i = 0; i < 8; i++) {
		out[100] = (CK_BYTE)(out[100] + 1);
		ck_refused(unwrap_with(&m, pair.private, CKO_SECRET_KEY,
		    CKK_CHACHA20, 0), E_WRAPPED_KEY_LEN);
	}
}
END_TEST

/* Wrapping takes no secret of ours. */
START_TEST(a_public_key_wraps_without_login)
{
	const CK_MECHANISM m = { CKM_RSA_PKCS_OAEP, &oaep, sizeof(oaep) };
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), TEXT(CKA_VALUE, "secret"),
		NOT(CKA_PRIVATE) };
	struct core_pair pair;
	CK_OBJECT_HANDLE key;

	rsa_pair(&pair);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(flow_object_create(core.s, LIST(list), &key));
	ck_ok(wrap_with(&m, pair.public, key));
	ck_assert_uint_eq(len, 256);
}
END_TEST

START_TEST(a_key_too_long_for_the_modulus_is_refused)
{
	const CK_MECHANISM m = { CKM_RSA_PKCS, NULL, 0 };
	static const CK_BYTE value[250];
	struct core_pair pair;

	rsa_pair(&pair);
	len = sizeof(out);
	ck_refused(flow_wrap(core.s, &m, pair.public,
	    secret_of(CKK_GENERIC_SECRET, value, 250), out, &len),
	    E_KEY_SIZE);
}
END_TEST

SUITE("flow/unwrap_rsa",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, a_secret_key_travels_under_rsa, 0, 4);
    tcase_add_test(tc, raw_rsa_has_to_be_told_the_length);
    tcase_add_test(tc, rsa_pkcs_tells_nothing_of_its_padding);
    tcase_add_test(tc, a_public_key_wraps_without_login);
    tcase_add_test(tc, a_key_too_long_for_the_modulus_is_refused))
