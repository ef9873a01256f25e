/* SPDX-License-Identifier: Apache-2.0 */
/* What the key derivation functions make of a shared secret. */
#include "mech/agreement.h"

#include "crypto/hex.h"
#include "crypto/library.h"
#include "mech/drive.h"
#include "support/suite.h"

#include <openssl/evp.h>

/* CAVP, ANSI X9.63-2001. */
static const struct {
	CK_ULONG kdf;
	const char *secret, *shared, *key;
} rows[] = {
	{ CKD_SHA1_KDF, "1c7d7b5f0597b03d06a018466ed1a93e30ed4b04dc64ccdd", "",
	    "bf71dffd8f4d99223936beb46fee8ccc" },
	{ CKD_SHA224_KDF, "da67a73072d521a8272c69023573012ddf9b46bff65b3900",
	    "727997aed53e78f74b1d66743a4ea4d2",
	    "dfc3126c5eebf9a58d89730e8d8ff7cc772592f28c10b349b437d9d068698a22"
	    "e532eae975dfaf9c5c6a9f2935eafb05353013c253444e61f07bc9ddd15948e6"
	    "14bdc7e445ba3b1893f42f87f18fb352d49956009a642c362d45410b43a9ab37"
	    "6e9261210739174759511d1f9e52f6ec73dfed446dbafaf7"
	    "fd1a57113abc2e8d" },
	{ CKD_SHA256_KDF, "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08",
	    "", "443024c3dae66b95e6f5670601558f71" },
	{ CKD_SHA256_KDF, "22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d",
	    "75eef81aa3041e33b80971203d2c0c52",
	    "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e"
	    "52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485"
	    "500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269"
	    "142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7"
	    "e386128ec26afc21" },
	{ CKD_SHA384_KDF, "d8554db1b392cd55c3fe957bed76af09c13ac2a9392f88f6",
	    "", "671a46aada145162f8ddf1ca586a1cda" },
	{ CKD_SHA512_KDF, "87fc0d8c4477485bb574f5fcea264b30885dc8d90ad82782",
	    "", "947665fbb9152153ef460238506a0245" },
};
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

START_TEST(published_keys_come_out)
{
	SCOPED(secret) *z = hex_secret(rows[_i].secret);
	SCOPED(secret) *key = NULL;
	struct hex shared = hex(rows[_i].shared), want = hex(rows[_i].key);
	struct agreement a;

	ck_assert_int_eq(agreement_read(rows[_i].kdf, shared.at, shared.len,
	    &a), E_OK);
	ck_assert(!agreement_is_raw(&a));
	ck_assert_int_eq(agreement_derive(&a, z, want.len, &key), E_OK);
	ck_hex_secret(key, rows[_i].key);
}
END_TEST

/* The definitions once more, with nothing but a hash. */
static const struct {
	CK_ULONG kdf;
	const char *digest;
	bool counter_first;
} functions[] = {
	{ CKD_SHA1_KDF, "SHA1", false },
	{ CKD_SHA224_KDF, "SHA2-224", false },
	{ CKD_SHA256_KDF, "SHA2-256", false },
	{ CKD_SHA384_KDF, "SHA2-384", false },
	{ CKD_SHA512_KDF, "SHA2-512", false },
	{ CKD_SHA3_224_KDF, "SHA3-224", false },
	{ CKD_SHA3_256_KDF, "SHA3-256", false },
	{ CKD_SHA3_384_KDF, "SHA3-384", false },
	{ CKD_SHA3_512_KDF, "SHA3-512", false },
	{ CKD_SHA1_KDF_SP800, "SHA1", true },
	{ CKD_SHA224_KDF_SP800, "SHA2-224", true },
	{ CKD_SHA256_KDF_SP800, "SHA2-256", true },
	{ CKD_SHA384_KDF_SP800, "SHA2-384", true },
	{ CKD_SHA512_KDF_SP800, "SHA2-512", true },
	{ CKD_SHA3_224_KDF_SP800, "SHA3-224", true },
	{ CKD_SHA3_256_KDF_SP800, "SHA3-256", true },
	{ CKD_SHA3_384_KDF_SP800, "SHA3-384", true },
	{ CKD_SHA3_512_KDF_SP800, "SHA3-512", true },
};
#define FUNCTIONS ((int)(sizeof(functions) / sizeof(*functions)))
#define LEN 150

static void
expected(int i, const struct secret *z, unsigned char out[static LEN])
{
	EVP_MD *md = library_digest(functions[i].digest);
	unsigned char block[64];
	size_t done = 0;

	for (unsigned char n = 1; done < LEN; n++) {
		const unsigned char counter[4] = { 0, 0, 0, n };
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		unsigned len;

		EVP_DigestInit_ex2(ctx, md, NULL);
		if (functions[i].counter_first)
			EVP_DigestUpdate(ctx, counter, 4);
		EVP_DigestUpdate(ctx, secret_peek(z), secret_len(z));
		if (!functions[i].counter_first)
			EVP_DigestUpdate(ctx, counter, 4);
		EVP_DigestUpdate(ctx, "shared", 6);
		EVP_DigestFinal_ex(ctx, block, &len);
		EVP_MD_CTX_free(ctx);
		for (unsigned at = 0; at < len && done < LEN; at++)
			out[done++] = block[at];
	}
}

START_TEST(every_function_is_the_one_it_is_called)
{
	SCOPED(secret) *z = hex_secret("000102030405060708090a0b0c0d0e0f");
	SCOPED(secret) *key = NULL;
	unsigned char want[LEN];
	struct agreement a;

	expected(_i, z, want);
	ck_assert_int_eq(agreement_read(functions[_i].kdf, "shared", 6, &a),
	    E_OK);
	ck_assert_int_eq(agreement_derive(&a, z, LEN, &key), E_OK);
	ck_assert_mem_eq(secret_peek(key), want, LEN);
}
END_TEST

START_TEST(no_function_shares_no_data)
{
	struct agreement a;

	ck_assert_int_eq(agreement_read(CKD_NULL, NULL, 0, &a), E_OK);
	ck_assert(agreement_is_raw(&a));
	ck_assert_int_eq(agreement_read(CKD_NULL, "x", 1, &a),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	struct agreement a;

	ck_assert_int_eq(agreement_read(0, NULL, 0, &a), E_MECHANISM_PARAM);
	ck_assert_int_eq(agreement_read(CKD_SHA1_KDF_ASN1, NULL, 0, &a),
	    E_MECHANISM_PARAM);
	ck_assert_int_eq(agreement_read(CKD_SHA256_KDF, NULL, 1, &a),
	    E_MECHANISM_PARAM);
	ck_assert_int_eq(agreement_read(CKD_SHA256_KDF, "x",
	    SHARED_DATA_MAX + 1, &a), E_MECHANISM_PARAM);
}
END_TEST

SUITE("mech/agreement",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_loop_test(tc, published_keys_come_out, 0, ROWS);
    tcase_add_loop_test(tc, every_function_is_the_one_it_is_called, 0,
	FUNCTIONS);
    tcase_add_test(tc, no_function_shares_no_data);
    tcase_add_test(tc, what_makes_no_sense_is_refused))
