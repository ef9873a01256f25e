/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ec.h"
#include "crypto/library.h"
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

/* What the standard's header calls each row: a wrong name or number shows. */
#define NAMED(name) { CKM_##name, #name }
#define NAMED_HASHES(name) \
	NAMED(name), NAMED(name##_SHA224), NAMED(name##_SHA256), \
	NAMED(name##_SHA384), NAMED(name##_SHA512), NAMED(name##_SHA3_224), \
	NAMED(name##_SHA3_256), NAMED(name##_SHA3_384), \
	NAMED(name##_SHA3_512), NAMED(name##_SHAKE128), NAMED(name##_SHAKE256)
static const struct {
	CK_MECHANISM_TYPE type;
	const char *name;
} names[] = {
	NAMED(ML_KEM_KEY_PAIR_GEN), NAMED(ML_KEM), NAMED(ML_DSA_KEY_PAIR_GEN),
	NAMED(ML_DSA), NAMED(SLH_DSA_KEY_PAIR_GEN), NAMED(SLH_DSA),
	NAMED_HASHES(HASH_ML_DSA), NAMED_HASHES(HASH_SLH_DSA),
	NAMED(RSA_PKCS_KEY_PAIR_GEN), NAMED(RSA_PKCS), NAMED(RSA_X_509),
	NAMED(RSA_PKCS_OAEP), NAMED(RSA_PKCS_PSS), NAMED(RSA_AES_KEY_WRAP),
	NAMED(SHA1_RSA_PKCS), NAMED(SHA1_RSA_PKCS_PSS),
	NAMED(SHA224_RSA_PKCS), NAMED(SHA224_RSA_PKCS_PSS),
	NAMED(SHA256_RSA_PKCS), NAMED(SHA256_RSA_PKCS_PSS),
	NAMED(SHA384_RSA_PKCS), NAMED(SHA384_RSA_PKCS_PSS),
	NAMED(SHA512_RSA_PKCS), NAMED(SHA512_RSA_PKCS_PSS),
	NAMED(SHA3_224_RSA_PKCS), NAMED(SHA3_224_RSA_PKCS_PSS),
	NAMED(SHA3_256_RSA_PKCS), NAMED(SHA3_256_RSA_PKCS_PSS),
	NAMED(SHA3_384_RSA_PKCS), NAMED(SHA3_384_RSA_PKCS_PSS),
	NAMED(SHA3_512_RSA_PKCS), NAMED(SHA3_512_RSA_PKCS_PSS),
	NAMED(SHA512_224), NAMED(SHA512_256), NAMED(SHA_1), NAMED(SHA256),
	NAMED(SHA224), NAMED(SHA384), NAMED(SHA512), NAMED(EC_KEY_PAIR_GEN),
	NAMED(EC_EDWARDS_KEY_PAIR_GEN), NAMED(EC_MONTGOMERY_KEY_PAIR_GEN),
	NAMED(EDDSA), NAMED(ECDH1_DERIVE), NAMED(ECDH1_COFACTOR_DERIVE),
	NAMED(ECDH_AES_KEY_WRAP), NAMED(ECDH_X_AES_KEY_WRAP),
	NAMED(ECDH_COF_AES_KEY_WRAP), NAMED(ECDSA_SHA1),
	NAMED(ECDSA_SHA3_224), NAMED(ECDSA_SHA3_256), NAMED(ECDSA_SHA3_384),
	NAMED(ECDSA_SHA3_512),
	NAMED(ECDSA), NAMED(ECDSA_SHA224), NAMED(ECDSA_SHA256),
	NAMED(ECDSA_SHA384), NAMED(ECDSA_SHA512), NAMED(AES_KEY_GEN),
	NAMED(AES_GCM), NAMED(AES_KEY_WRAP), NAMED(AES_KEY_WRAP_KWP),
	NAMED(SHA3_224), NAMED(SHA3_256), NAMED(SHA3_384), NAMED(SHA3_512),
	NAMED(SHA_1_HMAC), NAMED(SHA_1_HMAC_GENERAL), NAMED(SHA_1_KEY_GEN),
	NAMED(SHA1_KEY_DERIVATION), NAMED(SHA224_HMAC),
	NAMED(SHA224_HMAC_GENERAL), NAMED(SHA224_KEY_GEN),
	NAMED(SHA224_KEY_DERIVATION), NAMED(SHA256_HMAC),
	NAMED(SHA256_HMAC_GENERAL), NAMED(SHA256_KEY_GEN),
	NAMED(SHA256_KEY_DERIVATION), NAMED(SHA384_HMAC),
	NAMED(SHA384_HMAC_GENERAL), NAMED(SHA384_KEY_GEN),
	NAMED(SHA384_KEY_DERIVATION), NAMED(SHA512_HMAC),
	NAMED(SHA512_HMAC_GENERAL), NAMED(SHA512_KEY_GEN),
	NAMED(SHA512_KEY_DERIVATION), NAMED(SHA512_224_HMAC),
	NAMED(SHA512_224_HMAC_GENERAL), NAMED(SHA512_224_KEY_GEN),
	NAMED(SHA512_224_KEY_DERIVATION), NAMED(SHA512_256_HMAC),
	NAMED(SHA512_256_HMAC_GENERAL), NAMED(SHA512_256_KEY_GEN),
	NAMED(SHA512_256_KEY_DERIVATION), NAMED(SHA3_224_HMAC),
	NAMED(SHA3_224_HMAC_GENERAL), NAMED(SHA3_224_KEY_GEN),
	NAMED(SHA3_224_KEY_DERIVATION), NAMED(SHA3_256_HMAC),
	NAMED(SHA3_256_HMAC_GENERAL), NAMED(SHA3_256_KEY_GEN),
	NAMED(SHA3_256_KEY_DERIVATION), NAMED(SHA3_384_HMAC),
	NAMED(SHA3_384_HMAC_GENERAL), NAMED(SHA3_384_KEY_GEN),
	NAMED(SHA3_384_KEY_DERIVATION), NAMED(SHA3_512_HMAC),
	NAMED(SHA3_512_HMAC_GENERAL), NAMED(SHA3_512_KEY_GEN),
	NAMED(SHA3_512_KEY_DERIVATION), NAMED(AES_CMAC),
	NAMED(AES_CMAC_GENERAL), NAMED(AES_GMAC), NAMED(GENERIC_SECRET_KEY_GEN),
	NAMED(HKDF_KEY_GEN), NAMED(PKCS5_PBKD2), NAMED(HKDF_DERIVE),
	NAMED(HKDF_DATA), NAMED(SP800_108_COUNTER_KDF),
	NAMED(SP800_108_FEEDBACK_KDF), NAMED(SP800_108_DOUBLE_PIPELINE_KDF),
	NAMED(CONCATENATE_BASE_AND_KEY), NAMED(CONCATENATE_BASE_AND_DATA),
	NAMED(CONCATENATE_DATA_AND_BASE), NAMED(XOR_BASE_AND_DATA),
	NAMED(EXTRACT_KEY_FROM_KEY), NAMED(AES_ECB_ENCRYPT_DATA),
	NAMED(AES_CBC_ENCRYPT_DATA),
	NAMED(AES_ECB), NAMED(AES_CBC), NAMED(AES_CBC_PAD), NAMED(AES_CTR),
	NAMED(AES_CCM), NAMED(AES_CTS), NAMED(AES_XTS), NAMED(AES_XTS_KEY_GEN),
	NAMED(AES_KEY_WRAP_PAD), NAMED(AES_KEY_WRAP_PKCS7), NAMED(CHACHA20),
	NAMED(CHACHA20_KEY_GEN), NAMED(CHACHA20_POLY1305),
};
#define NAMES (sizeof(names) / sizeof(*names))

static int
row_count(void)
{
	int n = 0;

	while (mech_row((size_t)n) != NULL)
		n++;
	return n;
}

/* Flags that say which of Cryptoki's functions there are. */
static CK_FLAGS
use_flags(void)
{
	CK_FLAGS all = 0;

	for (int i = 0; i < USE_COUNT; i++)
		all |= use_table[i].flag;
	return all;
}

START_TEST(rows_are_sorted_and_no_number_occurs_twice)
{
	for (size_t i = 1; mech_row(i) != NULL; i++)
		ck_assert_uint_lt(mech_row(i - 1)->type, mech_row(i)->type);
}
END_TEST

START_TEST(row_is_found_by_its_number)
{
	const struct mech *row = mech_row((size_t)_i);

	ck_assert_ptr_eq(mech_find(row->type), mech_offered(row) ? row : NULL);
	ck_assert(mech_find(row->type + 1) != row);
}
END_TEST

START_TEST(what_is_offered_is_listed_in_the_same_order)
{
	size_t listed = 0;

	for (size_t i = 0; mech_row(i) != NULL; i++)
		if (mech_offered(mech_row(i)))
			ck_assert_ptr_eq(mech_at(listed++), mech_row(i));
	ck_assert_ptr_null(mech_at(listed));
}
END_TEST

START_TEST(unknown_numbers_are_not_found)
{
	ck_assert_ptr_null(mech_find(CKM_RSA_PKCS + 0x700));
	ck_assert_ptr_null(mech_find(CK_UNAVAILABLE_INFORMATION));
}
END_TEST

START_TEST(row_has_the_standards_name)
{
	const struct mech *row = mech_row((size_t)_i);
	size_t i = 0;

	while (i < NAMES && names[i].type != row->type)
		i++;
	ck_assert_msg(i < NAMES, "add %s to names", row->name);
	ck_assert_str_eq(row->name, names[i].name);
}
END_TEST

START_TEST(row_serves_something)
{
	ck_assert_uint_ne(mech_row((size_t)_i)->flags & use_flags(), 0);
}
END_TEST

START_TEST(row_can_do_what_its_flags_say)
{
	const struct mech *row = mech_row((size_t)_i);
	const struct mech_ops *ops = row->ops;
	bool makes = mech_serves(row, USE_ENCRYPT) ||
	    mech_serves(row, USE_WRAP) || mech_serves(row, USE_SIGN) ||
	    mech_serves(row, USE_DIGEST);
	bool opens = mech_serves(row, USE_DECRYPT) ||
	    mech_serves(row, USE_UNWRAP);

	if (makes)
		ck_assert(ops->start != NULL && ops->update != NULL &&
		    ops->finish != NULL && ops->bound != NULL &&
		    ops->stop != NULL);
	if (opens && (row->traits & MECH_WHOLE) != 0)
		ck_assert(ops->open != NULL);
	if (opens && (row->traits & MECH_WHOLE) == 0)
		ck_assert(ops->update != NULL && ops->finish != NULL);
	if (mech_serves(row, USE_VERIFY))
		ck_assert(ops->check != NULL);
	if (mech_serves(row, USE_DERIVE))
		ck_assert(ops->derive != NULL);
}
END_TEST

START_TEST(row_generates_if_and_only_if_it_says_so)
{
	const struct mech *row = mech_row((size_t)_i);
	bool says = mech_serves(row, USE_GENERATE) ||
	    mech_serves(row, USE_GENERATE_PAIR);

	ck_assert((row->generate != NULL) == says);
}
END_TEST

START_TEST(row_that_searches_versions_authenticates)
{
	const struct mech *row = mech_row((size_t)_i);

	if ((row->traits & MECH_TRIAL) == 0)
		return;
	/* OAEP is as strong as its hash. */
	ck_assert(mech_serves(row, USE_VERIFY) || row->key_type == CKK_RSA ||
	    (row->ops->open != NULL && row->ops->tag_len != NULL));
}
END_TEST

START_TEST(row_names_a_digest_there_is)
{
	const struct mech *row = mech_row((size_t)_i);

	if (row->digest != NULL)
		ck_assert_ptr_nonnull(library_digest(row->digest));
}
END_TEST

START_TEST(row_has_key_sizes_if_it_has_a_key)
{
	const struct mech *row = mech_row((size_t)_i);
	bool keyed = row->key_type != CK_UNAVAILABLE_INFORMATION;

	ck_assert((row->min != 0) == keyed);
	ck_assert_uint_le(row->min, row->max);
}
END_TEST

/* Whether the row is for keys on this curve. */
static bool
takes_curve(const struct mech *row, const struct curve *c)
{
	switch (c->kind) {
	case CURVE_WEIERSTRASS:
		return row->key_type == CKK_EC ||
		    row->key_type == KEY_ANY_CURVE;
	case CURVE_EDWARDS:
		return row->key_type == CKK_EC_EDWARDS;
	case CURVE_MONTGOMERY:
		break;
	}
	return row->key_type == CKK_EC_MONTGOMERY ||
	    row->key_type == KEY_ANY_CURVE;
}

START_TEST(ec_rows_take_all_our_curves_and_no_others)
{
	const struct mech *row = mech_row((size_t)_i);
	CK_ULONG min = CK_UNAVAILABLE_INFORMATION, max = 0;

	for (size_t i = 0; curve_at(i) != NULL; i++) {
		CK_ULONG bits = curve_at(i)->bits;

		if (!takes_curve(row, curve_at(i)))
			continue;
		min = bits < min ? bits : min;
		max = bits > max ? bits : max;
	}
	if (max == 0)
		return;
	ck_assert_uint_eq(row->min, min);
	ck_assert_uint_eq(row->max, max);
}
END_TEST

START_TEST(row_has_known_answers)
{
	const struct mech *row = mech_row((size_t)_i);

	if (row->ops != NULL)
		ck_assert_msg(kat_exists(row->name),
		    "tests/vectors/%s.txt is missing", row->name);
}
END_TEST

SUITE("mech/mech_table",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_test(tc, rows_are_sorted_and_no_number_occurs_twice);
    tcase_add_loop_test(tc, row_is_found_by_its_number, 0, row_count());
    tcase_add_test(tc, what_is_offered_is_listed_in_the_same_order);
    tcase_add_test(tc, unknown_numbers_are_not_found);
    tcase_add_loop_test(tc, row_has_the_standards_name, 0, row_count());
    tcase_add_loop_test(tc, row_serves_something, 0, row_count());
    tcase_add_loop_test(tc, row_can_do_what_its_flags_say, 0, row_count());
    tcase_add_loop_test(tc, row_generates_if_and_only_if_it_says_so, 0,
	row_count());
    tcase_add_loop_test(tc, row_that_searches_versions_authenticates, 0,
	row_count());
    tcase_add_loop_test(tc, row_names_a_digest_there_is, 0, row_count());
    tcase_add_loop_test(tc, row_has_key_sizes_if_it_has_a_key, 0,
	row_count());
    tcase_add_loop_test(tc, ec_rows_take_all_our_curves_and_no_others, 0,
	row_count());
    tcase_add_loop_test(tc, row_has_known_answers, 0, row_count()))
