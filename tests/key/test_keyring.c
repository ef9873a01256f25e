/* SPDX-License-Identifier: Apache-2.0 */
/* Domain keys are found by their epoch, and gone after the keyring is. */
#include "key/keyring.h"

#include "support/suite.h"

static struct keyring ring;

static void
setup(void)
{
	ring = (struct keyring){ 0 };
}

static void
teardown(void)
{
	keyring_clear(&ring);
}

static const struct secret *
add(uint32_t epoch)
{
	struct secret *key;

	ck_assert_int_eq(secret_new(32, &key), E_OK);
	secret_data(key)[0] = (unsigned char)epoch;
	ck_assert_int_eq(keyring_add(&ring, epoch, key), E_OK);
	return key;
}

START_TEST(an_empty_ring_has_no_epoch)
{
	ck_assert_uint_eq(keyring_epoch(&ring), 0);
	ck_assert_ptr_null(keyring_get(&ring, 0));
	ck_assert_ptr_null(keyring_get(&ring, 1));
}
END_TEST

START_TEST(every_key_is_found_by_its_epoch)
{
	const struct secret *third = add(3), *first = add(1), *second = add(2);

	ck_assert_ptr_eq(keyring_get(&ring, 1), first);
	ck_assert_ptr_eq(keyring_get(&ring, 2), second);
	ck_assert_ptr_eq(keyring_get(&ring, 3), third);
}
END_TEST

START_TEST(an_epoch_between_others_may_be_missing)
{
	add(1);
	add(7);
	ck_assert_ptr_null(keyring_get(&ring, 4));
	ck_assert_ptr_null(keyring_get(&ring, 8));
}
END_TEST

START_TEST(the_highest_epoch_is_current)
{
	add(5);
	add(2);
	ck_assert_uint_eq(keyring_epoch(&ring), 5);
}
END_TEST

START_TEST(an_epoch_is_added_once)
{
	struct secret *again;

	add(2);
	ck_assert_int_eq(secret_new(32, &again), E_OK);
	ck_assert_int_eq(keyring_add(&ring, 2, again), E_GENERAL);
	secret_free(again);
	ck_assert_uint_eq(ring.count, 1);
}
END_TEST

START_TEST(epoch_0_is_no_epoch)
{
	struct secret *key;

	ck_assert_int_eq(secret_new(32, &key), E_OK);
	ck_assert_int_eq(keyring_add(&ring, 0, key), E_GENERAL);
	secret_free(key);
}
END_TEST

START_TEST(a_cleared_ring_is_empty_and_usable)
{
	add(1);
	keyring_clear(&ring);
	ck_assert_uint_eq(keyring_epoch(&ring), 0);
	add(1);
	ck_assert_uint_eq(keyring_epoch(&ring), 1);
}
END_TEST

SUITE("key/keyring",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, an_empty_ring_has_no_epoch);
    tcase_add_test(tc, every_key_is_found_by_its_epoch);
    tcase_add_test(tc, an_epoch_between_others_may_be_missing);
    tcase_add_test(tc, the_highest_epoch_is_current);
    tcase_add_test(tc, an_epoch_is_added_once);
    tcase_add_test(tc, epoch_0_is_no_epoch);
    tcase_add_test(tc, a_cleared_ring_is_empty_and_usable))
