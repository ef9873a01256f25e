/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of attributes: sorted, owned, and the same when they come back from
 * the store. */
#include "object/attrs.h"

#include "pkcs11-claviger.h"
#include "support/suite.h"

#include <string.h>

static struct attrs list;
static struct bytes stored;

static void
setup(void)
{
	ck_assert_int_eq(attrs_set(&list, CKA_LABEL, "label", 5), E_OK);
	ck_assert_int_eq(attrs_set_bool(&list, CKA_SIGN, true), E_OK);
	ck_assert_int_eq(attrs_set_bool(&list, CKA_PRIVATE, false), E_OK);
	ck_assert_int_eq(attrs_set_ulong(&list, CKA_CERTIFICATE_TYPE, 7),
	    E_OK);
}

static void
teardown(void)
{
	attrs_clear(&list);
	bytes_clear(&stored);
}

static void
encode(void)
{
	struct writer w;

	stored.len = 0;
	writer_init(&w, &stored);
	attrs_encode(&list, &w);
	ck_assert_int_eq(writer_done(&w), E_OK);
}

static enum err
decode(size_t len, struct attrs *out)
{
	struct reader r;
	enum err e;

	reader_init(&r, stored.data, len);
	e = attrs_decode(&r, out);
	return e == E_OK && !reader_done(&r) ? E_STORE_DAMAGED : e;
}

START_TEST(attributes_are_kept_sorted)
{
	for (size_t i = 1; i < list.count; i++)
		ck_assert_uint_lt(list.list[i - 1].type, list.list[i].type);
}
END_TEST

START_TEST(what_was_set_is_found)
{
	ck_assert(bytes_equal(attrs_get(&list, CKA_LABEL), "label", 5));
	ck_assert(attrs_bool(&list, CKA_SIGN));
	ck_assert(!attrs_bool(&list, CKA_PRIVATE));
	ck_assert_uint_eq(attrs_ulong(&list, CKA_CERTIFICATE_TYPE, 1), 7);
}
END_TEST

START_TEST(what_was_not_set_is_absent)
{
	ck_assert_ptr_null(attrs_get(&list, CKA_ID));
	ck_assert(!attrs_bool(&list, CKA_VERIFY));
	ck_assert_uint_eq(attrs_ulong(&list, CKA_VALUE_LEN, 3), 3);
}
END_TEST

START_TEST(a_value_of_another_size_is_neither_true_nor_a_number)
{
	ck_assert(!attrs_bool(&list, CKA_LABEL));
	ck_assert_uint_eq(attrs_ulong(&list, CKA_LABEL, 3), 3);
}
END_TEST

START_TEST(setting_again_replaces)
{
	size_t count = list.count;

	ck_assert_int_eq(attrs_set(&list, CKA_LABEL, "a", 1), E_OK);
	ck_assert_uint_eq(list.count, count);
	ck_assert(bytes_equal(attrs_get(&list, CKA_LABEL), "a", 1));
}
END_TEST

START_TEST(an_empty_value_is_a_value)
{
	ck_assert_int_eq(attrs_set(&list, CKA_ID, NULL, 0), E_OK);
	ck_assert_ptr_nonnull(attrs_get(&list, CKA_ID));
}
END_TEST

START_TEST(a_copy_adds_and_replaces)
{
	struct attrs to = { 0 };

	ck_assert_int_eq(attrs_set(&to, CKA_LABEL, "other", 5), E_OK);
	ck_assert_int_eq(attrs_set(&to, CKA_ID, "id", 2), E_OK);
	ck_assert_int_eq(attrs_copy(&to, &list), E_OK);
	ck_assert_uint_eq(to.count, list.count + 1);
	ck_assert(bytes_equal(attrs_get(&to, CKA_LABEL), "label", 5));
	attrs_clear(&to);
}
END_TEST

START_TEST(a_list_comes_back_from_the_store)
{
	struct attrs out = { 0 };

	encode();
	ck_assert_int_eq(decode(stored.len, &out), E_OK);
	ck_assert_uint_eq(out.count, list.count);
	for (size_t i = 0; i < list.count; i++) {
		ck_assert_uint_eq(out.list[i].type, list.list[i].type);
		ck_assert(bytes_equal(&out.list[i].value,
		    list.list[i].value.data, list.list[i].value.len));
	}
	attrs_clear(&out);
}
END_TEST

START_TEST(numbers_have_eight_bytes_in_the_store)
{
	static const unsigned char expected[] = {
		0, 0, 0, 1,				 /* one attribute */
		0, 0, 0, 0, 0, 0, 0x00, 0x80,		 /* its type */
		0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7 };	 /* its value */

	attrs_clear(&list);
	ck_assert_int_eq(attrs_set_ulong(&list, CKA_CERTIFICATE_TYPE, 7),
	    E_OK);
	encode();
	ck_assert(bytes_equal(&stored, expected, sizeof(expected)));
}
END_TEST

START_TEST(lists_of_mechanisms_come_back)
{
	CK_MECHANISM_TYPE some[] = { CKM_AES_GCM, CKM_ECDSA };
	struct attrs out = { 0 };

	ck_assert_int_eq(attrs_set(&list, CKA_ALLOWED_MECHANISMS, some,
	    sizeof(some)), E_OK);
	encode();
	ck_assert_int_eq(decode(stored.len, &out), E_OK);
	ck_assert(bytes_equal(attrs_get(&out, CKA_ALLOWED_MECHANISMS), some,
	    sizeof(some)));
	attrs_clear(&out);
}
END_TEST

START_TEST(an_attribute_of_a_later_version_is_refused)
{
	struct attrs out = { 0 };

	ck_assert_int_eq(attrs_set(&list, CKA_CLV_TAGS, "x", 1), E_OK);
	encode();
	ck_assert_int_eq(decode(stored.len, &out), E_STORE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(reason_text(), "unknown"));
	attrs_clear(&out);
}
END_TEST

START_TEST(no_truncation_is_a_list)
{
	encode();
	for (size_t len = 0; len < stored.len; len++) {
		struct attrs out = { 0 };

		ck_assert_int_eq(decode(len, &out), E_STORE_DAMAGED);
		attrs_clear(&out);
	}
}
END_TEST

START_TEST(no_changed_byte_does_harm)
{
	encode();
	for (size_t i = 0; i < stored.len; i++) {
		struct attrs out = { 0 };

		stored.data[i] ^= 0xff;
		(void)!decode(stored.len, &out);
		stored.data[i] ^= 0xff;
		attrs_clear(&out);
	}
}
END_TEST

START_TEST(a_number_of_seven_bytes_is_refused)
{
	static const unsigned char bad[] = { 0, 0, 0, 1,
		0, 0, 0, 0, 0, 0, 0x00, 0x80,
		0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 7 };
	struct attrs out = { 0 };

	ck_assert_int_eq(bytes_set(&stored, bad, sizeof(bad)), E_OK);
	ck_assert_int_eq(decode(stored.len, &out), E_STORE_DAMAGED);
	attrs_clear(&out);
}
END_TEST

SUITE("object/attrs",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, attributes_are_kept_sorted);
    tcase_add_test(tc, what_was_set_is_found);
    tcase_add_test(tc, what_was_not_set_is_absent);
    tcase_add_test(tc, a_value_of_another_size_is_neither_true_nor_a_number);
    tcase_add_test(tc, setting_again_replaces);
    tcase_add_test(tc, an_empty_value_is_a_value);
    tcase_add_test(tc, a_copy_adds_and_replaces);
    tcase_add_test(tc, a_list_comes_back_from_the_store);
    tcase_add_test(tc, numbers_have_eight_bytes_in_the_store);
    tcase_add_test(tc, lists_of_mechanisms_come_back);
    tcase_add_test(tc, an_attribute_of_a_later_version_is_refused);
    tcase_add_test(tc, no_truncation_is_a_list);
    tcase_add_test(tc, no_changed_byte_does_harm);
    tcase_add_test(tc, a_number_of_seven_bytes_is_refused))
