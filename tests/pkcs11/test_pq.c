/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ML-KEM, ML-DSA and SLH-DSA through the whole stack, where libcrypto has
 * them; where it has not, that the module says so.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <stdbool.h>
#include <string.h>

#define SIGNATURE_MAX 50000

struct kind {
	CK_KEY_TYPE type;
	CK_MECHANISM_TYPE generate, mechanism;
	CK_ULONG set;
	CK_ULONG public_len, private_len, seed_len;
	CK_ULONG out_len; /* of a ciphertext or a signature */
};

static const struct kind kems[] = {
	{ CKK_ML_KEM, CKM_ML_KEM_KEY_PAIR_GEN, CKM_ML_KEM, CKP_ML_KEM_512, 800, 1632, 64, 768 },
	{ CKK_ML_KEM, CKM_ML_KEM_KEY_PAIR_GEN, CKM_ML_KEM, CKP_ML_KEM_768, 1184, 2400, 64, 1088 },
	{ CKK_ML_KEM, CKM_ML_KEM_KEY_PAIR_GEN, CKM_ML_KEM, CKP_ML_KEM_1024, 1568, 3168, 64, 1568 },
};
#define KEMS 3

static const struct kind signers[] = {
	{ CKK_ML_DSA, CKM_ML_DSA_KEY_PAIR_GEN, CKM_ML_DSA, CKP_ML_DSA_44, 1312, 2560, 32, 2420 },
	{ CKK_ML_DSA, CKM_ML_DSA_KEY_PAIR_GEN, CKM_ML_DSA, CKP_ML_DSA_65, 1952, 4032, 32, 3309 },
	{ CKK_ML_DSA, CKM_ML_DSA_KEY_PAIR_GEN, CKM_HASH_ML_DSA_SHA256, CKP_ML_DSA_87, 2592, 4896, 32, 4627 },
	{ CKK_SLH_DSA, CKM_SLH_DSA_KEY_PAIR_GEN, CKM_SLH_DSA, CKP_SLH_DSA_SHA2_128F, 32, 64, 0, 17088 },
	{ CKK_SLH_DSA, CKM_SLH_DSA_KEY_PAIR_GEN, CKM_HASH_SLH_DSA_SHA512, CKP_SLH_DSA_SHAKE_128F, 32, 64, 0, 17088 },
};
#define SIGNERS 5

static CK_BYTE message[100] = "what is signed here";
static CK_BYTE signature[SIGNATURE_MAX];

static bool
offered(const struct kind *k)
{
	CK_MECHANISM_INFO info;
	CK_RV rv = P11(GetMechanismInfo, fx.slot, k->generate, &info);

	ck_assert(rv == CKR_OK || rv == CKR_MECHANISM_INVALID);
	return rv == CKR_OK;
}

/* A pair of session keys whose values can be read if so wanted. */
static CK_RV
generate(const struct kind *k, CK_ULONG set, CK_BBOOL readable,
    struct pair *out)
{
	CK_MECHANISM mechanism = { k->generate, NULL, 0 };
	CK_BBOOL sensitive = !readable;
	CK_ATTRIBUTE public[] = { ATTR(CKA_PARAMETER_SET, set) };
	CK_ATTRIBUTE private[] = { ATTR(CKA_SENSITIVE, sensitive),
		ATTR(CKA_EXTRACTABLE, readable) };

	return P11(GenerateKeyPair, fx.session, &mechanism, public, 1, private,
	    2, &out->pub, &out->priv);
}

static struct pair
pair_of(const struct kind *k)
{
	struct pair pair;

	OK(generate(k, k->set, CK_FALSE, &pair));
	return pair;
}

START_TEST(what_is_not_offered_is_refused)
{
	const struct kind *all[] = { &kems[0], &signers[0], &signers[3] };
	struct pair pair;

	if (!offered(all[_i]))
		GIVES(CKR_MECHANISM_INVALID, generate(all[_i], all[_i]->set,
		    CK_FALSE, &pair));
}
END_TEST

START_TEST(parameter_set_has_to_be_one_there_is)
{
	const struct kind *all[] = { &kems[0], &signers[0], &signers[3] };
	CK_MECHANISM mechanism = { all[_i]->generate, NULL, 0 };
	CK_OBJECT_HANDLE pub, priv;
	struct pair pair;

	if (!offered(all[_i]))
		return;
	GIVES(CKR_PARAMETER_SET_NOT_SUPPORTED, generate(all[_i], 77, CK_FALSE,
	    &pair));
	GIVES(CKR_TEMPLATE_INCOMPLETE, P11(GenerateKeyPair, fx.session,
	    &mechanism, NULL, 0, NULL, 0, &pub, &priv));
}
END_TEST

/* ---- attributes ---- */

static void
attributes_are_there(const struct kind *k)
{
	CK_BYTE value[5000];
	CK_ULONG len = sizeof(value);
	struct pair pair;

	OK(generate(k, k->set, CK_TRUE, &pair));
	ck_assert_uint_eq(get_ulong(pair.pub, CKA_KEY_TYPE), k->type);
	ck_assert_uint_eq(get_ulong(pair.pub, CKA_PARAMETER_SET), k->set);
	ck_assert_uint_eq(get_ulong(pair.priv, CKA_PARAMETER_SET), k->set);
	OK(get_attr(pair.pub, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, k->public_len);
	len = sizeof(value);
	OK(get_attr(pair.priv, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, k->private_len);
	len = sizeof(value);
	if (k->seed_len == 0)
		return;
	OK(get_attr(pair.priv, CKA_SEED, value, &len));
	ck_assert_uint_eq(len, k->seed_len);
}

START_TEST(pair_tells_set_value_and_seed)
{
	if (offered(&kems[0]))
		attributes_are_there(&kems[_i]);
}
END_TEST

START_TEST(signing_pair_tells_set_value_and_seed)
{
	if (offered(&signers[_i]))
		attributes_are_there(&signers[_i]);
}
END_TEST

START_TEST(sensitive_value_and_seed_are_never_revealed)
{
	CK_BYTE value[5000];
	CK_ULONG len = sizeof(value);
	struct pair pair;

	if (!offered(&signers[0]))
		return;
	pair = pair_of(&signers[0]);
	GIVES(CKR_ATTRIBUTE_SENSITIVE, get_attr(pair.priv, CKA_VALUE, value,
	    &len));
	len = sizeof(value);
	GIVES(CKR_ATTRIBUTE_SENSITIVE, get_attr(pair.priv, CKA_SEED, value,
	    &len));
}
END_TEST

/* ---- encapsulation ---- */

static CK_OBJECT_CLASS secret_class = CKO_SECRET_KEY;
static CK_KEY_TYPE generic = CKK_GENERIC_SECRET;

static CK_RV
encapsulate(CK_OBJECT_HANDLE key, CK_BYTE *out, CK_ULONG *out_len,
    CK_OBJECT_HANDLE *shared)
{
	CK_MECHANISM mechanism = { CKM_ML_KEM, NULL, 0 };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret_class),
		ATTR(CKA_KEY_TYPE, generic), ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_EXTRACTABLE, yes) };

	return P11(EncapsulateKey, fx.session, &mechanism, key, template,
	    ATTR_COUNT(template), out, out_len, shared);
}

static CK_RV
decapsulate(CK_OBJECT_HANDLE key, CK_BYTE *in, CK_ULONG len,
    CK_OBJECT_HANDLE *shared)
{
	CK_MECHANISM mechanism = { CKM_ML_KEM, NULL, 0 };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret_class),
		ATTR(CKA_KEY_TYPE, generic), ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_EXTRACTABLE, yes) };

	return P11(DecapsulateKey, fx.session, &mechanism, key, template,
	    ATTR_COUNT(template), in, len, shared);
}

START_TEST(both_sides_have_the_same_secret)
{
	const struct kind *k = &kems[_i];
	CK_BYTE ciphertext[1600], a[64], b[64];
	CK_ULONG len = sizeof(ciphertext), a_len = 64, b_len = 64;
	CK_OBJECT_HANDLE ours, theirs;
	struct pair pair;

	if (!offered(k))
		return;
	pair = pair_of(k);
	OK(encapsulate(pair.pub, ciphertext, &len, &ours));
	ck_assert_uint_eq(len, k->out_len);
	OK(decapsulate(pair.priv, ciphertext, len, &theirs));
	OK(get_attr(ours, CKA_VALUE, a, &a_len));
	OK(get_attr(theirs, CKA_VALUE, b, &b_len));
	ck_assert_uint_eq(a_len, 32);
	ck_assert_uint_eq(b_len, 32);
	ck_assert_mem_eq(a, b, 32);
}
END_TEST

START_TEST(length_of_the_ciphertext_is_told)
{
	CK_BYTE ciphertext[1600];
	CK_ULONG len = 0;
	CK_OBJECT_HANDLE shared;
	struct pair pair;

	if (!offered(&kems[_i]))
		return;
	pair = pair_of(&kems[_i]);
	OK(encapsulate(pair.pub, NULL, &len, &shared));
	ck_assert_uint_eq(len, kems[_i].out_len);
	len--;
	GIVES(CKR_BUFFER_TOO_SMALL, encapsulate(pair.pub, ciphertext, &len,
	    &shared));
	ck_assert_uint_eq(len, kems[_i].out_len);
}
END_TEST

START_TEST(ciphertext_of_another_length_is_refused)
{
	CK_BYTE ciphertext[1600];
	CK_ULONG len = sizeof(ciphertext);
	CK_OBJECT_HANDLE shared;
	struct pair pair;
	CK_RV rv;

	if (!offered(&kems[_i]))
		return;
	pair = pair_of(&kems[_i]);
	OK(encapsulate(pair.pub, ciphertext, &len, &shared));
	rv = decapsulate(pair.priv, ciphertext, len - 1, &shared);
	ck_assert(rv == CKR_WRAPPED_KEY_LEN_RANGE ||
	    rv == CKR_ENCRYPTED_DATA_LEN_RANGE);
}
END_TEST

START_TEST(private_half_does_not_encapsulate_nor_the_public_one_decapsulate)
{
	CK_BYTE ciphertext[1600] = { 0 };
	CK_ULONG len = sizeof(ciphertext);
	CK_OBJECT_HANDLE shared;
	struct pair pair;

	if (!offered(&kems[0]))
		return;
	pair = pair_of(&kems[0]);
	ck_assert_uint_ne(encapsulate(pair.priv, ciphertext, &len, &shared),
	    CKR_OK);
	ck_assert_uint_ne(decapsulate(pair.pub, ciphertext, kems[0].out_len,
	    &shared), CKR_OK);
}
END_TEST

/* ---- signatures ---- */

START_TEST(signature_verifies_and_an_altered_one_does_not)
{
	const struct kind *k = &signers[_i];
	CK_ULONG len = sizeof(signature);
	struct pair pair;

	if (!offered(k))
		return;
	pair = pair_of(k);
	OK(sign(k->mechanism, pair.priv, message, 100, signature, &len));
	ck_assert_uint_eq(len, k->out_len);
	OK(verify(k->mechanism, pair.pub, message, 100, signature, len));
	GIVES(CKR_SIGNATURE_INVALID, verify(k->mechanism, pair.pub, message,
	    99, signature, len));
	signature[len / 2] ^= 1;
	GIVES(CKR_SIGNATURE_INVALID, verify(k->mechanism, pair.pub, message,
	    100, signature, len));
	GIVES(CKR_SIGNATURE_LEN_RANGE, verify(k->mechanism, pair.pub, message,
	    100, signature, len - 1));
}
END_TEST

START_TEST(message_may_come_in_parts)
{
	const struct kind *k = &signers[_i];
	CK_MECHANISM mechanism = { k->mechanism, NULL, 0 };
	CK_ULONG len = sizeof(signature);
	struct pair pair;

	if (!offered(k))
		return;
	pair = pair_of(k);
	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(SignUpdate, fx.session, message, 33));
	OK(P11(SignUpdate, fx.session, message + 33, 67));
	OK(P11(SignFinal, fx.session, signature, &len));
	OK(verify(k->mechanism, pair.pub, message, 100, signature, len));
	OK(P11(VerifyInit, fx.session, &mechanism, pair.pub));
	OK(P11(VerifyUpdate, fx.session, message, 1));
	OK(P11(VerifyUpdate, fx.session, message + 1, 99));
	OK(P11(VerifyFinal, fx.session, signature, len));
}
END_TEST

START_TEST(deterministic_signatures_are_the_same)
{
	const struct kind *k = &signers[_i];
	CK_SIGN_ADDITIONAL_CONTEXT context = { CKH_DETERMINISTIC_REQUIRED,
		message, 5 };
	CK_MECHANISM mechanism = { k->mechanism, &context, sizeof(context) };
	static CK_BYTE again[SIGNATURE_MAX];
	CK_ULONG len = sizeof(signature), again_len = sizeof(again);
	struct pair pair;

	if (!offered(k))
		return;
	pair = pair_of(k);
	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(Sign, fx.session, message, 100, signature, &len));
	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(Sign, fx.session, message, 100, again, &again_len));
	ck_assert_uint_eq(len, again_len);
	ck_assert_mem_eq(signature, again, len);
	OK(P11(VerifyInit, fx.session, &mechanism, pair.pub));
	OK(P11(Verify, fx.session, message, 100, signature, len));
	GIVES(CKR_SIGNATURE_INVALID, verify(k->mechanism, pair.pub, message,
	    100, signature, len));
}
END_TEST

/* ---- on the token, from outside ---- */

START_TEST(pair_on_the_token_is_found_again_and_signs)
{
	CK_MECHANISM mechanism = { signers[_i].generate, NULL, 0 };
	CK_ULONG set = signers[_i].set, len = sizeof(signature);
	CK_ATTRIBUTE public[] = { ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_LABEL, "pq"), ATTR(CKA_PARAMETER_SET, set) };
	CK_ATTRIBUTE private[] = { ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_LABEL, "pq") };
	struct pair pair;

	if (!offered(&signers[_i]))
		return;
	OK(P11(GenerateKeyPair, fx.session, &mechanism, public, 3, private, 2,
	    &pair.pub, &pair.priv));
	OK(P11(Logout, fx.session));
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	pair.priv = find_label(fx.session, CKO_PRIVATE_KEY, "pq");
	pair.pub = find_label(fx.session, CKO_PUBLIC_KEY, "pq");
	OK(sign(signers[_i].mechanism, pair.priv, message, 100, signature,
	    &len));
	OK(verify(signers[_i].mechanism, pair.pub, message, 100, signature,
	    len));
}
END_TEST

/* The private half from its seed and from its value, the public one. */
START_TEST(keys_from_outside_fit_together)
{
	CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
	CK_KEY_TYPE type = CKK_ML_DSA;
	CK_ULONG set = CKP_ML_DSA_44, len = sizeof(signature);
	CK_BYTE seed[32], value[2560];
	CK_ULONG seed_len = sizeof(seed), value_len = sizeof(value);
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, private_class),
		ATTR(CKA_KEY_TYPE, type), ATTR(CKA_PARAMETER_SET, set),
		ATTR(CKA_SIGN, yes), { CKA_SEED, seed, sizeof(seed) },
		{ CKA_VALUE, value, sizeof(value) } };
	CK_OBJECT_HANDLE key;
	struct pair pair;

	if (!offered(&signers[0]))
		return;
	OK(generate(&signers[0], set, CK_TRUE, &pair));
	OK(get_attr(pair.priv, CKA_SEED, seed, &seed_len));
	OK(get_attr(pair.priv, CKA_VALUE, value, &value_len));
	for (size_t count = 5; count <= 6; count++) {
		OK(P11(CreateObject, fx.session, template, count, &key));
		len = sizeof(signature);
		OK(sign(CKM_ML_DSA, key, message, 100, signature, &len));
		OK(verify(CKM_ML_DSA, pair.pub, message, 100, signature, len));
	}
	seed[0] ^= 1;
	GIVES(CKR_ATTRIBUTE_VALUE_INVALID, P11(CreateObject, fx.session,
	    template, 6, &key));
}
END_TEST

START_TEST(public_key_from_outside_verifies)
{
	CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = signers[_i].type;
	CK_ULONG set = signers[_i].set, len = sizeof(signature);
	CK_BYTE value[3000];
	CK_ULONG value_len = sizeof(value);
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, public_class),
		ATTR(CKA_KEY_TYPE, type), ATTR(CKA_PARAMETER_SET, set),
		ATTR(CKA_VERIFY, yes), { CKA_VALUE, value, 0 } };
	CK_OBJECT_HANDLE key;
	struct pair pair;

	if (!offered(&signers[_i]))
		return;
	pair = pair_of(&signers[_i]);
	OK(get_attr(pair.pub, CKA_VALUE, value, &value_len));
	template[4].ulValueLen = value_len;
	OK(P11(CreateObject, fx.session, template, 5, &key));
	OK(sign(signers[_i].mechanism, pair.priv, message, 100, signature,
	    &len));
	OK(verify(signers[_i].mechanism, key, message, 100, signature, len));
	template[4].ulValueLen--;
	GIVES(CKR_ATTRIBUTE_VALUE_INVALID, P11(CreateObject, fx.session,
	    template, 5, &key));
}
END_TEST

static void
signature_tests(TCase *tc)
{
	tcase_add_loop_test(tc,
	    signature_verifies_and_an_altered_one_does_not, 0, SIGNERS);
	tcase_add_loop_test(tc, message_may_come_in_parts, 0, SIGNERS);
	tcase_add_loop_test(tc, deterministic_signatures_are_the_same, 0,
	    SIGNERS);
	tcase_add_loop_test(tc, pair_on_the_token_is_found_again_and_signs, 0,
	    SIGNERS);
	tcase_add_test(tc, keys_from_outside_fit_together);
	tcase_add_loop_test(tc, public_key_from_outside_verifies, 0, SIGNERS);
}

SUITE("pkcs11/pq",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_loop_test(tc, what_is_not_offered_is_refused, 0, 3);
    tcase_add_loop_test(tc, parameter_set_has_to_be_one_there_is, 0, 3);
    tcase_add_loop_test(tc, pair_tells_set_value_and_seed, 0, KEMS);
    tcase_add_loop_test(tc, signing_pair_tells_set_value_and_seed, 0,
	SIGNERS);
    tcase_add_test(tc, sensitive_value_and_seed_are_never_revealed);
    tcase_add_loop_test(tc, both_sides_have_the_same_secret, 0, KEMS);
    tcase_add_loop_test(tc, length_of_the_ciphertext_is_told, 0, KEMS);
    tcase_add_loop_test(tc, ciphertext_of_another_length_is_refused, 0, KEMS);
    tcase_add_test(tc,
	private_half_does_not_encapsulate_nor_the_public_one_decapsulate);
    signature_tests(tc))
