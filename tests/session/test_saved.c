/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of digests: whose they are, how many are kept. */
#include "session/saved.h"

#include "crypto/library.h"
#include "support/core_fixture.h"

static struct saved *all;
static struct operation op;
static struct token mine, theirs;
static unsigned char reference[SAVED_LEN];

static void
setup(void)
{
	CK_MECHANISM m = { CKM_SHA256, NULL, 0 };

	ck_ok(library_open());
	ck_ok(saved_new(&all));
	op = (struct operation){ .active = true, .started = true };
	ck_ok(run_begin(&op.run, USE_DIGEST, &m));
	ck_ok(run_start(&op.run, NULL));
}

static void
teardown(void)
{
	operation_end(&op);
	saved_clear(all);
	free(all);
	library_close();
}

static void
put(CK_SESSION_HANDLE session, unsigned char *to)
{
	ck_ok(saved_put(all, &mine, session, &op, to));
}

static enum err
get(const struct token *token, const unsigned char *from)
{
	struct operation copy = { .active = false };
	enum err e = saved_get(all, token, from, &copy);

	if (e == E_OK)
		ck_assert(copy.active && copy.started);
	operation_end(&copy);
	return e;
}

START_TEST(a_copy_is_given_as_often_as_it_is_wanted)
{
	put(1, reference);
	ck_ok(get(&mine, reference));
	ck_ok(get(&mine, reference));
}
END_TEST

START_TEST(it_is_of_its_token)
{
	put(1, reference);
	ck_refused(get(&theirs, reference), E_SAVED_STATE);
}
END_TEST

START_TEST(a_reference_cannot_be_altered)
{
	put(1, reference);
	for (int i = 0; i < SAVED_LEN; i++) {
		reference[i] ^= 0x80;
		ck_refused(get(&mine, reference), E_SAVED_STATE);
		reference[i] ^= 0x80;
	}
	ck_ok(get(&mine, reference));
}
END_TEST

START_TEST(a_session_displaces_its_own_oldest)
{
	unsigned char list[SAVED_PER_SESSION + 1][SAVED_LEN];

	put(2, reference);
	for (int i = 0; i <= SAVED_PER_SESSION; i++)
		put(1, list[i]);
	ck_refused(get(&mine, list[0]), E_SAVED_STATE);
	ck_ok(get(&mine, list[1]));
	ck_ok(get(&mine, reference));
}
END_TEST

START_TEST(the_oldest_of_all_gives_way_at_last)
{
	unsigned char first[SAVED_LEN];

	put(1, first);
	put(2, reference);
	for (CK_SESSION_HANDLE i = 3; i <= SAVED_MAX; i++)
		put(i, first);
	put(SAVED_MAX + 1, first);
	ck_ok(get(&mine, reference));
	put(SAVED_MAX + 2, first);
	ck_refused(get(&mine, reference), E_SAVED_STATE);
	ck_ok(get(&mine, first));
}
END_TEST

START_TEST(all_is_forgotten)
{
	put(1, reference);
	saved_clear(all);
	ck_refused(get(&mine, reference), E_SAVED_STATE);
}
END_TEST

START_TEST(what_has_no_copy_is_not_kept)
{
	struct operation other = { .active = true };

	ck_ok(run_begin(&other.run, USE_ENCRYPT, core_gcm_mechanism()));
	ck_refused(saved_put(all, &mine, 1, &other, reference),
	    E_STATE_UNSAVEABLE);
	operation_end(&other);
}
END_TEST

SUITE("session/saved",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_copy_is_given_as_often_as_it_is_wanted);
    tcase_add_test(tc, it_is_of_its_token);
    tcase_add_test(tc, a_reference_cannot_be_altered);
    tcase_add_test(tc, a_session_displaces_its_own_oldest);
    tcase_add_test(tc, the_oldest_of_all_gives_way_at_last);
    tcase_add_test(tc, all_is_forgotten);
    tcase_add_test(tc, what_has_no_copy_is_not_kept))
