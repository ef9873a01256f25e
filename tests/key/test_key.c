/* SPDX-License-Identifier: Apache-2.0 */
/* A key is a name with versions: numbers, limits, what a purge leaves. */
#include "key/key.h"

#include "crypto/ec.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

#define NOW UINT64_C(1700000000)

static struct key *key;

static void
setup(void)
{
	ck_assert_int_eq(key_new(CKK_AES, NOW, &key), E_OK);
}

static void
teardown(void)
{
	key_free(key);
}

static struct material *
secret_of(size_t len)
{
	SCOPED(secret) *value = NULL;
	struct material *m;

	ck_assert_int_eq(secret_new(len, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	return m;
}

static struct version *
append(enum state state)
{
	SCOPED(material) *m = secret_of(32);
	struct version *v;

	ck_assert_int_eq(key_append(key, m, state, NOW, &v), E_OK);
	return v;
}

static struct key *
pair_key(void)
{
	SCOPED(material) *m = NULL;
	struct key *k;

	ck_assert_int_eq(ec_generate(curve_at(0), &m), E_OK);
	ck_assert_int_eq(key_new(CKK_EC, NOW, &k), E_OK);
	ck_assert_int_eq(key_append(k, m, STATE_ENABLED, NOW, NULL), E_OK);
	return k;
}

START_TEST(a_new_key_is_enabled_and_has_no_version)
{
	ck_assert_int_eq(key->state, STATE_ENABLED);
	ck_assert_uint_eq(key->count, 0);
	ck_assert_ptr_null(key_current(key));
	ck_assert_uint_eq(key_live_versions(key), 0);
	ck_assert(!key_is_pair(key));
}
END_TEST

START_TEST(every_key_has_an_id_of_its_own)
{
	SCOPED(key) *other = NULL;

	ck_assert_int_eq(key_new(CKK_AES, NOW, &other), E_OK);
	ck_assert_uint_eq(strlen(key->id), KEY_ID_LEN);
	ck_assert_str_ne(key->id, other->id);
}
END_TEST

START_TEST(versions_count_from_1)
{
	for (uint32_t n = 1; n <= 3; n++)
		ck_assert_uint_eq(append(STATE_ENABLED)->number, n);
}
END_TEST

START_TEST(the_first_version_becomes_current)
{
	append(STATE_ENABLED);
	append(STATE_ENABLED);
	ck_assert_uint_eq(key->current, 1);
	ck_assert_uint_eq(key_current(key)->number, 1);
}
END_TEST

START_TEST(bits_are_the_materials)
{
	append(STATE_ENABLED);
	ck_assert_uint_eq(key_bits(key), 256);
}
END_TEST

START_TEST(a_version_that_does_not_exist_is_null)
{
	append(STATE_ENABLED);
	ck_assert_ptr_null(key_version(key, 0));
	ck_assert_ptr_null(key_version(key, 2));
}
END_TEST

START_TEST(a_secret_version_has_a_check_value_and_no_public_half)
{
	const struct version *v = append(STATE_ENABLED);
	/* AES-256, key and block of zeroes (FIPS 197). */
	static const unsigned char expected[] = { 0xdc, 0x95, 0xc0 };

	ck_assert_uint_eq(v->check_value_len, 3);
	ck_assert_mem_eq(v->check_value, expected, 3);
	ck_assert_uint_eq(v->spki.len, 0);
}
END_TEST

START_TEST(a_pair_has_a_public_half_and_no_check_value)
{
	SCOPED(key) *k = pair_key();

	ck_assert(key_is_pair(k));
	ck_assert_uint_gt(k->versions[0].spki.len, 0);
	ck_assert_uint_eq(k->versions[0].check_value_len, 0);
}
END_TEST

START_TEST(a_public_key_is_a_pair_without_private_material)
{
	SCOPED(key) *k = pair_key(), *public = NULL;
	SCOPED(material) *half = NULL;

	ck_assert_int_eq(version_public(&k->versions[0], &half), E_OK);
	ck_assert_int_eq(key_new(CKK_EC, NOW, &public), E_OK);
	ck_assert_int_eq(key_append(public, half, STATE_ENABLED, NOW, NULL),
	    E_OK);
	ck_assert(key_is_pair(public));
	ck_assert_ptr_null(atomic_load(&public->versions[0].material));
}
END_TEST

START_TEST(the_public_half_is_decoded_once)
{
	SCOPED(key) *k = pair_key();
	SCOPED(material) *once = NULL, *twice = NULL;

	ck_assert_int_eq(version_public(&k->versions[0], &once), E_OK);
	ck_assert_int_eq(version_public(&k->versions[0], &twice), E_OK);
	ck_assert_ptr_eq(once, twice);
}
END_TEST

START_TEST(there_is_a_limit_to_versions_with_material)
{
	SCOPED(material) *m = secret_of(32);

	for (int i = 0; i < KEY_VERSIONS_MAX; i++)
		append(STATE_ENABLED);
	ck_assert_int_eq(key_append(key, m, STATE_ENABLED, NOW, NULL),
	    E_QUOTA);
	ck_assert_ptr_nonnull(strstr(reason_text(), key->id));
	ck_assert_uint_eq(key->count, KEY_VERSIONS_MAX);
}
END_TEST

START_TEST(purged_versions_do_not_count_towards_the_limit)
{
	for (int i = 0; i < KEY_VERSIONS_MAX; i++)
		append(STATE_ENABLED);
	key->versions[0].state = STATE_PURGED;
	key->versions[1].state = STATE_PURGING;
	ck_assert_uint_eq(key_live_versions(key), KEY_VERSIONS_MAX - 2);
	ck_assert_uint_eq(append(STATE_ENABLED)->number, KEY_VERSIONS_MAX + 1);
}
END_TEST

START_TEST(wiping_leaves_number_and_check_value)
{
	struct version *v = append(STATE_ENABLED);

	ck_assert_int_eq(bytes_set(&v->sealed, "blob", 4), E_OK);
	version_wipe(v);
	ck_assert_ptr_null(atomic_load(&v->material));
	ck_assert_uint_eq(v->sealed.len, 0);
	ck_assert_uint_eq(v->number, 1);
	ck_assert_uint_eq(v->check_value_len, 3);
}
END_TEST

static const struct {
	enum state state;
	const char *name;
} states[] = {
	{ STATE_ENABLED, "enabled" },
	{ STATE_DISABLED, "disabled" },
	{ STATE_SCHEDULED, "pending-deletion" },
	{ STATE_PURGED, "purged" },
	{ STATE_STAGED, "staged" },
	{ STATE_PURGING, "purged" },
	{ (enum state)0, "unknown" },
	{ (enum state)7, "unknown" },
};

START_TEST(a_state_has_a_name)
{
	ck_assert_str_eq(state_name(states[_i].state), states[_i].name);
}
END_TEST

START_TEST(an_aes_key_is_called_by_its_size)
{
	char buf[32];

	append(STATE_ENABLED);
	ck_assert_str_eq(key_type_name(key, buf, sizeof(buf)), "aes-256");
}
END_TEST

static const struct {
	CK_KEY_TYPE type;
	const char *name;
} types[] = {
	{ CKK_GENERIC_SECRET, "generic-256" },
	{ CKK_HKDF, "hkdf-256" },
	{ CKK_AES_XTS, "aes-xts-256" },
	{ CKK_CHACHA20, "chacha20" },
	{ CKK_SHA_1_HMAC, "hmac-sha1" },
	{ CKK_SHA512_256_HMAC, "hmac-sha512-256" },
	{ CKK_SHA3_384_HMAC, "hmac-sha3-384" },
	{ CKK_RSA, "rsa-256" },
};

START_TEST(a_type_is_called_by_its_name)
{
	char buf[32];

	append(STATE_ENABLED);
	key->type = types[_i].type;
	ck_assert_str_eq(key_type_name(key, buf, sizeof(buf)),
	    types[_i].name);
}
END_TEST

START_TEST(a_montgomery_pair_is_called_by_its_curve_alone)
{
	SCOPED(key) *k = NULL;
	SCOPED(material) *m = NULL;
	size_t i = 0;
	char buf[32];

	while (curve_at(i)->kind != CURVE_MONTGOMERY)
		i++;
	ck_assert_int_eq(ec_generate(curve_at(i), &m), E_OK);
	ck_assert_int_eq(key_new(CKK_EC_MONTGOMERY, 1, &k), E_OK);
	ck_assert_int_eq(key_append(k, m, STATE_ENABLED, 1, NULL), E_OK);
	ck_assert_str_eq(key_type_name(k, buf, sizeof(buf)),
	    curve_at(i)->text);
}
END_TEST

START_TEST(a_pair_is_called_by_its_curve)
{
	SCOPED(key) *k = pair_key();
	char buf[32], expected[32];

	snprintf(expected, sizeof(expected), "ec-%s", curve_at(0)->text);
	ck_assert_str_eq(key_type_name(k, buf, sizeof(buf)), expected);
}
END_TEST

START_TEST(another_type_is_called_by_its_number)
{
	char buf[32];

	key->type = CKK_DES3;
	ck_assert_str_eq(key_type_name(key, buf, sizeof(buf)), "type-0x15");
}
END_TEST

SUITE("key/key",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_new_key_is_enabled_and_has_no_version);
    tcase_add_test(tc, every_key_has_an_id_of_its_own);
    tcase_add_test(tc, versions_count_from_1);
    tcase_add_test(tc, the_first_version_becomes_current);
    tcase_add_test(tc, bits_are_the_materials);
    tcase_add_test(tc, a_version_that_does_not_exist_is_null);
    tcase_add_test(tc, a_secret_version_has_a_check_value_and_no_public_half);
    tcase_add_test(tc, a_pair_has_a_public_half_and_no_check_value);
    tcase_add_test(tc, a_public_key_is_a_pair_without_private_material);
    tcase_add_test(tc, the_public_half_is_decoded_once);
    tcase_add_test(tc, there_is_a_limit_to_versions_with_material);
    tcase_add_test(tc, purged_versions_do_not_count_towards_the_limit);
    tcase_add_test(tc, wiping_leaves_number_and_check_value);
    tcase_add_loop_test(tc, a_state_has_a_name, 0,
	(int)(sizeof(states) / sizeof(states[0])));
    tcase_add_test(tc, an_aes_key_is_called_by_its_size);
    tcase_add_loop_test(tc, a_type_is_called_by_its_name, 0,
	(int)(sizeof(types) / sizeof(types[0])));
    tcase_add_test(tc, a_pair_is_called_by_its_curve);
    tcase_add_test(tc, a_montgomery_pair_is_called_by_its_curve_alone);
    tcase_add_test(tc, another_type_is_called_by_its_number))
