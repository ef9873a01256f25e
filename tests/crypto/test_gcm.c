/* SPDX-License-Identifier: Apache-2.0 */
/* Messages under AES-GCM, with one context for many. */
#include "crypto/gcm.h"
#include "crypto/hex.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "support/suite.h"

#include <limits.h>

/* Test case 16 of the GCM specification (AES-256, with data). */
static const char key_hex[] =
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
static const char nonce_hex[] = "cafebabefacedbaddecaf888";
static const char ad_hex[] = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
static const char plain_hex[] =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
static const char sealed_hex[] =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b";

static struct hex key, nonce, ad, plain, sealed;
static struct gcm_input input;
static EVP_CIPHER_CTX *sealing, *opening;

static void
setup(void)
{
	key = hex(key_hex);
	nonce = hex(nonce_hex);
	ad = hex(ad_hex);
	plain = hex(plain_hex);
	sealed = hex(sealed_hex);
	input = (struct gcm_input){ key.at, nonce.at, ad.at, ad.len };
	ck_assert_int_eq(gcm_new(32, &sealing), E_OK);
	ck_assert_int_eq(gcm_new(32, &opening), E_OK);
}

static void
teardown(void)
{
	EVP_CIPHER_CTX_free(sealing);
	EVP_CIPHER_CTX_free(opening);
	library_close();
}

START_TEST(a_published_vector_is_sealed)
{
	unsigned char out[128];

	ck_assert_int_eq(gcm_seal(sealing, &input, plain.at, plain.len, out),
	    E_OK);
	ck_hex(out, plain.len + GCM_TAG_LEN, sealed_hex);
}
END_TEST

START_TEST(a_published_vector_is_opened)
{
	unsigned char out[128];

	ck_assert_int_eq(gcm_open(opening, &input, sealed.at, sealed.len, out),
	    E_OK);
	ck_hex(out, plain.len, plain_hex);
}
END_TEST

START_TEST(a_context_serves_many_messages)
{
	unsigned char out[128], back[128];

	for (unsigned i = 0; i < 10; i++) {
		key.at[0] = (unsigned char)i;
		ck_assert_int_eq(gcm_seal(sealing, &input, plain.at, i, out),
		    E_OK);
		ck_assert_int_eq(gcm_open(opening, &input, out,
		    i + GCM_TAG_LEN, back), E_OK);
		ck_assert(i == 0 || memcmp(back, plain.at, i) == 0);
	}
}
END_TEST

START_TEST(what_is_not_authentic_leaves_zeroes)
{
	unsigned char out[64], zero[60] = { 0 };

	memset(out, 0xff, sizeof(out));
	sealed.at[0] ^= 1;
	ck_assert_int_eq(gcm_open(opening, &input, sealed.at, sealed.len, out),
	    E_STORE_DAMAGED);
	ck_assert_mem_eq(out, zero, plain.len);
	ck_assert_uint_eq(out[plain.len], 0xff);
}
END_TEST

START_TEST(less_than_a_tag_is_damage)
{
	unsigned char out[1];

	ck_assert_int_eq(gcm_open(opening, &input, sealed.at,
	    GCM_TAG_LEN - 1, out), E_STORE_DAMAGED);
}
END_TEST

START_TEST(too_much_is_refused)
{
	unsigned char out[1];

	ck_assert_int_eq(gcm_seal(sealing, &input, plain.at,
	    (size_t)INT_MAX + 1, out), E_DATA_LEN);
	input.ad_len = (size_t)INT_MAX + 1;
	ck_assert_int_eq(gcm_open(opening, &input, sealed.at, sealed.len, out),
	    E_STORE_DAMAGED);
}
END_TEST

SUITE("crypto/gcm",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_published_vector_is_sealed);
    tcase_add_test(tc, a_published_vector_is_opened);
    tcase_add_test(tc, a_context_serves_many_messages);
    tcase_add_test(tc, what_is_not_authentic_leaves_zeroes);
    tcase_add_test(tc, less_than_a_tag_is_damage);
    tcase_add_test(tc, too_much_is_refused))
