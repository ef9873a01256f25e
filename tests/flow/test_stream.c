/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces in and out of one operation. */
#include "flow/stream.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static CK_BYTE iv[16], out[64];
static CK_ULONG len;

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	len = sizeof(out);
}

static struct operation *
begin(enum use use, const CK_MECHANISM *m)
{
	ck_ok(flow_begin(core.s, use, m, aes));
	return &core.s->operations[operation_kind(use)];
}

static const CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };
static const CK_MECHANISM cbc_pad = { CKM_AES_CBC_PAD, iv, sizeof(iv) };
static const CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

START_TEST(an_input_is_given_or_empty)
{
	ck_ok(stream_given(out, 3));
	ck_ok(stream_given(out, 0));
	ck_ok(stream_given(NULL, 0));
	ck_refused(stream_given(NULL, 1), E_ARGUMENTS);
}
END_TEST

START_TEST(what_holds_gives_nothing_and_has_a_limit)
{
	struct operation *op = begin(USE_DECRYPT, core_gcm_mechanism());

	core.token->aead_buffer = 6;
	ck_assert(op->holds);
	ck_assert_uint_eq(stream_bound(op, 100), 0);
	ck_ok(stream_step(core.s, op, IN("1234"), NULL, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert(op->started);
	ck_ok(stream_step(core.s, op, IN("56"), NULL, &len));
	ck_refused(stream_step(core.s, op, IN("7"), NULL, &len),
	    E_CIPHERTEXT_LEN);
	ck_assert_uint_eq(op->held.len, 6);
	ck_assert_mem_eq(op->held.data, "123456", 6);
}
END_TEST

START_TEST(what_streams_gives_what_there_is)
{
	struct operation *op = begin(USE_ENCRYPT, &cbc_pad);

	ck_assert(!op->holds);
	ck_assert_uint_eq(stream_bound(op, 20), 16);
	ck_ok(stream_step(core.s, op, IN("some twenty bytes..."), out, &len));
	ck_assert_uint_eq(len, 16);
	len = sizeof(out);
	ck_ok(stream_finish(op, out, &len));
	ck_assert_uint_eq(len, 16);
}
END_TEST

START_TEST(everything_goes_through_at_once)
{
	struct operation *op = begin(USE_ENCRYPT, &cbc_pad);

	ck_ok(stream_produce(op, IN("some twenty bytes..."), out, &len));
	ck_assert_uint_eq(len, 32);
	op = begin(USE_DIGEST, &digest);
	len = 32;
	ck_ok(stream_produce(op, IN("abc"), out, &len));
	ck_assert_uint_eq(len, 32);
}
END_TEST

START_TEST(of_a_failed_decryption_nothing_stays)
{
	static const CK_BYTE zero[16];
	struct operation *op = begin(USE_DECRYPT, &cbc_pad);
	CK_BYTE garbage[32] = { 1 };

	memset(out, 'x', sizeof(out));
	ck_refused(stream_produce(op, garbage, sizeof(garbage), out, &len),
	    E_CIPHERTEXT);
	ck_assert_mem_eq(out, zero, sizeof(zero));
}
END_TEST

START_TEST(one_part_has_no_pieces)
{
	struct operation *op = begin(USE_ENCRYPT, &kwp);

	ck_refused(stream_open(op), E_OPERATION_ACTIVE);
	ck_refused(stream_parts(op), E_OPERATION_NONE);
	op = begin(USE_DIGEST, &digest);
	ck_ok(stream_open(op));
	ck_ok(stream_parts(op));
	ck_ok(stream_take(core.s, op, NULL, 0));
	ck_assert(op->started);
	ck_refused(stream_take(core.s, op, NULL, 1), E_ARGUMENTS);
}
END_TEST

SUITE("flow/stream",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, an_input_is_given_or_empty);
    tcase_add_test(tc, what_holds_gives_nothing_and_has_a_limit);
    tcase_add_test(tc, what_streams_gives_what_there_is);
    tcase_add_test(tc, everything_goes_through_at_once);
    tcase_add_test(tc, of_a_failed_decryption_nothing_stays);
    tcase_add_test(tc, one_part_has_no_pieces))
