/* SPDX-License-Identifier: Apache-2.0 */
/* Generating keys, pairs and random bytes. */
#include "flow/keys.h"

#include "support/core_fixture.h"

static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07 };
static const unsigned char sect113[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
	0x04 };
static const CK_MECHANISM aes = { CKM_AES_KEY_GEN, NULL, 0 };
static const CK_MECHANISM ec = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
static CK_OBJECT_HANDLE h, other;

static enum err
generate(CK_ULONG bytes, bool token)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, bytes),
		NOT(CKA_TOKEN) };

	if (token)
		list[1].pValue = &core_true;
	return flow_generate(core.s, &aes, LIST(list), &h);
}

static const CK_ULONG sizes[] = { 16, 24, 32 };

START_TEST(a_key_of_every_size_is_made)
{
	ck_ok(generate(sizes[_i], true));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_VALUE_LEN), sizes[_i]);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_GEN_MECHANISM),
	    CKM_AES_KEY_GEN);
	ck_assert(core_bool(core.s, h, CKA_LOCAL));
	ck_assert(core_bool(core.s, h, CKA_TOKEN));
}
END_TEST

static const CK_ULONG no_sizes[] = { 8, 17, 33, 1000, ~0ul };

START_TEST(a_key_of_another_size_is_not)
{
	enum err e = generate(no_sizes[_i], true);

	ck_assert(e == E_KEY_SIZE || e == E_ATTRIBUTE_VALUE);
	ck_assert_str_ne(reason_text(), "");
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 0);
}
END_TEST

START_TEST(a_key_needs_a_size)
{
	ck_refused(flow_generate(core.s, &aes, NULL, 0, &h),
	    E_TEMPLATE_INCOMPLETE);
}
END_TEST

START_TEST(two_keys_are_not_the_same)
{
	unsigned char a[3], b[3];
	CK_ULONG len = 3;

	ck_ok(generate(32, false));
	ck_ok(core_get(core.s, h, CKA_CHECK_VALUE, a, &len));
	ck_ok(generate(32, false));
	ck_ok(core_get(core.s, h, CKA_CHECK_VALUE, b, &len));
	ck_assert_mem_ne(a, b, 3);
}
END_TEST

START_TEST(null_arguments_are_refused)
{
	CK_ATTRIBUTE list[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };

	ck_refused(flow_generate(core.s, NULL, NULL, 0, &h), E_ARGUMENTS);
	ck_refused(flow_generate(core.s, &aes, NULL, 0, NULL), E_ARGUMENTS);
	ck_refused(flow_generate(core.s, &aes, NULL, 1, &h), E_ARGUMENTS);
	ck_refused(flow_generate_pair(core.s, &ec, LIST(list), NULL, 0, NULL,
	    &h), E_ARGUMENTS);
	ck_refused(flow_generate_pair(core.s, &ec, LIST(list), NULL, 0, &h,
	    NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(another_mechanism_generates_nothing)
{
	ck_refused(flow_generate(core.s, &ec, NULL, 0, &h), E_MECHANISM);
	ck_refused(flow_generate_pair(core.s, &aes, NULL, 0, NULL, 0, &h,
	    &other), E_MECHANISM);
	ck_refused(flow_generate(core.s, core_gcm_mechanism(), NULL, 0, &h),
	    E_MECHANISM);
}
END_TEST

START_TEST(a_private_template_may_be_empty)
{
	CK_ATTRIBUTE list[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_BYTE signature[64];

	ck_ok(flow_generate_pair(core.s, &ec, LIST(list), NULL, 0, &other,
	    &h));
	ck_assert(core_bool(core.s, h, CKA_SIGN));
	ck_assert(core_bool(core.s, h, CKA_SENSITIVE));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_ok(core_sign(core.s, h, "text", signature));
	ck_ok(core_verify(core.s, other, "text", signature));
}
END_TEST

START_TEST(a_pair_needs_a_curve_that_is_supported)
{
	CK_ATTRIBUTE bad[] = { BYTES(CKA_EC_PARAMS, sect113, sizeof(sect113)) };
	CK_ATTRIBUTE empty[] = { { CKA_EC_PARAMS, NULL, 0 } };

	ck_refused(flow_generate_pair(core.s, &ec, NULL, 0, NULL, 0, &h,
	    &other), E_TEMPLATE_INCOMPLETE);
	ck_refused(flow_generate_pair(core.s, &ec, LIST(bad), NULL, 0, &h,
	    &other), E_CURVE);
	ck_refused(flow_generate_pair(core.s, &ec, LIST(empty), NULL, 0, &h,
	    &other), E_TEMPLATE_INCOMPLETE);
}
END_TEST

/* ---- every type there is ---- */

static CK_ULONG n24 = 24, n32 = 32, n64 = 64, bits = 2048, set = 1;
static CK_BYTE exponent[] = { 1, 0, 1 };
static CK_KEY_TYPE aes_type = CKK_AES, chacha_type = CKK_CHACHA20;

static const struct {
	CK_MECHANISM_TYPE mechanism;
	CK_KEY_TYPE type;
	CK_ULONG len; /* natural; 0: it has to be given */
	CK_ULONG other; /* one that may be given as well */
} secrets[] = {
	{ CKM_AES_KEY_GEN, CKK_AES, 0, 24 },
	{ CKM_AES_XTS_KEY_GEN, CKK_AES_XTS, 0, 64 },
	{ CKM_CHACHA20_KEY_GEN, CKK_CHACHA20, 32, 32 },
	{ CKM_GENERIC_SECRET_KEY_GEN, CKK_GENERIC_SECRET, 0, 7 },
	{ CKM_HKDF_KEY_GEN, CKK_HKDF, 0, 32 },
	{ CKM_SHA256_KEY_GEN, CKK_SHA256_HMAC, 0, 20 },
	{ CKM_SHA3_512_KEY_GEN, CKK_SHA3_512_HMAC, 0, 10 },
};

START_TEST(a_secret_key_of_every_type_is_made)
{
	CK_MECHANISM m = { secrets[_i].mechanism, NULL, 0 };
	CK_ULONG len = secrets[_i].other;
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, len) };
	enum err e = flow_generate(core.s, &m, NULL, 0, &h);

	if (secrets[_i].len == 0)
		ck_refused(e, E_TEMPLATE_INCOMPLETE);
	else
		ck_assert_uint_eq(core_ulong(core.s, h, CKA_VALUE_LEN),
		    secrets[_i].len);
	ck_ok(flow_generate(core.s, &m, LIST(list), &h));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_VALUE_LEN), len);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_TYPE),
	    secrets[_i].type);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_GEN_MECHANISM),
	    m.mechanism);
}
END_TEST

START_TEST(a_length_no_key_of_the_type_has_is_refused)
{
	CK_MECHANISM m = { CKM_CHACHA20_KEY_GEN, NULL, 0 };
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, n24) };

	ck_refused(flow_generate(core.s, &m, LIST(list), &h),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

/* ---- types that the template says ---- */

static CK_PKCS5_PBKD2_PARAMS2 pbkdf2_params = {
	.saltSource = CKZ_SALT_SPECIFIED,
	.pSaltSourceData = (void *)(uintptr_t)"some salt of bytes",
	.ulSaltSourceDataLen = 18, .iterations = 1000,
	.prf = CKP_PKCS5_PBKD2_HMAC_SHA256,
	.pPassword = (CK_UTF8CHAR *)(uintptr_t)"password",
	.ulPasswordLen = 8 };
static const CK_MECHANISM pbkdf2 = { CKM_PKCS5_PBKD2, &pbkdf2_params,
	sizeof(pbkdf2_params) };

START_TEST(a_password_makes_a_key_of_the_type_asked_for)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_KEY_TYPE, aes_type),
		VALUE(CKA_VALUE_LEN, n32) };
	CK_ATTRIBUTE fixed[] = { VALUE(CKA_KEY_TYPE, chacha_type) };
	CK_BYTE a[3], b[3];
	CK_ULONG len = 3;

	ck_ok(flow_generate(core.s, &pbkdf2, LIST(list), &h));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_TYPE), CKK_AES);
	ck_ok(core_get(core.s, h, CKA_CHECK_VALUE, a, &len));
	ck_ok(flow_generate(core.s, &pbkdf2, LIST(list), &h));
	ck_ok(core_get(core.s, h, CKA_CHECK_VALUE, b, &len));
	ck_assert_mem_eq(a, b, 3);
	ck_ok(flow_generate(core.s, &pbkdf2, LIST(fixed), &h));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_VALUE_LEN), 32);
}
END_TEST

START_TEST(a_password_alone_makes_nothing)
{
	CK_ATTRIBUTE type[] = { VALUE(CKA_KEY_TYPE, aes_type) };
	CK_ATTRIBUTE len[] = { VALUE(CKA_VALUE_LEN, n32) };
	CK_ATTRIBUTE odd[] = { VALUE(CKA_KEY_TYPE, aes_type),
		VALUE(CKA_VALUE_LEN, n64) };

	ck_refused(flow_generate(core.s, &pbkdf2, LIST(type), &h),
	    E_TEMPLATE_INCOMPLETE);
	ck_refused(flow_generate(core.s, &pbkdf2, LIST(len), &h),
	    E_TEMPLATE_INCOMPLETE);
	ck_refused(flow_generate(core.s, &pbkdf2, LIST(odd), &h),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

/* ---- pairs ---- */

static const unsigned char ed25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };
static const unsigned char x25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x6e };
static const struct {
	CK_MECHANISM_TYPE mechanism;
	CK_KEY_TYPE type;
	CK_ATTRIBUTE what;
} pairs[] = {
	{ CKM_RSA_PKCS_KEY_PAIR_GEN, CKK_RSA, VALUE(CKA_MODULUS_BITS, bits) },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS,
	    BYTES(CKA_EC_PARAMS, ed25519, sizeof(ed25519)) },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, CKK_EC_MONTGOMERY,
	    BYTES(CKA_EC_PARAMS, x25519, sizeof(x25519)) },
	{ CKM_ML_KEM_KEY_PAIR_GEN, CKK_ML_KEM,
	    VALUE(CKA_PARAMETER_SET, set) },
	{ CKM_ML_DSA_KEY_PAIR_GEN, CKK_ML_DSA,
	    VALUE(CKA_PARAMETER_SET, set) },
	{ CKM_SLH_DSA_KEY_PAIR_GEN, CKK_SLH_DSA,
	    VALUE(CKA_PARAMETER_SET, set) },
};

START_TEST(a_pair_of_every_type_is_made)
{
	CK_MECHANISM m = { pairs[_i].mechanism, NULL, 0 };
	CK_ATTRIBUTE what = pairs[_i].what;

	if (mech_find(m.mechanism) == NULL)
		return;
	ck_refused(flow_generate_pair(core.s, &m, NULL, 0, NULL, 0, &other,
	    &h), E_TEMPLATE_INCOMPLETE);
	ck_ok(flow_generate_pair(core.s, &m, &what, 1, NULL, 0, &other, &h));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_TYPE), pairs[_i].type);
	ck_assert_uint_eq(core_ulong(core.s, other, CKA_KEY_TYPE),
	    pairs[_i].type);
	ck_assert_uint_eq(core_ulong(core.s, other, CKA_KEY_GEN_MECHANISM),
	    m.mechanism);
	ck_assert(core_bool(core.s, other, CKA_LOCAL));
}
END_TEST

START_TEST(an_rsa_pair_has_the_exponent_asked_for)
{
	CK_MECHANISM m = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE list[] = { VALUE(CKA_MODULUS_BITS, bits),
		BYTES(CKA_PUBLIC_EXPONENT, exponent, sizeof(exponent)) };
	CK_BYTE got[8];
	CK_ULONG len = sizeof(got);

	ck_ok(flow_generate_pair(core.s, &m, LIST(list), NULL, 0, &other, &h));
	ck_ok(core_get(core.s, h, CKA_PUBLIC_EXPONENT, got, &len));
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(got, exponent, 3);
	ck_assert_uint_eq(core_ulong(core.s, other, CKA_MODULUS_BITS), 2048);
}
END_TEST

/* Some describe the pair in the private template. */
START_TEST(a_curve_may_stand_in_either_template)
{
	CK_ATTRIBUTE a[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_ATTRIBUTE b[] = { BYTES(CKA_EC_PARAMS, ed25519, sizeof(ed25519)) };

	ck_ok(flow_generate_pair(core.s, &ec, NULL, 0, LIST(a), &other, &h));
	ck_ok(flow_generate_pair(core.s, &ec, LIST(a), LIST(a), &other, &h));
	ck_refused(flow_generate_pair(core.s, &ec, LIST(a), LIST(b), &other,
	    &h), E_TEMPLATE_INCONSISTENT);
}
END_TEST

/* One half on the token, the other in the session. */
START_TEST(halves_may_live_apart)
{
	CK_ATTRIBUTE public[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)),
		NOT(CKA_TOKEN) };
	CK_ATTRIBUTE private[] = { NOT(CKA_TOKEN) };
	CK_BYTE signature[64];

	*(_i == 0 ? &public[1] : &private[0]) = (CK_ATTRIBUTE)IS(CKA_TOKEN);
	ck_ok(flow_generate_pair(core.s, &ec, LIST(public), LIST(private),
	    &other, &h));
	ck_assert_int_eq(core_bool(core.s, other, CKA_TOKEN), _i == 0);
	ck_assert_int_eq(core_bool(core.s, h, CKA_TOKEN), _i == 1);
	ck_ok(core_sign(core.s, h, "text", signature));
	ck_ok(core_verify(core.s, other, "text", signature));
}
END_TEST

START_TEST(nothing_is_made_when_a_half_is_refused)
{
	CK_ATTRIBUTE public[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)),
		IS(CKA_TOKEN) };
	CK_ATTRIBUTE private[] = { IS(CKA_TOKEN), IS(CKA_EXTRACTABLE) };

	ck_refused(flow_generate_pair(core.s, &ec, LIST(public),
	    LIST(private), &other, &h), E_TEMPLATE_INCONSISTENT);
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 0);
}
END_TEST

/* The session half is made; then the token's cannot be written. */
START_TEST(no_half_is_left_behind)
{
	CK_ATTRIBUTE public[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)),
		NOT(CKA_TOKEN) };
	CK_ATTRIBUTE private[] = { IS(CKA_TOKEN) };
	struct session *s = world_session(&core, 0);

	ck_refused(flow_generate_pair(s, &ec, LIST(public), LIST(private),
	    &other, &h), E_SESSION_READ_ONLY);
	ck_assert_uint_eq(core_find(s, NULL, 0, NULL), 0);
	session_leave(s);
}
END_TEST

START_TEST(random_bytes_differ)
{
	CK_BYTE a[32] = { 0 }, b[32] = { 0 };

	ck_ok(flow_random(core.s, a, sizeof(a)));
	ck_ok(flow_random(core.s, b, sizeof(b)));
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

START_TEST(no_random_bytes_are_fine)
{
	ck_ok(flow_random(core.s, NULL, 0));
	ck_refused(flow_random(core.s, NULL, 1), E_ARGUMENTS);
}
END_TEST

SUITE("flow/keys",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, a_key_of_every_size_is_made, 0, 3);
    tcase_add_loop_test(tc, a_key_of_another_size_is_not, 0, 5);
    tcase_add_test(tc, a_key_needs_a_size);
    tcase_add_test(tc, two_keys_are_not_the_same);
    tcase_add_test(tc, null_arguments_are_refused);
    tcase_add_test(tc, another_mechanism_generates_nothing);
    tcase_add_test(tc, a_private_template_may_be_empty);
    tcase_add_test(tc, a_pair_needs_a_curve_that_is_supported);
    tcase_add_loop_test(tc, a_secret_key_of_every_type_is_made, 0,
	(int)(sizeof(secrets) / sizeof(secrets[0])));
    tcase_add_test(tc, a_length_no_key_of_the_type_has_is_refused);
    tcase_add_test(tc, a_password_makes_a_key_of_the_type_asked_for);
    tcase_add_test(tc, a_password_alone_makes_nothing);
    tcase_add_loop_test(tc, a_pair_of_every_type_is_made, 0,
	(int)(sizeof(pairs) / sizeof(pairs[0])));
    tcase_add_test(tc, an_rsa_pair_has_the_exponent_asked_for);
    tcase_add_test(tc, a_curve_may_stand_in_either_template);
    tcase_add_loop_test(tc, halves_may_live_apart, 0, 2);
    tcase_add_test(tc, nothing_is_made_when_a_half_is_refused);
    tcase_add_test(tc, no_half_is_left_behind);
    tcase_add_test(tc, random_bytes_differ);
    tcase_add_test(tc, no_random_bytes_are_fine))
