/* SPDX-License-Identifier: Apache-2.0 */
/* Keys leave and enter under other keys, as their attributes and states
 * allow. */
#include "flow/keys.h"

#include "crypto/library.h"
#include "support/core_fixture.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static CK_OBJECT_HANDLE aes;
static CK_BYTE out[2048];
static CK_ULONG len;
static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY;
static CK_KEY_TYPE aes_type = CKK_AES, ec_type = CKK_EC,
    generic = CKK_GENERIC_SECRET;

static const CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
static const CK_MECHANISM kw = { CKM_AES_KEY_WRAP, NULL, 0 };

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	len = sizeof(out);
}

static enum err
wrap(CK_OBJECT_HANDLE key)
{
	len = sizeof(out);
	return flow_wrap(core.s, &kwp, aes, key, out, &len);
}

static enum err
unwrap_as(CK_OBJECT_CLASS *class, CK_KEY_TYPE *type, CK_OBJECT_HANDLE *h)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, *class),
		VALUE(CKA_KEY_TYPE, *type), NOT(CKA_TOKEN) };

	return flow_unwrap(core.s, &kwp, aes, out, len, LIST(list), h);
}

static void
shows(CK_OBJECT_HANDLE h, unsigned char value)
{
	unsigned char got[32], wanted[32];
	CK_ULONG n = sizeof(got);

	memset(wanted, value, sizeof(wanted));
	ck_ok(core_get(core.s, h, CKA_VALUE, got, &n));
	ck_assert_uint_eq(n, 32);
	ck_assert_mem_eq(got, wanted, 32);
}

/* A session key with one attribute of choice. */
static CK_OBJECT_HANDLE
session_key(CK_ATTRIBUTE_TYPE type, bool value)
{
	unsigned char bytes[32] = { 1 };
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type), BYTES(CKA_VALUE, bytes, 32),
		{ type, value ? &core_true : &core_false, 1 } };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	return h;
}

static CK_OBJECT_HANDLE
session_pair(void)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_MECHANISM m = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_ATTRIBUTE list[] = { IS(CKA_EXTRACTABLE) };
	CK_OBJECT_HANDLE pub, priv;

	ck_ok(flow_generate_pair(core.s, &m, LIST(public), LIST(list), &pub,
	    &priv));
	return priv;
}

/* ---- there and back ---- */

START_TEST(a_data_key_comes_back)
{
	CK_OBJECT_HANDLE h;

	ck_ok(wrap(core_session_aes(7)));
	ck_assert_uint_eq(len, 40);
	ck_ok(unwrap_as(&secret, &aes_type, &h));
	shows(h, 7);
}
END_TEST

START_TEST(a_private_key_comes_back)
{
	CK_OBJECT_HANDLE key = session_pair(), h;
	CK_BYTE a[128], b[128];
	CK_ULONG a_len = sizeof(a), b_len = sizeof(b);

	ck_ok(wrap(key));
	ck_ok(unwrap_as(&private, &ec_type, &h));
	ck_ok(core_get(core.s, key, CKA_PUBLIC_KEY_INFO, a, &a_len));
	ck_ok(core_get(core.s, h, CKA_PUBLIC_KEY_INFO, b, &b_len));
	ck_assert_uint_eq(a_len, b_len);
	ck_assert_mem_eq(a, b, a_len);
}
END_TEST

START_TEST(what_was_wrapped_before_a_rotation_unwraps)
{
	CK_OBJECT_HANDLE h;

	ck_ok(wrap(core_session_aes(7)));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(unwrap_as(&secret, &aes_type, &h));
	shows(h, 7);
}
END_TEST

START_TEST(gcm_wraps_too)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_wrap(core.s, core_gcm_mechanism(), aes,
	    core_session_aes(7), out, &len));
	ck_ok(flow_unwrap(core.s, core_gcm_mechanism(), aes, out, len,
	    LIST(list), &h));
	shows(h, 7);
}
END_TEST

/* AES key wrap fills 13 bytes up to 16; CKA_VALUE_LEN says how many. */
START_TEST(filling_is_cut_off_again)
{
	CK_ULONG n = 13;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic),
		TEXT(CKA_VALUE, "thirteen byte") };
	CK_ATTRIBUTE back[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), VALUE(CKA_VALUE_LEN, n) };
	unsigned char value[32];
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_ok(flow_wrap(core.s, &kw, aes, h, out, &len));
	ck_ok(flow_unwrap(core.s, &kw, aes, out, len, LIST(back), &h));
	n = sizeof(value);
	ck_ok(core_get(core.s, h, CKA_VALUE, value, &n));
	ck_assert_uint_eq(n, 13);
	ck_assert_mem_eq(value, "thirteen byte", 13);
}
END_TEST

START_TEST(an_unwrapped_token_key_stays)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type), IS(CKA_TOKEN) };
	CK_ATTRIBUTE open[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type), IS(CKA_TOKEN),
		IS(CKA_EXTRACTABLE) };
	CK_OBJECT_HANDLE h;

	ck_ok(wrap(core_session_aes(7)));
	ck_ok(flow_unwrap(core.s, &kwp, aes, out, len, LIST(list), &h));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(!core_bool(core.s, h, CKA_LOCAL));
	ck_assert(!core_bool(core.s, h, CKA_ALWAYS_SENSITIVE));
	ck_refused(flow_unwrap(core.s, &kwp, aes, out, len, LIST(open), &h),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

/* ---- lengths ---- */

START_TEST(the_size_is_told)
{
	CK_OBJECT_HANDLE key = core_session_aes(7);

	ck_ok(flow_wrap(core.s, &kwp, aes, key, NULL, &len));
	ck_assert_uint_eq(len, 40);
	len = 39;
	ck_refused(flow_wrap(core.s, &kwp, aes, key, out, &len),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(len, 40);
}
END_TEST

START_TEST(null_arguments_are_refused)
{
	CK_OBJECT_HANDLE h;

	ck_refused(flow_wrap(core.s, NULL, aes, aes, out, &len), E_ARGUMENTS);
	ck_refused(flow_wrap(core.s, &kwp, aes, aes, out, NULL), E_ARGUMENTS);
	ck_refused(flow_unwrap(core.s, NULL, aes, out, 40, NULL, 0, &h),
	    E_ARGUMENTS);
	ck_refused(flow_unwrap(core.s, &kwp, aes, NULL, 40, NULL, 0, &h),
	    E_ARGUMENTS);
	ck_refused(flow_unwrap(core.s, &kwp, aes, out, 40, NULL, 0, NULL),
	    E_ARGUMENTS);
}
END_TEST

/* ---- what may not leave ---- */

START_TEST(a_token_key_never_leaves)
{
	ck_refused(wrap(core_aes("other")), E_KEY_UNEXTRACTABLE);
	ck_assert_ptr_nonnull(strstr(reason_text(), "EXTRACTABLE"));
}
END_TEST

START_TEST(a_session_key_that_is_not_extractable_stays)
{
	ck_refused(wrap(session_key(CKA_EXTRACTABLE, false)),
	    E_KEY_UNEXTRACTABLE);
	ck_ok(wrap(session_key(CKA_SENSITIVE, true)));
}
END_TEST

START_TEST(a_key_that_wants_trust_gets_it)
{
	ck_refused(wrap(session_key(CKA_WRAP_WITH_TRUSTED, true)),
	    E_KEY_NOT_WRAPPABLE);
}
END_TEST

/* CKA_WRAP_TEMPLATE: what a key must be to leave under this one. */
START_TEST(a_wrapping_key_may_be_choosy)
{
	CK_ATTRIBUTE inner[] = { IS(CKA_SENSITIVE) };
	CK_MECHANISM generate = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, n), IS(CKA_WRAP),
		{ CKA_WRAP_TEMPLATE, inner, sizeof(inner) } };

	ck_ok(flow_generate(core.s, &generate, LIST(list), &aes));
	ck_refused(wrap(session_key(CKA_SENSITIVE, false)),
	    E_KEY_NOT_WRAPPABLE);
	ck_ok(wrap(session_key(CKA_SENSITIVE, true)));
}
END_TEST

/* What never leaves is said before what else is wrong. */
START_TEST(that_a_key_stays_is_said_first)
{
	CK_MECHANISM cbc = { CKM_AES_CBC_PAD, out, 16 };
	CK_MECHANISM kw_pad = { CKM_AES_KEY_WRAP_PAD, NULL, 0 };

	ck_refused(flow_wrap(core.s, &cbc, aes, core_aes("other"), NULL, &len),
	    E_KEY_UNEXTRACTABLE);
	ck_refused(flow_wrap(core.s, &kw_pad, aes,
	    session_key(CKA_EXTRACTABLE, false), NULL, &len),
	    E_KEY_UNEXTRACTABLE);
}
END_TEST

START_TEST(a_public_key_is_not_wrapped)
{
	ck_refused(wrap(core_ec("pair").public), E_KEY_NOT_WRAPPABLE);
}
END_TEST

START_TEST(handles_are_named_as_the_call_names_them)
{
	CK_OBJECT_HANDLE key = core_session_aes(7), h;
	struct core_pair pair = core_ec("pair");

	ck_refused(wrap(999), E_KEY_HANDLE);
	ck_refused(flow_wrap(core.s, &kwp, 999, key, out, &len),
	    E_WRAPPING_KEY_HANDLE);
	ck_refused(flow_wrap(core.s, &kwp, pair.private, key, out, &len),
	    E_WRAPPING_KEY_TYPE);
	ck_refused(flow_unwrap(core.s, &kwp, 999, out, 40, NULL, 0, &h),
	    E_UNWRAPPING_KEY_HANDLE);
	ck_refused(flow_unwrap(core.s, &kwp, pair.private, out, 40, NULL, 0,
	    &h), E_UNWRAPPING_KEY_TYPE);
}
END_TEST

START_TEST(a_key_that_is_not_for_wrapping_does_not_wrap)
{
	CK_OBJECT_HANDLE other = session_key(CKA_ENCRYPT, true), h;

	ck_refused(flow_wrap(core.s, &kwp, other, core_session_aes(7), out,
	    &len), E_KEY_USAGE);
	ck_refused(flow_unwrap(core.s, &kwp, other, out, 40, NULL, 0, &h),
	    E_KEY_USAGE);
}
END_TEST

START_TEST(a_disabled_key_does_not_wrap)
{
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_DISABLED));
	ck_refused(wrap(core_session_aes(7)), E_KEY_STATE);
}
END_TEST

START_TEST(an_old_version_only_unwraps)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type) };
	CK_OBJECT_HANDLE old, h;

	ck_ok(wrap(core_session_aes(7)));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	old = core_version(core.s, CKO_SECRET_KEY, "aes", 1);
	ck_ok(flow_unwrap(core.s, &kwp, old, out, len, LIST(list), &h));
	ck_refused(flow_wrap(core.s, &kwp, old, core_session_aes(7), out,
	    &len), E_KEY_STATE);
}
END_TEST

/* ---- what may not enter ---- */

START_TEST(a_changed_blob_does_not_unwrap)
{
	CK_OBJECT_HANDLE h;

	ck_ok(wrap(core_session_aes(7)));
	out[3] ^= 1;
	ck_refused(unwrap_as(&secret, &aes_type, &h), E_WRAPPED_KEY);
}
END_TEST

START_TEST(a_blob_of_an_impossible_length_does_not_unwrap)
{
	CK_OBJECT_HANDLE h;

	len = 17;
	ck_refused(unwrap_as(&secret, &aes_type, &h), E_WRAPPED_KEY_LEN);
	len = 0;
	ck_refused(unwrap_as(&secret, &aes_type, &h), E_WRAPPED_KEY_LEN);
}
END_TEST

START_TEST(a_secret_is_no_private_key)
{
	CK_OBJECT_HANDLE h;

	ck_ok(wrap(core_session_aes(7)));
	ck_refused(unwrap_as(&private, &ec_type, &h), E_WRAPPED_KEY);
}
END_TEST

START_TEST(a_private_key_of_another_kind_is_refused)
{
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *rsa = NULL;
	PKCS8_PRIV_KEY_INFO *info;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, generic), { CKA_VALUE, NULL, 0 } };
	CK_OBJECT_HANDLE h;
	unsigned char *der = NULL;

	ctx = EVP_PKEY_CTX_new_from_name(library_context(), "RSA", NULL);
	ck_assert_int_eq(EVP_PKEY_keygen_init(ctx), 1);
	ck_assert_int_eq(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024), 1);
	ck_assert_int_eq(EVP_PKEY_generate(ctx, &rsa), 1);
	info = EVP_PKEY2PKCS8(rsa);
	list[2].ulValueLen = (CK_ULONG)i2d_PKCS8_PRIV_KEY_INFO(info, &der);
	list[2].pValue = der;
	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_ok(wrap(h));
	ck_refused(unwrap_as(&private, &ec_type, &h), E_WRAPPED_KEY);
	OPENSSL_free(der);
	PKCS8_PRIV_KEY_INFO_free(info);
	EVP_PKEY_free(rsa);
	EVP_PKEY_CTX_free(ctx);
}
END_TEST

START_TEST(a_template_must_say_what_it_is)
{
	CK_OBJECT_HANDLE h;

	ck_ok(wrap(core_session_aes(7)));
	ck_refused(flow_unwrap(core.s, &kwp, aes, out, len, NULL, 0, &h),
	    E_TEMPLATE_INCOMPLETE);
}
END_TEST

/* ---- where keys may be extractable ---- */

static CK_OBJECT_HANDLE
open_token_key(bool private_too)
{
	CK_MECHANISM m = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), VALUE(CKA_VALUE_LEN, n),
		IS(CKA_EXTRACTABLE), TEXT(CKA_LABEL, "open"),
		NOT(CKA_PRIVATE) };
	CK_OBJECT_HANDLE h;

	if (private_too)
		list[4].pValue = &core_true;
	ck_ok(flow_generate(core.s, &m, LIST(list), &h));
	return h;
}

START_TEST(an_extractable_token_key_leaves)
{
	CK_OBJECT_HANDLE key = open_token_key(true);

	aes = core_aes("aes");
	ck_ok(wrap(key));
}
END_TEST

START_TEST(a_disabled_one_does_not)
{
	CK_OBJECT_HANDLE key = open_token_key(true);

	aes = core_aes("aes");
	ck_ok(flow_key_set_state(core.s, key, 0, CLV_STATE_DISABLED));
	ck_refused(wrap(key), E_KEY_STATE);
}
END_TEST

START_TEST(nor_does_it_without_a_login)
{
	CK_OBJECT_HANDLE key = open_token_key(false);
	unsigned char bytes[32] = { 1 };
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes_type), BYTES(CKA_VALUE, bytes, 32),
		NOT(CKA_PRIVATE), IS(CKA_WRAP) };

	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(flow_object_create(core.s, LIST(list), &aes));
	ck_refused(wrap(key), E_NOT_LOGGED_IN);
}
END_TEST

static void
add_extractable(Suite *s)
{
	TCase *tc = tcase_create("extractable");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	core_suite(tc);
	tcase_add_checked_fixture(tc, core_extractable, core_end);
	tcase_add_test(tc, an_extractable_token_key_leaves);
	tcase_add_test(tc, a_disabled_one_does_not);
	tcase_add_test(tc, nor_does_it_without_a_login);
	suite_add_tcase(s, tc);
}

SUITE("flow/wrap",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_data_key_comes_back);
    tcase_add_test(tc, a_private_key_comes_back);
    tcase_add_test(tc, what_was_wrapped_before_a_rotation_unwraps);
    tcase_add_test(tc, gcm_wraps_too);
    tcase_add_test(tc, filling_is_cut_off_again);
    tcase_add_test(tc, an_unwrapped_token_key_stays);
    tcase_add_test(tc, the_size_is_told);
    tcase_add_test(tc, null_arguments_are_refused);
    tcase_add_test(tc, a_token_key_never_leaves);
    tcase_add_test(tc, a_session_key_that_is_not_extractable_stays);
    tcase_add_test(tc, a_key_that_wants_trust_gets_it);
    tcase_add_test(tc, a_wrapping_key_may_be_choosy);
    tcase_add_test(tc, that_a_key_stays_is_said_first);
    tcase_add_test(tc, a_public_key_is_not_wrapped);
    tcase_add_test(tc, handles_are_named_as_the_call_names_them);
    tcase_add_test(tc, a_key_that_is_not_for_wrapping_does_not_wrap);
    tcase_add_test(tc, a_disabled_key_does_not_wrap);
    tcase_add_test(tc, an_old_version_only_unwraps);
    tcase_add_test(tc, a_changed_blob_does_not_unwrap);
    tcase_add_test(tc, a_blob_of_an_impossible_length_does_not_unwrap);
    tcase_add_test(tc, a_secret_is_no_private_key);
    tcase_add_test(tc, a_private_key_of_another_kind_is_refused);
    tcase_add_test(tc, a_template_must_say_what_it_is);
    add_extractable(s))
