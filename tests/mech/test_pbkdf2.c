/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[40] = { 'p', 'a', 's', 's' };
static CK_PKCS5_PBKD2_PARAMS2 params;
static CK_MECHANISM mechanism;

static const struct {
	const char *name;
	CK_ULONG prf;
	CK_MECHANISM_TYPE hmac;
} prfs[] = {
	{ "sha1", CKP_PKCS5_PBKD2_HMAC_SHA1, CKM_SHA_1_HMAC },
	{ "sha224", CKP_PKCS5_PBKD2_HMAC_SHA224, CKM_SHA224_HMAC },
	{ "sha256", CKP_PKCS5_PBKD2_HMAC_SHA256, CKM_SHA256_HMAC },
	{ "sha384", CKP_PKCS5_PBKD2_HMAC_SHA384, CKM_SHA384_HMAC },
	{ "sha512", CKP_PKCS5_PBKD2_HMAC_SHA512, CKM_SHA512_HMAC },
	{ "sha512_224", CKP_PKCS5_PBKD2_HMAC_SHA512_224,
	    CKM_SHA512_224_HMAC },
	{ "sha512_256", CKP_PKCS5_PBKD2_HMAC_SHA512_256,
	    CKM_SHA512_256_HMAC },
};

static void
setup(void)
{
	drive_setup();
	params = (CK_PKCS5_PBKD2_PARAMS2){ .saltSource = CKZ_SALT_SPECIFIED,
		.pSaltSourceData = some, .ulSaltSourceDataLen = 16,
		.iterations = 1, .prf = CKP_PKCS5_PBKD2_HMAC_SHA256,
		.pPassword = some, .ulPasswordLen = 4 };
	mechanism = (CK_MECHANISM){ CKM_PKCS5_PBKD2, &params, sizeof(params) };
}

static enum err
generate(size_t len, struct material **out)
{
	struct key_spec spec = { .type = CKK_GENERIC_SECRET,
		.value_len = len };
	struct run run = { .state = NULL };
	enum err e = run_begin(&run, USE_GENERATE, &mechanism);

	if (e == E_OK)
		e = run.mech->generate(&run, &spec, out);
	run_end(&run);
	return e;
}

static void
key_is(const void *value, size_t len)
{
	struct material *m;

	ck_assert_int_eq(generate(len, &m), E_OK);
	ck_assert_uint_eq(secret_len(material_secret(m)), len);
	ck_assert_mem_eq(secret_peek(material_secret(m)), value, len);
	material_free(m);
}

static enum err
refusal(void)
{
	struct material *m = NULL;
	enum err e = generate(32, &m);

	ck_assert_ptr_null(m);
	return e;
}

static CK_ULONG
prf_of(const struct kat_case *c)
{
	size_t i = 0;

	while (strcmp(prfs[i].name, kat_text(c, "hash")) != 0)
		i++;
	return prfs[i].prf;
}

static void
case_generates(struct kat_case *c)
{
	size_t password_len, salt_len, key_len;
	const void *password = kat_bytes(c, "password", &password_len);
	const void *salt = kat_bytes(c, "salt", &salt_len);
	const void *key = kat_bytes(c, "key", &key_len);

	params.prf = prf_of(c);
	params.pPassword = (CK_UTF8CHAR_PTR)(uintptr_t)password;
	params.ulPasswordLen = password_len;
	params.pSaltSourceData = (void *)(uintptr_t)salt;
	params.ulSaltSourceDataLen = salt_len;
	params.iterations = kat_number(c, "iterations", 0);
	key_is(key, key_len);
}

START_TEST(keys_are_the_published_ones)
{
	struct kat k = kat_load("PKCS5_PBKD2");

	for (size_t i = 0; i < k.count; i++)
		case_generates(&k.cases[i]);
	kat_free(&k);
}
END_TEST

/* RFC 8018, 5.2: with one iteration, the first block is the function of the
 * salt and a one. Not every function has published answers of its own. */
START_TEST(first_iteration_is_the_function_itself)
{
	struct job job = { .use = USE_SIGN, .piece = WHOLE,
		.mechanism = { prfs[_i].hmac, NULL, 0 },
		.key = drive_secret(some, 4) };
	struct bytes mac = { .data = NULL };
	unsigned char salt[20] = { 9, 8, 7 };

	params.prf = prfs[_i].prf;
	params.pSaltSourceData = salt;
	salt[19] = 1;
	ck_assert_int_eq(drive(&job, salt, 20, &mac), E_OK);
	key_is(mac.data, mac.len);
	bytes_clear(&mac);
	material_free(job.key);
}
END_TEST

START_TEST(length_of_the_password_may_be_a_pointer_to_it)
{
	static CK_ULONG len = 4;
	unsigned char want[32];
	struct material *m;

	ck_assert_int_eq(generate(32, &m), E_OK);
	memcpy(want, secret_peek(material_secret(m)), 32);
	material_free(m);
	params.ulPasswordLen = (CK_ULONG)(uintptr_t)&len;
	key_is(want, 32);
	len = 65536;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	len = 4;
}
END_TEST

START_TEST(password_and_salt_may_be_empty)
{
	struct material *m;

	params.pPassword = NULL;
	params.ulPasswordLen = 0;
	params.pSaltSourceData = NULL;
	params.ulSaltSourceDataLen = 0;
	ck_assert_int_eq(generate(32, &m), E_OK);
	material_free(m);
}
END_TEST

START_TEST(password_and_salt_that_cannot_be_are_refused)
{
	params.ulPasswordLen = 65537;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.ulPasswordLen = 4;
	params.pPassword = NULL;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.pPassword = some;
	params.ulSaltSourceDataLen = (CK_ULONG)-1;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.ulSaltSourceDataLen = 16;
	params.saltSource = 2;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.saltSource = CKZ_SALT_SPECIFIED;
	mechanism.ulParameterLen--;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(iterations_are_bounded)
{
	params.iterations = 0;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.iterations = 10000001;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(function_has_to_be_one_of_hmac_and_takes_no_data)
{
	params.prf = CKP_PKCS5_PBKD2_HMAC_GOSTR3411;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.prf = 0;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
	params.prf = CKP_PKCS5_PBKD2_HMAC_SHA1;
	params.pPrfData = some;
	params.ulPrfDataLen = 1;
	ck_assert_int_eq(refusal(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(length_has_to_be_given)
{
	struct material *m = NULL;

	ck_assert_int_eq(generate(0, &m), E_TEMPLATE_INCOMPLETE);
	ck_assert_int_eq(generate(4097, &m), E_ATTRIBUTE_VALUE);
}
END_TEST

SUITE("mech/pbkdf2",
    tcase_add_checked_fixture(tc, setup, drive_teardown);
    tcase_add_test(tc, keys_are_the_published_ones);
    tcase_add_loop_test(tc, first_iteration_is_the_function_itself, 0, 7);
    tcase_add_test(tc, length_of_the_password_may_be_a_pointer_to_it);
    tcase_add_test(tc, password_and_salt_may_be_empty);
    tcase_add_test(tc, password_and_salt_that_cannot_be_are_refused);
    tcase_add_test(tc, iterations_are_bounded);
    tcase_add_test(tc, function_has_to_be_one_of_hmac_and_takes_no_data);
    tcase_add_test(tc, length_has_to_be_given))
