/* SPDX-License-Identifier: Apache-2.0 */
/* The pipeline of operations: one part and many, lengths, what ends one. */
#include "flow/crypt.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static struct core_pair pair;
static CK_BYTE out[256];
static CK_ULONG len;

static const CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };
static const CK_MECHANISM ecdsa = { CKM_ECDSA, NULL, 0 };
static const CK_MECHANISM ecdsa_sha256 = { CKM_ECDSA_SHA256, NULL, 0 };
static const CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	pair = core_ec("pair");
	len = sizeof(out);
}

static enum err
begin(enum use use)
{
	return flow_begin(core.s, use, core_gcm_mechanism(), aes);
}

static bool
active(enum use use)
{
	return core.s->operations[operation_kind(use)].active;
}

/* ---- in one part ---- */

START_TEST(what_was_encrypted_decrypts)
{
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, out, &len));
	ck_assert_uint_eq(len, 20);
	ck_ok(core_opens(core.s, aes, out, len, "text"));
}
END_TEST

START_TEST(nothing_at_all_can_be_encrypted)
{
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, NULL, 0, out, &len));
	ck_assert_uint_eq(len, 16);
	ck_ok(core_opens(core.s, aes, out, len, ""));
}
END_TEST

START_TEST(a_bad_tag_is_no_ciphertext)
{
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, out, &len));
	out[len - 1] ^= 1;
	ck_refused(core_opens(core.s, aes, out, len, "text"), E_CIPHERTEXT);
	ck_assert(!active(USE_DECRYPT));
}
END_TEST

START_TEST(decryption_may_be_in_place)
{
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, out, &len));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(begin(USE_DECRYPT));
	ck_ok(flow_once(core.s, USE_DECRYPT, out, len, out, &len));
	ck_assert_uint_eq(len, 4);
	ck_assert_mem_eq(out, "text", 4);
}
END_TEST

START_TEST(a_digest_is_made)
{
	/* FIPS 180-2, B.1 */
	static const CK_BYTE abc[] = { 0xba, 0x78, 0x16, 0xbf };

	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_once(core.s, USE_DIGEST, IN("abc"), out, &len));
	ck_assert_uint_eq(len, 32);
	ck_assert_mem_eq(out, abc, 4);
}
END_TEST

START_TEST(a_signature_verifies)
{
	ck_ok(core_sign(core.s, pair.private, "text", out));
	ck_ok(core_verify(core.s, pair.public, "text", out));
	out[5] ^= 1;
	ck_refused(core_verify(core.s, pair.public, "text", out),
	    E_SIGNATURE);
	ck_assert(!active(USE_VERIFY));
}
END_TEST

/* ---- lengths ---- */

static const enum use producers[] = { USE_ENCRYPT, USE_SIGN, USE_DIGEST };
static const CK_ULONG sizes[] = { 20, 64, 32 };

static enum err
begin_producer(int i)
{
	if (producers[i] == USE_ENCRYPT)
		return begin(USE_ENCRYPT);
	return flow_begin(core.s, producers[i], producers[i] == USE_SIGN
	    ? &ecdsa_sha256 : &digest, pair.private);
}

START_TEST(asking_for_the_size_goes_on)
{
	ck_ok(begin_producer(_i));
	len = 0;
	ck_ok(flow_once(core.s, producers[_i], IN("text"), NULL, &len));
	ck_assert_uint_eq(len, sizes[_i]);
	ck_ok(flow_once(core.s, producers[_i], IN("text"), out, &len));
	ck_assert_uint_eq(len, sizes[_i]);
	ck_assert(!active(producers[_i]));
}
END_TEST

START_TEST(a_short_buffer_goes_on)
{
	ck_ok(begin_producer(_i));
	len = sizes[_i] - 1;
	ck_refused(flow_once(core.s, producers[_i], IN("text"), out, &len),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(len, sizes[_i]);
	ck_ok(flow_once(core.s, producers[_i], IN("text"), out, &len));
}
END_TEST

START_TEST(a_null_length_ends_the_operation)
{
	ck_ok(begin_producer(_i));
	ck_refused(flow_once(core.s, producers[_i], IN("text"), out, NULL),
	    E_ARGUMENTS);
	ck_assert(!active(producers[_i]));
}
END_TEST

START_TEST(a_null_input_ends_the_operation)
{
	ck_ok(begin_producer(_i));
	ck_refused(flow_once(core.s, producers[_i], NULL, 4, out, &len),
	    E_ARGUMENTS);
	ck_assert(!active(producers[_i]));
}
END_TEST

/* ---- in parts ---- */

START_TEST(encryption_streams)
{
	CK_ULONG n = 4, last = sizeof(out) - 4;

	ck_ok(begin(USE_ENCRYPT));
	ck_ok(flow_update(core.s, USE_ENCRYPT, IN("text"), out, &n));
	ck_assert_uint_eq(n, 4);
	ck_ok(flow_finish(core.s, USE_ENCRYPT, out + 4, &last));
	ck_assert_uint_eq(last, 16);
	ck_ok(core_opens(core.s, aes, out, 20, "text"));
}
END_TEST

START_TEST(decryption_gives_nothing_before_it_is_authentic)
{
	CK_BYTE plain[32];
	CK_ULONG n;

	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, out, &len));
	ck_ok(begin(USE_DECRYPT));
	for (CK_ULONG i = 0; i < len; i += 5) {
		n = sizeof(plain);
		ck_ok(flow_update(core.s, USE_DECRYPT, out + i, 5, plain,
		    &n));
		ck_assert_uint_eq(n, 0);
	}
	n = sizeof(plain);
	ck_ok(flow_finish(core.s, USE_DECRYPT, plain, &n));
	ck_assert_uint_eq(n, 4);
	ck_assert_mem_eq(plain, "text", 4);
}
END_TEST

START_TEST(decryption_holds_no_more_than_it_may)
{
	CK_BYTE plain[32];
	CK_ULONG n = sizeof(plain);

	core.token->aead_buffer = 10;
	ck_ok(begin(USE_DECRYPT));
	ck_ok(flow_update(core.s, USE_DECRYPT, out, 10, plain, &n));
	n = sizeof(plain);
	ck_refused(flow_update(core.s, USE_DECRYPT, out, 1, plain, &n),
	    E_CIPHERTEXT_LEN);
	ck_assert(!active(USE_DECRYPT));
}
END_TEST

START_TEST(signatures_are_made_and_checked_in_parts)
{
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa_sha256, pair.private));
	ck_ok(flow_absorb(core.s, USE_SIGN, IN("te")));
	ck_ok(flow_absorb(core.s, USE_SIGN, IN("xt")));
	ck_ok(flow_finish(core.s, USE_SIGN, out, &len));
	ck_ok(core_verify(core.s, pair.public, "text", out));
	ck_ok(flow_begin(core.s, USE_VERIFY, &ecdsa_sha256, pair.public));
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("text")));
	ck_ok(flow_verify_finish(core.s, out, 64));
}
END_TEST

START_TEST(a_digest_in_parts_is_the_same)
{
	CK_BYTE whole[32];

	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_once(core.s, USE_DIGEST, IN("abc"), whole, &len));
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_absorb(core.s, USE_DIGEST, IN("ab")));
	ck_ok(flow_absorb(core.s, USE_DIGEST, NULL, 0));
	ck_ok(flow_absorb(core.s, USE_DIGEST, IN("c")));
	ck_ok(flow_finish(core.s, USE_DIGEST, out, &len));
	ck_assert_mem_eq(out, whole, 32);
}
END_TEST

START_TEST(one_shot_after_an_update_ends_it)
{
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_absorb(core.s, USE_DIGEST, IN("a")));
	ck_refused(flow_once(core.s, USE_DIGEST, IN("b"), out, &len),
	    E_OPERATION_ACTIVE);
	ck_assert(!active(USE_DIGEST));
	ck_ok(flow_begin(core.s, USE_VERIFY, &ecdsa_sha256, pair.public));
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("a")));
	ck_refused(flow_verify_once(core.s, IN("b"), out, 64),
	    E_OPERATION_ACTIVE);
	ck_assert(!active(USE_VERIFY));
}
END_TEST

START_TEST(a_mechanism_of_one_part_takes_no_update)
{
	ck_ok(flow_begin(core.s, USE_ENCRYPT, &kwp, aes));
	ck_refused(flow_update(core.s, USE_ENCRYPT, IN("a"), out, &len),
	    E_OPERATION_ACTIVE);
	ck_assert(!active(USE_ENCRYPT));
	ck_ok(flow_begin(core.s, USE_ENCRYPT, &kwp, aes));
	ck_refused(flow_finish(core.s, USE_ENCRYPT, out, &len),
	    E_OPERATION_NONE);
	ck_assert(!active(USE_ENCRYPT));
}
END_TEST

START_TEST(what_signs_everything_at_once_gathers_the_pieces)
{
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, pair.private));
	ck_ok(flow_absorb(core.s, USE_SIGN, IN("a hash in ")));
	ck_ok(flow_absorb(core.s, USE_SIGN, IN("two pieces")));
	ck_ok(flow_finish(core.s, USE_SIGN, out, &len));
	ck_ok(flow_begin(core.s, USE_VERIFY, &ecdsa, pair.public));
	ck_ok(flow_verify_once(core.s, IN("a hash in two pieces"), out, len));
	ck_ok(flow_begin(core.s, USE_VERIFY, &ecdsa, pair.public));
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("a hash in two")));
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN(" pieces")));
	ck_ok(flow_verify_finish(core.s, out, len));
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, pair.private));
	ck_refused(flow_finish(core.s, USE_SIGN, out, &len), E_DATA_LEN);
	ck_assert(!active(USE_SIGN));
}
END_TEST

START_TEST(final_tells_its_size_and_goes_on)
{
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa_sha256, pair.private));
	ck_ok(flow_absorb(core.s, USE_SIGN, IN("a")));
	len = 63;
	ck_refused(flow_finish(core.s, USE_SIGN, out, &len),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(len, 64);
	ck_ok(flow_finish(core.s, USE_SIGN, NULL, &len));
	ck_ok(flow_finish(core.s, USE_SIGN, out, &len));
}
END_TEST

START_TEST(a_short_update_goes_on)
{
	CK_ULONG n = 3;

	ck_ok(begin(USE_ENCRYPT));
	ck_refused(flow_update(core.s, USE_ENCRYPT, IN("text"), out, &n),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(n, 4);
	ck_ok(flow_update(core.s, USE_ENCRYPT, IN("text"), out, &n));
	ck_ok(flow_finish(core.s, USE_ENCRYPT, out + 4, &len));
	ck_ok(core_opens(core.s, aes, out, 20, "text"));
}
END_TEST

START_TEST(without_an_operation_nothing_is_done)
{
	ck_refused(flow_once(core.s, USE_SIGN, IN("a"), out, &len),
	    E_OPERATION_NONE);
	ck_refused(flow_update(core.s, USE_ENCRYPT, IN("a"), out, &len),
	    E_OPERATION_NONE);
	ck_refused(flow_absorb(core.s, USE_SIGN, IN("a")), E_OPERATION_NONE);
	ck_refused(flow_finish(core.s, USE_SIGN, out, &len),
	    E_OPERATION_NONE);
	ck_refused(flow_verify_once(core.s, IN("a"), out, 64),
	    E_OPERATION_NONE);
	ck_refused(flow_verify_finish(core.s, out, 64), E_OPERATION_NONE);
	ck_refused(flow_digest_key(core.s, aes), E_OPERATION_NONE);
}
END_TEST

START_TEST(a_null_signature_ends_verification)
{
	ck_ok(flow_begin(core.s, USE_VERIFY, &ecdsa_sha256, pair.public));
	ck_refused(flow_verify_once(core.s, IN("a"), NULL, 64), E_ARGUMENTS);
	ck_assert(!active(USE_VERIFY));
}
END_TEST

/* ---- key wrap as encryption, over rotations ---- */

START_TEST(kwp_ciphertexts_of_every_version_open)
{
	CK_BYTE texts[31][32], plain[32];
	CK_ULONG n = 0;

	for (int i = 0; i < 31; i++) {
		n = sizeof(texts[i]);
		ck_ok(flow_begin(core.s, USE_ENCRYPT, &kwp, aes));
		ck_ok(flow_once(core.s, USE_ENCRYPT, IN("sixteen bytes 16"),
		    texts[i], &n));
		ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	}
	for (int i = 0; i < 31; i++) {
		len = sizeof(plain);
		ck_ok(flow_begin(core.s, USE_DECRYPT, &kwp, aes));
		ck_ok(flow_once(core.s, USE_DECRYPT, texts[i], n, plain,
		    &len));
		ck_assert_mem_eq(plain, "sixteen bytes 16", 16);
	}
}
END_TEST

/* ---- streams that decrypt ---- */

static CK_BYTE iv[16];
static const CK_MECHANISM cbc_pad = { CKM_AES_CBC_PAD, iv, sizeof(iv) };

static CK_ULONG
begin_stream(void)
{
	CK_ULONG n = sizeof(out);

	ck_ok(flow_begin(core.s, USE_ENCRYPT, &cbc_pad, aes));
	ck_ok(flow_once(core.s, USE_ENCRYPT, IN("some twenty bytes..."), out,
	    &n));
	ck_ok(flow_begin(core.s, USE_DECRYPT, &cbc_pad, aes));
	return n;
}

START_TEST(a_stream_goes_on_through_an_unrelated_change)
{
	CK_BYTE plain[32];
	CK_ULONG n = begin_stream(), first = sizeof(plain);

	ck_ok(flow_update(core.s, USE_DECRYPT, out, n, plain, &first));
	core_aes("another");
	len = sizeof(plain) - first;
	ck_ok(flow_finish(core.s, USE_DECRYPT, plain + first, &len));
	ck_assert_uint_eq(first + len, 20);
	ck_assert_mem_eq(plain, "some twenty bytes...", 20);
}
END_TEST

START_TEST(a_stream_is_revoked)
{
	CK_BYTE plain[32];
	CK_ULONG n = begin_stream(), first = sizeof(plain);

	ck_ok(flow_update(core.s, USE_DECRYPT, out, n, plain, &first));
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_DISABLED));
	len = sizeof(plain) - first;
	ck_refused(flow_finish(core.s, USE_DECRYPT, plain + first, &len),
	    E_REVOKED);
	ck_assert(!active(USE_DECRYPT));
}
END_TEST

START_TEST(a_stream_outlives_a_rotation_that_was_insisted_on)
{
	CK_BYTE plain[32];
	CK_ULONG n = begin_stream(), first = sizeof(plain);

	ck_ok(flow_update(core.s, USE_DECRYPT, out, n, plain, &first));
	ck_ok(flow_key_rotate(core.s, aes, CLV_ROTATE_DESPITE_RAW_USE, NULL));
	len = sizeof(plain) - first;
	ck_ok(flow_finish(core.s, USE_DECRYPT, plain + first, &len));
	ck_assert_mem_eq(plain, "some twenty bytes...", 20);
	ck_refused(flow_begin(core.s, USE_DECRYPT, &cbc_pad, aes),
	    E_KEY_VERSIONS);
}
END_TEST

START_TEST(what_there_was_no_room_for_may_be_revoked_too)
{
	CK_BYTE plain[32];
	CK_ULONG n = begin_stream(), first = sizeof(plain);

	ck_ok(flow_update(core.s, USE_DECRYPT, out, n, plain, &first));
	len = 0;
	ck_refused(flow_finish(core.s, USE_DECRYPT, plain, &len),
	    E_BUFFER_TOO_SMALL);
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_DISABLED));
	ck_refused(flow_finish(core.s, USE_DECRYPT, plain, &len), E_REVOKED);
	ck_assert(!active(USE_DECRYPT));
}
END_TEST

START_TEST(the_end_of_what_was_held_fits_exactly)
{
	CK_BYTE plain[32];
	CK_ULONG n = 0;

	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, out, &len));
	ck_ok(begin(USE_DECRYPT));
	ck_ok(flow_update(core.s, USE_DECRYPT, out, len, plain, &n));
	n = 3;
	ck_refused(flow_finish(core.s, USE_DECRYPT, plain, &n),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(n, 4);
	ck_ok(flow_finish(core.s, USE_DECRYPT, plain, &n));
	ck_assert_mem_eq(plain, "text", 4);
}
END_TEST

static void
add_parts(TCase *tc)
{
	tcase_add_test(tc, encryption_streams);
	tcase_add_test(tc, decryption_gives_nothing_before_it_is_authentic);
	tcase_add_test(tc, decryption_holds_no_more_than_it_may);
	tcase_add_test(tc, signatures_are_made_and_checked_in_parts);
	tcase_add_test(tc, a_digest_in_parts_is_the_same);
	tcase_add_test(tc, one_shot_after_an_update_ends_it);
	tcase_add_test(tc, a_mechanism_of_one_part_takes_no_update);
	tcase_add_test(tc, what_signs_everything_at_once_gathers_the_pieces);
	tcase_add_test(tc, final_tells_its_size_and_goes_on);
	tcase_add_test(tc, a_short_update_goes_on);
	tcase_add_test(tc, without_an_operation_nothing_is_done);
	tcase_add_test(tc, a_null_signature_ends_verification);
	tcase_add_test(tc, kwp_ciphertexts_of_every_version_open);
	tcase_add_test(tc, a_stream_goes_on_through_an_unrelated_change);
	tcase_add_test(tc, a_stream_is_revoked);
	tcase_add_test(tc,
	    a_stream_outlives_a_rotation_that_was_insisted_on);
	tcase_add_test(tc, what_there_was_no_room_for_may_be_revoked_too);
	tcase_add_test(tc, the_end_of_what_was_held_fits_exactly);
}

SUITE("flow/crypt",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, what_was_encrypted_decrypts);
    tcase_add_test(tc, nothing_at_all_can_be_encrypted);
    tcase_add_test(tc, a_bad_tag_is_no_ciphertext);
    tcase_add_test(tc, decryption_may_be_in_place);
    tcase_add_test(tc, a_digest_is_made);
    tcase_add_test(tc, a_signature_verifies);
    tcase_add_loop_test(tc, asking_for_the_size_goes_on, 0, 3);
    tcase_add_loop_test(tc, a_short_buffer_goes_on, 0, 3);
    tcase_add_loop_test(tc, a_null_length_ends_the_operation, 0, 3);
    tcase_add_loop_test(tc, a_null_input_ends_the_operation, 0, 3);
    add_parts(tc))
