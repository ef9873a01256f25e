/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/mac_begin.h"

#include "mech/drive.h"
#include "support/suite.h"

#include <openssl/evp.h>
#include <string.h>

static const unsigned char zeroes[64];
static EVP_MAC_CTX *ctx;

static void
teardown(void)
{
	EVP_MAC_CTX_free(ctx);
	ctx = NULL;
	drive_teardown();
}

/* The MAC of one byte; returns its length. */
static size_t
finish(unsigned char out[static MAC_LEN_MAX])
{
	size_t len;

	ck_assert_int_eq(EVP_MAC_update(ctx, zeroes, 1), 1);
	ck_assert_int_eq(mac_end(ctx, out, &len), E_OK);
	EVP_MAC_CTX_free(ctx);
	ctx = NULL;
	return len;
}

START_TEST(empty_hmac_key_counts_as_zeroes)
{
	unsigned char empty[MAC_LEN_MAX], zero[MAC_LEN_MAX];

	ck_assert_int_eq(hmac_begin("SHA2-256", NULL, 0, &ctx), E_OK);
	ck_assert_uint_eq(finish(empty), 32);
	ck_assert_int_eq(hmac_begin("SHA2-256", zeroes, 64, &ctx), E_OK);
	ck_assert_uint_eq(finish(zero), 32);
	ck_assert_mem_eq(empty, zero, 32);
}
END_TEST

START_TEST(unknown_digest_is_refused)
{
	ck_assert_int_eq(hmac_begin("SHA2-999", zeroes, 16, &ctx), E_GENERAL);
	ck_assert_ptr_null(ctx);
}
END_TEST

START_TEST(aes_macs_take_aes_keys_only)
{
	size_t len = (size_t)_i;
	bool fits = len == 16 || len == 24 || len == 32;
	unsigned char mac[MAC_LEN_MAX];

	ck_assert_int_eq(cmac_begin(zeroes, len, &ctx),
	    fits ? E_OK : E_KEY_SIZE);
	if (fits)
		ck_assert_uint_eq(finish(mac), 16);
	ck_assert_int_eq(gmac_begin(zeroes, len, zeroes, 12, &ctx),
	    fits ? E_OK : E_KEY_SIZE);
	if (fits)
		ck_assert_uint_eq(finish(mac), 16);
}
END_TEST

SUITE("mech/mac_begin",
    tcase_add_checked_fixture(tc, drive_setup, teardown);
    tcase_add_test(tc, empty_hmac_key_counts_as_zeroes);
    tcase_add_test(tc, unknown_digest_is_refused);
    tcase_add_loop_test(tc, aes_macs_take_aes_keys_only, 0, 40))
