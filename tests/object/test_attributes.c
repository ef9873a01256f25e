/* SPDX-License-Identifier: Apache-2.0 */
/* Every attribute the standard lists for a class and a type is answered. */
#include "object/object.h"

#include "crypto/ec.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "support/suite.h"

#include <string.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static struct view v;

static struct object *
key_object(CK_OBJECT_CLASS class, CK_KEY_TYPE type)
{
	struct object *o;

	ck_assert_int_eq(object_new(class, type, &o), E_OK);
	ck_assert_int_eq(key_new(type, 1, &o->key), E_OK);
	return o;
}

/* Adds a version holding m, or (public objects) its public half. */
static void
add(struct object *o, struct material *m)
{
	SCOPED(material) *half = NULL;
	SCOPED_VALUE(bytes) spki = { 0 };

	if (o->class == CKO_PUBLIC_KEY) {
		ck_assert_int_eq(material_spki(m, &spki), E_OK);
		ck_assert_int_eq(material_from_spki(spki.data, spki.len,
		    &half), E_OK);
		m = half;
	}
	ck_assert_int_eq(key_append(o->key, m, STATE_ENABLED, 1, NULL), E_OK);
}

static void
set(struct object *o, CK_ATTRIBUTE_TYPE type, bool value)
{
	ck_assert_int_eq(attrs_set_bool(&o->attrs, type, value), E_OK);
}

static enum err
get(CK_ATTRIBUTE_TYPE type, void *out, CK_ULONG *len)
{
	CK_ATTRIBUTE a = { type, out, *len };
	enum err e = view_get(&v, &a);

	*len = a.ulValueLen;
	return e;
}

/* One of each kind of pair; RSA takes its time. */
static struct material *pairs[8];

static const struct {
	CK_KEY_TYPE type;
	const char *curve;
	enum pq_family family;
	CK_ULONG set;
} kinds[] = {
	{ CKK_RSA, NULL, 0, 0 },
	{ CKK_EC, "p256", 0, 0 },
	{ CKK_EC_EDWARDS, "ed25519", 0, 0 },
	{ CKK_EC_MONTGOMERY, "x25519", 0, 0 },
	{ CKK_ML_KEM, NULL, PQ_ML_KEM, CKP_ML_KEM_512 },
	{ CKK_ML_DSA, NULL, PQ_ML_DSA, CKP_ML_DSA_44 },
	{ CKK_SLH_DSA, NULL, PQ_SLH_DSA, CKP_SLH_DSA_SHA2_128F },
};

static const struct curve *
curve_named(const char *text)
{
	const struct curve *c;
	size_t i = 0;

	while ((c = curve_at(i)) != NULL && strcmp(c->text, text) != 0)
		i++;
	ck_assert_ptr_nonnull(c);
	return c;
}

static enum err
make_pair(size_t kind, struct material **out)
{
	const struct parameter_set *set;

	if (kinds[kind].type == CKK_RSA)
		return rsa_generate(2048, NULL, 0, out);
	if (kinds[kind].curve != NULL)
		return ec_generate(curve_named(kinds[kind].curve), out);
	set = parameter_set_find(kinds[kind].family, kinds[kind].set);
	return set != NULL && parameter_set_offered(set)
	    ? pq_generate(set, out) : E_UNSUPPORTED;
}

static void
make_pairs(void)
{
	for (size_t i = 0; i < (size_t)COUNT(kinds); i++) {
		enum err e = make_pair(i, &pairs[i]);

		ck_assert(e == E_OK || e == E_UNSUPPORTED);
	}
}

static void
free_pairs(void)
{
	for (size_t i = 0; i < (size_t)COUNT(kinds); i++)
		material_free(pairs[i]);
}

/* Shows an object of the kind; NULL where libcrypto lacks it. */
static struct object *
shown(int kind, CK_OBJECT_CLASS class)
{
	struct object *o;

	if (pairs[kind] == NULL)
		return NULL;
	o = key_object(class, kinds[kind].type);
	add(o, pairs[kind]);
	v = (struct view){ .object = o };
	return o;
}

/* What the standard lists (PKCS#11 3.2, chapters 4 and 6). */
#define COMMON CKA_CLASS, CKA_UNIQUE_ID, CKA_TOKEN, CKA_PRIVATE, CKA_LABEL, \
    CKA_MODIFIABLE, CKA_COPYABLE, CKA_DESTROYABLE
#define KEY COMMON, CKA_KEY_TYPE, CKA_ID, CKA_START_DATE, CKA_END_DATE, \
    CKA_DERIVE, CKA_LOCAL, CKA_KEY_GEN_MECHANISM, CKA_ALLOWED_MECHANISMS, \
    CKA_OBJECT_VALIDATION_FLAGS
#define END CK_UNAVAILABLE_INFORMATION

static const CK_ATTRIBUTE_TYPE of_public[] = { KEY, CKA_SUBJECT, CKA_ENCRYPT,
	CKA_VERIFY, CKA_VERIFY_RECOVER, CKA_WRAP, CKA_ENCAPSULATE, CKA_TRUSTED,
	CKA_WRAP_TEMPLATE, CKA_ENCAPSULATE_TEMPLATE, CKA_PUBLIC_KEY_INFO, END };
static const CK_ATTRIBUTE_TYPE of_private[] = { KEY, CKA_SUBJECT,
	CKA_SENSITIVE, CKA_DECRYPT, CKA_SIGN, CKA_SIGN_RECOVER, CKA_UNWRAP,
	CKA_DECAPSULATE, CKA_EXTRACTABLE, CKA_ALWAYS_SENSITIVE,
	CKA_NEVER_EXTRACTABLE, CKA_WRAP_WITH_TRUSTED, CKA_UNWRAP_TEMPLATE,
	CKA_DECAPSULATE_TEMPLATE, CKA_ALWAYS_AUTHENTICATE, CKA_PUBLIC_KEY_INFO,
	CKA_DERIVE_TEMPLATE, END };
static const CK_ATTRIBUTE_TYPE of_secret[] = { KEY, CKA_SENSITIVE, CKA_ENCRYPT,
	CKA_DECRYPT, CKA_SIGN, CKA_VERIFY, CKA_WRAP, CKA_UNWRAP,
	CKA_EXTRACTABLE, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE,
	CKA_CHECK_VALUE, CKA_WRAP_WITH_TRUSTED, CKA_TRUSTED, CKA_WRAP_TEMPLATE,
	CKA_UNWRAP_TEMPLATE, CKA_DERIVE_TEMPLATE, CKA_VALUE, CKA_VALUE_LEN,
	END };
static const CK_ATTRIBUTE_TYPE of_certificate[] = { COMMON,
	CKA_TRUSTED, CKA_CERTIFICATE_CATEGORY, CKA_CHECK_VALUE, CKA_START_DATE,
	CKA_END_DATE, CKA_PUBLIC_KEY_INFO, CKA_SUBJECT, CKA_ID, CKA_ISSUER,
	CKA_SERIAL_NUMBER, CKA_VALUE, CKA_URL, CKA_HASH_OF_SUBJECT_PUBLIC_KEY,
	CKA_HASH_OF_ISSUER_PUBLIC_KEY, CKA_JAVA_MIDP_SECURITY_DOMAIN,
	CKA_NAME_HASH_ALGORITHM, END };

#define PARTS_OF_CURVE { CKA_EC_PARAMS, END }, { CKA_EC_POINT, END }, \
    { CKA_VALUE, END }
#define PARTS_OF_SET \
    { CKA_PARAMETER_SET, CKA_VALUE, CKA_PUBLIC_CRC64_VALUE, END }, { END }

static const struct {
	CK_KEY_TYPE type;
	CK_ATTRIBUTE_TYPE of_both[4], of_public[4], of_private[8];
} parts[] = {
	{ CKK_RSA, { CKA_MODULUS, CKA_PUBLIC_EXPONENT, CKA_PUBLIC_CRC64_VALUE,
	    END }, { CKA_MODULUS_BITS, END }, { CKA_PRIVATE_EXPONENT,
	    CKA_PRIME_1, CKA_PRIME_2, CKA_EXPONENT_1, CKA_EXPONENT_2,
	    CKA_COEFFICIENT, END } },
	{ CKK_EC, PARTS_OF_CURVE },
	{ CKK_EC_EDWARDS, PARTS_OF_CURVE },
	{ CKK_EC_MONTGOMERY, PARTS_OF_CURVE },
	{ CKK_ML_KEM, PARTS_OF_SET, { CKA_SEED, END } },
	{ CKK_ML_DSA, PARTS_OF_SET, { CKA_SEED, END } },
	{ CKK_SLH_DSA, PARTS_OF_SET, { END } },
};

static void
all_answered(const CK_ATTRIBUTE_TYPE *list, enum err wanted)
{
	for (; *list != END; list++) {
		CK_ATTRIBUTE a = { *list, NULL, 0 };

		ck_assert_msg(view_get(&v, &a) == wanted, "attribute %#lx",
		    *list);
		ck_assert_int_eq(a.ulValueLen == CK_UNAVAILABLE_INFORMATION,
		    wanted != E_OK);
	}
}

static void
open_up(struct object *o)
{
	set(o, CKA_EXTRACTABLE, true);
	set(o, CKA_SENSITIVE, false);
}

START_TEST(a_public_key_answers_everything)
{
	SCOPED(object) *o = shown(_i, CKO_PUBLIC_KEY);

	if (o == NULL)
		return;
	all_answered(of_public, E_OK);
	all_answered(parts[_i].of_both, E_OK);
	all_answered(parts[_i].of_public, E_OK);
	all_answered(parts[_i].of_private, E_ATTRIBUTE_TYPE);
}
END_TEST

START_TEST(a_private_key_answers_everything)
{
	SCOPED(object) *o = shown(_i, CKO_PRIVATE_KEY);

	if (o == NULL)
		return;
	open_up(o);
	all_answered(of_private, E_OK);
	all_answered(parts[_i].of_both, E_OK);
	all_answered(parts[_i].of_private, E_OK);
}
END_TEST

START_TEST(a_sensitive_private_key_keeps_its_private_parts)
{
	SCOPED(object) *o = shown(_i, CKO_PRIVATE_KEY);

	if (o == NULL)
		return;
	set(o, CKA_SENSITIVE, true);
	set(o, CKA_EXTRACTABLE, true);
	all_answered(of_private, E_OK);
	all_answered(parts[_i].of_private, E_ATTRIBUTE_SENSITIVE);
}
END_TEST

START_TEST(a_secret_key_answers_everything)
{
	SCOPED(object) *o = key_object(CKO_SECRET_KEY, CKK_AES);
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_new(16, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	add(o, m);
	open_up(o);
	v = (struct view){ .object = o };
	all_answered(of_secret, E_OK);
}
END_TEST

static struct object *
certificate(void)
{
	struct object *o;

	ck_assert_int_eq(object_new(CKO_CERTIFICATE,
	    CK_UNAVAILABLE_INFORMATION, &o), E_OK);
	ck_assert_int_eq(attrs_set(&o->attrs, CKA_VALUE, "abc", 3), E_OK);
	v = (struct view){ .object = o };
	return o;
}

START_TEST(a_certificate_answers_everything)
{
	SCOPED(object) *o = certificate();

	ck_assert_ptr_nonnull(o);
	all_answered(of_certificate, E_OK);
}
END_TEST

/* FIPS 180: SHA-1 of "abc" begins a9993e. */
START_TEST(a_certificates_check_value_is_its_hash)
{
	SCOPED(object) *o = certificate();
	unsigned char value[8];
	CK_ULONG len = sizeof(value);

	ck_assert_ptr_nonnull(o);
	ck_assert_int_eq(get(CKA_CHECK_VALUE, value, &len), E_OK);
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(value, "\xa9\x99\x3e", 3);
}
END_TEST

START_TEST(a_modulus_has_its_bits)
{
	SCOPED(object) *o = shown(0, CKO_PUBLIC_KEY);
	unsigned char modulus[512];
	CK_ULONG bits, len = sizeof(bits);

	ck_assert_ptr_nonnull(o);
	ck_assert_int_eq(get(CKA_MODULUS_BITS, &bits, &len), E_OK);
	ck_assert_uint_eq(bits, 2048);
	len = sizeof(modulus);
	ck_assert_int_eq(get(CKA_MODULUS, modulus, &len), E_OK);
	ck_assert_uint_eq(len, 256);
	ck_assert(modulus[0] & 0x80);
}
END_TEST

START_TEST(both_halves_of_a_pair_have_one_modulus)
{
	unsigned char first[256], second[256];
	CK_ULONG len = sizeof(first);
	SCOPED(object) *one = shown(0, CKO_PUBLIC_KEY);
	SCOPED(object) *other = NULL;

	ck_assert_ptr_nonnull(one);
	ck_assert_int_eq(get(CKA_MODULUS, first, &len), E_OK);
	other = shown(0, CKO_PRIVATE_KEY);
	ck_assert_int_eq(get(CKA_MODULUS, second, &len), E_OK);
	ck_assert_mem_eq(first, second, len);
}
END_TEST

SUITE("object/attributes",
    tcase_add_unchecked_fixture(tc, make_pairs, free_pairs);
    tcase_add_loop_test(tc, a_public_key_answers_everything, 0, COUNT(kinds));
    tcase_add_loop_test(tc, a_private_key_answers_everything, 0,
	COUNT(kinds));
    tcase_add_loop_test(tc, a_sensitive_private_key_keeps_its_private_parts,
	0, COUNT(kinds));
    tcase_add_test(tc, a_secret_key_answers_everything);
    tcase_add_test(tc, a_certificate_answers_everything);
    tcase_add_test(tc, a_certificates_check_value_is_its_hash);
    tcase_add_test(tc, a_modulus_has_its_bits);
    tcase_add_test(tc, both_halves_of_a_pair_have_one_modulus))
