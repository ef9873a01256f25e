/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
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

struct answer {
	CK_GCM_PARAMS params;
	struct job job;
	const unsigned char *plain;
	size_t plain_len;
	struct bytes sealed;
};

static void
answer_load(struct kat_case *c, struct answer *a)
{
	const unsigned char *key, *iv, *aad, *cipher, *tag;
	size_t key_len, iv_len, aad_len, cipher_len, tag_len;

	*a = (struct answer){ .plain_len = 0 };
	key = kat_bytes(c, "key", &key_len);
	iv = kat_bytes(c, "iv", &iv_len);
	aad = kat_bytes(c, "aad", &aad_len);
	cipher = kat_bytes(c, "cipher", &cipher_len);
	tag = kat_bytes(c, "tag", &tag_len);
	a->plain = kat_bytes(c, "plain", &a->plain_len);
	ck_assert_int_eq(bytes_append(&a->sealed, cipher, cipher_len), E_OK);
	ck_assert_int_eq(bytes_append(&a->sealed, tag, tag_len), E_OK);
	a->params = (CK_GCM_PARAMS){
		.pIv = (CK_BYTE_PTR)(uintptr_t)iv, .ulIvLen = iv_len,
		.pAAD = (CK_BYTE_PTR)(uintptr_t)aad, .ulAADLen = aad_len,
		.ulTagBits = tag_len * 8,
	};
	a->job = (struct job){ .use = USE_ENCRYPT,
		.mechanism = { CKM_AES_GCM, &a->params, sizeof(a->params) },
		.key = drive_secret(key, key_len), .piece = WHOLE };
}

static void
answer_clear(struct answer *a)
{
	bytes_clear(&a->sealed);
	material_free(a->job.key);
}

static void
each_answer(void (*test)(struct answer *a, const struct kat_case *c))
{
	struct kat k = kat_load("AES_GCM");
	struct answer a;

	for (size_t i = 0; i < k.count; i++) {
		answer_load(&k.cases[i], &a);
		test(&a, &k.cases[i]);
		answer_clear(&a);
		bytes_clear(&out);
	}
	kat_free(&k);
}

static void
seals(struct answer *a, const struct kat_case *c)
{
	enum err e = drive(&a->job, a->plain, a->plain_len, &out);

	ck_assert_msg(e == E_OK, "line %u: %s", c->line, err_text(e));
	ck_assert_msg(bytes_equal(&out, a->sealed.data, a->sealed.len) ==
	    kat_valid(c), "line %u", c->line);
}

static void
seals_in_pieces(struct answer *a, const struct kat_case *c)
{
	a->job.piece = 7;
	seals(a, c);
	bytes_clear(&out);
	a->job.piece = 16;
	seals(a, c);
}

static void
opens(struct answer *a, const struct kat_case *c)
{
	enum err e;

	a->job.use = USE_DECRYPT;
	e = drive_open(&a->job, a->sealed.data, a->sealed.len, &out);
	ck_assert_msg(e == (kat_valid(c) ? E_OK : E_CIPHERTEXT),
	    "line %u: %s", c->line, err_text(e));
	if (e == E_OK)
		ck_assert_msg(bytes_equal(&out, a->plain, a->plain_len),
		    "line %u", c->line);
}

START_TEST(ciphertexts_are_the_published_ones)
{
	each_answer(seals);
}
END_TEST

START_TEST(pieces_give_the_same)
{
	each_answer(seals_in_pieces);
}
END_TEST

START_TEST(published_ciphertexts_open_and_false_ones_do_not)
{
	each_answer(opens);
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

START_TEST(every_flipped_bit_is_found)
{
	job.use = USE_ENCRYPT;
	ck_assert_int_eq(given(), E_OK);
	job.use = USE_DECRYPT;
	for (size_t i = 0; i < out.len * 8; i++) {
		struct bytes none = { .data = NULL };

		out.data[i / 8] ^= (unsigned char)(1 << i % 8);
		ck_assert_int_eq(drive_open(&job, out.data, out.len, &none),
		    E_CIPHERTEXT);
		ck_assert_uint_eq(none.len, 0);
		out.data[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}
END_TEST

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

START_TEST(output_may_take_the_inputs_place)
{
	const struct mech_ops *ops = mech_find(CKM_AES_GCM)->ops;
	unsigned char text[] = "plain";
	struct run run = { .state = NULL };
	size_t len = 5;

	ck_assert_int_eq(given(), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->update(&run, text, 5, text, &len), E_OK);
	ck_assert_mem_eq(text, out.data, 5);
	run_end(&run);
}
END_TEST

static void
opening_tests(TCase *tc)
{
	tcase_add_test(tc, every_flipped_bit_is_found);
	tcase_add_test(tc, another_key_does_not_fit);
	tcase_add_test(tc, less_than_a_tag_has_no_good_length);
	tcase_add_test(tc, wrapping_is_encrypting);
	tcase_add_test(tc, output_may_take_the_inputs_place);
}

SUITE("mech/aes_gcm",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, ciphertexts_are_the_published_ones);
    tcase_add_test(tc, pieces_give_the_same);
    tcase_add_test(tc, published_ciphertexts_open_and_false_ones_do_not);
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
    opening_tests(tc))
