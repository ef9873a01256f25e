/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/stream.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[256], counter[8], nonce[12];
static CK_CHACHA20_PARAMS good;
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	memset(counter, 0, sizeof(counter));
	good = (CK_CHACHA20_PARAMS){ counter, 32, nonce, 96 };
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 32),
		.mechanism = { CKM_CHACHA20, &good, sizeof(good) },
		.piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

static enum err
given(size_t len)
{
	return stream_run(&job, false, some, len, &out);
}

static void
parameter_of(struct kat_case *c, CK_MECHANISM *mechanism)
{
	size_t counter_len, nonce_len;
	const unsigned char *from = kat_bytes(c, "counter", &counter_len);
	const unsigned char *with = kat_bytes(c, "nonce", &nonce_len);

	good = (CK_CHACHA20_PARAMS){ (CK_BYTE_PTR)(uintptr_t)from,
		counter_len * 8, (CK_BYTE_PTR)(uintptr_t)with, nonce_len * 8 };
	mechanism->pParameter = &good;
	mechanism->ulParameterLen = sizeof(good);
}

START_TEST(answers_are_the_published_ones)
{
	struct stream s = { CKM_CHACHA20, parameter_of };

	stream_answers(&s);
}
END_TEST

static bool
any(size_t len)
{
	(void)len;
	return true;
}

START_TEST(any_length_goes_in_any_parts)
{
	stream_lengths(job, 130, any, E_OK);
	job.use = USE_WRAP;
	stream_lengths(job, 40, any, E_OK);
}
END_TEST

START_TEST(counter_does_not_run_over)
{
	memset(counter, 0xff, 8);
	good.blockCounterBits = (CK_ULONG)_i * 32;
	good.ulNonceBits = _i == 1 ? 96 : 64;
	ck_assert_int_eq(given(64), E_OK);
	ck_assert_int_eq(given(65), E_DATA_LEN);
	counter[0] = 0xfe;
	ck_assert_int_eq(given(128), E_OK);
	ck_assert_int_eq(given(129), E_DATA_LEN);
	job.piece = 7;
	ck_assert_int_eq(given(128), E_OK);
	ck_assert_int_eq(given(129), E_DATA_LEN);
}
END_TEST

/* What follows 2^32 - 1 in a counter of 64 bits is 2^32. */
START_TEST(long_counter_carries)
{
	struct bytes second = { .data = NULL };

	good.blockCounterBits = good.ulNonceBits = 64;
	memset(counter, 0xff, 4);
	ck_assert_int_eq(given(128), E_OK);
	memset(counter, 0, 4);
	counter[4] = 1;
	ck_assert_int_eq(stream_run(&job, false, some, 64, &second), E_OK);
	ck_assert_mem_eq(out.data + 64, second.data, 64);
	bytes_clear(&second);
}
END_TEST

START_TEST(counter_and_nonce_have_their_lengths)
{
	static const CK_ULONG bits[] = { 0, 32, 64, 96, 128, 192 };

	for (size_t i = 0; i < 36; i++) {
		CK_ULONG a = bits[i / 6], b = bits[i % 6];
		bool allowed = (a == 32 && b == 96) || (a == 64 && b == 64);

		good.blockCounterBits = a;
		good.ulNonceBits = b;
		ck_assert_int_eq(given(1),
		    allowed ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(counter_and_nonce_are_needed)
{
	good.pBlockCounter = NULL;
	ck_assert_int_eq(given(1), E_MECHANISM_PARAM);
	good.pBlockCounter = counter;
	good.pNonce = NULL;
	ck_assert_int_eq(given(1), E_MECHANISM_PARAM);
	good.pNonce = nonce;
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(given(1), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(keys_have_32_bytes)
{
	material_free(job.key);
	job.key = drive_secret(some, (size_t)_i);
	ck_assert_int_eq(given(1), _i == 32 ? E_OK : E_KEY_SIZE);
}
END_TEST

SUITE("mech/chacha20",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_test(tc, any_length_goes_in_any_parts);
    tcase_add_loop_test(tc, counter_does_not_run_over, 1, 3);
    tcase_add_test(tc, long_counter_carries);
    tcase_add_test(tc, counter_and_nonce_have_their_lengths);
    tcase_add_test(tc, counter_and_nonce_are_needed);
    tcase_add_loop_test(tc, keys_have_32_bytes, 31, 34))
