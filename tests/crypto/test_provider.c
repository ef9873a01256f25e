/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/provider.h"
#include "crypto/ec.h"
#include "crypto/library.h"
#include "support/suite.h"

#include <openssl/engine.h>
#include <openssl/evp.h>

static const unsigned char hash[32] = "thirty-two bytes to be signed...";

static void
set_up(void)
{
	ck_assert_int_eq(library_open(), E_OK);
}

static struct material *
some_key(void)
{
	struct material *m = NULL;

	ck_assert_int_eq(ec_generate(curve_at(0), &m), E_OK);
	return m;
}

START_TEST(contexts_are_their_own)
{
	struct provider *p = NULL;

	ck_assert_int_eq(provider_open(&p), E_OK);
	ck_assert_ptr_nonnull(provider_context(p));
	ck_assert_ptr_ne(provider_context(p), library_context());
	provider_close(p);
}
END_TEST

START_TEST(several_open_and_close_in_any_order)
{
	struct provider *p[3] = { NULL };

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(provider_open(&p[i]), E_OK);
	provider_close(p[1]);
	provider_close(p[0]);
	provider_close(p[2]);
	provider_close(NULL);
}
END_TEST

START_TEST(a_key_type_has_our_name_first)
{
	struct material *m = some_key();

	ck_assert_str_eq(provider_key_name("EC").text, "CLV-EC");
	ck_assert_str_eq(EVP_PKEY_get0_type_name(material_pkey(m)), "CLV-EC");
	ck_assert(EVP_PKEY_is_a(material_pkey(m), "EC"));
	material_free(m);
}
END_TEST

/* An engine's method that fails, and says that it was asked. */
static int asked;

static int
refuse_all(EVP_PKEY_CTX *ctx)
{
	(void)ctx;
	asked++;
	return 0;
}

static int
methods(ENGINE *e, EVP_PKEY_METHOD **out, const int **nids, int nid)
{
	static const int all[] = { EVP_PKEY_EC };
	static EVP_PKEY_METHOD *method; /* the engine's to free */

	(void)e;
	if (out == NULL) {
		*nids = all;
		return 1;
	}
	if (method == NULL) {
		method = EVP_PKEY_meth_new(EVP_PKEY_EC, 0);
		EVP_PKEY_meth_set_init(method, refuse_all);
	}
	*out = method;
	return nid == EVP_PKEY_EC;
}

static void
engine_take_over(void)
{
	ENGINE *e = ENGINE_new();

	ck_assert_ptr_nonnull(e);
	ck_assert_int_eq(ENGINE_set_id(e, "greedy"), 1);
	ck_assert_int_eq(ENGINE_set_name(e, "takes every key"), 1);
	ck_assert_int_eq(ENGINE_set_pkey_meths(e, methods), 1);
	ck_assert_int_eq(ENGINE_set_default(e, ENGINE_METHOD_ALL), 1);
	ENGINE_free(e); /* the defaults hold it */
	ck_assert_ptr_null(EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL));
	ck_assert_int_gt(asked, 0);
	asked = 0;
}

START_TEST(the_hosts_default_engine_is_not_asked)
{
	unsigned char signature[128];
	size_t len = sizeof(signature);
	struct bytes spki = { 0 };
	struct material *m, *half = NULL;
	EVP_PKEY_CTX *ctx;

	engine_take_over();
	m = some_key();
	ctx = EVP_PKEY_CTX_new_from_pkey(library_context(), material_pkey(m),
	    NULL);
	ck_assert_ptr_nonnull(ctx);
	ck_assert_int_eq(EVP_PKEY_sign_init(ctx), 1);
	ck_assert_int_eq(EVP_PKEY_sign(ctx, signature, &len, hash,
	    sizeof(hash)), 1);
	EVP_PKEY_CTX_free(ctx);
	ck_assert_int_eq(material_spki(m, &spki), E_OK);
	ck_assert_int_eq(material_from_spki(spki.data, spki.len, &half), E_OK);
	ck_assert_ptr_eq(curve_of(half), curve_at(0));
	ck_assert_int_eq(asked, 0);
	bytes_clear(&spki);
	material_free(half);
	material_free(m);
}
END_TEST

SUITE("crypto/provider",
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, contexts_are_their_own);
    tcase_add_test(tc, several_open_and_close_in_any_order);
    tcase_add_test(tc, a_key_type_has_our_name_first);
    tcase_add_test(tc, the_hosts_default_engine_is_not_asked))
