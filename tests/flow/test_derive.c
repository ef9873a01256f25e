/* SPDX-License-Identifier: Apache-2.0 */
/* Keys made from one key or two, several at once, all or none. */
#include "flow/keys.h"

#include "support/core_fixture.h"

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, data = CKO_DATA;
static CK_KEY_TYPE aes_type = CKK_AES, generic = CKK_GENERIC_SECRET;
static CK_OBJECT_HANDLE base, h;

/* A readable secret of these bytes that may derive. */
static CK_OBJECT_HANDLE
secret_of(const char *text, CK_ATTRIBUTE_TYPE type, bool value)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), TEXT(CKA_VALUE, text),
		IS(CKA_DERIVE), { type, value ? &core_true : &core_false, 1 } };
	CK_OBJECT_HANDLE key;

	ck_ok(flow_object_create(core.s, LIST(list), &key));
	return key;
}

static CK_OBJECT_HANDLE
plain_secret(const char *text)
{
	return secret_of(text, CKA_SIGN, true);
}

static void
setup(void)
{
	core_login();
	base = plain_secret("0123456789abcdef0123456789abcdef");
	h = 4711;
}

static void
shows(CK_OBJECT_HANDLE key, const char *text)
{
	char got[100];
	CK_ULONG len = sizeof(got);

	ck_ok(core_get(core.s, key, CKA_VALUE, got, &len));
	ck_assert_uint_eq(len, strlen(text));
	ck_assert_mem_eq(got, text, len);
}

/* ---- one key ---- */

static CK_KEY_DERIVATION_STRING_DATA tail = { (CK_BYTE *)"-tail", 5 };
static const CK_MECHANISM append_data = { CKM_CONCATENATE_BASE_AND_DATA, &tail,
	sizeof(tail) };

START_TEST(silence_means_all_there_is)
{
	ck_ok(flow_derive(core.s, &append_data, base, NULL, 0, &h));
	shows(h, "0123456789abcdef0123456789abcdef-tail");
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_TYPE),
	    CKK_GENERIC_SECRET);
	ck_assert(!core_bool(core.s, h, CKA_LOCAL));
}
END_TEST

START_TEST(a_length_takes_the_front)
{
	CK_ULONG n = 16;
	CK_ATTRIBUTE list[] = { VALUE(CKA_KEY_TYPE, aes_type),
		VALUE(CKA_VALUE_LEN, n) };

	ck_ok(flow_derive(core.s, &append_data, base, LIST(list), &h));
	shows(h, "0123456789abcdef");
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_KEY_TYPE), CKK_AES);
}
END_TEST

START_TEST(a_type_without_that_length_needs_another)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_KEY_TYPE, aes_type) };

	ck_refused(flow_derive(core.s, &append_data, base, LIST(list), &h),
	    E_TEMPLATE_INCOMPLETE);
	ck_assert_uint_eq(h, 4711);
}
END_TEST

START_TEST(more_than_there_is_is_refused)
{
	CK_ULONG n = 38;
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, n) };
	enum err e = flow_derive(core.s, &append_data, base, LIST(list), &h);

	ck_assert(e == E_TEMPLATE_INCONSISTENT || e == E_KEY_SIZE);
}
END_TEST

START_TEST(a_derived_token_key_stays)
{
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), TEXT(CKA_LABEL, "derived") };
	CK_ATTRIBUTE query[] = { TEXT(CKA_LABEL, "derived") };

	ck_ok(flow_derive(core.s, &append_data, base, LIST(list), &h));
	ck_assert_uint_eq(core_find(core.s, LIST(query), &h), 1);
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(!core_bool(core.s, h, CKA_NEVER_EXTRACTABLE));
}
END_TEST

START_TEST(null_arguments_are_refused)
{
	ck_refused(flow_derive(core.s, NULL, base, NULL, 0, &h), E_ARGUMENTS);
	ck_refused(flow_derive(core.s, &append_data, base, NULL, 0, NULL),
	    E_ARGUMENTS);
	ck_refused(flow_derive(core.s, &append_data, base, NULL, 1, &h),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(another_mechanism_derives_nothing)
{
	CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

	ck_refused(flow_derive(core.s, &kwp, base, NULL, 0, &h), E_MECHANISM);
}
END_TEST

START_TEST(a_key_that_is_not_for_deriving_does_not_derive)
{
	ck_refused(flow_derive(core.s, &append_data, core_aes("aes"), NULL, 0,
	    &h), E_KEY_USAGE);
	ck_refused(flow_derive(core.s, &append_data, 999, NULL, 0, &h),
	    E_KEY_HANDLE);
	ck_refused(flow_derive(core.s, &append_data, core_ec("ec").private,
	    NULL, 0, &h), E_KEY_TYPE);
}
END_TEST

/* CKA_DERIVE_TEMPLATE: what every key derived from this one is. */
START_TEST(a_template_of_the_base_is_added)
{
	CK_ATTRIBUTE inner[] = { NOT(CKA_EXTRACTABLE), IS(CKA_ENCRYPT) };
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), TEXT(CKA_VALUE, "secret"),
		IS(CKA_DERIVE), { CKA_DERIVE_TEMPLATE, inner,
		sizeof(inner) } };
	CK_ATTRIBUTE open[] = { IS(CKA_EXTRACTABLE) };

	ck_ok(flow_object_create(core.s, LIST(list), &base));
	ck_ok(flow_derive(core.s, &append_data, base, NULL, 0, &h));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(core_bool(core.s, h, CKA_ENCRYPT));
	ck_refused(flow_derive(core.s, &append_data, base, LIST(open), &h),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

/* ---- two keys ---- */

static CK_OBJECT_HANDLE second;
static const CK_MECHANISM append_key = { CKM_CONCATENATE_BASE_AND_KEY, &second,
	sizeof(second) };

START_TEST(two_keys_become_one)
{
	second = plain_secret("-second");
	ck_ok(flow_derive(core.s, &append_key, base, NULL, 0, &h));
	shows(h, "0123456789abcdef0123456789abcdef-second");
}
END_TEST

START_TEST(the_second_key_has_to_be_there_and_for_deriving)
{
	second = 999;
	ck_refused(flow_derive(core.s, &append_key, base, NULL, 0, &h),
	    E_KEY_HANDLE);
	second = core_aes("aes");
	ck_refused(flow_derive(core.s, &append_key, base, NULL, 0, &h),
	    E_KEY_USAGE);
	second = core_ec("ec").public;
	ck_refused(flow_derive(core.s, &append_key, base, NULL, 0, &h),
	    E_KEY_TYPE);
}
END_TEST

START_TEST(what_the_second_key_hides_the_result_hides)
{
	CK_ATTRIBUTE open[] = { NOT(CKA_SENSITIVE) };

	second = secret_of("-second", CKA_SENSITIVE, true);
	ck_ok(flow_derive(core.s, &append_key, base, NULL, 0, &h));
	ck_assert(core_bool(core.s, h, CKA_SENSITIVE));
	ck_assert(core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_refused(flow_derive(core.s, &append_key, base, LIST(open), &h),
	    E_TEMPLATE_INCONSISTENT);
	second = secret_of("-second", CKA_EXTRACTABLE, false);
	ck_ok(flow_derive(core.s, &append_key, base, NULL, 0, &h));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
}
END_TEST

/* ---- several keys at once ---- */

static CK_SP800_108_COUNTER_FORMAT format = { CK_FALSE, 32 };
static CK_PRF_DATA_PARAM pieces[] = {
	{ CK_SP800_108_ITERATION_VARIABLE, &format, sizeof(format) },
	{ CK_SP800_108_BYTE_ARRAY, (void *)(uintptr_t)"label", 5 },
};
static CK_ULONG n16 = 16, n17 = 17, n64 = 64;
static CK_ATTRIBUTE small[] = { VALUE(CKA_KEY_TYPE, aes_type),
	VALUE(CKA_VALUE_LEN, n16) };
static CK_ATTRIBUTE large[] = { VALUE(CKA_VALUE_LEN, n64) };
static CK_ATTRIBUTE bad[] = { VALUE(CKA_KEY_TYPE, aes_type),
	VALUE(CKA_VALUE_LEN, n17) };
static CK_OBJECT_HANDLE handles[2];
static CK_DERIVED_KEY more[] = {
	{ small, 2, &handles[0] },
	{ large, 1, &handles[1] },
};
static CK_SP800_108_KDF_PARAMS kdf_params = { .prfType = CKM_SHA256_HMAC,
	.ulNumberOfDataParams = 2, .pDataParams = pieces,
	.ulAdditionalDerivedKeys = 2, .pAdditionalDerivedKeys = more };
static const CK_MECHANISM kdf = { CKM_SP800_108_COUNTER_KDF, &kdf_params,
	sizeof(kdf_params) };

static void
with_more(CK_ATTRIBUTE *last, CK_ULONG count)
{
	more[1].pTemplate = last;
	more[1].ulAttributeCount = count;
	handles[0] = handles[1] = 4712;
}

START_TEST(three_keys_come_of_one_call)
{
	CK_ATTRIBUTE all[] = { VALUE(CKA_CLASS, secret) };

	with_more(large, 1);
	ck_ok(flow_derive(core.s, &kdf, base, LIST(small), &h));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_VALUE_LEN), 16);
	ck_assert_uint_eq(core_ulong(core.s, handles[0], CKA_KEY_TYPE),
	    CKK_AES);
	ck_assert_uint_eq(core_ulong(core.s, handles[1], CKA_VALUE_LEN), 64);
	ck_assert_uint_eq(core_find(core.s, LIST(all), NULL), 4);
}
END_TEST

START_TEST(of_several_keys_none_is_made_when_one_is_refused)
{
	CK_ATTRIBUTE all[] = { VALUE(CKA_CLASS, secret) };

	with_more(bad, 2);
	ck_refused(flow_derive(core.s, &kdf, base, LIST(small), &h),
	    E_ATTRIBUTE_VALUE);
	ck_assert_uint_eq(handles[1], CK_INVALID_HANDLE);
	ck_assert_uint_eq(handles[0], 4712);
	ck_assert_uint_eq(h, 4711);
	ck_assert_uint_eq(core_find(core.s, LIST(all), NULL), 1);
	with_more(large, 1);
	ck_refused(flow_derive(core.s, &kdf, base, LIST(bad), &h),
	    E_ATTRIBUTE_VALUE);
	ck_assert_uint_eq(h, CK_INVALID_HANDLE);
	ck_assert_uint_eq(handles[1], 4712);
}
END_TEST

START_TEST(session_and_token_keys_come_together)
{
	CK_ATTRIBUTE token[] = { VALUE(CKA_VALUE_LEN, n64), IS(CKA_TOKEN) };

	with_more(token, 2);
	ck_ok(flow_derive(core.s, &kdf, base, LIST(small), &h));
	ck_assert(!core_bool(core.s, h, CKA_TOKEN));
	ck_assert(core_bool(core.s, handles[1], CKA_TOKEN));
}
END_TEST

START_TEST(silence_is_what_the_base_is)
{
	with_more(large, 1);
	base = secret_of("0123456789abcdef", CKA_EXTRACTABLE, false);
	ck_ok(flow_derive(core.s, &kdf, base, LIST(small), &h));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(!core_bool(core.s, handles[0], CKA_EXTRACTABLE));
}
END_TEST

/* ---- data ---- */

START_TEST(data_can_be_derived)
{
	CK_HKDF_PARAMS params = { .bExtract = CK_TRUE, .bExpand = CK_TRUE,
		.prfHashMechanism = CKM_SHA256,
		.ulSaltType = CKF_HKDF_SALT_NULL };
	CK_MECHANISM hkdf = { CKM_HKDF_DATA, &params, sizeof(params) };
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data),
		VALUE(CKA_VALUE_LEN, n17) };
	CK_BYTE value[32];
	CK_ULONG len = sizeof(value);

	ck_ok(flow_derive(core.s, &hkdf, base, LIST(list), &h));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLASS), CKO_DATA);
	ck_ok(core_get(core.s, h, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, 17);
}
END_TEST

/* ---- versions ---- */

static CK_OBJECT_HANDLE
token_secret(void)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), TEXT(CKA_VALUE, "secret"),
		IS(CKA_DERIVE), IS(CKA_TOKEN), TEXT(CKA_LABEL, "base") };
	CK_OBJECT_HANDLE key;

	ck_ok(flow_object_create(core.s, LIST(list), &key));
	return key;
}

START_TEST(derivation_cannot_tell_versions)
{
	CK_OBJECT_HANDLE old;

	base = token_secret();
	ck_ok(flow_derive(core.s, &append_data, base, NULL, 0, &h));
	ck_ok(flow_key_rotate(core.s, base, 0, NULL));
	ck_refused(flow_derive(core.s, &append_data, base, NULL, 0, &h),
	    E_KEY_VERSIONS);
	old = core_version(core.s, CKO_SECRET_KEY, "base", 1);
	ck_ok(flow_derive(core.s, &append_data, old, NULL, 0, &h));
	ck_assert(core_bool(core.s, h, CKA_SENSITIVE));
}
END_TEST

START_TEST(a_token_key_needs_a_login)
{
	CK_ATTRIBUTE visible[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), TEXT(CKA_VALUE, "secret"),
		IS(CKA_DERIVE), IS(CKA_TOKEN), NOT(CKA_PRIVATE) };
	CK_ATTRIBUTE public[] = { NOT(CKA_PRIVATE) };

	ck_ok(flow_object_create(core.s, LIST(visible), &base));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_derive(core.s, &append_data, base, LIST(public), &h),
	    E_NOT_LOGGED_IN);
}
END_TEST

SUITE("flow/derive",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, silence_means_all_there_is);
    tcase_add_test(tc, a_length_takes_the_front);
    tcase_add_test(tc, a_type_without_that_length_needs_another);
    tcase_add_test(tc, more_than_there_is_is_refused);
    tcase_add_test(tc, a_derived_token_key_stays);
    tcase_add_test(tc, null_arguments_are_refused);
    tcase_add_test(tc, another_mechanism_derives_nothing);
    tcase_add_test(tc, a_key_that_is_not_for_deriving_does_not_derive);
    tcase_add_test(tc, a_template_of_the_base_is_added);
    tcase_add_test(tc, two_keys_become_one);
    tcase_add_test(tc, the_second_key_has_to_be_there_and_for_deriving);
    tcase_add_test(tc, what_the_second_key_hides_the_result_hides);
    tcase_add_test(tc, three_keys_come_of_one_call);
    tcase_add_test(tc, of_several_keys_none_is_made_when_one_is_refused);
    tcase_add_test(tc, session_and_token_keys_come_together);
    tcase_add_test(tc, silence_is_what_the_base_is);
    tcase_add_test(tc, data_can_be_derived);
    tcase_add_test(tc, derivation_cannot_tell_versions);
    tcase_add_test(tc, a_token_key_needs_a_login))
