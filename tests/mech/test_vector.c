/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/vector.h"

#include "mech/drive.h"
#include "support/suite.h"

#include <string.h>

#define MANY 300

static unsigned char at[16];
static struct vector_spec spec;
static struct run run;

static void
setup(void)
{
	drive_setup();
	memset(at, 0xa5, sizeof(at));
	run = (struct run){ .use = USE_ENCRYPT };
	spec = (struct vector_spec){ at, 12, 32, CKG_GENERATE };
}

static enum err
make(void)
{
	return vector_make(&run, &spec);
}

START_TEST(given_vectors_stay)
{
	unsigned char before[16];

	memcpy(before, at, 16);
	spec.generator = CKG_NO_GENERATE;
	spec.fixed_bits = 1000;
	ck_assert_int_eq(make(), E_OK);
	ck_assert_mem_eq(at, before, 16);
	ck_assert_uint_eq(run.messages, 0);
}
END_TEST

START_TEST(decryption_generates_nothing)
{
	static const enum use uses[] = { USE_DECRYPT, USE_UNWRAP };
	unsigned char before[16];

	memcpy(before, at, 16);
	spec.generator = 12345;
	run.use = uses[_i];
	ck_assert_int_eq(make(), E_OK);
	ck_assert_mem_eq(at, before, 16);
}
END_TEST

START_TEST(fixed_bits_stay_and_nothing_else_is_touched)
{
	static const CK_ULONG generators[] = { CKG_GENERATE,
		CKG_GENERATE_COUNTER, CKG_GENERATE_RANDOM,
		CKG_GENERATE_COUNTER_XOR };

	spec.generator = generators[_i];
	for (spec.fixed_bits = 0; spec.fixed_bits <= 32; spec.fixed_bits++) {
		memset(at, 0xa5, sizeof(at));
		run = (struct run){ .use = USE_ENCRYPT };
		for (int n = 0; n < 4; n++) {
			ck_assert_int_eq(make(), E_OK);
			for (size_t i = 0; i < spec.fixed_bits; i++)
				ck_assert(((at[i / 8] ^ 0xa5) >>
				    (7 - i % 8) & 1) == 0);
			ck_assert_uint_eq(at[12], 0xa5);
		}
	}
}
END_TEST

START_TEST(counter_begins_at_zero)
{
	unsigned char want[12] = { 0xa5, 0xa5, 0xa5, 0xa5 };

	spec.generator = CKG_GENERATE_COUNTER;
	for (unsigned i = 0; i < MANY; i++) {
		want[11] = (unsigned char)i;
		want[10] = (unsigned char)(i >> 8);
		ck_assert_int_eq(make(), E_OK);
		ck_assert_mem_eq(at, want, 12);
	}
	ck_assert_uint_eq(run.messages, MANY);
}
END_TEST

START_TEST(counter_fills_the_free_bits_only)
{
	spec.generator = CKG_GENERATE_COUNTER;
	spec.fixed_bits = 91;
	for (unsigned i = 0; i < 32; i++) {
		ck_assert_int_eq(make(), E_OK);
		ck_assert_uint_eq(at[11], (0xa5 & 0xe0) | i);
	}
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
}
END_TEST

/* TLS 1.3 does so (RFC 8446, 5.3). */
START_TEST(counter_is_mixed_with_the_first_vector)
{
	spec.generator = CKG_GENERATE_COUNTER_XOR;
	for (unsigned i = 0; i < MANY; i++) {
		unsigned char want[12];

		memset(want, 0xa5, 12);
		want[11] ^= (unsigned char)i;
		want[10] ^= (unsigned char)(i >> 8);
		/* Callers restore the vector, or leave it as it is. */
		if (i % 3 == 0)
			memset(at, 0xa5, 12);
		ck_assert_int_eq(make(), E_OK);
		ck_assert_mem_eq(at, want, 12);
	}
}
END_TEST

START_TEST(vector_that_is_mixed_must_not_change)
{
	spec.generator = CKG_GENERATE_COUNTER_XOR;
	ck_assert_int_eq(make(), E_OK);
	memset(at, 0x5a, 12);
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	memset(at, 0xa5, 12);
	memset(at, 0, 4); /* the fixed part may */
	ck_assert_int_eq(make(), E_OK);
}
END_TEST

START_TEST(generated_vectors_differ)
{
	static unsigned char seen[MANY][12];

	spec.generator = _i == 0 ? CKG_GENERATE : CKG_GENERATE_RANDOM;
	for (unsigned i = 0; i < MANY; i++) {
		ck_assert_int_eq(make(), E_OK);
		memcpy(seen[i], at, 12);
		for (unsigned j = 0; j < i; j++)
			ck_assert_mem_ne(seen[j], seen[i], 12);
	}
}
END_TEST

/* 7 bytes are CCM's shortest nonce: too few for chance, so they count. */
START_TEST(short_vectors_are_generated_if_nothing_is_fixed)
{
	spec.len = 1;
	spec.fixed_bits = 0;
	for (unsigned i = 0; i < 256; i++)
		ck_assert_int_eq(make(), E_OK);
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(too_few_bits_for_chance_are_refused)
{
	spec.generator = _i == 0 ? CKG_GENERATE : CKG_GENERATE_RANDOM;
	spec.fixed_bits = 33;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(more_fixed_bits_than_there_are_are_refused)
{
	spec.generator = CKG_GENERATE_COUNTER;
	spec.fixed_bits = 97;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.fixed_bits = (CK_ULONG)-1;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.fixed_bits = 96;
	ck_assert_int_eq(make(), E_OK);
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(long_and_empty_vectors_are_not_generated)
{
	spec.fixed_bits = 0;
	spec.len = 17;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.len = 0;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.len = 16;
	ck_assert_int_eq(make(), E_OK);
}
END_TEST

START_TEST(unknown_generators_are_refused)
{
	spec.generator = CKG_GENERATE_COUNTER_XOR + 1;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(generator_stays_the_same)
{
	ck_assert_int_eq(make(), E_OK);
	spec.generator = CKG_GENERATE_COUNTER;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.generator = CKG_NO_GENERATE;
	ck_assert_int_eq(make(), E_OK);
	spec.generator = CKG_GENERATE;
	ck_assert_int_eq(make(), E_OK);
}
END_TEST

/* Each is a run of its own: the counter would always be 0. */
START_TEST(wrapping_does_not_count)
{
	run.use = USE_WRAP;
	spec.generator = CKG_GENERATE_COUNTER;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.generator = CKG_GENERATE_COUNTER_XOR;
	ck_assert_int_eq(make(), E_MECHANISM_PARAM);
	spec.generator = CKG_GENERATE_RANDOM;
	ck_assert_int_eq(make(), E_OK);
}
END_TEST

static void
refusals(TCase *tc)
{
	tcase_add_loop_test(tc, too_few_bits_for_chance_are_refused, 0, 2);
	tcase_add_test(tc, more_fixed_bits_than_there_are_are_refused);
	tcase_add_test(tc, long_and_empty_vectors_are_not_generated);
	tcase_add_test(tc, unknown_generators_are_refused);
	tcase_add_test(tc, generator_stays_the_same);
	tcase_add_test(tc, wrapping_does_not_count);
}

SUITE("mech/vector",
    tcase_add_checked_fixture(tc, setup, drive_teardown);
    tcase_add_test(tc, given_vectors_stay);
    tcase_add_loop_test(tc, decryption_generates_nothing, 0, 2);
    tcase_add_loop_test(tc, fixed_bits_stay_and_nothing_else_is_touched, 0,
	4);
    tcase_add_test(tc, counter_begins_at_zero);
    tcase_add_test(tc, counter_fills_the_free_bits_only);
    tcase_add_test(tc, counter_is_mixed_with_the_first_vector);
    tcase_add_test(tc, vector_that_is_mixed_must_not_change);
    tcase_add_loop_test(tc, generated_vectors_differ, 0, 2);
    tcase_add_test(tc, short_vectors_are_generated_if_nothing_is_fixed);
    refusals(tc))
