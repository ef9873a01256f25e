/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/sealed.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static unsigned char some[64] = { 1, 2, 3 };
/* What the tests change to see it refused. */
static CK_GCM_PARAMS good;
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	good = (CK_GCM_PARAMS){ .pIv = some, .ulIvLen = 12, .ulIvBits = 96,
		.pAAD = some, .ulAADLen = 20, .ulTagBits = 128 };
	job = (struct job){ .use = USE_ENCRYPT,
		.mechanism = { CKM_AES_GCM, &good, sizeof(good) },
		.key = drive_secret(some, 32), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

/* ---- known answers ---- */

static void
answer(struct sealed *a)
{
	CK_GCM_PARAMS p = { .pIv = a->vector, .ulIvLen = a->vector_len,
		.pAAD = a->extra, .ulAADLen = a->extra_len,
		.ulTagBits = a->tag_len * 8 };

	a->job.mechanism.pParameter = &p;
	a->job.mechanism.ulParameterLen = sizeof(p);
	sealed_is_right(a);
}

START_TEST(answers_are_the_published_ones)
{
	sealed_each(CKM_AES_GCM, answer);
}
END_TEST

/* ---- the parameter ---- */

static enum err
given(void)
{
	return drive(&job, "plain", 5, &out);
}

START_TEST(parameter_without_bits_of_the_vector_means_the_same)
{
	struct {
		CK_BYTE_PTR iv;
		CK_ULONG iv_length;
		CK_BYTE_PTR aad;
		CK_ULONG aad_length;
		CK_ULONG tag;
	} old = { some, 12, some, 20, 128 };
	struct bytes first = { .data = NULL };

	ck_assert_int_eq(drive(&job, "plain", 5, &first), E_OK);
	job.mechanism.pParameter = &old;
	job.mechanism.ulParameterLen = sizeof(old);
	ck_assert_int_eq(given(), E_OK);
	ck_assert(bytes_equal(&out, first.data, first.len));
	bytes_clear(&first);
}
END_TEST

START_TEST(parameter_of_another_size_is_refused)
{
	for (CK_ULONG len = 0; len < 64; len++) {
		if (len == sizeof(good) || len == sizeof(good) - 8)
			continue;
		job.mechanism.ulParameterLen = len;
		ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(parameter_is_needed)
{
	job.mechanism.pParameter = NULL;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(vector_is_needed)
{
	good.ulIvLen = 0;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	good.ulIvLen = 12;
	good.pIv = NULL;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(additional_data_are_not_needed)
{
	good.pAAD = NULL;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	good.ulAADLen = 0;
	ck_assert_int_eq(given(), E_OK);
}
END_TEST

START_TEST(lengths_beyond_reason_are_refused)
{
	good.ulIvLen = ((CK_ULONG)1 << 28) + 1;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	good.ulIvLen = 12;
	good.ulAADLen = (CK_ULONG)-1;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(tag_has_one_of_the_standards_lengths)
{
	for (CK_ULONG bits = 0; bits <= 160; bits++) {
		bool allowed = bits == 32 || bits == 64 || bits == 96 ||
		    bits == 104 || bits == 112 || bits == 120 || bits == 128;

		good.ulTagBits = bits;
		ck_assert_int_eq(given(), allowed ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(tag_length_is_told)
{
	struct run run = { .state = NULL };

	good.ulTagBits = 96;
	ck_assert_int_eq(run_begin(&run, USE_DECRYPT, &job.mechanism), E_OK);
	ck_assert_uint_eq(run_tag_len(&run), 12);
	run_end(&run);
}
END_TEST

START_TEST(parameter_is_copied)
{
	const struct mech_ops *ops = mech_find(CKM_AES_GCM)->ops;
	unsigned char vector[12] = { 9 }, tag[16], want[16];
	struct run run = { .state = NULL };
	size_t len = 16;

	good.pIv = vector;
	ck_assert_int_eq(drive(&job, "", 0, &out), E_OK);
	memcpy(want, out.data, 16);
	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &job.mechanism), E_OK);
	memset(vector, 0xff, sizeof(vector));
	memset(&good, 0xff, sizeof(good));
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, tag, &len), E_OK);
	ck_assert_mem_eq(tag, want, 16);
	run_end(&run);
}
END_TEST

/* Longer than what a run holds by itself. */
START_TEST(long_additional_data_are_authenticated_to_the_end)
{
	unsigned char *aad = calloc(1, 100000);

	good.pAAD = aad;
	good.ulAADLen = 100000;
	ck_assert_int_eq(given(), E_OK);
	job.use = USE_DECRYPT;
	aad[99999] ^= 1;
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &out),
	    E_CIPHERTEXT);
	free(aad);
}
END_TEST

/* ---- opening ---- */

START_TEST(another_key_does_not_fit)
{
	struct material *mine = job.key;

	ck_assert_int_eq(given(), E_OK);
	job.use = USE_DECRYPT;
	job.key = drive_secret(some + 1, 32);
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &out),
	    E_CIPHERTEXT);
	material_free(job.key);
	job.key = mine;
}
END_TEST

START_TEST(less_than_a_tag_has_no_good_length)
{
	job.use = USE_DECRYPT;
	for (size_t len = 0; len < 16; len++)
		ck_assert_int_eq(drive_open(&job, some, len, &out),
		    E_CIPHERTEXT_LEN);
}
END_TEST

START_TEST(wrapping_is_encrypting)
{
	struct bytes wrapped = { .data = NULL };

	ck_assert_int_eq(given(), E_OK);
	job.use = USE_WRAP;
	ck_assert_int_eq(drive(&job, "plain", 5, &wrapped), E_OK);
	ck_assert(bytes_equal(&out, wrapped.data, wrapped.len));
	bytes_clear(&out);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, wrapped.data, wrapped.len, &out),
	    E_OK);
	ck_assert(bytes_equal(&out, "plain", 5));
	bytes_clear(&wrapped);
}
END_TEST

/* ---- messages ---- */

static void
message_answer(struct sealed *a)
{
	unsigned char tag[16];
	CK_GCM_MESSAGE_PARAMS p = { a->vector, a->vector_len, 0,
		CKG_NO_GENERATE, tag, a->tag_len * 8 };
	struct message m = { &p, sizeof(p), a->extra, a->extra_len };
	struct run run = { .state = NULL };

	if (!a->valid)
		return;
	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &a->job.mechanism), E_OK);
	ck_assert_int_eq(message_run(&run, &a->job, &m, a->plain,
	    a->plain_len, &out), E_OK);
	ck_assert(bytes_equal(&out, a->sealed.data, a->plain_len));
	ck_assert_mem_eq(tag, a->sealed.data + out.len, a->tag_len);
	run_end(&run);
	ck_assert_int_eq(run_begin_message(&run, USE_DECRYPT,
	    &a->job.mechanism), E_OK);
	bytes_clear(&out);
	p.ivGenerator = CKG_GENERATE; /* ignored */
	ck_assert_int_eq(message_run(&run, &a->job, &m, a->sealed.data,
	    a->plain_len, &out), E_OK);
	ck_assert(bytes_equal(&out, a->plain, a->plain_len));
	tag[0] ^= 1;
	ck_assert_int_eq(message_run(&run, &a->job, &m, a->sealed.data,
	    a->plain_len, &out), E_CIPHERTEXT);
	run_end(&run);
	bytes_clear(&out);
}

START_TEST(messages_are_the_same_with_the_tag_apart)
{
	sealed_each(CKM_AES_GCM, message_answer);
}
END_TEST

START_TEST(vectors_of_messages_can_be_generated)
{
	unsigned char vector[12] = { 9, 9 }, tag[16];
	CK_GCM_MESSAGE_PARAMS p = { vector, 12, 16, CKG_GENERATE_COUNTER, tag,
		128 };
	struct message m = { &p, sizeof(p), NULL, 0 };
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &job.mechanism), E_OK);
	good.ulAADLen = 0;
	good.pIv = vector;
	for (unsigned char i = 0; i < 3; i++) {
		unsigned char want[12] = { 9, 9, [11] = i };
		struct bytes whole = { .data = NULL };

		ck_assert_int_eq(message_run(&run, &job, &m, "plain", 5,
		    &out), E_OK);
		ck_assert_mem_eq(vector, want, 12);
		ck_assert_int_eq(drive(&job, "plain", 5, &whole), E_OK);
		ck_assert_mem_eq(whole.data, out.data, 5);
		ck_assert_mem_eq(whole.data + 5, tag, 16);
		bytes_clear(&whole);
		bytes_clear(&out);
	}
	run_end(&run);
}
END_TEST

/* What is wrong with the rest uses up no vector. */
START_TEST(vector_is_made_last)
{
	unsigned char vector[12] = { 0 };
	CK_GCM_MESSAGE_PARAMS p = { vector, 12, 0, CKG_GENERATE, some, 99 };
	struct message m = { &p, sizeof(p), NULL, 0 };
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &job.mechanism), E_OK);
	ck_assert_int_eq(message_run(&run, &job, &m, "plain", 5, &out),
	    E_MECHANISM_PARAM);
	ck_assert_uint_eq(run.messages, 0);
	ck_assert_uint_eq(vector[11], 0);
	run_end(&run);
}
END_TEST

START_TEST(place_of_the_tag_can_be_told_later)
{
	unsigned char tag[16];
	CK_GCM_MESSAGE_PARAMS p = { some, 12, 0, CKG_NO_GENERATE, NULL, 128 };
	struct message m = { &p, sizeof(p), NULL, 0 };
	struct message_tag at = { some, 0 };
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &job.mechanism), E_OK);
	ck_assert_int_eq(run.mech->ops->message(&run, &m, &at), E_OK);
	ck_assert_ptr_null(at.at);
	p.pTag = tag;
	ck_assert_int_eq(run.mech->ops->tag(&run, &p, sizeof(p), &at), E_OK);
	ck_assert_ptr_eq(at.at, tag);
	p.ulTagBits = 96;
	ck_assert_int_eq(run.mech->ops->tag(&run, &p, sizeof(p), &at),
	    E_MECHANISM_PARAM);
	run_end(&run);
}
END_TEST

/* ---- wrapping ---- */

START_TEST(wrapping_can_make_the_vector)
{
	unsigned char vector[12] = { 7 };
	CK_GCM_WRAP_PARAMS p = { vector, 12, 8, CKG_GENERATE, some, 20, 128 };
	struct bytes plain = { .data = NULL };

	job.mechanism.pParameter = &p;
	job.mechanism.ulParameterLen = sizeof(p);
	job.use = USE_WRAP;
	ck_assert_int_eq(given(), E_OK);
	ck_assert_uint_eq(vector[0], 7);
	ck_assert_mem_ne(vector + 1, (unsigned char[11]){ 0 }, 11);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &plain), E_OK);
	ck_assert(bytes_equal(&plain, "plain", 5));
	bytes_clear(&plain);
	job.use = USE_ENCRYPT;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	job.use = USE_WRAP;
	p.ivGenerator = CKG_GENERATE_COUNTER;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
}
END_TEST

static void
message_tests(TCase *tc)
{
	tcase_add_test(tc, messages_are_the_same_with_the_tag_apart);
	tcase_add_test(tc, vectors_of_messages_can_be_generated);
	tcase_add_test(tc, vector_is_made_last);
	tcase_add_test(tc, place_of_the_tag_can_be_told_later);
	tcase_add_test(tc, wrapping_can_make_the_vector);
}

static void
opening_tests(TCase *tc)
{
	tcase_add_test(tc, another_key_does_not_fit);
	tcase_add_test(tc, less_than_a_tag_has_no_good_length);
	tcase_add_test(tc, wrapping_is_encrypting);
}

SUITE("mech/aes_gcm",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_test(tc, parameter_without_bits_of_the_vector_means_the_same);
    tcase_add_test(tc, parameter_of_another_size_is_refused);
    tcase_add_test(tc, parameter_is_needed);
    tcase_add_test(tc, vector_is_needed);
    tcase_add_test(tc, additional_data_are_not_needed);
    tcase_add_test(tc, lengths_beyond_reason_are_refused);
    tcase_add_test(tc, tag_has_one_of_the_standards_lengths);
    tcase_add_test(tc, tag_length_is_told);
    tcase_add_test(tc, parameter_is_copied);
    tcase_add_test(tc, long_additional_data_are_authenticated_to_the_end);
    message_tests(tc);
    opening_tests(tc))
