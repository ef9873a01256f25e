/* SPDX-License-Identifier: Apache-2.0 */
/* One element at a time, in its only right form. */
#include "crypto/der.h"
#include "crypto/hex.h"
#include "support/suite.h"

START_TEST(an_element_is_found_with_something_behind_it)
{
	struct hex h = hex("0402aabbcc");
	size_t len, used;
	const unsigned char *content =
	    der_element(TAG_OCTET_STRING, h.at, h.len, &len, &used);

	ck_assert_ptr_eq(content, h.at + 2);
	ck_assert_uint_eq(len, 2);
	ck_assert_uint_eq(used, 4);
	ck_assert_ptr_null(der_content(TAG_OCTET_STRING, h.at, h.len, &len));
	ck_assert_ptr_eq(der_content(TAG_OCTET_STRING, h.at, 4, &len),
	    h.at + 2);
}
END_TEST

static const char *const strange[] = { "", "04", "0401", "0402aa", "0502aabb",
	"0480", "048105aabbccddee", "0481", "04820001aa", "04817f" };
#define STRANGE ((int)(sizeof(strange) / sizeof(strange[0])))

START_TEST(strange_forms_are_no_element)
{
	struct hex h = hex(strange[_i]);
	size_t len, used;

	ck_assert_ptr_null(der_element(TAG_OCTET_STRING, h.at, h.len, &len,
	    &used));
}
END_TEST

START_TEST(every_length_is_written_and_read)
{
	unsigned char data[DER_HEAD_MAX + 255] = { 0 };

	for (size_t n = 0; n <= 255; n++) {
		size_t head = der_head(TAG_BIT_STRING, n, data), len;

		ck_assert_uint_eq(head, n < 128 ? 2 : 3);
		ck_assert_ptr_eq(der_content(TAG_BIT_STRING, data, head + n,
		    &len), data + head);
		ck_assert_uint_eq(len, n);
	}
}
END_TEST

SUITE("crypto/der",
    tcase_add_test(tc, an_element_is_found_with_something_behind_it);
    tcase_add_loop_test(tc, strange_forms_are_no_element, 0, STRANGE);
    tcase_add_test(tc, every_length_is_written_and_read))
