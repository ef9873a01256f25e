/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/sealed.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[64];
static CK_SALSA20_CHACHA20_POLY1305_PARAMS good;
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	good = (CK_SALSA20_CHACHA20_POLY1305_PARAMS){ some, 12, some, 20 };
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 32),
		.mechanism = { CKM_CHACHA20_POLY1305, &good, sizeof(good) },
		.piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

static void
answer(struct sealed *a)
{
	CK_SALSA20_CHACHA20_POLY1305_PARAMS p = { a->vector, 96, a->extra,
		a->extra_len };

	a->job.mechanism.pParameter = &p;
	a->job.mechanism.ulParameterLen = sizeof(p);
	sealed_is_right(a);
}

START_TEST(answers_are_the_published_ones)
{
	sealed_each(CKM_CHACHA20_POLY1305, answer);
}
END_TEST

/* ---- messages ---- */

static void
message_answer(struct sealed *a)
{
	unsigned char tag[16];
	CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS p = { a->vector, 96, tag };
	struct message m = { &p, sizeof(p), a->extra, a->extra_len };
	struct run run = { .state = NULL };

	if (!a->valid)
		return;
	ck_assert_int_eq(run_begin_message(&run, USE_ENCRYPT,
	    &a->job.mechanism), E_OK);
	ck_assert_int_eq(message_run(&run, &a->job, &m, a->plain,
	    a->plain_len, &out), E_OK);
	ck_assert(bytes_equal(&out, a->sealed.data, a->plain_len));
	ck_assert_mem_eq(tag, a->sealed.data + out.len, 16);
	run_end(&run);
	ck_assert_int_eq(run_begin_message(&run, USE_DECRYPT,
	    &a->job.mechanism), E_OK);
	bytes_clear(&out);
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
	sealed_each(CKM_CHACHA20_POLY1305, message_answer);
}
END_TEST

START_TEST(place_of_the_tag_can_be_told_later)
{
	unsigned char tag[16];
	CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS p = { some, 96, NULL };
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
	ck_assert_uint_eq(at.len, 16);
	ck_assert_int_eq(run.mech->ops->tag(&run, &p, sizeof(p) - 1, &at),
	    E_MECHANISM_PARAM);
	run_end(&run);
}
END_TEST

/* ---- the parameter ---- */

static enum err
given(void)
{
	return drive(&job, "plain", 5, &out);
}

START_TEST(nonce_is_told_in_bytes_or_bits)
{
	static const CK_ULONG lengths[] = { 0, 8, 11, 12, 13, 24, 64, 95, 96,
		97, 192 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		bool allowed = lengths[i] == 12 || lengths[i] == 96;

		good.ulNonceLen = lengths[i];
		ck_assert_int_eq(given(), allowed ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(parameter_is_whole)
{
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	job.mechanism.ulParameterLen++;
	good.pNonce = NULL;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	good.pNonce = some;
	good.pAAD = NULL;
	ck_assert_int_eq(given(), E_MECHANISM_PARAM);
	good.ulAADLen = 0;
	ck_assert_int_eq(given(), E_OK);
}
END_TEST

START_TEST(keys_are_not_wrapped)
{
	job.use = USE_WRAP;
	ck_assert_int_eq(given(), E_MECHANISM);
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

SUITE("mech/chacha20_poly1305",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_test(tc, messages_are_the_same_with_the_tag_apart);
    tcase_add_test(tc, place_of_the_tag_can_be_told_later);
    tcase_add_test(tc, nonce_is_told_in_bytes_or_bits);
    tcase_add_test(tc, parameter_is_whole);
    tcase_add_test(tc, keys_are_not_wrapped);
    tcase_add_test(tc, less_than_a_tag_has_no_good_length))
