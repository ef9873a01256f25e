/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/kbkdf.h"

#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_SP800_108_COUNTER_KDF,
	CKM_SP800_108_FEEDBACK_KDF, CKM_SP800_108_DOUBLE_PIPELINE_KDF };

static unsigned char some[32] = { 1, 2, 3 };
static CK_PRF_DATA_PARAM pieces[8];
static CK_SP800_108_COUNTER_FORMAT counter;
static CK_SP800_108_DKM_LENGTH_FORMAT length;
static CK_SP800_108_KDF_PARAMS plain;
static CK_SP800_108_FEEDBACK_KDF_PARAMS feedback;
static struct job job;

static void
setup(void)
{
	drive_setup();
	counter.ulWidthInBits = 8;
	length = (CK_SP800_108_DKM_LENGTH_FORMAT){
		CK_SP800_108_DKM_LENGTH_SUM_OF_KEYS, CK_FALSE, 32 };
	plain = (CK_SP800_108_KDF_PARAMS){ .prfType = CKM_SHA256_HMAC,
		.ulNumberOfDataParams = 2, .pDataParams = pieces };
	pieces[0] = (CK_PRF_DATA_PARAM){ CK_SP800_108_ITERATION_VARIABLE,
		&counter, sizeof(counter) };
	pieces[1] = (CK_PRF_DATA_PARAM){ CK_SP800_108_BYTE_ARRAY, some, 5 };
	job.key = drive_secret(some, 32);
	job.mechanism = (CK_MECHANISM){ CKM_SP800_108_COUNTER_KDF, &plain,
		sizeof(plain) };
}

static void
teardown(void)
{
	material_free(job.key);
	drive_teardown();
}

/* ---- known answers ---- */

static CK_MECHANISM_TYPE
prf_of(const struct kat_case *c)
{
	static const struct {
		const char *name;
		CK_MECHANISM_TYPE type;
	} prfs[] = { { "cmac", CKM_AES_CMAC }, { "sha1", CKM_SHA_1_HMAC },
		{ "sha224", CKM_SHA224_HMAC }, { "sha256", CKM_SHA256_HMAC },
		{ "sha384", CKM_SHA384_HMAC },
		{ "sha512", CKM_SHA512_HMAC } };
	size_t i = 0;

	while (strcmp(prfs[i].name, kat_text(c, "prf")) != 0)
		i++;
	return prfs[i].type;
}

static CK_PRF_DATA_PARAM
bytes_piece(struct kat_case *c, const char *field)
{
	size_t len;
	const unsigned char *bytes = kat_bytes(c, field, &len);

	return (CK_PRF_DATA_PARAM){ CK_SP800_108_BYTE_ARRAY,
		(void *)(uintptr_t)bytes, len };
}

/* A letter of the layout. */
static CK_PRF_DATA_PARAM
piece_of(struct kat_case *c, char letter, bool counter_mode)
{
	CK_PRF_DATA_PARAM p = { CK_SP800_108_COUNTER, &counter,
		sizeof(counter) };

	if (letter == 'd')
		return bytes_piece(c, "before");
	if (letter == 'e')
		return bytes_piece(c, "after");
	if (letter == 'i')
		p.type = CK_SP800_108_ITERATION_VARIABLE;
	if (letter == 'i' && !counter_mode) {
		p.pValue = NULL;
		p.ulValueLen = 0;
	}
	return p;
}

static void
feedback_fill(struct kat_case *c)
{
	size_t iv_len;
	const unsigned char *iv = kat_bytes(c, "iv", &iv_len);

	feedback = (CK_SP800_108_FEEDBACK_KDF_PARAMS){
		.prfType = plain.prfType,
		.ulNumberOfDataParams = plain.ulNumberOfDataParams,
		.pDataParams = pieces,
		.ulIVLen = iv_len,
		.pIV = iv_len > 0 ? (CK_BYTE_PTR)(uintptr_t)iv : NULL,
	};
	job.mechanism = (CK_MECHANISM){ CKM_SP800_108_FEEDBACK_KDF, &feedback,
		sizeof(feedback) };
}

static void
case_derives(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	const char *layout = kat_text(c, "layout");
	size_t key_len, okm_len;
	const unsigned char *key = kat_bytes(c, "key", &key_len);
	const unsigned char *okm = kat_bytes(c, "okm", &okm_len);

	counter.ulWidthInBits = kat_number(c, "width", 8);
	plain.prfType = prf_of(c);
	plain.ulNumberOfDataParams = strlen(layout);
	for (size_t i = 0; i < strlen(layout); i++)
		pieces[i] = piece_of(c, layout[i],
		    type == CKM_SP800_108_COUNTER_KDF);
	job.mechanism.mechanism = type;
	if (type == CKM_SP800_108_FEEDBACK_KDF)
		feedback_fill(c);
	material_free(job.key);
	job.key = drive_secret(key, key_len);
	drive_derive_is(&job, NULL, okm_len, okm, okm_len);
	drive_derive_is(&job, NULL, okm_len - 3, okm, okm_len - 3);
}

START_TEST(keys_are_the_published_ones)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++)
		case_derives(&k.cases[i], rows[_i]);
	kat_free(&k);
}
END_TEST

/* ---- several keys ---- */

/* HMAC-SHA256 of these bytes with the job's key. */
static void
prf(const void *in, size_t len, unsigned char out[static 32])
{
	struct job mac = { .use = USE_SIGN, .key = job.key, .piece = WHOLE,
		.mechanism = { CKM_SHA256_HMAC, NULL, 0 } };
	struct bytes made = { .data = NULL };

	ck_assert_int_eq(drive(&mac, in, len, &made), E_OK);
	memcpy(out, made.data, 32);
	bytes_clear(&made);
}

static void
secret_is(const struct secret *s, const void *bytes, size_t len)
{
	ck_assert_uint_eq(secret_len(s), len);
	ck_assert_mem_eq(secret_peek(s), bytes, len);
}

/* The standard's example: 48 and 16 bytes are three blocks, the second key is
 * the beginning of the third; 512 bits of keys, 768 of blocks. */
static void
two_keys_have_length(unsigned char bits_high)
{
	static const size_t lengths[] = { 48, 16 };
	struct derivation d = { .len = lengths, .count = 2 };
	unsigned char in[10] = { 0 }, blocks[3][32];
	struct secret *made[2] = { NULL, NULL };

	pieces[2] = (CK_PRF_DATA_PARAM){ CK_SP800_108_DKM_LENGTH, &length,
		sizeof(length) };
	plain.ulNumberOfDataParams = 3;
	memcpy(in + 1, some, 5);
	in[8] = bits_high;
	for (size_t i = 0; i < 3; i++) {
		in[0] = (unsigned char)(i + 1);
		prf(in, sizeof(in), blocks[i]);
	}
	ck_assert_int_eq(drive_derive(&job, d, made), E_OK);
	secret_is(made[0], blocks, 48);
	secret_is(made[1], blocks[2], 16);
	secret_free(made[0]);
	secret_free(made[1]);
}

START_TEST(every_key_begins_with_a_block_of_its_own)
{
	two_keys_have_length(512 >> 8);
	length.dkmLengthMethod = CK_SP800_108_DKM_LENGTH_SUM_OF_SEGMENTS;
	two_keys_have_length(768 >> 8);
}
END_TEST

START_TEST(numbers_may_be_little_endian)
{
	/* a counter of two bytes, the data, a length of three: 256 bits */
	static const unsigned char in[] = { 1, 0, 1, 2, 3, 0x00, 0x01, 0x00 };
	unsigned char want[32];

	counter = (CK_SP800_108_COUNTER_FORMAT){ CK_TRUE, 16 };
	pieces[1].ulValueLen = 3;
	length.bLittleEndian = CK_TRUE;
	length.ulWidthInBits = 24;
	pieces[2] = (CK_PRF_DATA_PARAM){ CK_SP800_108_DKM_LENGTH, &length,
		sizeof(length) };
	plain.ulNumberOfDataParams = 3;
	prf(in, sizeof(in), want);
	drive_derive_is(&job, NULL, 32, want, 32);
}
END_TEST

START_TEST(value_of_another_key_goes_into_the_input)
{
	CK_OBJECT_HANDLE handle = 3;
	struct material *other = drive_secret("xyz", 3);
	unsigned char want[32];

	pieces[1] = pieces[2] = (CK_PRF_DATA_PARAM){
		CK_SP800_108_KEY_HANDLE, &handle, sizeof(handle) };
	plain.ulNumberOfDataParams = 3;
	prf("\001xyzxyz", 7, want);
	drive_derive_is(&job, other, 32, want, 32);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32), E_KEY_TYPE);
	material_free(other);
}
END_TEST

/* ---- lengths ---- */

START_TEST(all_keys_need_lengths_that_are_no_mistake)
{
	static const struct {
		size_t len[2];
		enum err e;
	} bad[] = { { { 16, 0 }, E_TEMPLATE_INCOMPLETE },
		{ { 0, 16 }, E_TEMPLATE_INCOMPLETE },
		{ { 16, 65537 }, E_TEMPLATE_INCONSISTENT },
		{ { (size_t)-1, 16 }, E_TEMPLATE_INCONSISTENT } };
	struct derivation d = { .len = bad[_i].len, .count = 2 };
	struct secret *made[2] = { NULL, NULL };

	ck_assert_int_eq(drive_derive(&job, d, made), bad[_i].e);
	ck_assert_ptr_null(made[0]);
	ck_assert_ptr_null(made[1]);
}
END_TEST

START_TEST(counter_does_not_wrap)
{
	struct secret *made = NULL;
	size_t len = (size_t)255 * 32;
	struct derivation d = { .len = &len, .count = 1 };

	ck_assert_int_eq(drive_derive(&job, d, &made), E_OK);
	secret_free(made);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, len + 1),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(length_has_to_fit_into_its_field)
{
	struct secret *made = NULL;
	size_t len = 31;
	struct derivation d = { .len = &len, .count = 1 };

	length.ulWidthInBits = 8;
	pieces[2] = (CK_PRF_DATA_PARAM){ CK_SP800_108_DKM_LENGTH, &length,
		sizeof(length) };
	plain.ulNumberOfDataParams = 3;
	ck_assert_int_eq(drive_derive(&job, d, &made), E_OK);
	secret_free(made);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(cmac_needs_an_aes_key)
{
	plain.prfType = CKM_AES_CMAC;
	material_free(job.key);
	job.key = drive_secret(some, 20);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16), E_KEY_SIZE);
}
END_TEST

SUITE("mech/kbkdf",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, keys_are_the_published_ones, 0, 3);
    tcase_add_test(tc, every_key_begins_with_a_block_of_its_own);
    tcase_add_test(tc, numbers_may_be_little_endian);
    tcase_add_test(tc, value_of_another_key_goes_into_the_input);
    tcase_add_loop_test(tc, all_keys_need_lengths_that_are_no_mistake, 0, 4);
    tcase_add_test(tc, counter_does_not_wrap);
    tcase_add_test(tc, length_has_to_fit_into_its_field);
    tcase_add_test(tc, cmac_needs_an_aes_key))
