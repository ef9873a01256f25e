/* SPDX-License-Identifier: Apache-2.0 */
/* The attribute table holds what its users rely on, and checks forms. */
#include "object/attr.h"

#include "pkcs11-claviger.h"
#include "support/suite.h"

#include <string.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static size_t
rows(void)
{
	size_t n = 0;

	while (attr_at(n) != NULL)
		n++;
	return n;
}

START_TEST(rows_are_sorted_and_no_type_is_twice)
{
	for (size_t i = 1; i < rows(); i++)
		ck_assert_uint_lt(attr_at(i - 1)->type, attr_at(i)->type);
}
END_TEST

START_TEST(no_name_is_twice)
{
	for (size_t i = 0; i < rows(); i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(attr_at(i)->name, attr_at(j)->name);
}
END_TEST

START_TEST(every_row_is_found_by_its_type)
{
	for (size_t i = 0; i < rows(); i++)
		ck_assert_ptr_eq(attr_find(attr_at(i)->type), attr_at(i));
}
END_TEST

START_TEST(every_row_belongs_to_a_class_of_ours)
{
	for (size_t i = 0; i < rows(); i++) {
		ck_assert_uint_ne(attr_at(i)->classes, 0);
		ck_assert_uint_eq(attr_at(i)->classes & ~ON_ALL, 0);
	}
}
END_TEST

START_TEST(silence_has_the_form_of_the_row)
{
	for (size_t i = 0; i < rows(); i++) {
		const struct attr_row *row = attr_at(i);
		bool flag = row->silent == SILENT_FALSE ||
		    row->silent == SILENT_TRUE;

		ck_assert(!flag || row->kind == ATTR_BOOL);
		ck_assert(row->silent != SILENT_ZERO ||
		    row->kind == ATTR_ULONG);
	}
}
END_TEST

START_TEST(latches_are_flags_that_can_be_changed)
{
	for (size_t i = 0; i < rows(); i++)
		if (attr_at(i)->when & (AT_LATCH_ON | AT_LATCH_OFF)) {
			ck_assert_int_eq(attr_at(i)->kind, ATTR_BOOL);
			ck_assert(attr_at(i)->when & AT_MODIFY);
		}
}
END_TEST

START_TEST(an_unknown_type_is_not_found)
{
	ck_assert_ptr_null(attr_find(CKA_OTP_FORMAT));
	ck_assert_ptr_null(attr_find((CK_ATTRIBUTE_TYPE)-1));
	ck_assert_ptr_null(attr_find(CKA_CLV_GRANTS));
}
END_TEST

static const struct {
	CK_OBJECT_CLASS class;
	unsigned bit;
} classes[] = {
	{ CKO_DATA, ON_DATA },
	{ CKO_CERTIFICATE, ON_CERTIFICATE },
	{ CKO_PUBLIC_KEY, ON_PUBLIC },
	{ CKO_PRIVATE_KEY, ON_PRIVATE },
	{ CKO_SECRET_KEY, ON_SECRET },
	{ CKO_PROFILE, ON_PROFILE },
	{ CKO_MECHANISM, ON_MECHANISM },
	{ CKO_HW_FEATURE, 0 },
	{ CKO_VALIDATION, 0 },
	{ CKO_DOMAIN_PARAMETERS, 0 },
	{ CKO_VENDOR_DEFINED | 1, 0 },
};

START_TEST(a_class_has_its_bit)
{
	ck_assert_uint_eq(attr_class(classes[_i].class), classes[_i].bit);
}
END_TEST

static const struct {
	CK_ATTRIBUTE_TYPE attribute;
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE type;
	bool belongs;
} homes[] = {
	{ CKA_VALUE, CKO_SECRET_KEY, CKK_AES, true },
	{ CKA_VALUE, CKO_PRIVATE_KEY, CKK_RSA, false },
	{ CKA_VALUE, CKO_PRIVATE_KEY, CKK_EC, true },
	{ CKA_VALUE, CKO_PUBLIC_KEY, CKK_EC, false },
	{ CKA_VALUE, CKO_PUBLIC_KEY, CKK_ML_DSA, true },
	{ CKA_VALUE, CKO_PROFILE, CK_UNAVAILABLE_INFORMATION, false },
	{ CKA_MODULUS, CKO_SECRET_KEY, CKK_AES, false },
	{ CKA_MODULUS, CKO_PRIVATE_KEY, CKK_RSA, true },
	{ CKA_MODULUS, CKO_PUBLIC_KEY, CKK_EC, false },
	{ CKA_PRIME_1, CKO_PUBLIC_KEY, CKK_RSA, false },
	{ CKA_EC_POINT, CKO_PUBLIC_KEY, CKK_EC_EDWARDS, true },
	{ CKA_EC_POINT, CKO_PUBLIC_KEY, CKK_ML_KEM, false },
	{ CKA_SEED, CKO_PRIVATE_KEY, CKK_ML_KEM, true },
	{ CKA_SEED, CKO_PRIVATE_KEY, CKK_SLH_DSA, false },
	{ CKA_SEED, CKO_PUBLIC_KEY, CKK_ML_KEM, false },
	{ CKA_PARAMETER_SET, CKO_PUBLIC_KEY, CKK_SLH_DSA, true },
	{ CKA_PARAMETER_SET, CKO_PUBLIC_KEY, CKK_RSA, false },
	{ CKA_SIGN, CKO_SECRET_KEY, CKK_AES, true },
	{ CKA_PROFILE_ID, CKO_PROFILE, CK_UNAVAILABLE_INFORMATION, true },
	{ CKA_PROFILE_ID, CKO_DATA, CK_UNAVAILABLE_INFORMATION, false },
};

START_TEST(an_attribute_belongs_to_classes_and_types)
{
	ck_assert_int_eq(attr_belongs(attr_find(homes[_i].attribute),
	    homes[_i].class, homes[_i].type), homes[_i].belongs);
}
END_TEST

/* ---- forms ---- */

static CK_BBOOL yes = CK_TRUE, two = 2;
static CK_ULONG number = 5;
static CK_MECHANISM_TYPE mechanisms[2];
static CK_DATE date = { "2025", "12", "31" };
static CK_ATTRIBUTE inner[2];

#define DATE(text, fits) { { CKA_END_DATE, (text), 8 }, (fits) }

static const struct {
	CK_ATTRIBUTE a;
	bool fits;
} forms[] = {
	{ { CKA_SIGN, &yes, 1 }, true },
	{ { CKA_SIGN, &two, 1 }, false },
	{ { CKA_SIGN, &yes, 0 }, false },
	{ { CKA_SIGN, &number, sizeof(number) }, false },
	{ { CKA_SIGN, NULL, 1 }, false },
	{ { CKA_SIGN, NULL, 0 }, false },
	{ { CKA_VALUE_LEN, &number, sizeof(number) }, true },
	{ { CKA_VALUE_LEN, &number, 4 }, false },
	{ { CKA_VALUE_LEN, NULL, sizeof(number) }, false },
	{ { CKA_VALUE_LEN, NULL, 0 }, false },
	{ { CKA_LABEL, &number, 3 }, true },
	{ { CKA_LABEL, NULL, 0 }, true },
	{ { CKA_LABEL, NULL, 3 }, false },
	{ { CKA_LABEL, &number, ATTR_MAX_LEN + 1 }, false },
	{ { CKA_LABEL, &number, CK_UNAVAILABLE_INFORMATION }, false },
	{ { CKA_START_DATE, &date, sizeof(date) }, true },
	{ { CKA_START_DATE, NULL, 0 }, true },
	{ { CKA_START_DATE, &date, 7 }, false },
	DATE("20240229", true),
	DATE("20000229", true),
	DATE("19000229", false),
	DATE("20250229", false),
	DATE("20250431", false),
	DATE("20251301", false),
	DATE("20250010", false),
	DATE("20250100", false),
	DATE("2025 101", false),
	DATE("\0\0\0\0\0\0\0\0", false),
	{ { CKA_WRAP_TEMPLATE, inner, sizeof(inner) }, true },
	{ { CKA_WRAP_TEMPLATE, NULL, 0 }, true },
	{ { CKA_WRAP_TEMPLATE, inner, sizeof(inner) - 1 }, false },
	{ { CKA_ALLOWED_MECHANISMS, mechanisms, sizeof(mechanisms) }, true },
	{ { CKA_ALLOWED_MECHANISMS, NULL, 0 }, true },
	{ { CKA_ALLOWED_MECHANISMS, mechanisms, 9 }, false },
};

START_TEST(a_value_has_the_form_of_its_row)
{
	const CK_ATTRIBUTE *a = &forms[_i].a;

	reason_clear();
	ck_assert_int_eq(attr_check(attr_find(a->type), a),
	    forms[_i].fits ? E_OK : E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(reason_text()[0] == '\0', forms[_i].fits);
}
END_TEST

SUITE("object/attr_table",
    tcase_add_test(tc, rows_are_sorted_and_no_type_is_twice);
    tcase_add_test(tc, no_name_is_twice);
    tcase_add_test(tc, every_row_is_found_by_its_type);
    tcase_add_test(tc, every_row_belongs_to_a_class_of_ours);
    tcase_add_test(tc, silence_has_the_form_of_the_row);
    tcase_add_test(tc, latches_are_flags_that_can_be_changed);
    tcase_add_test(tc, an_unknown_type_is_not_found);
    tcase_add_loop_test(tc, a_class_has_its_bit, 0, COUNT(classes));
    tcase_add_loop_test(tc, an_attribute_belongs_to_classes_and_types, 0,
	COUNT(homes));
    tcase_add_loop_test(tc, a_value_has_the_form_of_its_row, 0,
	COUNT(forms)))
