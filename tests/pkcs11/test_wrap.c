/* SPDX-License-Identifier: Apache-2.0 */
/* Wrapping and unwrapping as programs do it, and the codes they get. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY;
static CK_KEY_TYPE aes = CKK_AES, ec = CKK_EC, rsa = CKK_RSA;
static CK_ULONG bits = 2048, n32 = 32;
static CK_BYTE value[32] = "a key of exactly thirty-two byte";
static CK_BYTE out[2048], iv[16];
static CK_ULONG len;
static CK_OBJECT_HANDLE h;

static CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
static CK_MECHANISM cbc = { CKM_AES_CBC, iv, 16 };
static CK_MECHANISM cbc_pad = { CKM_AES_CBC_PAD, iv, 16 };
static CK_MECHANISM pkcs = { CKM_RSA_PKCS, NULL, 0 };

static CK_RV
wrap(CK_MECHANISM *m, CK_OBJECT_HANDLE under, CK_OBJECT_HANDLE key)
{
	len = sizeof(out);
	return P11(WrapKey, fx.session, m, under, key, out, &len);
}

static CK_RV
unwrap(CK_MECHANISM *m, CK_OBJECT_HANDLE under, CK_OBJECT_CLASS class,
    CK_KEY_TYPE type)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type), ATTR(CKA_TOKEN, no) };

	return P11(UnwrapKey, fx.session, m, under, out, len, template, 3, &h);
}

static struct pair
rsa_pair(void)
{
	CK_MECHANISM m = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE pub[] = { ATTR(CKA_MODULUS_BITS, bits),
		ATTR(CKA_WRAP, yes), ATTR(CKA_TOKEN, yes),
		ATTR(CKA_PRIVATE, no) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_UNWRAP, yes), ATTR(CKA_SIGN, yes),
		ATTR(CKA_TOKEN, yes) };
	struct pair p;

	OK(P11(GenerateKeyPair, fx.session, &m, pub, 4, priv, 3, &p.pub,
	    &p.priv));
	return p;
}

/* An AES session key that is as the template asks. */
static CK_OBJECT_HANDLE
session_key(CK_ATTRIBUTE_TYPE type, CK_BBOOL b)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), { CKA_VALUE, value, 32 },
		ATTR(type, b) };
	CK_OBJECT_HANDLE key;

	OK(P11(CreateObject, fx.session, template, 4, &key));
	return key;
}

/* ---- there and back ---- */

static CK_MECHANISM *const mechanisms[] = { &kwp, &cbc, &cbc_pad };

START_TEST(a_data_key_comes_back)
{
	CK_MECHANISM *m = mechanisms[_i];
	CK_OBJECT_HANDLE under = aes_key("wrap");
	CK_BYTE got[32];
	CK_ULONG got_len = sizeof(got);

	OK(wrap(m, under, aes_import(value, 32)));
	OK(unwrap(m, under, CKO_SECRET_KEY, CKK_AES));
	OK(get_attr(h, CKA_VALUE, got, &got_len));
	ck_assert_mem_eq(got, value, 32);
	ck_assert_int_eq(get_bool(h, CKA_LOCAL), CK_FALSE);
}
END_TEST

/* NSS brings PKCS #12 keys in like this: CBC_PAD under a session key. */
START_TEST(a_private_key_comes_in_as_nss_does_it)
{
	CK_MECHANISM generate = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE pub[] = { ATTR(CKA_MODULUS_BITS, bits) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_EXTRACTABLE, yes) };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, private),
		ATTR(CKA_KEY_TYPE, rsa), ATTR(CKA_TOKEN, yes),
		ATTR(CKA_PRIVATE, yes), ATTR(CKA_SENSITIVE, yes),
		ATTR_TEXT(CKA_ID, "id"), ATTR(CKA_SIGN, yes),
		ATTR(CKA_DECRYPT, yes), ATTR(CKA_UNWRAP, yes),
		ATTR(CKA_SIGN_RECOVER, yes) };
	CK_OBJECT_HANDLE under = aes_import(value, 32), p, k;
	CK_BYTE a[300], b[300];
	CK_ULONG a_len = sizeof(a), b_len = sizeof(b);

	OK(P11(GenerateKeyPair, fx.session, &generate, pub, 1, priv, 1, &p,
	    &k));
	OK(wrap(&cbc_pad, under, k));
	OK(P11(UnwrapKey, fx.session, &cbc_pad, under, out, len, template,
	    ATTR_COUNT(template), &h));
	OK(get_attr(k, CKA_MODULUS, a, &a_len));
	OK(get_attr(h, CKA_MODULUS, b, &b_len));
	ck_assert_uint_eq(a_len, b_len);
	ck_assert_mem_eq(a, b, a_len);
	ck_assert_int_eq(get_bool(h, CKA_EXTRACTABLE), CK_FALSE);
}
END_TEST

START_TEST(anybody_wraps_for_a_pair)
{
	struct pair p = rsa_pair();
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), { CKA_VALUE, value, 32 },
		ATTR(CKA_PRIVATE, no) };

	OK(P11(Logout, fx.session));
	OK(P11(CreateObject, fx.session, template, 4, &h));
	OK(wrap(&pkcs, p.pub, h));
	ck_assert_uint_eq(len, 256);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	p.priv = CK_INVALID_HANDLE;
	template[0].pValue = &private;
	ck_assert_uint_eq(find(fx.session, template, 1, &p.priv, 1), 1);
	OK(unwrap(&pkcs, p.priv, CKO_SECRET_KEY, CKK_AES));
}
END_TEST

START_TEST(the_size_is_told_exactly)
{
	CK_OBJECT_HANDLE under = aes_key("wrap"), key = aes_import(value, 32);

	len = 0;
	OK(P11(WrapKey, fx.session, &cbc, under, key, NULL, &len));
	ck_assert_uint_eq(len, 32);
	len = 31;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(WrapKey, fx.session, &cbc, under, key,
	    out, &len));
	ck_assert_uint_eq(len, 32);
}
END_TEST

/* ---- what the standard and the design say of refusals ---- */

START_TEST(keys_that_stay)
{
	CK_OBJECT_HANDLE under = aes_key("wrap");

	GIVES(CKR_KEY_UNEXTRACTABLE, wrap(&kwp, under, aes_key("other")));
	GIVES(CKR_KEY_UNEXTRACTABLE, wrap(&kwp, under,
	    ec_pair(P256, "pair").priv));
	GIVES(CKR_KEY_NOT_WRAPPABLE, wrap(&kwp, under,
	    ec_pair(P256, "again").pub));
	GIVES(CKR_KEY_NOT_WRAPPABLE, wrap(&kwp, under,
	    session_key(CKA_WRAP_WITH_TRUSTED, yes)));
}
END_TEST

START_TEST(keys_that_do_not_wrap)
{
	CK_OBJECT_HANDLE key = aes_import(value, 32);
	struct pair p = rsa_pair();

	GIVES(CKR_WRAPPING_KEY_HANDLE_INVALID, wrap(&kwp, 999, key));
	GIVES(CKR_KEY_HANDLE_INVALID, wrap(&kwp, key, 999));
	GIVES(CKR_WRAPPING_KEY_TYPE_INCONSISTENT, wrap(&kwp, p.pub, key));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, wrap(&kwp,
	    session_key(CKA_ENCRYPT, yes), key));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, wrap(&pkcs, p.priv, key));
	len = 40;
	GIVES(CKR_UNWRAPPING_KEY_HANDLE_INVALID,
	    unwrap(&kwp, 999, CKO_SECRET_KEY, CKK_AES));
	GIVES(CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT,
	    unwrap(&kwp, p.priv, CKO_SECRET_KEY, CKK_AES));
}
END_TEST

START_TEST(what_does_not_fit)
{
	CK_OBJECT_HANDLE under = aes_key("wrap");
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), ATTR(CKA_VALUE_LEN, n32),
		ATTR(CKA_EXTRACTABLE, yes), ATTR(CKA_TOKEN, yes) };

	OK(wrap(&kwp, under, aes_import(value, 16)));
	GIVES(CKR_WRAPPED_KEY_LEN_RANGE, P11(UnwrapKey, fx.session, &kwp,
	    under, out, len, template, 3, &h));
	GIVES(CKR_TEMPLATE_INCOMPLETE, P11(UnwrapKey, fx.session, &kwp, under,
	    out, len, template, 1, &h));
	GIVES(CKR_TEMPLATE_INCONSISTENT, P11(UnwrapKey, fx.session, &kwp,
	    under, out, len, template, 5, &h));
	GIVES(CKR_WRAPPED_KEY_INVALID, unwrap(&kwp, under, private, ec));
	len = 17;
	GIVES(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&kwp, under, secret, aes));
	len = 24;
	out[5] ^= 1;
	GIVES(CKR_WRAPPED_KEY_INVALID, unwrap(&kwp, under, secret, aes));
}
END_TEST

START_TEST(mechanisms_that_do_not_wrap)
{
	CK_MECHANISM ecdsa = { CKM_ECDSA, NULL, 0 };
	CK_MECHANISM short_iv = { CKM_AES_CBC, iv, 15 };
	CK_OBJECT_HANDLE key = aes_import(value, 32);

	GIVES(CKR_MECHANISM_INVALID, wrap(&ecdsa, key, key));
	GIVES(CKR_MECHANISM_PARAM_INVALID, wrap(&short_iv, key, key));
}
END_TEST

/* ---- authenticated ---- */

START_TEST(an_authenticated_wrap_is_bound_to_its_data)
{
	CK_BYTE vector[12], tag[16];
	CK_GCM_MESSAGE_PARAMS gcm = { vector, 12, 0, CKG_GENERATE, tag, 128 };
	CK_MECHANISM m = { CKM_AES_GCM, &gcm, sizeof(gcm) };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes) };
	CK_OBJECT_HANDLE under = aes_key("wrap"), key = aes_import(value, 32);
	CK_BYTE aad[] = "for whom it is";

	len = sizeof(out);
	OK(P11(WrapKeyAuthenticated, fx.session, &m, under, key, aad,
	    sizeof(aad), out, &len));
	ck_assert_uint_eq(len, 32);
	OK(P11(UnwrapKeyAuthenticated, fx.session, &m, under, out, len,
	    template, 2, aad, sizeof(aad), &h));
	aad[0] ^= 1;
	GIVES(CKR_WRAPPED_KEY_INVALID, P11(UnwrapKeyAuthenticated, fx.session,
	    &m, under, out, len, template, 2, aad, sizeof(aad), &h));
}
END_TEST

SUITE("pkcs11/wrap",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_loop_test(tc, a_data_key_comes_back, 0, 3);
    tcase_add_test(tc, a_private_key_comes_in_as_nss_does_it);
    tcase_add_test(tc, anybody_wraps_for_a_pair);
    tcase_add_test(tc, the_size_is_told_exactly);
    tcase_add_test(tc, keys_that_stay);
    tcase_add_test(tc, keys_that_do_not_wrap);
    tcase_add_test(tc, what_does_not_fit);
    tcase_add_test(tc, mechanisms_that_do_not_wrap);
    tcase_add_test(tc, an_authenticated_wrap_is_bound_to_its_data))
