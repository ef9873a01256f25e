/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

#define HMACS(hash) CKM_##hash##_HMAC, CKM_##hash##_HMAC_GENERAL
static const CK_MECHANISM_TYPE rows[] = { HMACS(SHA_1), HMACS(SHA224),
	HMACS(SHA256), HMACS(SHA384), HMACS(SHA512), HMACS(SHA512_224),
	HMACS(SHA512_256), HMACS(SHA3_224), HMACS(SHA3_256),
	HMACS(SHA3_384), HMACS(SHA3_512), CKM_AES_CMAC,
	CKM_AES_CMAC_GENERAL, CKM_AES_GMAC };
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

/* CK_GCM_PARAMS before it got ulIvBits */
struct old_params {
	CK_BYTE_PTR pIv;
	CK_ULONG ulIvLen;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
	CK_ULONG ulTagBits;
};

static unsigned char some[200] = { 1, 2, 3 };
static CK_ULONG length;
static CK_GCM_PARAMS gcm;
static struct job job;
static struct bytes mac;

static bool
is_general(CK_MECHANISM_TYPE type)
{
	return strstr(mech_find(type)->name, "_GENERAL") != NULL;
}

/* The mechanism with a parameter for a MAC of len bytes. */
static CK_MECHANISM
mechanism_for(CK_MECHANISM_TYPE type, size_t len)
{
	length = len;
	gcm.ulTagBits = 8 * len;
	if (type == CKM_AES_GMAC)
		return (CK_MECHANISM){ type, &gcm, sizeof(gcm) };
	if (is_general(type))
		return (CK_MECHANISM){ type, &length, sizeof(length) };
	return (CK_MECHANISM){ type, NULL, 0 };
}

static void
setup(void)
{
	drive_setup();
	gcm = (CK_GCM_PARAMS){ .pIv = some, .ulIvLen = 12, .ulTagBits = 128 };
	job = (struct job){ .use = USE_SIGN,
		.mechanism = { CKM_SHA256_HMAC, NULL, 0 },
		.key = drive_secret(some, 32), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&mac);
	material_free(job.key);
	drive_teardown();
}

static enum err
sign_with(CK_MECHANISM m)
{
	job.use = USE_SIGN;
	job.mechanism = m;
	mac.len = 0;
	return drive(&job, some, 50, &mac);
}

/* ---- known answers ---- */

static void
case_signs(struct kat_case *c, const struct job *j)
{
	size_t message_len, mac_len;
	const unsigned char *message = kat_bytes(c, "message", &message_len);
	const unsigned char *want = kat_bytes(c, "mac", &mac_len);

	mac.len = 0;
	ck_assert_int_eq(drive(j, message, message_len, &mac), E_OK);
	ck_assert_msg(bytes_equal(&mac, want, mac_len) == kat_valid(c),
	    "line %u", c->line);
}

static void
case_checks(struct kat_case *c, const struct job *j)
{
	size_t message_len, mac_len;
	const unsigned char *message = kat_bytes(c, "message", &message_len);
	const unsigned char *want = kat_bytes(c, "mac", &mac_len);

	ck_assert_msg(drive_check(j, message, message_len, want, mac_len) ==
	    (kat_valid(c) ? E_OK : E_SIGNATURE), "line %u", c->line);
}

static void
case_runs(struct kat_case *c, CK_MECHANISM_TYPE type, size_t piece)
{
	struct job j = { .use = USE_SIGN, .piece = piece };
	size_t key_len, mac_len, iv_len;
	const unsigned char *key = kat_bytes(c, "key", &key_len);

	kat_bytes(c, "mac", &mac_len);
	if (kat_has(c, "iv")) {
		gcm.pIv = (CK_BYTE_PTR)(uintptr_t)kat_bytes(c, "iv", &iv_len);
		gcm.ulIvLen = iv_len;
	}
	j.mechanism = mechanism_for(type, mac_len);
	j.key = drive_secret(key, key_len);
	case_signs(c, &j);
	j.use = USE_VERIFY;
	case_checks(c, &j);
	material_free(j.key);
}

static void
answers_are_known(CK_MECHANISM_TYPE type, size_t piece)
{
	struct kat k = kat_load(mech_find(type)->name);

	for (size_t i = 0; i < k.count; i++)
		case_runs(&k.cases[i], type, piece);
	kat_free(&k);
}

START_TEST(macs_are_the_published_ones_and_false_ones_are_found)
{
	answers_are_known(rows[_i], WHOLE);
}
END_TEST

START_TEST(pieces_give_the_same)
{
	answers_are_known(rows[_i], 7);
}
END_TEST

/* ---- lengths ---- */

START_TEST(cut_macs_begin_like_whole_ones)
{
	unsigned char whole[32];

	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA256_HMAC, 0)), E_OK);
	ck_assert_uint_eq(mac.len, 32);
	memcpy(whole, mac.data, 32);
	for (size_t len = 1; len <= 32; len++) {
		ck_assert_int_eq(sign_with(mechanism_for(
		    CKM_SHA256_HMAC_GENERAL, len)), E_OK);
		ck_assert(bytes_equal(&mac, whole, len));
	}
}
END_TEST

START_TEST(length_of_a_mac_is_told)
{
	CK_MECHANISM m = mechanism_for(rows[_i], 12);
	struct run run = { .state = NULL };
	size_t len;

	ck_assert_int_eq(run_begin(&run, USE_VERIFY, &m), E_OK);
	len = run_tag_len(&run);
	if (is_general(rows[_i]) || rows[_i] == CKM_AES_GMAC)
		ck_assert_uint_eq(len, 12);
	else
		ck_assert_uint_ge(len, 16);
	run_end(&run);
}
END_TEST

START_TEST(no_bytes_or_more_than_there_are_are_refused)
{
	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA_1_HMAC_GENERAL, 0)),
	    E_MECHANISM_PARAM);
	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA_1_HMAC_GENERAL,
	    21)), E_MECHANISM_PARAM);
	ck_assert_int_eq(sign_with(mechanism_for(CKM_AES_CMAC_GENERAL, 0)),
	    E_MECHANISM_PARAM);
	ck_assert_int_eq(sign_with(mechanism_for(CKM_AES_CMAC_GENERAL, 17)),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(parameters_of_another_size_are_refused)
{
	CK_MECHANISM m = { CKM_SHA256_HMAC, &length, sizeof(length) };

	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
	m = (CK_MECHANISM){ CKM_SHA256_HMAC_GENERAL, NULL, 0 };
	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
	m = (CK_MECHANISM){ CKM_SHA256_HMAC_GENERAL, some, 4 };
	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
	m = (CK_MECHANISM){ CKM_AES_CMAC, &length, sizeof(length) };
	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(other_lengths_than_the_macs_are_no_signatures)
{
	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA256_HMAC, 0)), E_OK);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 50, mac.data, 32), E_OK);
	ck_assert_int_eq(drive_check(&job, some, 50, mac.data, 31),
	    E_SIGNATURE_LEN);
	ck_assert_int_eq(drive_check(&job, some, 50, mac.data, 0),
	    E_SIGNATURE_LEN);
}
END_TEST

START_TEST(every_flipped_byte_is_found)
{
	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA256_HMAC, 0)), E_OK);
	job.use = USE_VERIFY;
	for (size_t i = 0; i < mac.len; i++) {
		mac.data[i] ^= 0x10;
		ck_assert_int_eq(drive_check(&job, some, 50, mac.data,
		    mac.len), E_SIGNATURE);
		mac.data[i] ^= 0x10;
	}
}
END_TEST

/* ---- keys ---- */

START_TEST(hmac_keys_may_be_short_and_long)
{
	static const size_t lengths[] = { 1, 2, 19, 64, 65, 200 };

	material_free(job.key);
	job.key = drive_secret(some, lengths[_i]);
	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA512_HMAC, 0)), E_OK);
	ck_assert_uint_eq(mac.len, 64);
}
END_TEST

START_TEST(empty_keys_are_refused)
{
	material_free(job.key);
	job.key = drive_secret(some, 0);
	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA256_HMAC, 0)),
	    E_KEY_SIZE);
}
END_TEST

START_TEST(hmac_takes_keys_of_its_own_type_and_generic_ones)
{
	const struct mech *row = mech_find(CKM_SHA256_HMAC);

	ck_assert(mech_takes(row, CKK_SHA256_HMAC));
	ck_assert(mech_takes(row, CKK_GENERIC_SECRET));
	ck_assert(!mech_takes(row, CKK_SHA512_HMAC));
	ck_assert(!mech_takes(row, CKK_AES));
	ck_assert(!mech_takes(mech_find(CKM_AES_CMAC), CKK_GENERIC_SECRET));
}
END_TEST

START_TEST(start_with_the_next_candidate_begins_anew)
{
	const struct mech_ops *ops = mech_find(CKM_SHA256_HMAC)->ops;
	struct material *other = drive_secret("another", 7);
	struct run run = { .state = NULL };

	ck_assert_int_eq(sign_with(mechanism_for(CKM_SHA256_HMAC, 0)), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_VERIFY, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, other), E_OK);
	ck_assert_int_eq(ops->update(&run, some, 50, NULL, NULL), E_OK);
	ck_assert_int_eq(ops->check(&run, other, mac.data, 32), E_SIGNATURE);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->update(&run, some, 50, NULL, NULL), E_OK);
	ck_assert_int_eq(ops->check(&run, job.key, mac.data, 32), E_OK);
	run_end(&run);
	material_free(other);
}
END_TEST

/* ---- GMAC's parameter ---- */

START_TEST(gmac_takes_the_old_parameter_and_a_vector_alone)
{
	struct old_params old = { some, 12, NULL, 0, 128 };
	unsigned char want[16];

	ck_assert_int_eq(sign_with(mechanism_for(CKM_AES_GMAC, 16)), E_OK);
	ck_assert_uint_eq(mac.len, 16);
	memcpy(want, mac.data, 16);
	ck_assert_int_eq(sign_with((CK_MECHANISM){ CKM_AES_GMAC, &old,
	    sizeof(old) }), E_OK);
	ck_assert(bytes_equal(&mac, want, 16));
	ck_assert_int_eq(sign_with((CK_MECHANISM){ CKM_AES_GMAC, some, 12 }),
	    E_OK);
	ck_assert(bytes_equal(&mac, want, 16));
}
END_TEST

START_TEST(gmac_tags_have_gcms_lengths)
{
	static const CK_ULONG good[] = { 32, 64, 96, 104, 112, 120, 128 };
	static const CK_ULONG bad[] = { 0, 8, 40, 72, 97, 127, 136, 1024 };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		gcm.ulTagBits = good[i];
		ck_assert_int_eq(sign_with((CK_MECHANISM){ CKM_AES_GMAC, &gcm,
		    sizeof(gcm) }), E_OK);
		ck_assert_uint_eq(mac.len, good[i] / 8);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		gcm.ulTagBits = bad[i];
		ck_assert_int_eq(sign_with((CK_MECHANISM){ CKM_AES_GMAC, &gcm,
		    sizeof(gcm) }), E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(gmac_refuses_no_vector_and_additional_data)
{
	const CK_GCM_PARAMS good = gcm;
	CK_MECHANISM m = { CKM_AES_GMAC, &gcm, sizeof(gcm) };

	gcm.ulIvLen = 0;
	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
	gcm = good;
	gcm.pIv = NULL;
	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
	gcm = good;
	gcm.pAAD = some;
	gcm.ulAADLen = 1;
	ck_assert_int_eq(sign_with(m), E_MECHANISM_PARAM);
}
END_TEST

/* 43 to 172 bytes: libcrypto itself takes at most 128. */
START_TEST(gmac_is_the_tag_of_gcm_with_nothing_to_encrypt)
{
	struct bytes tag = { .data = NULL };
	CK_GCM_PARAMS whole = { .pIv = some, .ulIvLen = 43 * (CK_ULONG)_i,
		.pAAD = some, .ulAADLen = 50, .ulTagBits = 128 };
	struct job gcm_job = { .use = USE_ENCRYPT, .key = job.key,
		.piece = WHOLE,
		.mechanism = { CKM_AES_GCM, &whole, sizeof(whole) } };

	gcm.ulIvLen = whole.ulIvLen;
	ck_assert_int_eq(sign_with(mechanism_for(CKM_AES_GMAC, 16)), E_OK);
	ck_assert_int_eq(drive(&gcm_job, some, 0, &tag), E_OK);
	ck_assert(bytes_equal(&tag, mac.data, mac.len));
	bytes_clear(&tag);
}
END_TEST

START_TEST(gmac_remembers_the_vector)
{
	const struct mech_ops *ops = mech_find(CKM_AES_GMAC)->ops;
	CK_MECHANISM m = mechanism_for(CKM_AES_GMAC, 16);
	unsigned char vector[12] = { 9 }, first[16], second[16];
	struct run run = { .state = NULL };
	size_t len = 16;

	gcm.pIv = vector;
	ck_assert_int_eq(run_begin(&run, USE_SIGN, &m), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, first, &len), E_OK);
	memset(vector, 0, sizeof(vector));
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, second, &len), E_OK);
	ck_assert_mem_eq(first, second, 16);
	run_end(&run);
}
END_TEST

static void
length_tests(TCase *tc)
{
	tcase_add_test(tc, cut_macs_begin_like_whole_ones);
	tcase_add_loop_test(tc, length_of_a_mac_is_told, 0, ROWS);
	tcase_add_test(tc, no_bytes_or_more_than_there_are_are_refused);
	tcase_add_test(tc, parameters_of_another_size_are_refused);
	tcase_add_test(tc, other_lengths_than_the_macs_are_no_signatures);
	tcase_add_test(tc, every_flipped_byte_is_found);
}

static void
key_tests(TCase *tc)
{
	tcase_add_loop_test(tc, hmac_keys_may_be_short_and_long, 0, 6);
	tcase_add_test(tc, empty_keys_are_refused);
	tcase_add_test(tc, hmac_takes_keys_of_its_own_type_and_generic_ones);
	tcase_add_test(tc, start_with_the_next_candidate_begins_anew);
}

static void
gmac_tests(TCase *tc)
{
	tcase_add_test(tc, gmac_takes_the_old_parameter_and_a_vector_alone);
	tcase_add_test(tc, gmac_tags_have_gcms_lengths);
	tcase_add_test(tc, gmac_refuses_no_vector_and_additional_data);
	tcase_add_loop_test(tc, gmac_is_the_tag_of_gcm_with_nothing_to_encrypt,
	    1, 5);
	tcase_add_test(tc, gmac_remembers_the_vector);
}

SUITE("mech/mac",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc,
	macs_are_the_published_ones_and_false_ones_are_found, 0, ROWS);
    tcase_add_loop_test(tc, pieces_give_the_same, 0, ROWS);
    length_tests(tc);
    key_tests(tc);
    gmac_tests(tc))
