/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ec.h"
#include "crypto/library.h"
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

/* What the standard's header calls each row: a wrong name or number shows. */
#define NAMED(name) { CKM_##name, #name }
static const struct {
	CK_MECHANISM_TYPE type;
	const char *name;
} names[] = {
	NAMED(SHA512_224), NAMED(SHA512_256), NAMED(SHA_1), NAMED(SHA256),
	NAMED(SHA224), NAMED(SHA384), NAMED(SHA512), NAMED(EC_KEY_PAIR_GEN),
	NAMED(ECDSA), NAMED(ECDSA_SHA224), NAMED(ECDSA_SHA256),
	NAMED(ECDSA_SHA384), NAMED(ECDSA_SHA512), NAMED(AES_KEY_GEN),
	NAMED(AES_GCM), NAMED(AES_KEY_WRAP), NAMED(AES_KEY_WRAP_KWP),
};
#define NAMES (sizeof(names) / sizeof(*names))

static int
row_count(void)
{
	int n = 0;

	while (mech_at((size_t)n) != NULL)
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
	for (size_t i = 1; mech_at(i) != NULL; i++)
		ck_assert_uint_lt(mech_at(i - 1)->type, mech_at(i)->type);
}
END_TEST

START_TEST(row_is_found_by_its_number)
{
	const struct mech *row = mech_at((size_t)_i);

	ck_assert_ptr_eq(mech_find(row->type), row);
	ck_assert(mech_find(row->type + 1) != row);
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
	const struct mech *row = mech_at((size_t)_i);
	size_t i = 0;

	while (i < NAMES && names[i].type != row->type)
		i++;
	ck_assert_msg(i < NAMES, "add %s to names", row->name);
	ck_assert_str_eq(row->name, names[i].name);
}
END_TEST

START_TEST(row_serves_something)
{
	ck_assert_uint_ne(mech_at((size_t)_i)->flags & use_flags(), 0);
}
END_TEST

START_TEST(row_can_do_what_its_flags_say)
{
	const struct mech *row = mech_at((size_t)_i);
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
}
END_TEST

START_TEST(row_generates_if_and_only_if_it_says_so)
{
	const struct mech *row = mech_at((size_t)_i);
	bool says = mech_serves(row, USE_GENERATE) ||
	    mech_serves(row, USE_GENERATE_PAIR);

	ck_assert((row->generate != NULL) == says);
}
END_TEST

START_TEST(row_that_searches_versions_authenticates)
{
	const struct mech *row = mech_at((size_t)_i);

	if ((row->traits & MECH_TRIAL) == 0)
		return;
	ck_assert(mech_serves(row, USE_VERIFY) ||
	    (row->ops->open != NULL && row->ops->tag_len != NULL));
}
END_TEST

START_TEST(row_names_a_digest_there_is)
{
	const struct mech *row = mech_at((size_t)_i);

	if (row->digest != NULL)
		ck_assert_ptr_nonnull(library_digest(row->digest));
}
END_TEST

START_TEST(row_has_key_sizes_if_it_has_a_key)
{
	const struct mech *row = mech_at((size_t)_i);
	bool keyed = row->key_type != CK_UNAVAILABLE_INFORMATION;

	ck_assert((row->min != 0) == keyed);
	ck_assert_uint_le(row->min, row->max);
}
END_TEST

START_TEST(ec_rows_take_all_our_curves_and_no_others)
{
	const struct mech *row = mech_at((size_t)_i);
	CK_ULONG min = CK_UNAVAILABLE_INFORMATION, max = 0;

	if (row->key_type != CKK_EC)
		return;
	for (size_t i = 0; curve_at(i) != NULL; i++) {
		CK_ULONG bits = curve_at(i)->bits;

		min = bits < min ? bits : min;
		max = bits > max ? bits : max;
	}
	ck_assert_uint_eq(row->min, min);
	ck_assert_uint_eq(row->max, max);
}
END_TEST

START_TEST(row_has_known_answers)
{
	const struct mech *row = mech_at((size_t)_i);

	if (row->ops != NULL)
		ck_assert_msg(kat_exists(row->name),
		    "tests/vectors/%s.txt is missing", row->name);
}
END_TEST

SUITE("mech/mech_table",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_test(tc, rows_are_sorted_and_no_number_occurs_twice);
    tcase_add_loop_test(tc, row_is_found_by_its_number, 0, row_count());
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
