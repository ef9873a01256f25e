/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in, what that opens, and that nothing stays behind. */
#include "token/bench.h"
#include "token/principal.h"

#include "cryptoki.h"

/* ---- name:secret ---- */

static const struct {
	const char *pin, *name, *secret; /* name NULL: refused */
} splits[] = {
	{ "1234", "user", "1234" },
	{ "", "user", "" },
	{ "alice:1234", "alice", "1234" },
	{ "alice:12:34", "alice", "12:34" },
	{ "alice:", "alice", "" },
	{ "a.b_c@d-9:x", "a.b_c@d-9", "x" },
	{ ":1234", NULL, NULL },
	{ ":", NULL, NULL },
	{ "two words:1234", NULL, NULL },
	{ "sl/ash:1234", NULL, NULL },
	{ "0123456789012345678901234567890123456789012345678901234567890123:x",
	    "0123456789012345678901234567890123456789012345678901234567890123",
	    "x" },
	{ "01234567890123456789012345678901234567890123456789012345678901234:x",
	    NULL, NULL },
};

START_TEST(a_pin_is_split_at_its_first_colon)
{
	char name[PRINCIPAL_NAME_MAX + 1];
	const unsigned char *secret;
	size_t len;

	if (splits[_i].name == NULL) {
		ck_refused(login_split(PIN(splits[_i].pin), name, &secret,
		    &len), E_PIN_INCORRECT);
		return;
	}
	ck_ok(login_split(PIN(splits[_i].pin), name, &secret, &len));
	ck_assert_str_eq(name, splits[_i].name);
	ck_assert_uint_eq(len, strlen(splits[_i].secret));
	ck_assert_mem_eq(secret, splits[_i].secret, len);
}
END_TEST

START_TEST(no_pin_at_all_is_an_empty_one)
{
	char name[PRINCIPAL_NAME_MAX + 1];
	const unsigned char *secret;
	size_t len;

	ck_ok(login_split(NULL, 0, name, &secret, &len));
	ck_assert_str_eq(name, "user");
	ck_assert_uint_eq(len, 0);
}
END_TEST

/* ---- in and out ---- */

START_TEST(a_user_gets_the_domain_keys)
{
	ck_ok(bench_user_in(USER_PIN));
	ck_assert(token_user_in(bench.token));
	ck_assert(!token_officer_in(bench.token));
	ck_assert_str_eq(bench.token->who.name, "user");
	ck_assert_uint_eq(keyring_epoch(&bench.token->ring), 1);
	ck_assert_ptr_null(bench.token->officer);
}
END_TEST

START_TEST(the_officer_gets_none)
{
	ck_ok(bench_officer_in());
	ck_assert(token_officer_in(bench.token));
	ck_assert_uint_eq(bench.token->ring.count, 0);
	ck_assert_ptr_nonnull(bench.token->officer);
}
END_TEST

START_TEST(logout_leaves_nothing)
{
	ck_ok(bench_user_in(USER_PIN));
	bench_logout(bench.token);
	ck_assert_int_eq(bench.token->who.kind, PRINCIPAL_NOBODY);
	ck_assert_str_eq(bench.token->who.name, "");
	ck_assert_uint_eq(bench.token->ring.count, 0);
	ck_ok(bench_officer_in());
	bench_logout(bench.token);
	ck_assert_ptr_null(bench.token->officer);
}
END_TEST

START_TEST(logins_and_logouts_are_counted)
{
	unsigned before = atomic_load(&bench.token->logins);

	ck_refused(bench_user_in("4321"), E_PIN_INCORRECT);
	ck_assert_uint_eq(atomic_load(&bench.token->logins), before);
	ck_ok(bench_user_in(USER_PIN));
	ck_assert_uint_eq(atomic_load(&bench.token->logins), before + 1);
	bench_logout(bench.token);
	ck_assert_uint_eq(atomic_load(&bench.token->logins), before + 2);
}
END_TEST

START_TEST(a_login_does_not_replace_another)
{
	struct secret *key;

	ck_ok(bench_user_in(USER_PIN));
	key = bench.token->ring.keys[0].key;
	ck_refused(bench_user_in(USER_PIN), E_ALREADY_LOGGED_IN);
	ck_refused(bench_officer_in(), E_ANOTHER_LOGGED_IN);
	ck_assert(token_user_in(bench.token));
	ck_assert_ptr_eq(bench.token->ring.keys[0].key, key);
	ck_assert_ptr_null(bench.token->officer);
}
END_TEST

START_TEST(the_officer_waits_for_read_only_sessions)
{
	atomic_store(&bench.token->sessions, 2);
	atomic_store(&bench.token->writable_sessions, 1);
	ck_refused(bench_officer_in(), E_SESSION_RO_EXISTS);
	ck_ok(bench_user_in(USER_PIN));
}
END_TEST

START_TEST(nobody_is_no_kind_to_log_in)
{
	ck_refused(login_principal(bench.token, PRINCIPAL_NOBODY, "user",
	    PIN(USER_PIN)), E_USER_TYPE);
}
END_TEST

START_TEST(a_good_login_writes_nothing)
{
	uint64_t before = store_revision(bench.store);

	ck_ok(bench_user_in(USER_PIN));
	ck_assert_uint_eq(store_revision(bench.store), before);
}
END_TEST

/* ---- one operation's login ---- */

START_TEST(who_is_in_can_prove_it_again)
{
	unsigned before;

	ck_refused(login_check(bench.token, "user", PIN(USER_PIN)),
	    E_NOT_LOGGED_IN);
	ck_ok(bench_user_in(USER_PIN));
	before = atomic_load(&bench.token->logins);
	ck_ok(login_check(bench.token, "user", PIN(USER_PIN)));
	ck_refused(login_check(bench.token, "user", PIN("4321")),
	    E_PIN_INCORRECT);
	ck_refused(login_check(bench.token, "so", PIN(SO_PIN)),
	    E_PIN_INCORRECT);
	ck_assert(token_user_in(bench.token));
	ck_assert_uint_eq(atomic_load(&bench.token->logins), before);
}
END_TEST

/* ---- flags ---- */

static unsigned long
flags(void)
{
	unsigned long f;

	ck_ok(login_flags(bench.store, 0, &f));
	return f;
}

static void
failed(const char *name, uint32_t times)
{
	struct attempt a = { .failures = times, .last = clock_now() };

	ck_ok(store_attempt_set(bench.store, 0, name, getuid(), &a));
}

START_TEST(flags_are_truthful)
{
	ck_assert_uint_eq(flags(), 0);
	failed("user", 1);
	ck_assert_uint_eq(flags(), CKF_USER_PIN_COUNT_LOW);
	failed("user", 9);
	ck_assert_uint_eq(flags(),
	    CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_LOCKED);
	clock_shift(40);
	ck_assert_uint_eq(flags(), CKF_USER_PIN_COUNT_LOW);
	failed("user", 0);
	failed("so", 9);
	ck_assert_uint_eq(flags(), CKF_SO_PIN_COUNT_LOW | CKF_SO_PIN_LOCKED);
}
END_TEST

/* ---- two tokens ---- */

START_TEST(tokens_of_one_store_are_apart)
{
	struct token *other;

	ck_ok(bench_init(1, (struct token_choice){ 0 }));
	ck_ok(slot_token(bench.tokens, 1, &other));
	ck_ok(login_principal(other, PRINCIPAL_OFFICER, "so", PIN(SO_PIN)));
	ck_ok(enrol_user_pin(other, PIN("another")));
	bench_logout(other);
	ck_ok(login_principal(other, PRINCIPAL_USER, "user",
	    PIN("another")));
	ck_ok(bench_user_in(USER_PIN));
	ck_assert(!secret_equal(keyring_get(&other->ring, 1),
	    keyring_get(&bench.token->ring, 1)));
	bench_logout(other);
	ck_refused(login_principal(other, PRINCIPAL_USER, "user",
	    PIN(USER_PIN)), E_PIN_INCORRECT);
	ck_assert(token_user_in(bench.token));
}
END_TEST

static void
users(Suite *s)
{
	TCase *tc = tcase_create("in and out");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, bench_user, bench_end);
	tcase_add_test(tc, a_user_gets_the_domain_keys);
	tcase_add_test(tc, the_officer_gets_none);
	tcase_add_test(tc, logout_leaves_nothing);
	tcase_add_test(tc, logins_and_logouts_are_counted);
	tcase_add_test(tc, a_login_does_not_replace_another);
	tcase_add_test(tc, the_officer_waits_for_read_only_sessions);
	tcase_add_test(tc, nobody_is_no_kind_to_log_in);
	tcase_add_test(tc, a_good_login_writes_nothing);
	tcase_add_test(tc, who_is_in_can_prove_it_again);
	tcase_add_test(tc, flags_are_truthful);
	tcase_add_test(tc, tokens_of_one_store_are_apart);
}

SUITE("token/login",
    tcase_add_loop_test(tc, a_pin_is_split_at_its_first_colon, 0,
	sizeof(splits) / sizeof(splits[0]));
    tcase_add_test(tc, no_pin_at_all_is_an_empty_one);
    users(s))
