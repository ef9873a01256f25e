/* SPDX-License-Identifier: Apache-2.0 */
/* Making tokens, and what a token made anew leaves of the old one. */
#include "token/bench.h"
#include "token/epoch.h"

#include "cryptoki.h"

static const struct token_choice plain, sandbox = { .sandbox = true };

START_TEST(a_token_is_what_was_asked_for)
{
	struct token_record r;

	ck_ok(bench_init(0, (struct token_choice){
	    .allow_extractable = true, .purge_protected = true }));
	ck_ok(slot_read(bench.tokens, 0, &r));
	ck_assert_uint_eq(r.number, 0);
	ck_assert_mem_eq(r.label, LABEL, TOKEN_LABEL_LEN);
	ck_assert_uint_eq(strspn(r.serial_number, "0123456789abcdef"), 16);
	ck_assert(r.allow_extractable && r.purge_protected && !r.sandbox);
	ck_assert(!r.user_pin_set);
	ck_assert_uint_ge(r.created + 5, clock_now());
}
END_TEST

START_TEST(the_first_token_makes_store_and_root_key)
{
	ck_ok(bench_init(0, plain));
	ck_assert_int_eq(access(bench.conf.store, F_OK), 0);
	ck_assert_int_eq(access(bench.conf.root_key, F_OK), 0);
}
END_TEST

START_TEST(only_the_free_slot_gets_a_new_token)
{
	ck_refused(bench_init(1, plain), E_SLOT);
	ck_refused(bench_init(SLOT_MAX, plain), E_SLOT);
	ck_assert_int_ne(access(bench.conf.store, F_OK), 0);
}
END_TEST

static const struct {
	size_t len;
	enum err want;
} pins[] = {
	{ 0, E_PIN_LEN },
	{ 3, E_PIN_LEN },
	{ 4, E_OK },
	{ 255, E_OK },
	{ 256, E_PIN_LEN },
};

START_TEST(a_pin_has_4_to_255_bytes)
{
	unsigned char pin[256];

	memset(pin, ':', sizeof(pin));
	ck_refused(enrol_token(bench.tokens, 0, pin, pins[_i].len,
	    (const unsigned char *)LABEL, &plain, NULL, NULL),
	    pins[_i].want);
}
END_TEST

START_TEST(a_sandbox_is_not_purge_protected)
{
	ck_refused(bench_init(0, (struct token_choice){
	    .sandbox = true, .purge_protected = true }), E_ARGUMENTS);
}
END_TEST

/* ---- anew ---- */

static void
setup_plain(void)
{
	bench_token();
}

static void
setup_sandbox(void)
{
	bench_place();
	ck_ok(bench_init(0, sandbox));
	ck_ok(slot_token(bench.tokens, 0, &bench.token));
	bench.store = bench.token->store;
}

static uint64_t
object_put(uint32_t token, unsigned long class, uint32_t flags)
{
	SCOPED_VALUE(record) r = {
		.token = token,
		.kind = RECORD_OBJECT,
		.class = (uint32_t)class,
		.key_type = UINT32_MAX,
		.flags = flags,
	};
	struct txn *t;

	ck_ok(bytes_set(&r.body, "body", 4));
	ck_ok(txn_write(bench.store, &t));
	ck_ok(txn_put(t, &r));
	ck_ok(txn_commit(&t));
	return r.serial;
}

static bool
there(uint64_t serial)
{
	SCOPED(txn) *t = NULL;
	struct entry e;
	enum err err;

	ck_ok(txn_read(bench.store, &t));
	err = txn_entry(t, serial, &e);
	ck_assert(err == E_OK || err == E_NOT_FOUND);
	return err == E_OK;
}

START_TEST(a_token_made_anew_keeps_only_its_number)
{
	struct token_record before, after;

	ck_ok(slot_read(bench.tokens, 0, &before));
	ck_ok(bench_init(0, plain));
	ck_ok(slot_read(bench.tokens, 0, &after));
	ck_assert_uint_eq(after.number, 0);
	ck_assert_uint_eq(after.serial, before.serial);
	ck_assert_str_ne(after.serial_number, before.serial_number);
}
END_TEST

START_TEST(the_present_officer_must_agree)
{
	struct attempt a;

	ck_refused(enrol_token(bench.tokens, 0, PIN("87654321"),
	    (const unsigned char *)LABEL, &plain, NULL, NULL),
	    E_PIN_INCORRECT);
	ck_ok(store_attempt_get(bench.store, 0, "so", getuid(), &a));
	ck_assert_uint_eq(a.failures, 1);
}
END_TEST

static const unsigned long key_classes[] = { CKO_PRIVATE_KEY,
	CKO_SECRET_KEY };

START_TEST(a_token_with_keys_is_not_made_anew)
{
	uint64_t serial = object_put(0, key_classes[_i], RECORD_PRIVATE);

	ck_refused(bench_init(0, plain), E_TOKEN_HAS_KEYS);
	ck_refused(bench_init(0, sandbox), E_TOKEN_HAS_KEYS);
	ck_assert(there(serial));
}
END_TEST

START_TEST(scheduled_keys_count)
{
	object_put(0, CKO_SECRET_KEY, RECORD_PRIVATE | RECORD_HIDDEN);
	ck_refused(bench_init(0, plain), E_TOKEN_HAS_KEYS);
}
END_TEST

START_TEST(keys_of_another_token_do_not_count_and_stay)
{
	uint64_t serial = object_put(1, CKO_SECRET_KEY, RECORD_PRIVATE);

	ck_ok(bench_init(0, plain));
	ck_assert(there(serial));
}
END_TEST

START_TEST(what_is_no_key_is_wiped)
{
	uint64_t data = object_put(0, CKO_DATA, 0);
	uint64_t certificate = object_put(0, CKO_CERTIFICATE, 0);

	ck_ok(bench_init(0, plain));
	ck_assert(!there(data));
	ck_assert(!there(certificate));
}
END_TEST

START_TEST(users_and_domain_are_wiped)
{
	SCOPED_VALUE(domain) d = { 0 };
	SCOPED(txn) *t = NULL;
	struct token_record r;

	ck_ok(bench_officer_in());
	ck_ok(enrol_user_pin(bench.token, PIN(USER_PIN)));
	bench_logout(bench.token);
	ck_ok(bench_init(0, plain));
	ck_ok(slot_read(bench.tokens, 0, &r));
	ck_assert(!r.user_pin_set);
	ck_refused(bench_user_in(USER_PIN), E_PIN_UNSET);
	ck_ok(txn_read(bench.store, &t));
	ck_refused(domain_read(t, 0, &d), E_NOT_FOUND);
}
END_TEST

START_TEST(the_new_officer_can_log_in)
{
	ck_ok(bench_init(0, plain));
	ck_ok(bench_officer_in());
	ck_ok(enrol_user_pin(bench.token, PIN("anew")));
	bench_logout(bench.token);
	ck_ok(bench_user_in("anew"));
	ck_assert_uint_eq(keyring_epoch(&bench.token->ring), 1);
}
END_TEST

/* ---- a sandbox ---- */

struct seen {
	size_t count;
	uint64_t serials[8];
	enum err answer;
};

static enum err
wipe_seen(void *arg, struct txn *t, const struct record *r)
{
	struct seen *s = arg;

	(void)t;
	ck_assert_int_eq(r->kind, RECORD_OBJECT);
	ck_assert(bytes_equal(&r->body, "body", 4));
	s->serials[s->count++] = r->serial;
	return s->answer;
}

static enum err
init_seen(struct seen *s)
{
	return enrol_token(bench.tokens, 0, PIN(SO_PIN),
	    (const unsigned char *)LABEL, &sandbox, wipe_seen, s);
}

START_TEST(a_sandbox_is_wiped_with_its_keys)
{
	struct seen s = { 0 };
	uint64_t key = object_put(0, CKO_SECRET_KEY, RECORD_PRIVATE);
	uint64_t data = object_put(0, CKO_DATA, 0);

	ck_ok(init_seen(&s));
	ck_assert(!there(key));
	ck_assert(!there(data));
	ck_assert_uint_eq(s.count, 2);
	ck_assert_uint_eq(s.serials[0] + s.serials[1], key + data);
}
END_TEST

START_TEST(a_refused_wipe_changes_nothing)
{
	struct seen s = { .answer = E_NO_MEMORY };
	uint64_t key = object_put(0, CKO_SECRET_KEY, RECORD_PRIVATE);
	struct token_record before, after;

	ck_ok(slot_read(bench.tokens, 0, &before));
	ck_refused(init_seen(&s), E_NO_MEMORY);
	ck_assert(there(key));
	ck_ok(slot_read(bench.tokens, 0, &after));
	ck_assert_str_eq(after.serial_number, before.serial_number);
	ck_ok(bench_officer_in());
}
END_TEST

START_TEST(a_sandbox_needs_its_officer_too)
{
	uint64_t key = object_put(0, CKO_SECRET_KEY, RECORD_PRIVATE);

	ck_refused(enrol_token(bench.tokens, 0, PIN("87654321"),
	    (const unsigned char *)LABEL, &sandbox, NULL, NULL),
	    E_PIN_INCORRECT);
	ck_assert(there(key));
}
END_TEST

static TCase *
more(Suite *s, const char *name, void (*setup)(void))
{
	TCase *tc = tcase_create(name);

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, setup, bench_end);
	return tc;
}

static void
anew(TCase *tc)
{
	tcase_add_test(tc, a_token_made_anew_keeps_only_its_number);
	tcase_add_test(tc, the_present_officer_must_agree);
	tcase_add_loop_test(tc, a_token_with_keys_is_not_made_anew, 0, 2);
	tcase_add_test(tc, scheduled_keys_count);
	tcase_add_test(tc, keys_of_another_token_do_not_count_and_stay);
	tcase_add_test(tc, what_is_no_key_is_wiped);
	tcase_add_test(tc, users_and_domain_are_wiped);
	tcase_add_test(tc, the_new_officer_can_log_in);
}

static void
wiped(TCase *tc)
{
	tcase_add_test(tc, a_sandbox_is_wiped_with_its_keys);
	tcase_add_test(tc, a_refused_wipe_changes_nothing);
	tcase_add_test(tc, a_sandbox_needs_its_officer_too);
}

SUITE("token/enrol",
    tcase_add_checked_fixture(tc, bench_place, bench_end);
    tcase_add_test(tc, a_token_is_what_was_asked_for);
    tcase_add_test(tc, the_first_token_makes_store_and_root_key);
    tcase_add_test(tc, only_the_free_slot_gets_a_new_token);
    tcase_add_loop_test(tc, a_pin_has_4_to_255_bytes, 0,
	sizeof(pins) / sizeof(pins[0]));
    tcase_add_test(tc, a_sandbox_is_not_purge_protected);
    anew(more(s, "anew", setup_plain));
    wiped(more(s, "a sandbox", setup_sandbox)))
