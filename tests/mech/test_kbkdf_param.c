/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/kbkdf.h"

#include "mech/drive.h"
#include "support/suite.h"

static unsigned char some[32];
static CK_OBJECT_HANDLE handle;
static CK_SP800_108_COUNTER_FORMAT counter;
static CK_SP800_108_DKM_LENGTH_FORMAT length;
static CK_PRF_DATA_PARAM pieces[64];
static CK_DERIVED_KEY more[64];
static CK_SP800_108_KDF_PARAMS plain;
static CK_SP800_108_FEEDBACK_KDF_PARAMS feedback;
static CK_MECHANISM mechanism;
static struct run run;

#define ITERATION { CK_SP800_108_ITERATION_VARIABLE, &counter, sizeof(counter) }
#define VARIABLE { CK_SP800_108_ITERATION_VARIABLE, NULL, 0 }
#define COUNTER { CK_SP800_108_COUNTER, &counter, sizeof(counter) }
#define LENGTH { CK_SP800_108_DKM_LENGTH, &length, sizeof(length) }
#define BYTES { CK_SP800_108_BYTE_ARRAY, some, 5 }
#define KEY { CK_SP800_108_KEY_HANDLE, &handle, sizeof(handle) }

static void
setup(void)
{
	drive_setup();
	handle = 3;
	counter = (CK_SP800_108_COUNTER_FORMAT){ CK_FALSE, 32 };
	length = (CK_SP800_108_DKM_LENGTH_FORMAT){
		CK_SP800_108_DKM_LENGTH_SUM_OF_KEYS, CK_FALSE, 32 };
	plain = (CK_SP800_108_KDF_PARAMS){ .prfType = CKM_SHA256_HMAC,
		.pDataParams = pieces };
	mechanism = (CK_MECHANISM){ CKM_SP800_108_COUNTER_KDF, &plain,
		sizeof(plain) };
}

static void
teardown(void)
{
	run_end(&run);
	drive_teardown();
}

/* Up to four pieces; a type of 0 ends them. */
static enum err
begin_with(const CK_PRF_DATA_PARAM list[4])
{
	size_t n = 0;

	while (n < 4 && list[n].type != 0) {
		pieces[n] = list[n];
		n++;
	}
	plain.ulNumberOfDataParams = n;
	run_end(&run);
	return run_begin(&run, USE_DERIVE, &mechanism);
}

static const struct {
	CK_MECHANISM_TYPE type;
	CK_PRF_DATA_PARAM pieces[4];
	enum err e;
} lists[] = {
#define IN_COUNTER CKM_SP800_108_COUNTER_KDF
#define IN_PIPELINE CKM_SP800_108_DOUBLE_PIPELINE_KDF
	{ IN_COUNTER, { ITERATION }, E_OK },
	{ IN_COUNTER, { BYTES, ITERATION, LENGTH, BYTES }, E_OK },
	{ IN_COUNTER, { ITERATION, KEY, BYTES, KEY }, E_OK },
	{ IN_COUNTER, { BYTES }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION, ITERATION }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION, COUNTER }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION, LENGTH, LENGTH }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { VARIABLE, BYTES }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION, { 99, some, 5 } }, E_MECHANISM_PARAM },
	{ IN_PIPELINE, { VARIABLE, BYTES }, E_OK },
	{ IN_PIPELINE, { COUNTER, VARIABLE, BYTES, LENGTH }, E_OK },
	{ IN_PIPELINE, { ITERATION, BYTES }, E_MECHANISM_PARAM },
	{ IN_PIPELINE, { COUNTER, BYTES }, E_MECHANISM_PARAM },
	{ IN_PIPELINE, { VARIABLE, COUNTER, COUNTER }, E_MECHANISM_PARAM },
	/* pieces that are not what they say */
	{ IN_COUNTER, { ITERATION,
	    { CK_SP800_108_BYTE_ARRAY, NULL, 5 } }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION,
	    { CK_SP800_108_BYTE_ARRAY, some, 0 } }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION,
	    { CK_SP800_108_BYTE_ARRAY, some, (CK_ULONG)-1 } },
	    E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION,
	    { CK_SP800_108_DKM_LENGTH, some, 4 } }, E_MECHANISM_PARAM },
	{ IN_COUNTER, { ITERATION,
	    { CK_SP800_108_KEY_HANDLE, NULL, sizeof(handle) } },
	    E_MECHANISM_PARAM },
};
#define LISTS ((int)(sizeof(lists) / sizeof(*lists)))

START_TEST(list_is_taken_or_refused)
{
	mechanism.mechanism = lists[_i].type;
	ck_assert_int_eq(begin_with(lists[_i].pieces), lists[_i].e);
}
END_TEST

START_TEST(numbers_are_whole_bytes_and_not_too_many)
{
	static const CK_PRF_DATA_PARAM list[4] = { ITERATION, LENGTH };

	for (CK_ULONG bits = 0; bits <= 80; bits++) {
		bool whole = bits != 0 && bits % 8 == 0;

		counter.ulWidthInBits = bits;
		length.ulWidthInBits = 64;
		ck_assert_int_eq(begin_with(list),
		    whole && bits <= 32 ? E_OK : E_MECHANISM_PARAM);
		counter.ulWidthInBits = 8;
		length.ulWidthInBits = bits;
		ck_assert_int_eq(begin_with(list),
		    whole && bits <= 64 ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(unknown_length_method_is_refused)
{
	static const CK_PRF_DATA_PARAM list[4] = { ITERATION, LENGTH };

	length.dkmLengthMethod = 3;
	ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(prf_has_to_be_a_whole_mac)
{
	static const CK_PRF_DATA_PARAM list[4] = { ITERATION };
	static const CK_MECHANISM_TYPE good[] = { CKM_SHA_1_HMAC,
		CKM_SHA3_512_HMAC, CKM_AES_CMAC };
	static const CK_MECHANISM_TYPE bad[] = { CKM_SHA256,
		CKM_SHA256_HMAC_GENERAL, CKM_AES_CMAC_GENERAL, CKM_AES_GMAC,
		CKM_DES3_CMAC, CKM_VENDOR_DEFINED };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		plain.prfType = good[i];
		ck_assert_int_eq(begin_with(list), E_OK);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		plain.prfType = bad[i];
		ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(counts_are_not_trusted)
{
	static const CK_PRF_DATA_PARAM list[4] = { ITERATION };

	ck_assert_int_eq(begin_with(list), E_OK);
	plain.ulNumberOfDataParams = (CK_ULONG)-1;
	run_end(&run);
	ck_assert_int_eq(run_begin(&run, USE_DERIVE, &mechanism),
	    E_MECHANISM_PARAM);
	plain.ulNumberOfDataParams = 33;
	run_end(&run);
	ck_assert_int_eq(run_begin(&run, USE_DERIVE, &mechanism),
	    E_MECHANISM_PARAM);
	plain.pDataParams = NULL;
	ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(list_is_a_copy)
{
	static const CK_PRF_DATA_PARAM list[4] = { ITERATION, BYTES };

	some[4] = 77;
	ck_assert_int_eq(begin_with(list), E_OK);
	some[4] = 0;
	pieces[1].type = 99;
	counter.ulWidthInBits = 99;
	ck_assert_uint_eq(kbkdf_param(&run)->count, 2);
	ck_assert_uint_eq(kbkdf_param(&run)->pieces[0].width, 4);
	ck_assert_uint_eq(kbkdf_param(&run)->pieces[1].len, 5);
	ck_assert_uint_eq(kbkdf_param(&run)->pieces[1].bytes[4], 77);
}
END_TEST

START_TEST(one_other_key_may_be_named)
{
	static const CK_PRF_DATA_PARAM none[4] = { ITERATION };
	static const CK_PRF_DATA_PARAM one[4] = { ITERATION, KEY };
	static CK_OBJECT_HANDLE another = 4;
	static const CK_PRF_DATA_PARAM two[4] = { ITERATION, KEY,
		{ CK_SP800_108_KEY_HANDLE, &another, sizeof(another) } };

	ck_assert_int_eq(begin_with(none), E_OK);
	ck_assert_uint_eq(run.mech->ops->second(&run), CK_INVALID_HANDLE);
	ck_assert_int_eq(begin_with(one), E_OK);
	ck_assert_uint_eq(run.mech->ops->second(&run), 3);
	ck_assert_int_eq(begin_with(two), E_MECHANISM_PARAM);
	handle = CK_INVALID_HANDLE;
	ck_assert_int_eq(begin_with(one), E_KEY_HANDLE);
}
END_TEST

START_TEST(further_keys_are_handed_on)
{
	static const CK_PRF_DATA_PARAM list[4] = { ITERATION };
	size_t count;

	plain.pAdditionalDerivedKeys = more;
	plain.ulAdditionalDerivedKeys = 63;
	ck_assert_int_eq(begin_with(list), E_OK);
	ck_assert_ptr_eq(run.mech->ops->more(&run, &count), more);
	ck_assert_uint_eq(count, 63);
	plain.ulAdditionalDerivedKeys = 64;
	ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
	plain.ulAdditionalDerivedKeys = 1;
	plain.pAdditionalDerivedKeys = NULL;
	ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(feedback_has_a_vector)
{
	static const CK_PRF_DATA_PARAM list[4] = { VARIABLE, BYTES };

	feedback = (CK_SP800_108_FEEDBACK_KDF_PARAMS){
		.prfType = CKM_SHA256_HMAC, .ulNumberOfDataParams = 2,
		.pDataParams = pieces, .ulIVLen = 7, .pIV = some };
	mechanism = (CK_MECHANISM){ CKM_SP800_108_FEEDBACK_KDF, &feedback,
		sizeof(feedback) };
	ck_assert_int_eq(begin_with(list), E_OK);
	ck_assert_uint_eq(kbkdf_param(&run)->iv_len, 7);
	feedback.pIV = NULL;
	ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
	feedback.ulIVLen = 0;
	ck_assert_int_eq(begin_with(list), E_OK);
	mechanism.ulParameterLen = sizeof(plain);
	ck_assert_int_eq(begin_with(list), E_MECHANISM_PARAM);
}
END_TEST

SUITE("mech/kbkdf_param",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, list_is_taken_or_refused, 0, LISTS);
    tcase_add_test(tc, numbers_are_whole_bytes_and_not_too_many);
    tcase_add_test(tc, unknown_length_method_is_refused);
    tcase_add_test(tc, prf_has_to_be_a_whole_mac);
    tcase_add_test(tc, counts_are_not_trusted);
    tcase_add_test(tc, list_is_a_copy);
    tcase_add_test(tc, one_other_key_may_be_named);
    tcase_add_test(tc, further_keys_are_handed_on);
    tcase_add_test(tc, feedback_has_a_vector))
