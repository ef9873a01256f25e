/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/sealed.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static unsigned char some[64];
static CK_CCM_PARAMS good;
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	good = (CK_CCM_PARAMS){ 5, some, 12, some, 20, 16 };
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 32),
		.mechanism = { CKM_AES_CCM, &good, sizeof(good) },
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
	return drive(&job, "plain text", len, &out);
}

static void
answer(struct sealed *a)
{
	CK_CCM_PARAMS p = { a->plain_len, a->vector, a->vector_len, a->extra,
		a->extra_len, a->tag_len };

	a->job.mechanism.pParameter = &p;
	a->job.mechanism.ulParameterLen = sizeof(p);
	sealed_is_right(a);
}

START_TEST(answers_are_the_published_ones)
{
	sealed_each(CKM_AES_CCM, answer);
}
END_TEST

/* ---- messages ---- */

static void
message_answer(struct sealed *a)
{
	unsigned char tag[16];
	CK_CCM_MESSAGE_PARAMS p = { a->plain_len, a->vector, a->vector_len, 0,
		CKG_NO_GENERATE, tag, a->tag_len };
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
	p.nonceGenerator = CKG_GENERATE; /* ignored */
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
	sealed_each(CKM_AES_CCM, message_answer);
}
END_TEST

START_TEST(nonces_of_messages_can_be_generated)
{
	unsigned char nonce[12] = { 9, 9 }, tag[16];
	CK_CCM_MESSAGE_PARAMS p = { 5, nonce, 12, 16, CKG_GENERATE_COUNTER,
		tag, 16 };
	struct message m = { &p, sizeof(p), NULL, 0 };
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &job.mechanism), E_OK);
	for (unsigned char i = 0; i < 3; i++) {
		unsigned char want[12] = { 9, 9, [11] = i };

		ck_assert_int_eq(message_run(&run, &job, &m, "plain", 5,
		    &out), E_OK);
		ck_assert_mem_eq(nonce, want, 12);
		good = (CK_CCM_PARAMS){ 5, nonce, 12, NULL, 0, 16 };
		bytes_clear(&out);
		ck_assert_int_eq(given(5), E_OK);
		ck_assert_mem_eq(out.data + 5, tag, 16);
		bytes_clear(&out);
	}
	run_end(&run);
}
END_TEST

START_TEST(place_of_the_tag_can_be_told_later)
{
	unsigned char tag[16];
	CK_CCM_MESSAGE_PARAMS p = { 5, some, 12, 0, CKG_NO_GENERATE, NULL,
		16 };
	struct message m = { &p, sizeof(p), NULL, 0 };
	struct message_tag at = { some, 0 };
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &job.mechanism), E_OK);
	ck_assert_int_eq(run.mech->ops->message(&run, &m, &at), E_OK);
	ck_assert_ptr_null(at.at);
	p.pMAC = tag;
	ck_assert_int_eq(run.mech->ops->tag(&run, &p, sizeof(p), &at), E_OK);
	ck_assert_ptr_eq(at.at, tag);
	p.ulMACLen = 8;
	ck_assert_int_eq(run.mech->ops->tag(&run, &p, sizeof(p), &at),
	    E_MECHANISM_PARAM);
	run_end(&run);
}
END_TEST

/* ---- wrapping ---- */

START_TEST(wrapping_goes_by_the_keys_length)
{
	struct bytes plain = { .data = NULL };

	job.use = USE_WRAP;
	for (size_t told = 0; told <= 10; told += 5) {
		good.ulDataLen = told;
		ck_assert_int_eq(given(10), E_OK);
		job.use = USE_UNWRAP;
		ck_assert_int_eq(drive_open(&job, out.data, out.len, &plain),
		    E_OK);
		ck_assert(bytes_equal(&plain, "plain text", 10));
		job.use = USE_WRAP;
		bytes_clear(&plain);
		bytes_clear(&out);
	}
}
END_TEST

START_TEST(wrapping_can_make_the_nonce)
{
	unsigned char nonce[13] = { 7 };
	CK_CCM_WRAP_PARAMS p = { 0, nonce, 13, 8, CKG_GENERATE, some, 3, 8 };
	struct bytes plain = { .data = NULL };

	job.mechanism.pParameter = &p;
	job.mechanism.ulParameterLen = sizeof(p);
	job.use = USE_WRAP;
	ck_assert_int_eq(given(10), E_OK);
	ck_assert_uint_eq(out.len, 18);
	ck_assert_uint_eq(nonce[0], 7);
	ck_assert_mem_ne(nonce + 1, some, 12);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &plain), E_OK);
	ck_assert(bytes_equal(&plain, "plain text", 10));
	p.nonceGenerator = CKG_GENERATE_COUNTER;
	job.use = USE_WRAP;
	ck_assert_int_eq(given(10), E_MECHANISM_PARAM);
	bytes_clear(&plain);
}
END_TEST

START_TEST(data_do_not_take_the_parameter_of_wrapping)
{
	CK_CCM_WRAP_PARAMS p = { 5, some, 13, 0, CKG_NO_GENERATE, some, 3, 8 };

	job.mechanism.pParameter = &p;
	job.mechanism.ulParameterLen = sizeof(p);
	ck_assert_int_eq(given(5), E_MECHANISM_PARAM);
}
END_TEST

/* ---- lengths ---- */

START_TEST(data_have_the_length_that_was_told)
{
	for (job.piece = 1; job.piece <= 10; job.piece++) {
		ck_assert_int_eq(given(4), E_DATA_LEN);
		ck_assert_int_eq(given(5), E_OK);
		ck_assert_int_eq(given(6), E_DATA_LEN);
	}
	good.ulDataLen = 0;
	ck_assert_int_eq(given(0), E_OK);
	ck_assert_int_eq(given(1), E_DATA_LEN);
}
END_TEST

START_TEST(nothing_follows_the_whole_text)
{
	const struct mech_ops *ops = mech_find(CKM_AES_CCM)->ops;
	unsigned char room[32];
	struct run run = { .state = NULL };
	size_t made = 5;

	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->update(&run, some, 5, room, &made), E_OK);
	ck_assert_uint_eq(made, 5);
	ck_assert_uint_eq(ops->bound(&run, 0, true), 16);
	ck_assert_uint_eq(ops->bound(&run, 5, false), 0);
	ck_assert_int_eq(ops->update(&run, some, 5, room, &made), E_DATA_LEN);
	run_end(&run);
}
END_TEST

START_TEST(ciphertext_has_the_length_that_was_told)
{
	job.use = USE_DECRYPT;
	for (size_t len = 0; len <= 30; len++)
		ck_assert_int_eq(drive_open(&job, some, len, &out),
		    len == 21 ? E_CIPHERTEXT : E_CIPHERTEXT_LEN);
}
END_TEST

START_TEST(nonce_leaves_room_for_the_length)
{
	good.ulNonceLen = 13;
	good.ulDataLen = 65536;
	ck_assert_int_eq(given(5), E_MECHANISM_PARAM);
	good.ulDataLen = 65535;
	ck_assert_int_eq(given(5), E_DATA_LEN);
	good.ulNonceLen = 7;
	good.ulDataLen = (CK_ULONG)-1;
	ck_assert_int_eq(given(5), E_DATA_LEN);
}
END_TEST

START_TEST(wrapping_keeps_to_the_nonces_room)
{
	unsigned char *text = calloc(1, 65536);

	good.ulNonceLen = 13;
	job.use = USE_WRAP;
	ck_assert_int_eq(drive(&job, text, 65535, &out), E_OK);
	ck_assert_int_eq(drive(&job, text, 65536, &out), E_DATA_LEN);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, text, 65536, &out), E_CIPHERTEXT);
	good.ulMACLen = 4;
	free(text);
	text = calloc(1, 65540);
	ck_assert_int_eq(drive_open(&job, text, 65540, &out),
	    E_CIPHERTEXT_LEN);
	free(text);
}
END_TEST

START_TEST(lengths_of_nonce_and_mac_are_the_standards)
{
	for (CK_ULONG len = 0; len <= 20; len++) {
		good.ulNonceLen = len;
		ck_assert_int_eq(given(5), len >= 7 && len <= 13 ? E_OK
		    : E_MECHANISM_PARAM);
	}
	good.ulNonceLen = 12;
	for (CK_ULONG len = 0; len <= 20; len++) {
		good.ulMACLen = len;
		ck_assert_int_eq(given(5), len >= 4 && len <= 16 &&
		    len % 2 == 0 ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(parameter_is_whole)
{
	good.pAAD = NULL;
	ck_assert_int_eq(given(5), E_MECHANISM_PARAM);
	good.ulAADLen = 0;
	ck_assert_int_eq(given(5), E_OK);
	good.pNonce = NULL;
	ck_assert_int_eq(given(5), E_MECHANISM_PARAM);
	good.pNonce = some;
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(given(5), E_MECHANISM_PARAM);
}
END_TEST

static void
length_tests(TCase *tc)
{
	tcase_add_test(tc, data_have_the_length_that_was_told);
	tcase_add_test(tc, nothing_follows_the_whole_text);
	tcase_add_test(tc, ciphertext_has_the_length_that_was_told);
	tcase_add_test(tc, nonce_leaves_room_for_the_length);
	tcase_add_test(tc, wrapping_keeps_to_the_nonces_room);
	tcase_add_test(tc, lengths_of_nonce_and_mac_are_the_standards);
	tcase_add_test(tc, parameter_is_whole);
}

SUITE("mech/aes_ccm",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_test(tc, messages_are_the_same_with_the_tag_apart);
    tcase_add_test(tc, nonces_of_messages_can_be_generated);
    tcase_add_test(tc, place_of_the_tag_can_be_told_later);
    tcase_add_test(tc, wrapping_goes_by_the_keys_length);
    tcase_add_test(tc, wrapping_can_make_the_nonce);
    tcase_add_test(tc, data_do_not_take_the_parameter_of_wrapping);
    length_tests(tc))
