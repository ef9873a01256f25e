/* SPDX-License-Identifier: Apache-2.0 */
/* Generating keys, pairs and random bytes. */
#include "flow/keys.h"

#include "support/core_fixture.h"

static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07 };
static const unsigned char p521[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
	0x23 };
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
	CK_ATTRIBUTE bad[] = { BYTES(CKA_EC_PARAMS, p521, sizeof(p521)) };
	CK_ATTRIBUTE empty[] = { { CKA_EC_PARAMS, NULL, 0 } };

	ck_refused(flow_generate_pair(core.s, &ec, NULL, 0, NULL, 0, &h,
	    &other), E_TEMPLATE_INCOMPLETE);
	ck_refused(flow_generate_pair(core.s, &ec, LIST(bad), NULL, 0, &h,
	    &other), E_CURVE);
	ck_refused(flow_generate_pair(core.s, &ec, LIST(empty), NULL, 0, &h,
	    &other), E_TEMPLATE_INCOMPLETE);
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
    tcase_add_loop_test(tc, halves_may_live_apart, 0, 2);
    tcase_add_test(tc, nothing_is_made_when_a_half_is_refused);
    tcase_add_test(tc, random_bytes_differ);
    tcase_add_test(tc, no_random_bytes_are_fine))
