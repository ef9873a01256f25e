/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/rsa_case.h"
#include "mech/rsa_oaep.h"
#include "support/suite.h"

#include <string.h>

#define K 256

static const struct {
	CK_MECHANISM_TYPE hash;
	CK_RSA_PKCS_MGF_TYPE mask;
	size_t len;
} hashes[] = {
	{ CKM_SHA_1, CKG_MGF1_SHA1, 20 },
	{ CKM_SHA224, CKG_MGF1_SHA256, 28 },
	{ CKM_SHA256, CKG_MGF1_SHA1, 32 },
	{ CKM_SHA384, CKG_MGF1_SHA384, 48 },
	{ CKM_SHA512, CKG_MGF1_SHA512, 64 },
	{ CKM_SHA512_224, CKG_MGF1_SHA512, 28 },
	{ CKM_SHA512_256, CKG_MGF1_SHA3_512, 32 },
	{ CKM_SHA3_224, CKG_MGF1_SHA3_224, 28 },
	{ CKM_SHA3_256, CKG_MGF1_SHA3_256, 32 },
	{ CKM_SHA3_384, CKG_MGF1_SHA224, 48 },
	{ CKM_SHA3_512, CKG_MGF1_SHA3_384, 64 },
};
#define HASHES ((int)(sizeof(hashes) / sizeof(*hashes)))

static unsigned char some[K];
static CK_RSA_PKCS_OAEP_PARAMS params;
static struct job job;
static struct bytes made, back;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)(i + 1);
	params = (CK_RSA_PKCS_OAEP_PARAMS){ .hashAlg = CKM_SHA256,
		.mgf = CKG_MGF1_SHA256, .source = CKZ_DATA_SPECIFIED };
	job = (struct job){ .use = USE_ENCRYPT,
		.mechanism = RSA_MECHANISM(CKM_RSA_PKCS_OAEP, params),
		.key = rsa_key("2048-1"), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&made);
	bytes_clear(&back);
	material_free(job.key);
	rsa_keys_forget();
	drive_teardown();
}

static enum err
encrypt(size_t len)
{
	bytes_clear(&made);
	job.use = USE_ENCRYPT;
	return drive(&job, some, len, &made);
}

static enum err
decrypt(void)
{
	bytes_clear(&back);
	job.use = USE_DECRYPT;
	return drive_open(&job, made.data, made.len, &back);
}

static void
case_decrypts(struct kat_case *c)
{
	CK_RSA_PKCS_OAEP_PARAMS p = rsa_oaep_params(c);
	size_t plain_len, len;
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	const unsigned char *cipher = kat_bytes(c, "cipher", &len);
	struct job j = { .use = USE_DECRYPT,
		.mechanism = RSA_MECHANISM(CKM_RSA_PKCS_OAEP, p),
		.key = rsa_key(kat_text(c, "key")), .piece = WHOLE };
	enum err e;

	bytes_clear(&back);
	e = drive_open(&j, cipher, len, &back);
	if (kat_valid(c)) {
		ck_assert_msg(e == E_OK, "line %u: %s", c->line, err_text(e));
		ck_assert_msg(bytes_equal(&back, plain, plain_len),
		    "line %u", c->line);
	} else {
		ck_assert_msg(e == E_CIPHERTEXT || e == E_CIPHERTEXT_LEN,
		    "line %u: %s", c->line, err_text(e));
	}
	material_free(j.key);
}

START_TEST(published_ciphertexts_decrypt_and_false_ones_do_not)
{
	struct kat k = kat_load("RSA_PKCS_OAEP");

	for (size_t i = 0; i < k.count; i++)
		case_decrypts(&k.cases[i]);
	kat_free(&k);
}
END_TEST

START_TEST(every_hash_takes_what_there_is_room_for)
{
	size_t max = K - 2 - 2 * hashes[_i].len;

	params.hashAlg = hashes[_i].hash;
	params.mgf = hashes[_i].mask;
	ck_assert_int_eq(encrypt(max + 1), E_DATA_LEN);
	ck_assert_int_eq(encrypt(max), E_OK);
	ck_assert_int_eq(decrypt(), E_OK);
	ck_assert(bytes_equal(&back, some, max));
	ck_assert_int_eq(encrypt(0), E_OK);
	ck_assert_int_eq(decrypt(), E_OK);
	ck_assert_uint_eq(back.len, 0);
}
END_TEST

START_TEST(wrapping_is_the_same)
{
	job.use = USE_WRAP;
	ck_assert_int_eq(drive(&job, some, 32, &made), E_OK);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, made.data, made.len, &back), E_OK);
	ck_assert(bytes_equal(&back, some, 32));
}
END_TEST

START_TEST(ciphertexts_differ)
{
	struct bytes first = { .data = NULL };

	ck_assert_int_eq(encrypt(10), E_OK);
	ck_assert_int_eq(bytes_set(&first, made.data, made.len), E_OK);
	ck_assert_int_eq(encrypt(10), E_OK);
	ck_assert(!bytes_equal(&made, first.data, first.len));
	bytes_clear(&first);
}
END_TEST

START_TEST(another_label_hash_or_mask_does_not_fit)
{
	params.pSourceData = some;
	params.ulSourceDataLen = 9;
	ck_assert_int_eq(encrypt(20), E_OK);
	ck_assert_int_eq(decrypt(), E_OK);
	params.ulSourceDataLen = 8;
	ck_assert_int_eq(decrypt(), E_CIPHERTEXT);
	params.ulSourceDataLen = 9;
	params.hashAlg = CKM_SHA3_256;
	ck_assert_int_eq(decrypt(), E_CIPHERTEXT);
	params.hashAlg = CKM_SHA256;
	params.mgf = CKG_MGF1_SHA1;
	ck_assert_int_eq(decrypt(), E_CIPHERTEXT);
}
END_TEST

/* The caller's label may be gone after Init. */
START_TEST(label_is_kept)
{
	const struct mech_ops *ops = mech_find(CKM_RSA_PKCS_OAEP)->ops;
	struct run run = { .state = NULL };
	unsigned char label[100], out[K];
	size_t len = sizeof(out);

	memset(label, 'x', sizeof(label));
	params.pSourceData = label;
	params.ulSourceDataLen = sizeof(label);
	ck_assert_int_eq(encrypt(20), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_DECRYPT, &job.mechanism), E_OK);
	memset(label, 0, sizeof(label));
	ck_assert_int_eq(ops->open(&run, job.key, made.data, made.len, out,
	    &len), E_OK);
	ck_assert_uint_eq(len, 20);
	run_end(&run);
}
END_TEST

START_TEST(source_may_be_unset_without_a_label)
{
	params.source = 0;
	ck_assert_int_eq(encrypt(20), E_OK);
	params.pSourceData = some;
	params.ulSourceDataLen = 1;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
	params.source = 2;
	params.ulSourceDataLen = 0;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(strange_parameters_are_refused)
{
	CK_RSA_PKCS_OAEP_PARAMS good = params;

	params.hashAlg = CKM_MD5;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
	params = good;
	params.mgf = 77;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
	params = good;
	params.ulSourceDataLen = 5;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
	params.pSourceData = some;
	params.ulSourceDataLen = (CK_ULONG)-1;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
	params = good;
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(encrypt(20), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(every_flipped_byte_is_found)
{
	ck_assert_int_eq(encrypt(20), E_OK);
	for (size_t i = 0; i < made.len; i += 5) {
		made.data[i] ^= 4;
		ck_assert_int_eq(decrypt(), E_CIPHERTEXT);
		made.data[i] ^= 4;
	}
}
END_TEST

START_TEST(ciphertext_of_another_length_is_told_so)
{
	ck_assert_int_eq(encrypt(20), E_OK);
	made.len--;
	ck_assert_int_eq(decrypt(), E_CIPHERTEXT_LEN);
	made.len = 0;
	ck_assert_int_eq(decrypt(), E_CIPHERTEXT_LEN);
}
END_TEST

START_TEST(hash_may_be_too_long_for_the_key)
{
	material_free(job.key);
	job.key = rsa_key("1024-1");
	params.hashAlg = CKM_SHA512;
	ck_assert_int_eq(encrypt(0), E_DATA_LEN);
	ck_assert_int_eq(bytes_set(&made, some, 128), E_OK);
	made.data[0] = 0;
	ck_assert_int_eq(decrypt(), E_CIPHERTEXT);
}
END_TEST

SUITE("mech/rsa_oaep",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, published_ciphertexts_decrypt_and_false_ones_do_not);
    tcase_add_loop_test(tc, every_hash_takes_what_there_is_room_for, 0,
	HASHES);
    tcase_add_test(tc, wrapping_is_the_same);
    tcase_add_test(tc, ciphertexts_differ);
    tcase_add_test(tc, another_label_hash_or_mask_does_not_fit);
    tcase_add_test(tc, label_is_kept);
    tcase_add_test(tc, source_may_be_unset_without_a_label);
    tcase_add_test(tc, strange_parameters_are_refused);
    tcase_add_test(tc, every_flipped_byte_is_found);
    tcase_add_test(tc, ciphertext_of_another_length_is_told_so);
    tcase_add_test(tc, hash_may_be_too_long_for_the_key))
