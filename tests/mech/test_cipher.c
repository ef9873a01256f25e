/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/cipher.h"

#include "crypto/ec.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/drive.h"
#include "support/suite.h"

#include <string.h>

static const struct cipher_names ecb = {
	{ "AES-128-ECB", "AES-192-ECB", "AES-256-ECB" }
};
static const struct cipher_names unknown = { { "no", "such", "cipher" } };

static unsigned char some[64];

static enum err
begin(const struct cipher_names *names, size_t key_len, bool encrypt,
    struct evp_cipher_ctx_st **out)
{
	struct material *m = drive_secret(some, key_len);
	enum err e = cipher_aes(names, m, NULL, encrypt, out);

	material_free(m);
	return e;
}

START_TEST(size_of_the_key_says_which_aes)
{
	for (size_t len = 1; len <= 64; len++) {
		SCOPED(evp_cipher_ctx_st) *ctx = NULL;
		bool allowed = len == 16 || len == 24 || len == 32;

		ck_assert_int_eq(begin(&ecb, len, true, &ctx),
		    allowed ? E_OK : E_KEY_SIZE);
		ck_assert((ctx != NULL) == allowed);
		if (allowed)
			ck_assert_int_eq(EVP_CIPHER_CTX_get_key_length(ctx),
			    (int)len);
	}
}
END_TEST

START_TEST(blocks_come_back_without_padding)
{
	SCOPED(evp_cipher_ctx_st) *to = NULL, *back = NULL;
	unsigned char block[32];

	ck_assert_int_eq(begin(&ecb, 16, true, &to), E_OK);
	ck_assert_int_eq(begin(&ecb, 16, false, &back), E_OK);
	ck_assert_int_eq(cipher_feed(to, some, 32, block), E_OK);
	ck_assert_mem_ne(block, some, 32);
	ck_assert_int_eq(cipher_feed(back, block, 32, block), E_OK);
	ck_assert_mem_eq(block, some, 32);
}
END_TEST

START_TEST(nothing_may_be_fed)
{
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;

	ck_assert_int_eq(begin(&ecb, 16, true, &ctx), E_OK);
	ck_assert_int_eq(cipher_feed(ctx, some, 0, NULL), E_OK);
}
END_TEST

START_TEST(cipher_that_is_not_there_is_told)
{
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;

	ck_assert_int_eq(begin(&unknown, 16, true, &ctx), E_GENERAL);
	ck_assert_ptr_null(ctx);
}
END_TEST

START_TEST(pair_is_no_cipher_key)
{
	static const unsigned char one[] = { 1 };
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;
	struct material *m = drive_ec("p256", one, 1, NULL, 0);

	ck_assert_int_eq(cipher_aes(&ecb, m, NULL, true, &ctx), E_KEY_TYPE);
	material_free(m);
}
END_TEST

START_TEST(encrypting_and_wrapping_are_one_direction)
{
	for (int use = 0; use < USE_COUNT; use++) {
		struct run run = { .use = (enum use)use };

		ck_assert(cipher_encrypts(&run) ==
		    (use == USE_ENCRYPT || use == USE_WRAP));
	}
}
END_TEST

SUITE("mech/cipher",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_test(tc, size_of_the_key_says_which_aes);
    tcase_add_test(tc, blocks_come_back_without_padding);
    tcase_add_test(tc, nothing_may_be_fed);
    tcase_add_test(tc, cipher_that_is_not_there_is_told);
    tcase_add_test(tc, pair_is_no_cipher_key);
    tcase_add_test(tc, encrypting_and_wrapping_are_one_direction))
