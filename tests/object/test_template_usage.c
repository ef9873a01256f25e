/* SPDX-License-Identifier: Apache-2.0 */
/* What keys are for when their templates are silent. */
#include "object/template_usage.h"

#include "mech/use.h"
#include "support/suite.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
#define USE(name) (1u << USE_##name)

static struct template t;

static void
teardown(void)
{
	template_clear(&t);
}

static unsigned
uses(void)
{
	unsigned bits = 0;

	for (size_t i = 0; i < USE_COUNT; i++)
		if (use_table[i].usage != CK_UNAVAILABLE_INFORMATION &&
		    attrs_bool(&t.attrs, use_table[i].usage))
			bits |= 1u << i;
	return bits;
}

static const struct {
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE type;
	unsigned uses;
} rows[] = {
	{ CKO_SECRET_KEY, CKK_AES, USE(ENCRYPT) | USE(DECRYPT) | USE(WRAP) | USE(UNWRAP) },
	{ CKO_SECRET_KEY, CKK_CHACHA20, USE(ENCRYPT) | USE(DECRYPT) },
	{ CKO_SECRET_KEY, CKK_GENERIC_SECRET, USE(SIGN) | USE(VERIFY) | USE(DERIVE) },
	{ CKO_SECRET_KEY, CKK_SHA3_512_HMAC, USE(SIGN) | USE(VERIFY) | USE(DERIVE) },
	{ CKO_SECRET_KEY, CKK_HKDF, USE(DERIVE) },
	{ CKO_PRIVATE_KEY, CKK_RSA, USE(SIGN) | USE(SIGN_RECOVER) | USE(DECRYPT) | USE(UNWRAP) },
	{ CKO_PUBLIC_KEY, CKK_RSA, USE(VERIFY) | USE(VERIFY_RECOVER) | USE(ENCRYPT) | USE(WRAP) },
	{ CKO_PRIVATE_KEY, CKK_EC, USE(SIGN) | USE(DERIVE) },
	{ CKO_PRIVATE_KEY, CKK_EC_EDWARDS, USE(SIGN) },
	{ CKO_PUBLIC_KEY, CKK_EC_EDWARDS, USE(VERIFY) },
	{ CKO_PRIVATE_KEY, CKK_EC_MONTGOMERY, USE(DERIVE) },
	{ CKO_PRIVATE_KEY, CKK_ML_KEM, USE(DECAPSULATE) },
	{ CKO_PUBLIC_KEY, CKK_ML_KEM, USE(ENCAPSULATE) },
	{ CKO_PUBLIC_KEY, CKK_SLH_DSA, USE(VERIFY) },
	{ CKO_SECRET_KEY, CKK_RSA, 0 },
	{ CKO_SECRET_KEY, CKK_CAMELLIA, 0 },
	{ CKO_DATA, CK_UNAVAILABLE_INFORMATION, 0 },
};

START_TEST(a_key_that_names_no_use_is_for_its_types)
{
	t = (struct template){ .class = rows[_i].class,
		.key_type = rows[_i].type };
	ck_assert_int_eq(template_complete_usage(&t), E_OK);
	ck_assert_uint_eq(uses(), rows[_i].uses);
}
END_TEST

START_TEST(a_key_that_names_uses_is_for_those_only)
{
	t = (struct template){ .class = CKO_SECRET_KEY, .key_type = CKK_AES };
	ck_assert_int_eq(attrs_set_bool(&t.attrs, CKA_SIGN, true), E_OK);
	ck_assert_int_eq(attrs_set_bool(&t.attrs, CKA_DECRYPT, true), E_OK);
	ck_assert_int_eq(template_complete_usage(&t), E_OK);
	ck_assert_uint_eq(uses(), USE(SIGN) | USE(DECRYPT));
}
END_TEST

SUITE("object/template_usage",
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_loop_test(tc, a_key_that_names_no_use_is_for_its_types, 0,
	COUNT(rows));
    tcase_add_test(tc, a_key_that_names_uses_is_for_those_only))
