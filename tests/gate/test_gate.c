/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use which version of a key how: the order of questions, and the
 * choice of versions. */
#include "gate/gate.h"

#include "crypto/ec.h"
#include "support/suite.h"

#include <string.h>

#define NOW UINT64_C(1700000000)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A mechanism that authenticates, one that does not, one that wraps. */
static const struct mech trial = { .type = 1, .name = "TRIAL",
	.traits = MECH_WHOLE | MECH_TRIAL };
static const struct mech raw = { .type = 2, .name = "RAW" };
static const struct mech wrap = { .type = 3, .name = "WRAP",
	.traits = MECH_WHOLE | MECH_TRIAL | MECH_ONE_PART };

static const struct principal user = { PRINCIPAL_USER, "user" };
static const struct principal officer = { PRINCIPAL_OFFICER, "so" };
static const struct principal nobody = { .kind = PRINCIPAL_NOBODY };

static struct key *key;
static struct request r;
static struct verdict v;

static void
add(enum state state)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_new(32, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_int_eq(key_append(key, m, state, NOW, NULL), E_OK);
}

static void
add_pair(enum state state)
{
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(ec_generate(curve_at(0), &m), E_OK);
	ck_assert_int_eq(key_append(key, m, state, NOW, NULL), E_OK);
}

/* A token's key, its user, encrypting with an authenticated mechanism. */
static void
setup(void)
{
	ck_assert_int_eq(key_new(CKK_AES, NOW, &key), E_OK);
	r = (struct request){ .who = &user, .key = key, .mech = &trial,
		.use = USE_ENCRYPT, .guarded = true, .usage = true };
	reason_clear();
}

static void
teardown(void)
{
	key_free(key);
}

/* Versions 1 to n, the last one current. */
static void
versions(uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		add(STATE_ENABLED);
	key->current = n;
}

static void
pairs(uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		add_pair(STATE_ENABLED);
	key->current = n;
}

static void
chosen(size_t count, const uint32_t *numbers)
{
	ck_assert_int_eq(gate_pass(&r, &v), E_OK);
	ck_assert_uint_eq(v.count, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(v.versions[i]->number, numbers[i]);
}
#define chosen_are(...) \
	chosen(COUNT(((const uint32_t[]){ __VA_ARGS__ })), \
	    (const uint32_t[]){ __VA_ARGS__ })

static void
refused(enum err e)
{
	ck_assert_int_eq(gate_pass(&r, &v), e);
	ck_assert_str_ne(reason_text(), "");
}

/* ---- the questions, in their order ---- */

START_TEST(nobody_uses_a_tokens_key)
{
	versions(1);
	r.who = &nobody;
	refused(E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(the_officer_uses_no_key)
{
	versions(1);
	r.who = &officer;
	refused(E_NOT_LOGGED_IN);
	ck_assert_ptr_nonnull(strstr(reason_text(), "security officer"));
}
END_TEST

START_TEST(what_is_not_guarded_needs_no_login)
{
	versions(1);
	r.who = &nobody;
	r.guarded = false;
	chosen_are(1);
}
END_TEST

START_TEST(a_key_is_used_for_what_it_is_for)
{
	versions(1);
	r.usage = false;
	refused(E_KEY_USAGE);
	ck_assert_ptr_nonnull(strstr(reason_text(), "encrypt"));
}
END_TEST

START_TEST(a_mechanism_that_is_not_allowed_is_refused)
{
	static const CK_MECHANISM_TYPE others[] = { 7, 8 };

	versions(1);
	r.allowed = others;
	r.allowed_count = COUNT(others);
	refused(E_MECHANISM);
}
END_TEST

START_TEST(an_allowed_mechanism_passes)
{
	static const CK_MECHANISM_TYPE these[] = { 7, 1 };

	versions(1);
	r.allowed = these;
	r.allowed_count = COUNT(these);
	chosen_are(1);
}
END_TEST

static const enum state unusable[] = { STATE_DISABLED, STATE_SCHEDULED,
	STATE_PURGED, STATE_PURGING };

START_TEST(a_key_that_is_not_enabled_is_refused)
{
	versions(1);
	key->state = unusable[_i];
	refused(E_KEY_STATE);
	ck_assert_ptr_nonnull(strstr(reason_text(),
	    state_name(unusable[_i])));
}
END_TEST

/* Each request is wrong in every way from the row's on. */
static const enum err order[] = { E_NOT_LOGGED_IN, E_KEY_USAGE, E_MECHANISM,
	E_KEY_STATE, E_KEY_VERSIONS };

START_TEST(questions_are_asked_in_their_order)
{
	static const CK_MECHANISM_TYPE other[] = { 9 };

	versions(2);
	r.mech = &raw;
	r.who = _i < 1 ? &nobody : &user;
	r.usage = _i >= 2;
	r.allowed = other;
	r.allowed_count = _i < 3 ? 1 : 0;
	key->state = _i < 4 ? STATE_DISABLED : STATE_ENABLED;
	refused(order[_i]);
}
END_TEST

/* ---- telling versions ---- */

START_TEST(a_raw_mechanism_is_fine_with_one_version)
{
	versions(1);
	r.mech = &raw;
	chosen_are(1);
}
END_TEST

START_TEST(a_raw_mechanism_is_refused_with_several_versions)
{
	versions(2);
	r.mech = &raw;
	refused(E_KEY_VERSIONS);
	r.use = USE_DECRYPT;
	refused(E_KEY_VERSIONS);
}
END_TEST

START_TEST(purged_versions_are_not_several)
{
	versions(2);
	key->versions[0].state = STATE_PURGED;
	r.mech = &raw;
	chosen_are(2);
}
END_TEST

START_TEST(a_raw_mechanism_decrypts_through_the_handle_of_one_version)
{
	versions(2);
	r.mech = &raw;
	r.use = USE_DECRYPT;
	r.pinned = 1;
	chosen_are(1);
}
END_TEST

START_TEST(a_raw_mechanism_does_not_encrypt_through_it)
{
	versions(2);
	r.mech = &raw;
	r.pinned = 2;
	refused(E_KEY_VERSIONS);
}
END_TEST

START_TEST(a_pair_is_told_by_its_handle)
{
	pairs(2);
	r.mech = &raw;
	r.use = USE_SIGN;
	chosen_are(2);
}
END_TEST

START_TEST(a_short_tag_cannot_tell_versions)
{
	versions(2);
	r.tag_len = 11;
	refused(E_MECHANISM_PARAM);
	r.tag_len = 12;
	chosen_are(2);
}
END_TEST

START_TEST(a_short_tag_is_fine_with_one_version)
{
	versions(1);
	r.tag_len = 4;
	chosen_are(1);
}
END_TEST

START_TEST(key_wrapping_tells_versions_with_8_bytes)
{
	versions(2);
	r.mech = &wrap;
	r.use = USE_UNWRAP;
	r.tag_len = 8;
	chosen_are(2, 1);
}
END_TEST

/* ---- the mark ---- */

START_TEST(the_first_raw_encryption_marks_the_key)
{
	versions(1);
	r.mech = &raw;
	chosen_are(1);
	ck_assert(v.marks_raw);
}
END_TEST

START_TEST(a_marked_key_is_not_marked_again)
{
	versions(1);
	key->raw_used = true;
	r.mech = &raw;
	chosen_are(1);
	ck_assert(!v.marks_raw);
}
END_TEST

START_TEST(raw_decryption_marks_nothing)
{
	versions(1);
	r.mech = &raw;
	r.use = USE_DECRYPT;
	chosen_are(1);
	ck_assert(!v.marks_raw);
}
END_TEST

START_TEST(authenticated_encryption_marks_nothing)
{
	versions(1);
	chosen_are(1);
	ck_assert(!v.marks_raw);
}
END_TEST

START_TEST(session_keys_are_not_marked)
{
	versions(1);
	r.mech = &raw;
	r.guarded = false;
	chosen_are(1);
	ck_assert(!v.marks_raw);
}
END_TEST

START_TEST(pairs_are_not_marked)
{
	pairs(1);
	r.mech = &raw;
	r.use = USE_SIGN;
	chosen_are(1);
	ck_assert(!v.marks_raw);
}
END_TEST

/* ---- which version protects ---- */

START_TEST(encryption_takes_the_current_version)
{
	versions(3);
	chosen_are(3);
	key->current = 2;
	chosen_are(2);
}
END_TEST

START_TEST(encryption_is_refused_when_the_current_version_is_disabled)
{
	versions(2);
	key->versions[1].state = STATE_DISABLED;
	refused(E_KEY_STATE);
	ck_assert_ptr_nonnull(strstr(reason_text(), "version 2"));
}
END_TEST

START_TEST(an_old_version_of_a_secret_key_only_decrypts)
{
	versions(2);
	r.pinned = 1;
	refused(E_KEY_STATE);
	r.use = USE_DECRYPT;
	chosen_are(1);
}
END_TEST

START_TEST(an_old_version_of_a_pair_goes_on_signing_for_its_handle)
{
	pairs(2);
	r.use = USE_SIGN;
	r.pinned = 1;
	chosen_are(1);
}
END_TEST

START_TEST(a_disabled_version_of_a_pair_does_not_sign)
{
	pairs(2);
	key->versions[0].state = STATE_DISABLED;
	r.use = USE_SIGN;
	r.pinned = 1;
	refused(E_KEY_STATE);
}
END_TEST

START_TEST(a_pair_derives_with_the_version_of_its_handle)
{
	pairs(2);
	r.use = USE_DERIVE;
	r.pinned = 1;
	chosen_are(1);
}
END_TEST

START_TEST(a_staged_pair_signs_for_who_names_it)
{
	pairs(1);
	add_pair(STATE_STAGED);
	r.use = USE_SIGN;
	r.pinned = 2;
	chosen_are(2);
}
END_TEST

START_TEST(a_handle_of_a_version_that_does_not_exist_is_refused)
{
	pairs(1);
	r.use = USE_SIGN;
	r.pinned = 9;
	refused(E_KEY_STATE);
}
END_TEST

/* ---- which versions are tried ---- */

START_TEST(decryption_tries_the_current_then_newer_to_older)
{
	versions(4);
	key->current = 2;
	r.use = USE_DECRYPT;
	chosen_are(2, 4, 3, 1);
}
END_TEST

START_TEST(disabled_versions_are_not_tried)
{
	versions(3);
	key->versions[1].state = STATE_DISABLED;
	r.use = USE_DECRYPT;
	chosen_are(3, 1);
}
END_TEST

START_TEST(staged_versions_are_not_tried_unnamed)
{
	versions(2);
	add(STATE_STAGED);
	r.use = USE_DECRYPT;
	chosen_are(2, 1);
}
END_TEST

START_TEST(decryption_works_while_only_the_current_version_is_disabled)
{
	versions(2);
	key->versions[1].state = STATE_DISABLED;
	r.use = USE_DECRYPT;
	chosen_are(1);
}
END_TEST

START_TEST(a_key_without_usable_version_is_refused)
{
	versions(2);
	key->versions[0].state = STATE_DISABLED;
	key->versions[1].state = STATE_PURGED;
	r.use = USE_DECRYPT;
	refused(E_KEY_STATE);
}
END_TEST

START_TEST(a_pinned_secret_version_is_tried_alone)
{
	versions(3);
	r.use = USE_DECRYPT;
	r.pinned = 2;
	chosen_are(2);
}
END_TEST

START_TEST(a_disabled_pinned_version_is_refused_although_others_would_do)
{
	versions(3);
	key->versions[1].state = STATE_DISABLED;
	r.use = USE_DECRYPT;
	r.pinned = 2;
	refused(E_KEY_STATE);
}
END_TEST

START_TEST(a_pair_decrypts_with_every_version_the_handles_first)
{
	pairs(3);
	r.use = USE_DECRYPT;
	r.pinned = 1;
	chosen_are(1, 3, 2);
}
END_TEST

START_TEST(verification_tries_the_shown_version_then_the_others)
{
	pairs(3);
	r.guarded = false;
	r.who = &nobody;
	r.use = USE_VERIFY;
	r.pinned = 2;
	chosen_are(2, 3, 1);
}
END_TEST

START_TEST(no_more_versions_are_tried_than_there_may_be)
{
	versions(KEY_VERSIONS_MAX);
	key->versions[0].state = STATE_PURGED;
	add(STATE_ENABLED);
	key->versions[0].state = STATE_ENABLED;
	r.use = USE_DECRYPT;
	ck_assert_int_eq(gate_pass(&r, &v), E_OK);
	ck_assert_uint_eq(v.count, KEY_VERSIONS_MAX);
}
END_TEST

static void
add_questions(TCase *tc)
{
	tcase_add_test(tc, nobody_uses_a_tokens_key);
	tcase_add_test(tc, the_officer_uses_no_key);
	tcase_add_test(tc, what_is_not_guarded_needs_no_login);
	tcase_add_test(tc, a_key_is_used_for_what_it_is_for);
	tcase_add_test(tc, a_mechanism_that_is_not_allowed_is_refused);
	tcase_add_test(tc, an_allowed_mechanism_passes);
	tcase_add_loop_test(tc, a_key_that_is_not_enabled_is_refused, 0,
	    COUNT(unusable));
	tcase_add_loop_test(tc, questions_are_asked_in_their_order, 0,
	    COUNT(order));
	tcase_add_test(tc, a_raw_mechanism_is_fine_with_one_version);
	tcase_add_test(tc, a_raw_mechanism_is_refused_with_several_versions);
	tcase_add_test(tc, purged_versions_are_not_several);
	tcase_add_test(tc,
	    a_raw_mechanism_decrypts_through_the_handle_of_one_version);
	tcase_add_test(tc, a_raw_mechanism_does_not_encrypt_through_it);
	tcase_add_test(tc, a_pair_is_told_by_its_handle);
	tcase_add_test(tc, a_short_tag_cannot_tell_versions);
	tcase_add_test(tc, a_short_tag_is_fine_with_one_version);
	tcase_add_test(tc, key_wrapping_tells_versions_with_8_bytes);
	tcase_add_test(tc, the_first_raw_encryption_marks_the_key);
	tcase_add_test(tc, a_marked_key_is_not_marked_again);
	tcase_add_test(tc, raw_decryption_marks_nothing);
	tcase_add_test(tc, authenticated_encryption_marks_nothing);
	tcase_add_test(tc, session_keys_are_not_marked);
	tcase_add_test(tc, pairs_are_not_marked);
}

SUITE("gate/gate",
    tcase_add_checked_fixture(tc, setup, teardown);
    add_questions(tc);
    tcase_add_test(tc, encryption_takes_the_current_version);
    tcase_add_test(tc,
	encryption_is_refused_when_the_current_version_is_disabled);
    tcase_add_test(tc, an_old_version_of_a_secret_key_only_decrypts);
    tcase_add_test(tc, an_old_version_of_a_pair_goes_on_signing_for_its_handle);
    tcase_add_test(tc, a_disabled_version_of_a_pair_does_not_sign);
    tcase_add_test(tc, a_pair_derives_with_the_version_of_its_handle);
    tcase_add_test(tc, a_staged_pair_signs_for_who_names_it);
    tcase_add_test(tc, a_handle_of_a_version_that_does_not_exist_is_refused);
    tcase_add_test(tc, decryption_tries_the_current_then_newer_to_older);
    tcase_add_test(tc, disabled_versions_are_not_tried);
    tcase_add_test(tc, staged_versions_are_not_tried_unnamed);
    tcase_add_test(tc,
	decryption_works_while_only_the_current_version_is_disabled);
    tcase_add_test(tc, a_key_without_usable_version_is_refused);
    tcase_add_test(tc, a_pinned_secret_version_is_tried_alone);
    tcase_add_test(tc,
	a_disabled_pinned_version_is_refused_although_others_would_do);
    tcase_add_test(tc, a_pair_decrypts_with_every_version_the_handles_first);
    tcase_add_test(tc, verification_tries_the_shown_version_then_the_others);
    tcase_add_test(tc, no_more_versions_are_tried_than_there_may_be))
