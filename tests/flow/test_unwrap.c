/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of every kind enter under keys of every kind, and nothing else does. */
#include "flow/keys.h"

#include "support/core_fixture.h"

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY,
    data = CKO_DATA;
static CK_KEY_TYPE aes_type = CKK_AES, rsa_type = CKK_RSA;
static CK_OBJECT_HANDLE aes, h;
static CK_BYTE out[4096];
static CK_ULONG len;

static CK_BYTE iv[16] = { 1 };
static CK_AES_CTR_PARAMS ctr_params = { .ulCounterBits = 128 };
static CK_BYTE nonce[12] = { 2 };
static CK_CCM_PARAMS ccm_params = { .ulDataLen = 0, .pNonce = nonce,
	.ulNonceLen = 12, .ulMACLen = 16 };
static const CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

/* Everything AES wraps with: what becomes of the 32 bytes of a key, and of 13
 * bytes (0: they cannot be wrapped). */
static const struct {
	CK_MECHANISM mechanism;
	CK_ULONG of_32, of_13;
	bool fills; /* the 13 need CKA_VALUE_LEN to be 13 again */
} rows[] = {
	{ { CKM_AES_KEY_WRAP, NULL, 0 }, 40, 24, true },
	{ { CKM_AES_KEY_WRAP_KWP, NULL, 0 }, 40, 24, false },
	{ { CKM_AES_KEY_WRAP_PAD, NULL, 0 }, 48, 24, false },
	{ { CKM_AES_KEY_WRAP_PKCS7, NULL, 0 }, 48, 24, false },
	{ { CKM_AES_ECB, NULL, 0 }, 32, 16, true },
	{ { CKM_AES_CBC, iv, 16 }, 32, 16, true },
	{ { CKM_AES_CBC_PAD, iv, 16 }, 48, 16, false },
	{ { CKM_AES_CTR, &ctr_params, sizeof(ctr_params) }, 32, 13, false },
	{ { CKM_AES_CTS, iv, 16 }, 32, 0, false },
};
#define ROWS (int)(sizeof(rows) / sizeof(rows[0]))

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	len = sizeof(out);
}

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

/* ---- secret keys under AES ---- */

START_TEST(a_secret_key_comes_back)
{
	const CK_MECHANISM *m = &rows[_i].mechanism;
	static const char key[] = "0123456789abcdef0123456789abcdef";

	ck_ok(wrap_with(m, aes, secret_of(CKK_AES, key, 32)));
	ck_assert_uint_eq(len, rows[_i].of_32);
	ck_ok(unwrap_with(m, aes, CKO_SECRET_KEY, CKK_AES, 0));
	shows(key, 32);
	ck_assert(!core_bool(core.s, h, CKA_LOCAL));
}
END_TEST

START_TEST(a_key_of_odd_length_comes_back)
{
	const CK_MECHANISM *m = &rows[_i].mechanism;
	CK_OBJECT_HANDLE key = secret_of(CKK_GENERIC_SECRET, "thirteen byte",
	    13);

	if (rows[_i].of_13 == 0) {
		len = sizeof(out);
		ck_refused(flow_wrap(core.s, m, aes, key, out, &len),
		    E_KEY_SIZE);
		return;
	}
	ck_ok(wrap_with(m, aes, key));
	ck_assert_uint_eq(len, rows[_i].of_13);
	ck_ok(unwrap_with(m, aes, CKO_SECRET_KEY, CKK_GENERIC_SECRET,
	    rows[_i].fills ? 13 : 0));
	shows("thirteen byte", 13);
}
END_TEST

START_TEST(a_length_that_does_not_fit_is_refused)
{
	const CK_MECHANISM *m = &rows[_i].mechanism;
	static const char key[] = "0123456789abcdef0123456789abcdef";

	ck_ok(wrap_with(m, aes, secret_of(CKK_AES, key, 32)));
	ck_refused(unwrap_with(m, aes, CKO_SECRET_KEY, CKK_GENERIC_SECRET,
	    33), E_WRAPPED_KEY_LEN);
	ck_refused(unwrap_with(m, aes, CKO_SECRET_KEY, CKK_GENERIC_SECRET,
	    16), E_WRAPPED_KEY_LEN);
	ck_refused(unwrap_with(m, aes, CKO_SECRET_KEY, CKK_AES_XTS, 64),
	    E_WRAPPED_KEY_LEN);
}
END_TEST

START_TEST(what_is_cut_short_does_not_unwrap)
{
	const CK_MECHANISM *m = &rows[_i].mechanism;
	static const char key[] = "0123456789abcdef0123456789abcdef";
	enum err e;

	if (m->mechanism == CKM_AES_CTR)
		return;
	ck_ok(wrap_with(m, aes, secret_of(CKK_AES, key, 32)));
	len = 15;
	e = unwrap_with(m, aes, CKO_SECRET_KEY, CKK_GENERIC_SECRET, 0);
	ck_assert_msg(e == E_WRAPPED_KEY_LEN || e == E_WRAPPED_KEY, "%s",
	    err_name(e));
}
END_TEST

START_TEST(ccm_and_its_kind_wrap_too)
{
	static const char key[] = "0123456789abcdef0123456789abcdef";
	CK_MECHANISM ccm = { CKM_AES_CCM, &ccm_params, sizeof(ccm_params) };

	ccm_params.ulDataLen = 32;
	ck_ok(wrap_with(&ccm, aes, secret_of(CKK_AES, key, 32)));
	ck_assert_uint_eq(len, 48);
	ck_ok(unwrap_with(&ccm, aes, CKO_SECRET_KEY, CKK_AES, 0));
	shows(key, 32);
	out[40] ^= 1;
	ck_refused(unwrap_with(&ccm, aes, CKO_SECRET_KEY, CKK_AES, 0),
	    E_WRAPPED_KEY);
}
END_TEST

/* ---- private keys ---- */

static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07 };
static const unsigned char ed25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };
static const unsigned char x448[] = { 0x06, 0x03, 0x2b, 0x65, 0x6f };
static CK_ULONG bits = 2048, set = 1;

static const struct kind {
	CK_MECHANISM_TYPE generate;
	CK_KEY_TYPE type;
	CK_ATTRIBUTE what;
} kinds[] = {
	{ CKM_EC_KEY_PAIR_GEN, CKK_EC,
	    BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS,
	    BYTES(CKA_EC_PARAMS, ed25519, sizeof(ed25519)) },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, CKK_EC_MONTGOMERY,
	    BYTES(CKA_EC_PARAMS, x448, sizeof(x448)) },
	{ CKM_RSA_PKCS_KEY_PAIR_GEN, CKK_RSA, VALUE(CKA_MODULUS_BITS, bits) },
	{ CKM_ML_KEM_KEY_PAIR_GEN, CKK_ML_KEM,
	    VALUE(CKA_PARAMETER_SET, set) },
	{ CKM_ML_DSA_KEY_PAIR_GEN, CKK_ML_DSA,
	    VALUE(CKA_PARAMETER_SET, set) },
	{ CKM_SLH_DSA_KEY_PAIR_GEN, CKK_SLH_DSA,
	    VALUE(CKA_PARAMETER_SET, set) },
};
#define KINDS (int)(sizeof(kinds) / sizeof(kinds[0]))

static bool
pair_of(const struct kind *k, struct core_pair *pair)
{
	CK_MECHANISM m = { k->generate, NULL, 0 };
	CK_ATTRIBUTE list[] = { IS(CKA_EXTRACTABLE) };
	CK_ATTRIBUTE what = k->what;

	if (mech_find(k->generate) == NULL)
		return false;
	ck_ok(flow_generate_pair(core.s, &m, &what, 1, LIST(list),
	    &pair->public, &pair->private));
	return true;
}

static void
same_public(CK_OBJECT_HANDLE a, CK_OBJECT_HANDLE b)
{
	static CK_BYTE x[4096], y[4096];
	CK_ULONG x_len = sizeof(x), y_len = sizeof(y);

	ck_ok(core_get(core.s, a, CKA_PUBLIC_KEY_INFO, x, &x_len));
	ck_ok(core_get(core.s, b, CKA_PUBLIC_KEY_INFO, y, &y_len));
	ck_assert_uint_eq(x_len, y_len);
	ck_assert_mem_eq(x, y, x_len);
}

START_TEST(a_private_key_of_every_kind_comes_back)
{
	struct core_pair pair;

	if (!pair_of(&kinds[_i], &pair))
		return;
	ck_ok(wrap_with(&kwp, aes, pair.private));
	ck_ok(unwrap_with(&kwp, aes, CKO_PRIVATE_KEY, kinds[_i].type, 0));
	same_public(pair.private, h);
	for (size_t i = 0; i < KINDS; i++)
		if ((int)i != _i)
			ck_refused(unwrap_with(&kwp, aes, CKO_PRIVATE_KEY,
			    kinds[i].type, 0), E_WRAPPED_KEY);
}
END_TEST

/* Whatever the mechanism does with a length that is no multiple. */
START_TEST(a_private_key_comes_back_under_every_mechanism)
{
	const CK_MECHANISM *m = &rows[_i].mechanism;
	struct core_pair pair;

	ck_assert(pair_of(&kinds[0], &pair));
	ck_ok(wrap_with(m, aes, pair.private));
	ck_ok(unwrap_with(m, aes, CKO_PRIVATE_KEY, CKK_EC, 0));
	same_public(pair.private, h);
}
END_TEST

START_TEST(an_unwrapped_private_key_is_closed)
{
	struct core_pair pair;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, private),
		VALUE(CKA_KEY_TYPE, rsa_type), IS(CKA_TOKEN), IS(CKA_SIGN) };

	ck_assert(pair_of(&kinds[3], &pair));
	ck_ok(wrap_with(&kwp, aes, pair.private));
	ck_ok(flow_unwrap(core.s, &kwp, aes, out, len, LIST(list), &h));
	ck_assert(core_bool(core.s, h, CKA_SENSITIVE));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(!core_bool(core.s, h, CKA_ALWAYS_SENSITIVE));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_TYPE), CKK_RSA);
}
END_TEST

/* ---- templates ---- */

START_TEST(a_template_of_the_unwrapping_key_is_added)
{
	CK_ATTRIBUTE inner[] = { NOT(CKA_EXTRACTABLE), IS(CKA_ENCRYPT) };
	CK_MECHANISM generate = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, n), IS(CKA_WRAP),
		IS(CKA_UNWRAP), { CKA_UNWRAP_TEMPLATE, inner,
		sizeof(inner) } };
	CK_ATTRIBUTE open[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type), IS(CKA_EXTRACTABLE) };

	ck_ok(flow_generate(core.s, &generate, LIST(list), &aes));
	ck_ok(wrap_with(&kwp, aes, core_session_aes(7)));
	ck_ok(unwrap_with(&kwp, aes, CKO_SECRET_KEY, CKK_AES, 0));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(core_bool(core.s, h, CKA_ENCRYPT));
	ck_refused(flow_unwrap(core.s, &kwp, aes, out, len, LIST(open), &h),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(only_keys_can_be_unwrapped)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data) };

	ck_ok(wrap_with(&kwp, aes, core_session_aes(7)));
	ck_refused(flow_unwrap(core.s, &kwp, aes, out, len, LIST(list), &h),
	    E_TEMPLATE_INCONSISTENT);
	ck_refused(unwrap_with(&kwp, aes, CKO_PRIVATE_KEY, CKK_AES, 0),
	    E_TEMPLATE_INCONSISTENT);
	ck_refused(unwrap_with(&kwp, aes, CKO_SECRET_KEY, CKK_EC, 0),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

/* ---- C_WrapKeyAuthenticated and its counterpart ---- */

static CK_BYTE tag[16], vector[12];
static CK_GCM_MESSAGE_PARAMS gcm = { vector, 12, 0, CKG_NO_GENERATE, tag,
	128 };
static const CK_MECHANISM gcm_message = { CKM_AES_GCM, &gcm, sizeof(gcm) };

static enum err
unwrap_authenticated(const char *aad)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type) };

	return flow_unwrap_authenticated(core.s, &gcm_message, aes, out, len,
	    LIST(list), (const CK_BYTE *)aad, strlen(aad), &h);
}

START_TEST(additional_data_travel_apart)
{
	CK_BYTE value[32];

	memset(value, 7, 32);
	gcm.ivGenerator = CKG_GENERATE;
	ck_ok(flow_wrap_authenticated(core.s, &gcm_message, aes,
	    core_session_aes(7), (const CK_BYTE *)"aad", 3, NULL, &len));
	ck_assert_uint_eq(len, 32);
	ck_ok(flow_wrap_authenticated(core.s, &gcm_message, aes,
	    core_session_aes(7), (const CK_BYTE *)"aad", 3, out, &len));
	ck_assert_uint_eq(len, 32);
	ck_ok(unwrap_authenticated("aad"));
	shows(value, 32);
	ck_refused(unwrap_authenticated("aae"), E_WRAPPED_KEY);
	tag[3] ^= 1;
	ck_refused(unwrap_authenticated("aad"), E_WRAPPED_KEY);
}
END_TEST

START_TEST(an_authenticated_call_needs_such_a_mechanism)
{
	ck_refused(flow_wrap_authenticated(core.s, &kwp, aes,
	    core_session_aes(7), NULL, 0, out, &len), E_MECHANISM);
	ck_refused(flow_wrap_authenticated(core.s, &gcm_message, aes, 999,
	    NULL, 0, out, &len), E_KEY_HANDLE);
	ck_refused(flow_wrap_authenticated(core.s, &gcm_message, 999,
	    core_session_aes(7), NULL, 0, out, &len), E_WRAPPING_KEY_HANDLE);
	ck_refused(flow_wrap_authenticated(core.s, &gcm_message, aes,
	    core_session_aes(7), NULL, 1, out, &len), E_ARGUMENTS);
	ck_refused(flow_unwrap_authenticated(core.s, &gcm_message, aes, out,
	    len, NULL, 0, NULL, 1, &h), E_ARGUMENTS);
}
END_TEST

/* ---- versions ---- */

/* CBC cannot tell versions: the first use is marked, a rotated key refuses,
 * its old version still unwraps. */
START_TEST(a_mechanism_without_versions_marks_the_key)
{
	CK_MECHANISM cbc = { CKM_AES_CBC_PAD, iv, 16 };
	CK_ULONG needed = 0;

	ck_ok(flow_wrap(core.s, &cbc, aes, core_session_aes(7), NULL,
	    &needed));
	ck_assert(!core_bool(core.s, aes, CKA_CLV_RAW_USED));
	ck_ok(wrap_with(&cbc, aes, core_session_aes(7)));
	ck_assert(core_bool(core.s, aes, CKA_CLV_RAW_USED));
	ck_refused(flow_key_rotate(core.s, aes, 0, NULL), E_KEY_STATE);
	ck_ok(flow_key_rotate(core.s, aes, CLV_ROTATE_DESPITE_RAW_USE, NULL));
	ck_refused(unwrap_with(&cbc, aes, CKO_SECRET_KEY, CKK_AES, 0),
	    E_KEY_VERSIONS);
	ck_ok(unwrap_with(&cbc, core_version(core.s, CKO_SECRET_KEY, "aes", 1),
	    CKO_SECRET_KEY, CKK_AES, 0));
}
END_TEST

SUITE("flow/unwrap",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_loop_test(tc, a_secret_key_comes_back, 0, ROWS);
    tcase_add_loop_test(tc, a_key_of_odd_length_comes_back, 0, ROWS);
    tcase_add_loop_test(tc, a_length_that_does_not_fit_is_refused, 0, ROWS);
    tcase_add_loop_test(tc, what_is_cut_short_does_not_unwrap, 0, ROWS);
    tcase_add_test(tc, ccm_and_its_kind_wrap_too);
    tcase_add_loop_test(tc, a_private_key_of_every_kind_comes_back, 0, KINDS);
    tcase_add_loop_test(tc, a_private_key_comes_back_under_every_mechanism, 0,
	ROWS);
    tcase_add_test(tc, an_unwrapped_private_key_is_closed);
    tcase_add_test(tc, a_template_of_the_unwrapping_key_is_added);
    tcase_add_test(tc, only_keys_can_be_unwrapped);
    tcase_add_test(tc, additional_data_travel_apart);
    tcase_add_test(tc, an_authenticated_call_needs_such_a_mechanism);
    tcase_add_test(tc, a_mechanism_without_versions_marks_the_key))
