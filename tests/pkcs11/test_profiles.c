/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profiles we claim: what finds them, and the mandatory test cases of
 * PKCS#11 Profiles 3.2 (BL-M-1-32, EXT-M-1-32, AUTH-M-1-32, CERT-M-1-32) call
 * by call, with keys and certificates of our own where theirs are not public.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_OBJECT_CLASS profile = CKO_PROFILE, mechanism = CKO_MECHANISM;

static CK_ULONG
claimed(CK_SESSION_HANDLE s, CK_PROFILE_ID id)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, profile),
		ATTR(CKA_TOKEN, yes), ATTR(CKA_PROFILE_ID, id) };
	CK_OBJECT_HANDLE h;

	return find(s, template, ATTR_COUNT(template), &h, 1);
}

START_TEST(profiles_are_claimed_without_a_login)
{
	ck_assert_uint_eq(claimed(fx.session, CKP_BASELINE_PROVIDER), 1);
	ck_assert_uint_eq(claimed(fx.session, CKP_EXTENDED_PROVIDER), 1);
	ck_assert_uint_eq(claimed(fx.session, CKP_AUTHENTICATION_TOKEN), 1);
	ck_assert_uint_eq(claimed(fx.session, CKP_PUBLIC_CERTIFICATES_TOKEN),
	    1);
	ck_assert_uint_eq(claimed(fx.session, CKP_COMPLETE_PROVIDER), 0);
}
END_TEST

START_TEST(every_mechanism_has_its_object)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, mechanism) };
	CK_ULONG count = 0;

	OK(P11(GetMechanismList, fx.slot, NULL, &count));
	ck_assert_uint_eq(find(fx.session, template, 1, NULL, 0), count);
}
END_TEST

START_TEST(profiles_stay_as_they_are)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, profile) };
	CK_ATTRIBUTE label = ATTR_TEXT(CKA_LABEL, "x");
	CK_OBJECT_HANDLE h, copy;

	ck_assert_uint_ge(find(fx.session, template, 1, &h, 1), 4);
	ck_assert_uint_eq(get_bool(h, CKA_MODIFIABLE), CK_FALSE);
	GIVES(CKR_ACTION_PROHIBITED, P11(SetAttributeValue, fx.session, h,
	    &label, 1));
	GIVES(CKR_ACTION_PROHIBITED, P11(DestroyObject, fx.session, h));
	GIVES(CKR_ACTION_PROHIBITED, P11(CopyObject, fx.session, h, NULL, 0,
	    &copy));
	GIVES(CKR_ATTRIBUTE_VALUE_INVALID, P11(CreateObject, fx.session,
	    template, 1, &copy));
}
END_TEST

/* ---- the steps the test cases share ---- */

static CK_SLOT_ID
first_slot(void)
{
	CK_SLOT_ID list[8];
	CK_ULONG count = 0;

	OK(P11(GetSlotList, CK_TRUE, NULL, &count));
	ck_assert_uint_ge(count, 1);
	ck_assert_uint_le(count, 8);
	OK(P11(GetSlotList, CK_TRUE, list, &count));
	return list[0];
}

static void
information(CK_SLOT_ID slot)
{
	CK_INFO info;
	CK_SLOT_INFO slot_info;
	CK_TOKEN_INFO token;

	OK(P11(GetInfo, &info));
	ck_assert_uint_eq(info.cryptokiVersion.major, 3);
	ck_assert_uint_eq(info.cryptokiVersion.minor, 2);
	ck_assert_uint_eq(info.flags, 0);
	OK(P11(GetSlotInfo, slot, &slot_info));
	ck_assert(slot_info.flags & CKF_TOKEN_PRESENT);
	OK(P11(GetTokenInfo, slot, &token));
	ck_assert((token.flags & (CKF_RNG | CKF_LOGIN_REQUIRED |
	    CKF_USER_PIN_INITIALIZED | CKF_TOKEN_INITIALIZED)) ==
	    (CKF_RNG | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED |
	    CKF_TOKEN_INITIALIZED));
}

static CK_ULONG
token_objects(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE *list, CK_ULONG max)
{
	CK_ATTRIBUTE template = ATTR(CKA_TOKEN, yes);
	CK_ULONG count = 0;

	OK(P11(FindObjectsInit, s, &template, 1));
	OK(P11(FindObjects, s, list, max, &count));
	OK(P11(FindObjectsFinal, s));
	return count;
}

static CK_SESSION_HANDLE
open_slot(CK_SLOT_ID slot, CK_FLAGS flags)
{
	CK_SESSION_HANDLE s;

	OK(P11(OpenSession, slot, flags | CKF_SERIAL_SESSION, NULL, NULL, &s));
	return s;
}

static void
close_all(CK_SLOT_ID slot, CK_SESSION_HANDLE s)
{
	OK(P11(CloseSession, s));
	OK(P11(CloseAllSessions, slot));
}

/* ---- BL-M-1-32, EXT-M-1-32 ---- */

START_TEST(a_baseline_provider_says_what_it_is)
{
	CK_SLOT_ID slot = first_slot();
	CK_SESSION_HANDLE s;
	CK_OBJECT_HANDLE h;

	information(slot);
	s = open_slot(slot, 0);
	ck_assert_uint_eq(token_objects(s, &h, 1), 0);
	close_all(slot, s);
}
END_TEST

START_TEST(an_extended_provider_lists_mechanisms_and_logs_in)
{
	CK_SLOT_ID slot = first_slot();
	CK_MECHANISM_TYPE list[512];
	CK_MECHANISM_INFO info;
	CK_ULONG count = 0;
	CK_SESSION_HANDLE s;
	CK_OBJECT_HANDLE h;

	information(slot);
	OK(P11(GetMechanismList, slot, NULL, &count));
	ck_assert_uint_le(count, 512);
	OK(P11(GetMechanismList, slot, list, &count));
	for (CK_ULONG i = 0; i < count; i++)
		OK(P11(GetMechanismInfo, slot, list[i], &info));
	s = open_slot(slot, 0);
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	ck_assert_uint_eq(token_objects(s, &h, 1), 0);
	OK(P11(Logout, s));
	close_all(slot, s);
}
END_TEST

/* ---- AUTH-M-1-32 ---- */

static void
rsa_pair(void)
{
	CK_MECHANISM m = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_BYTE exponent[] = { 1, 0, 1 };
	CK_ULONG bits = 2048;
	CK_ATTRIBUTE public[] = { ATTR(CKA_TOKEN, yes), ATTR(CKA_VERIFY, yes),
		ATTR(CKA_MODULUS_BITS, bits),
		ATTR(CKA_PUBLIC_EXPONENT, exponent),
		ATTR_TEXT(CKA_LABEL, "testrsa-pub") };
	CK_ATTRIBUTE private[] = { ATTR(CKA_TOKEN, yes), ATTR(CKA_SIGN, yes),
		ATTR(CKA_PRIVATE, yes), ATTR_TEXT(CKA_LABEL, "testrsa-pri") };
	CK_OBJECT_HANDLE pub, priv;

	OK(P11(GenerateKeyPair, fx.session, &m, public, ATTR_COUNT(public),
	    private, ATTR_COUNT(private), &pub, &priv));
}

static CK_OBJECT_HANDLE
token_object(CK_SESSION_HANDLE s, CK_OBJECT_CLASS class, const char *label)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_LABEL, label), ATTR(CKA_CLASS, class) };
	CK_OBJECT_HANDLE h = CK_INVALID_HANDLE;

	ck_assert_uint_eq(find(s, template, ATTR_COUNT(template), &h, 1), 1);
	return h;
}

START_TEST(an_authentication_token_signs)
{
	CK_MECHANISM m = { CKM_SHA256_RSA_PKCS, NULL, 0 };
	CK_BYTE modulus[1024], exponent[1024], data[] = "to be signed";
	CK_ATTRIBUTE numbers[] = { ATTR(CKA_MODULUS, modulus),
		ATTR(CKA_PUBLIC_EXPONENT, exponent) };
	CK_BYTE signature[256];
	CK_ULONG len = sizeof(signature);
	CK_OBJECT_HANDLE public;
	CK_SESSION_HANDLE s;

	rsa_pair();
	OK(P11(Logout, fx.session));
	s = open_slot(first_slot(), CKF_RW_SESSION);
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	public = token_object(s, CKO_PUBLIC_KEY, "testrsa-pub");
	OK(P11(GetAttributeValue, s, public, numbers, 2));
	ck_assert_uint_eq(numbers[0].ulValueLen, 256);
	ck_assert_uint_eq(numbers[1].ulValueLen, 3);
	OK(P11(SignInit, s, &m, token_object(s, CKO_PRIVATE_KEY,
	    "testrsa-pri")));
	OK(P11(Sign, s, data, sizeof(data), signature, &len));
	ck_assert_uint_eq(len, 256);
	OK(P11(VerifyInit, s, &m, public));
	OK(P11(Verify, s, data, sizeof(data), signature, len));
	OK(P11(Logout, s));
	close_all(fx.slot, s);
}
END_TEST

/* ---- CERT-M-1-32 ---- */

static void
certificate(const char *id)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, class),
		ATTR(CKA_CERTIFICATE_TYPE, type), ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_SUBJECT, "a subject"), ATTR_TEXT(CKA_ID, id),
		ATTR_TEXT(CKA_LABEL, "A public certificate"),
		ATTR_TEXT(CKA_VALUE, "its value") };
	CK_OBJECT_HANDLE h;

	OK(P11(CreateObject, fx.session, template, ATTR_COUNT(template), &h));
}

static void
read_in_two_steps(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE h,
    CK_ATTRIBUTE_TYPE type, const char *wanted)
{
	CK_BYTE value[64];
	CK_ATTRIBUTE a = { type, NULL, 0 };

	OK(P11(GetAttributeValue, s, h, &a, 1));
	ck_assert_uint_eq(a.ulValueLen, strlen(wanted));
	a.pValue = value;
	OK(P11(GetAttributeValue, s, h, &a, 1));
	ck_assert_uint_eq(a.ulValueLen, strlen(wanted));
	ck_assert_mem_eq(value, wanted, strlen(wanted));
}

START_TEST(a_public_certificates_token_shows_them_to_everybody)
{
	static const char *const ids[] = { "1", "2", "3", "4", "5" };
	CK_OBJECT_HANDLE list[6];
	CK_SESSION_HANDLE s;

	for (size_t i = 0; i < 5; i++)
		certificate(ids[i]);
	OK(P11(Logout, fx.session));
	s = open_slot(first_slot(), 0);
	ck_assert_uint_eq(token_objects(s, list, 6), 5);
	for (size_t i = 0; i < 5; i++) {
		read_in_two_steps(s, list[i], CKA_LABEL,
		    "A public certificate");
		read_in_two_steps(s, list[i], CKA_VALUE, "its value");
	}
	close_all(fx.slot, s);
}
END_TEST

static void
add_login(Suite *suite)
{
	TCase *tc = tcase_create("with a login");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	fixture_suite(tc);
	tcase_add_checked_fixture(tc, fixture_login, fixture_end);
	tcase_add_test(tc, an_authentication_token_signs);
	tcase_add_test(tc, a_public_certificates_token_shows_them_to_everybody);
	suite_add_tcase(suite, tc);
}

SUITE("pkcs11/profiles",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_session, fixture_end);
    tcase_add_test(tc, profiles_are_claimed_without_a_login);
    tcase_add_test(tc, every_mechanism_has_its_object);
    tcase_add_test(tc, profiles_stay_as_they_are);
    tcase_add_test(tc, a_baseline_provider_says_what_it_is);
    tcase_add_test(tc, an_extended_provider_lists_mechanisms_and_logs_in);
    add_login(s))
