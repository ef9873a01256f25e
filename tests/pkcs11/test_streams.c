/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ciphers that decrypt as they go: pieces of any size, size queries, buffers
 * that are short and buffers that fit what comes out exactly.
 */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

/* NIST SP 800-38A, F.2.1, F.5.1. */
static const char key_hex[] = "2b7e151628aed2a6abf7158809cf4f3c";
static const char plain_hex[] =
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
static CK_BYTE cbc_iv[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
	14, 15 };
static CK_AES_CTR_PARAMS ctr = { 128, { 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5,
	0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff } };
static const struct {
	CK_MECHANISM mechanism;
	const char *cipher;
} rows[] = {
	{ { CKM_AES_CBC, cbc_iv, sizeof(cbc_iv) },
	    "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678"
	    "b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586"
	    "e1a7" },
	{ { CKM_AES_CTR, &ctr, sizeof(ctr) },
	    "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffd"
	    "ff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f300"
	    "9cee" },
};
#define ROWS (int)(sizeof(rows) / sizeof(rows[0]))

static CK_MECHANISM cbc_pad = { CKM_AES_CBC_PAD, cbc_iv, sizeof(cbc_iv) };
static CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
static CK_OBJECT_HANDLE key;
static CK_BYTE out[256], sealed[256];
static CK_ULONG len, sealed_len;

static void
setup(void)
{
	struct hex_bytes k = hex(key_hex);

	fixture_login();
	key = aes_import(k.data, k.len);
	len = sizeof(out);
}

/* ---- pieces ---- */

START_TEST(encrypts_in_odd_pieces_as_published)
{
	struct hex_bytes plain = hex(plain_hex), want = hex(rows[_i].cipher);
	CK_MECHANISM m = rows[_i].mechanism;
	CK_ULONG done = 0, n, part;

	OK(P11(EncryptInit, fx.session, &m, key));
	for (CK_ULONG at = 0; at < plain.len; at += part) {
		part = plain.len - at < 13 ? plain.len - at : 13;
		n = sizeof(out) - done;
		OK(P11(EncryptUpdate, fx.session, plain.data + at, part,
		    out + done, &n));
		done += n;
	}
	n = sizeof(out) - done;
	OK(P11(EncryptFinal, fx.session, out + done, &n));
	ck_assert_uint_eq(done + n, want.len);
	ck_assert_mem_eq(out, want.data, want.len);
}
END_TEST

START_TEST(decrypts_in_odd_pieces_as_published)
{
	struct hex_bytes plain = hex(plain_hex), from = hex(rows[_i].cipher);
	CK_MECHANISM m = rows[_i].mechanism;
	CK_ULONG done = 0, n, part;

	OK(P11(DecryptInit, fx.session, &m, key));
	for (CK_ULONG at = 0; at < from.len; at += part) {
		part = from.len - at < 7 ? from.len - at : 7;
		n = 0;
		OK(P11(DecryptUpdate, fx.session, from.data + at, part, NULL,
		    &n));
		ck_assert_uint_le(done + n, sizeof(out));
		OK(P11(DecryptUpdate, fx.session, from.data + at, part,
		    out + done, &n));
		done += n;
	}
	n = sizeof(out) - done;
	OK(P11(DecryptFinal, fx.session, out + done, &n));
	ck_assert_uint_eq(done + n, plain.len);
	ck_assert_mem_eq(out, plain.data, plain.len);
}
END_TEST

START_TEST(decrypts_at_once_as_published)
{
	struct hex_bytes plain = hex(plain_hex), from = hex(rows[_i].cipher);
	CK_MECHANISM m = rows[_i].mechanism;

	OK(P11(DecryptInit, fx.session, &m, key));
	OK(P11(Decrypt, fx.session, from.data, from.len, NULL, &len));
	ck_assert_uint_eq(len, plain.len);
	OK(P11(Decrypt, fx.session, from.data, from.len, from.data, &len));
	ck_assert_uint_eq(len, plain.len);
	ck_assert_mem_eq(from.data, plain.data, plain.len);
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Decrypt, fx.session,
	    from.data, from.len, out, &len));
}
END_TEST

START_TEST(part_of_a_block_is_no_ciphertext)
{
	CK_MECHANISM m = { CKM_AES_CBC, cbc_iv, sizeof(cbc_iv) };

	OK(P11(DecryptInit, fx.session, &m, key));
	GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, P11(Decrypt, fx.session, out, 17,
	    out, &len));
	OK(P11(DecryptInit, fx.session, &m, key));
	OK(P11(DecryptUpdate, fx.session, out, 17, out, &len));
	ck_assert_uint_eq(len, 16);
	len = sizeof(out);
	GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, P11(DecryptFinal, fx.session, out,
	    &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DecryptFinal, fx.session, out,
	    &len));
}
END_TEST

/* ---- padding: what comes out is known when it is out ---- */

static const CK_MECHANISM *const padded[] = { &cbc_pad, &kwp };
#define PADDED 2

static void
seal(const CK_MECHANISM *mechanism, CK_ULONG plain_len)
{
	CK_MECHANISM m = *mechanism;
	CK_BYTE plain[128];

	memset(plain, 'p', sizeof(plain));
	sealed_len = sizeof(sealed);
	OK(P11(EncryptInit, fx.session, &m, key));
	OK(P11(Encrypt, fx.session, plain, plain_len, sealed, &sealed_len));
	OK(P11(DecryptInit, fx.session, &m, key));
	memset(out, '-', sizeof(out));
}

static void
check_plain(const CK_BYTE *at, CK_ULONG got, CK_ULONG want)
{
	ck_assert_uint_eq(got, want);
	for (CK_ULONG i = 0; i < got; i++)
		ck_assert_int_eq(at[i], 'p');
}

START_TEST(exact_buffer_suffices)
{
	for (CK_ULONG n = 17; n < 33; n++) {
		seal(padded[_i], n);
		len = n;
		OK(P11(Decrypt, fx.session, sealed, sealed_len, out, &len));
		check_plain(out, len, n);
		ck_assert_int_eq(out[n], '-');
	}
}
END_TEST

START_TEST(short_buffer_is_told_and_may_be_tried_again)
{
	for (CK_ULONG n = 17; n < 33; n++) {
		seal(padded[_i], n);
		len = n - 1;
		GIVES(CKR_BUFFER_TOO_SMALL, P11(Decrypt, fx.session, sealed,
		    sealed_len, out, &len));
		/* What is certain was not even tried: then it is the most. */
		ck_assert(len == n || (n == 32 && len < 48));
		ck_assert_int_eq(out[0], '-');
		OK(P11(Decrypt, fx.session, sealed, sealed_len, out, &len));
		check_plain(out, len, n);
	}
}
END_TEST

START_TEST(no_room_at_all_is_told_too)
{
	seal(padded[_i], 20);
	len = 0;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(Decrypt, fx.session, sealed,
	    sealed_len, out, &len));
	ck_assert_uint_ge(len, 20);
	OK(P11(Decrypt, fx.session, sealed, sealed_len, out, &len));
	check_plain(out, len, 20);
}
END_TEST

START_TEST(short_buffer_in_place_leaves_the_input)
{
	seal(padded[_i], 30);
	len = 29;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(Decrypt, fx.session, sealed,
	    sealed_len, sealed, &len));
	ck_assert_uint_eq(len, 30);
	OK(P11(Decrypt, fx.session, sealed, sealed_len, sealed, &len));
	check_plain(sealed, len, 30);
}
END_TEST

START_TEST(size_query_neither_begins_nor_ends)
{
	CK_ULONG n = sizeof(out);

	seal(&cbc_pad, 20);
	OK(P11(Decrypt, fx.session, sealed, sealed_len, NULL, &len));
	ck_assert_uint_ge(len, 20);
	OK(P11(DecryptUpdate, fx.session, sealed, sealed_len, out, &n));
	ck_assert_uint_eq(n, 16);
	len = sizeof(out) - n;
	OK(P11(DecryptFinal, fx.session, out + n, &len));
	check_plain(out, n + len, 20);
}
END_TEST

/* 20 bytes: 16 come with the update, 4 at the end. */
static void
update_all(void)
{
	seal(&cbc_pad, 20);
	len = sizeof(out);
	OK(P11(DecryptUpdate, fx.session, sealed, sealed_len, out, &len));
	ck_assert_uint_eq(len, 16);
}

START_TEST(final_takes_an_exact_buffer)
{
	update_all();
	len = 4;
	OK(P11(DecryptFinal, fx.session, out + 16, &len));
	check_plain(out, 16 + len, 20);
	ck_assert_int_eq(out[20], '-');
}
END_TEST

START_TEST(final_with_a_short_buffer_may_be_tried_again)
{
	update_all();
	len = 3;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DecryptFinal, fx.session, out + 16,
	    &len));
	ck_assert_uint_eq(len, 4);
	ck_assert_int_eq(out[16], '-');
	len = 0;
	OK(P11(DecryptFinal, fx.session, NULL, &len));
	ck_assert_uint_eq(len, 4);
	len = 1;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DecryptFinal, fx.session, out + 16,
	    &len));
	OK(P11(DecryptFinal, fx.session, out + 16, &len));
	check_plain(out, 16 + len, 20);
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DecryptFinal, fx.session,
	    out, &len));
}
END_TEST

START_TEST(nothing_comes_after_the_last_piece)
{
	update_all();
	len = 0;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DecryptFinal, fx.session, out, &len));
	len = sizeof(out);
	GIVES(CKR_OPERATION_ACTIVE, P11(DecryptUpdate, fx.session, sealed, 16,
	    out, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DecryptFinal, fx.session,
	    out, &len));
}
END_TEST

START_TEST(bad_padding_ends_the_operation)
{
	seal(&cbc_pad, 20);
	sealed[15] ^= 1; /* of the first block: 12 becomes 13 at the end */
	len = 20;
	GIVES(CKR_ENCRYPTED_DATA_INVALID, P11(Decrypt, fx.session, sealed,
	    sealed_len, out, &len));
	ck_assert_int_eq(out[0], '-');
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Decrypt, fx.session, sealed,
	    sealed_len, out, &len));
}
END_TEST

START_TEST(one_shot_after_update_ends_it)
{
	update_all();
	len = sizeof(out);
	GIVES(CKR_OPERATION_ACTIVE, P11(Decrypt, fx.session, sealed,
	    sealed_len, out, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DecryptFinal, fx.session,
	    out, &len));
}
END_TEST

START_TEST(short_update_changes_nothing)
{
	CK_MECHANISM m = { CKM_AES_CTR, &ctr, sizeof(ctr) };
	struct hex_bytes plain = hex(plain_hex), from = hex(rows[1].cipher);

	OK(P11(DecryptInit, fx.session, &m, key));
	len = from.len - 1;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DecryptUpdate, fx.session, from.data,
	    from.len, out, &len));
	ck_assert_uint_eq(len, from.len);
	OK(P11(DecryptUpdate, fx.session, from.data, from.len, out, &len));
	ck_assert_mem_eq(out, plain.data, plain.len);
	len = 0;
	OK(P11(DecryptFinal, fx.session, out, &len));
	ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(long_input_in_an_exact_buffer)
{
	CK_ULONG n = 3 << 20, n_sealed = n + 16;
	CK_BYTE *plain = calloc(1, n), *cipher = malloc(n_sealed);

	ck_assert(plain != NULL && cipher != NULL);
	OK(P11(EncryptInit, fx.session, &cbc_pad, key));
	OK(P11(Encrypt, fx.session, plain, n, cipher, &n_sealed));
	memset(plain, 1, n);
	OK(P11(DecryptInit, fx.session, &cbc_pad, key));
	OK(P11(Decrypt, fx.session, cipher, n_sealed, plain, &n));
	ck_assert_uint_eq(n, 3 << 20);
	for (CK_ULONG i = 0; i < n; i++)
		if (plain[i] != 0)
			ck_abort_msg("byte %lu", i);
	free(plain);
	free(cipher);
}
END_TEST

/* ---- several versions ---- */

START_TEST(key_used_raw_is_not_rotated)
{
	CK_OBJECT_HANDLE stored = aes_key("raw");
	CK_MECHANISM m = { CKM_AES_CTR, &ctr, sizeof(ctr) };

	OK(P11(EncryptInit, fx.session, &m, stored));
	OK(P11(Encrypt, fx.session, (CK_BYTE *)"data", 4, out, &len));
	ck_assert_uint_ne(CLV(RotateKey, fx.session, stored, 0, NULL), CKR_OK);
	OK(P11(DecryptInit, fx.session, &m, stored));
	OK(P11(Decrypt, fx.session, out, len, out, &len));
	ck_assert_mem_eq(out, "data", 4);
}
END_TEST

static void
add_padding(TCase *tc)
{
	tcase_add_loop_test(tc, exact_buffer_suffices, 0, PADDED);
	tcase_add_loop_test(tc, short_buffer_is_told_and_may_be_tried_again, 0,
	    PADDED);
	tcase_add_loop_test(tc, no_room_at_all_is_told_too, 0, PADDED);
	tcase_add_loop_test(tc, short_buffer_in_place_leaves_the_input, 0,
	    PADDED);
	tcase_add_test(tc, size_query_neither_begins_nor_ends);
	tcase_add_test(tc, final_takes_an_exact_buffer);
	tcase_add_test(tc, final_with_a_short_buffer_may_be_tried_again);
	tcase_add_test(tc, nothing_comes_after_the_last_piece);
	tcase_add_test(tc, bad_padding_ends_the_operation);
	tcase_add_test(tc, one_shot_after_update_ends_it);
	tcase_add_test(tc, long_input_in_an_exact_buffer);
}

SUITE("pkcs11/streams",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_loop_test(tc, encrypts_in_odd_pieces_as_published, 0, ROWS);
    tcase_add_loop_test(tc, decrypts_in_odd_pieces_as_published, 0, ROWS);
    tcase_add_loop_test(tc, decrypts_at_once_as_published, 0, ROWS);
    tcase_add_test(tc, part_of_a_block_is_no_ciphertext);
    tcase_add_test(tc, short_update_changes_nothing);
    tcase_add_test(tc, key_used_raw_is_not_rotated);
    add_padding(tc))
