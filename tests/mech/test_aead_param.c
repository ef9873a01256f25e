/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/aead_param.h"

#include "mech/drive.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define LONG 100000

static unsigned char vector[12] = "the vector.", *extra;
static struct aead_param given;
static struct run run;

static void
setup(void)
{
	extra = calloc(1, LONG);
	memset(extra, 'x', LONG);
	memset(&run, 0, sizeof(run));
	run.mech = mech_find(CKM_AES_GCM);
	given = (struct aead_param){ vector, 12, extra, 20, 16, 5 };
}

static void
teardown(void)
{
	run_end(&run);
	free(extra);
}

static void
is_kept(void)
{
	struct aead_param got = aead_param_get(&run);

	ck_assert_uint_eq(got.vector_len, given.vector_len);
	ck_assert_mem_eq(got.vector, given.vector, given.vector_len);
	ck_assert_uint_eq(got.extra_len, given.extra_len);
	if (given.extra_len != 0)
		ck_assert_mem_eq(got.extra, given.extra, given.extra_len);
	ck_assert_uint_eq(got.tag_len, given.tag_len);
	ck_assert_uint_eq(got.text_len, given.text_len);
	ck_assert_uint_eq(aead_tag_len(&run), given.tag_len);
}

START_TEST(copy_is_kept)
{
	ck_assert_int_eq(aead_param_set(&run, &given), E_OK);
	ck_assert_ptr_ne(aead_param_get(&run).vector, vector);
	is_kept();
	ck_assert_ptr_null(run.param_extra);
}
END_TEST

START_TEST(long_data_are_kept_too_and_can_be_replaced)
{
	for (size_t len = 0; len <= 2000; len += 10) {
		given.extra_len = len % 20 == 0 ? LONG : len;
		ck_assert_int_eq(aead_param_set(&run, &given), E_OK);
		is_kept();
	}
	given.extra = NULL;
	given.extra_len = 0;
	ck_assert_int_eq(aead_param_set(&run, &given), E_OK);
	is_kept();
}
END_TEST

START_TEST(null_with_a_length_is_refused)
{
	ck_assert_int_eq(aead_param_check(&given), E_OK);
	given.vector = NULL;
	ck_assert_int_eq(aead_param_check(&given), E_MECHANISM_PARAM);
	given.vector = vector;
	given.extra = NULL;
	ck_assert_int_eq(aead_param_check(&given), E_MECHANISM_PARAM);
	given.extra_len = 0;
	ck_assert_int_eq(aead_param_check(&given), E_OK);
}
END_TEST

START_TEST(lengths_beyond_reason_are_refused)
{
	given.vector_len = ((CK_ULONG)1 << 28) + 1;
	ck_assert_int_eq(aead_param_check(&given), E_MECHANISM_PARAM);
	given.vector_len = 12;
	given.extra_len = (CK_ULONG)-1;
	ck_assert_int_eq(aead_param_check(&given), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(tag_keeps_its_length)
{
	struct message_tag at = { NULL, 0 };

	ck_assert_int_eq(aead_param_set(&run, &given), E_OK);
	ck_assert_int_eq(aead_tag_at(&run, extra, 15, &at),
	    E_MECHANISM_PARAM);
	ck_assert_ptr_null(at.at);
	ck_assert_int_eq(aead_tag_at(&run, extra, 16, &at), E_OK);
	ck_assert_ptr_eq(at.at, extra);
	ck_assert_uint_eq(at.len, 16);
}
END_TEST

SUITE("mech/aead_param",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, copy_is_kept);
    tcase_add_test(tc, long_data_are_kept_too_and_can_be_replaced);
    tcase_add_test(tc, null_with_a_length_is_refused);
    tcase_add_test(tc, lengths_beyond_reason_are_refused);
    tcase_add_test(tc, tag_keeps_its_length))
