/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds for every mechanism that makes keys, carries them or agrees on
 * them: what is wrapped is unwrapped, what is derived again is the same, and
 * parameters, keys and buffers are what they have to be.
 */
#include "every_call.h"
#include "every_mechanism.h"
#include "findings.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define ROOM 2048
#define VALUE 32 /* bytes of the secrets made here */

static CK_OBJECT_CLASS secret_class = CKO_SECRET_KEY, data_class = CKO_DATA,
    private_class = CKO_PRIVATE_KEY;
static CK_KEY_TYPE generic = CKK_GENERIC_SECRET, ec = CKK_EC;
static CK_ULONG value_len = VALUE;
static CK_ATTRIBUTE secret[] = { ATTR(CKA_CLASS, secret_class),
	ATTR(CKA_KEY_TYPE, generic), ATTR(CKA_VALUE_LEN, value_len) };
static CK_ATTRIBUTE data[] = { ATTR(CKA_CLASS, data_class),
	ATTR(CKA_VALUE_LEN, value_len) };
static CK_ATTRIBUTE private[] = { ATTR(CKA_CLASS, private_class),
	ATTR(CKA_KEY_TYPE, ec), ATTR(CKA_SIGN, yes) };

/* A mechanism and its key. */
struct job {
	const struct every_mechanism *m;
	CK_MECHANISM mechanism;
	struct pair key, wrong;
};

static struct job
job_of(const struct every_mechanism *m, CK_FLAGS flag)
{
	struct job j = { .m = m, .mechanism = every_mechanism_for(m, flag),
		.key = every_key(m->key) };
	CK_KEY_TYPE wrong = m->key == CKK_GENERIC_SECRET ? CKK_EC
	    : every_key_wrong(m);

	j.wrong = every_key(wrong);
	findings_about("%s", m->name);
	return j;
}

static void
each(CK_FLAGS flag, void (*check)(struct job *))
{
	CK_MECHANISM_TYPE list[MECHANISMS_MAX];
	size_t count = every_mechanism_list(list), done = 0;
	struct job j;

	for (size_t i = 0; i < count; i++) {
		if (!(every_mechanism_info(list[i]).flags & flag))
			continue;
		j = job_of(every_mechanism_find(list[i]), flag);
		check(&j);
		done++;
	}
	ck_assert_uint_gt(done, 0);
	findings_end();
}

static void
setup(void)
{
	fixture_login();
	every_mechanism_prepare();
}

/* With the parameter in memory of just that length. */
static CK_RV
with_length(struct job *j, CK_ULONG len, CK_RV (*call)(struct job *))
{
	CK_MECHANISM right = j->mechanism;
	void *copy = calloc(1, len > 0 ? len : 1);
	CK_RV rv;

	ck_assert_ptr_nonnull(copy);
	if (right.pParameter != NULL)
		memcpy(copy, right.pParameter, len < right.ulParameterLen
		    ? len : right.ulParameterLen);
	j->mechanism.pParameter = copy;
	j->mechanism.ulParameterLen = len;
	rv = call(j);
	j->mechanism = right;
	free(copy);
	return rv;
}

static void
check_lengths(struct job *j, CK_RV (*call)(struct job *))
{
	CK_ULONG len = j->mechanism.ulParameterLen;

	WANT(CKR_MECHANISM_PARAM_INVALID, with_length(j, len + 1, call));
	if (len > 1)
		WANT(CKR_MECHANISM_PARAM_INVALID, with_length(j, len - 1,
		    call));
}

static bool
same_value(CK_OBJECT_HANDLE one, CK_OBJECT_HANDLE other)
{
	CK_BYTE a[ROOM], b[ROOM];
	CK_ULONG a_len = ROOM, b_len = ROOM;

	return WANT(CKR_OK, get_attr(one, CKA_VALUE, a, &a_len)) &&
	    WANT(CKR_OK, get_attr(other, CKA_VALUE, b, &b_len)) &&
	    a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* ---- generation ---- */

static CK_RV
generate_into(struct job *j, CK_OBJECT_HANDLE *out)
{
	CK_ATTRIBUTE sized;

	if (j->m->type == CKM_PKCS5_PBKD2)
		return P11(GenerateKey, fx.session, &j->mechanism, secret,
		    ATTR_COUNT(secret), out);
	every_key_generator(j->m->key, &sized);
	return P11(GenerateKey, fx.session, &j->mechanism, &sized,
	    sized.ulValueLen != 0, out);
}

static CK_RV
generate(struct job *j)
{
	CK_OBJECT_HANDLE out;

	return generate_into(j, &out);
}

static void
check_generate(struct job *j)
{
	CK_OBJECT_HANDLE one, other;
	CK_ATTRIBUTE sized;

	WANT(CKR_OK, generate_into(j, &one));
	WANT(CKR_OK, generate_into(j, &other));
	HOLDS(same_value(one, other) == (j->m->type == CKM_PKCS5_PBKD2));
	HOLDS(get_bool(one, CKA_LOCAL));
	HOLDS(get_ulong(one, CKA_KEY_GEN_MECHANISM) == j->m->type);
	HOLDS(get_ulong(one, CKA_KEY_TYPE) == j->m->key);
	check_lengths(j, generate);
	every_key_generator(j->m->key, &sized);
	if (sized.ulValueLen != 0)
		WANT(CKR_TEMPLATE_INCOMPLETE, P11(GenerateKey, fx.session,
		    &j->mechanism, NULL, 0, &one));
}

START_TEST(keys_are_generated)
{
	each(CKF_GENERATE, check_generate);
}
END_TEST

static CK_RV
generate_pair_of(struct job *j, CK_ULONG count, CK_OBJECT_HANDLE *pub,
    CK_OBJECT_HANDLE *priv)
{
	CK_ATTRIBUTE sized;

	every_key_generator(j->m->key, &sized);
	return P11(GenerateKeyPair, fx.session, &j->mechanism, &sized, count,
	    NULL, 0, pub, priv);
}

static CK_RV
generate_pair(struct job *j)
{
	CK_OBJECT_HANDLE pub, priv;

	return generate_pair_of(j, 1, &pub, &priv);
}

static void
check_generate_pair(struct job *j)
{
	CK_OBJECT_HANDLE pub, priv;

	WANT(CKR_OK, generate_pair_of(j, 1, &pub, &priv));
	HOLDS(get_bool(priv, CKA_LOCAL) && get_bool(pub, CKA_LOCAL));
	HOLDS(get_ulong(priv, CKA_KEY_GEN_MECHANISM) == j->m->type);
	HOLDS(get_ulong(pub, CKA_KEY_TYPE) == j->m->key);
	HOLDS(get_bool(priv, CKA_SENSITIVE) && get_bool(priv, CKA_PRIVATE));
	check_lengths(j, generate_pair);
	WANT(CKR_TEMPLATE_INCOMPLETE, generate_pair_of(j, 0, &pub, &priv));
}

START_TEST(pairs_are_generated)
{
	each(CKF_GENERATE_KEY_PAIR, check_generate_pair);
}
END_TEST

/* ---- wrapping ---- */

static CK_BYTE wrapped[ROOM];
static CK_ULONG wrapped_len;
static CK_OBJECT_HANDLE unwrapped;

static CK_RV
wrap_with(struct job *j, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE target)
{
	wrapped_len = ROOM;
	return P11(WrapKey, fx.session, &j->mechanism, wrapping, target,
	    wrapped, &wrapped_len);
}

static CK_RV
wrap(struct job *j)
{
	return wrap_with(j, j->key.pub, every_key(CKK_GENERIC_SECRET).priv);
}

/* Raw RSA cannot tell where the key begins: it has to be told. */
static CK_RV
unwrap(struct job *j)
{
	return P11(UnwrapKey, fx.session, &j->mechanism, j->key.priv, wrapped,
	    wrapped_len, secret, j->m->type == CKM_RSA_X_509 ? 3 : 2,
	    &unwrapped);
}

static void
check_wrap(struct job *j)
{
	CK_OBJECT_HANDLE target = every_key(CKK_GENERIC_SECRET).priv;
	CK_ULONG room = 0, n;

	WANT(CKR_OK, P11(WrapKey, fx.session, &j->mechanism, j->key.pub,
	    target, NULL, &room));
	n = room - 1;
	WANT(CKR_BUFFER_TOO_SMALL, P11(WrapKey, fx.session, &j->mechanism,
	    j->key.pub, target, wrapped, &n));
	HOLDS(n == room);
	WANT(CKR_OK, wrap(j));
	HOLDS(wrapped_len == room);
	if (WANT(CKR_OK, unwrap(j)))
		HOLDS(same_value(target, unwrapped));
	check_lengths(j, wrap);
	check_lengths(j, unwrap);
	WANT(CKR_WRAPPING_KEY_TYPE_INCONSISTENT, wrap_with(j, j->wrong.pub,
	    target));
	j->key = j->wrong;
	WANT(CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT, unwrap(j));
}

START_TEST(what_is_wrapped_is_unwrapped)
{
	each(CKF_WRAP, check_wrap);
}
END_TEST

static void
sign_with_unwrapped(void)
{
	CK_BYTE digest[32] = { 1, 2, 3 }, signature[64];
	CK_ULONG n = sizeof(signature);

	WANT(CKR_OK, sign(CKM_ECDSA, unwrapped, digest, 32, signature, &n));
	WANT(CKR_OK, verify(CKM_ECDSA, every_key(CKK_EC).pub, digest, 32,
	    signature, n));
}

static void
check_wrap_private(struct job *j)
{
	WANT(CKR_OK, wrap_with(j, j->key.pub, every_key(CKK_EC).priv));
	if (WANT(CKR_OK, P11(UnwrapKey, fx.session, &j->mechanism,
	    j->key.priv, wrapped, wrapped_len, private, ATTR_COUNT(private),
	    &unwrapped)))
		sign_with_unwrapped();
}

START_TEST(private_keys_travel_too)
{
	each(CKF_WRAP, check_wrap_private);
}
END_TEST

START_TEST(nothing_but_zeroes_is_no_private_key)
{
	CK_MECHANISM raw = { CKM_RSA_X_509, NULL, 0 };
	CK_BYTE zeroes[256] = { 0 };

	GIVES(CKR_WRAPPED_KEY_INVALID, P11(UnwrapKey, fx.session, &raw,
	    every_key(CKK_RSA).priv, zeroes, 256, private,
	    ATTR_COUNT(private), &unwrapped));
}
END_TEST

/* ---- wrapping that authenticates ---- */

static CK_BYTE aad[] = "associated";

static CK_RV
wrap_authenticated(struct job *j)
{
	wrapped_len = ROOM;
	return P11(WrapKeyAuthenticated, fx.session, &j->mechanism,
	    j->key.pub, every_key(CKK_GENERIC_SECRET).priv, aad, 10, wrapped,
	    &wrapped_len);
}

static CK_RV
unwrap_authenticated(struct job *j)
{
	return P11(UnwrapKeyAuthenticated, fx.session, &j->mechanism,
	    j->key.priv, wrapped, wrapped_len, secret, 2, aad, 10, &unwrapped);
}

static void
check_authenticated(struct job *j)
{
	j->mechanism.pParameter = every_message_param(j->m->type,
	    &j->mechanism.ulParameterLen);
	if (!(every_mechanism_info(j->m->type).flags & CKF_WRAP)) {
		WANT(CKR_MECHANISM_INVALID, wrap_authenticated(j));
		return;
	}
	WANT(CKR_OK, wrap_authenticated(j));
	HOLDS(wrapped_len == VALUE);
	if (WANT(CKR_OK, unwrap_authenticated(j)))
		HOLDS(same_value(every_key(CKK_GENERIC_SECRET).priv,
		    unwrapped));
	aad[2] ^= 1;
	WANT(CKR_WRAPPED_KEY_INVALID, unwrap_authenticated(j));
	aad[2] ^= 1;
	wrapped[2] ^= 1;
	WANT(CKR_WRAPPED_KEY_INVALID, unwrap_authenticated(j));
	wrapped[2] ^= 1;
	check_lengths(j, unwrap_authenticated);
	check_lengths(j, wrap_authenticated);
}

START_TEST(keys_travel_with_data_that_are_theirs)
{
	each(CKF_MESSAGE_ENCRYPT, check_authenticated);
}
END_TEST

/* ---- derivation ---- */

/* As long as comes naturally where that depends on the mechanism. */
static bool
has_length(const struct every_mechanism *m)
{
	return strstr(m->name, "KEY_DERIVATION") != NULL ||
	    strncmp(m->name, "CONCATENATE", 11) == 0;
}

static CK_RV
derive_from(struct job *j, CK_OBJECT_HANDLE base, CK_OBJECT_HANDLE *out)
{
	bool key = j->m->type != CKM_HKDF_DATA;

	return P11(DeriveKey, fx.session, &j->mechanism, base,
	    key ? secret : data, !key || has_length(j->m) ? 2 : 3, out);
}

static CK_RV
derive(struct job *j)
{
	CK_OBJECT_HANDLE out;

	return derive_from(j, j->key.priv, &out);
}

static void
check_derive(struct job *j)
{
	CK_OBJECT_HANDLE one, again, another;
	struct pair other;

	WANT(CKR_OK, every_key_new(j->m->key, &other));
	WANT(CKR_OK, derive_from(j, j->key.priv, &one));
	WANT(CKR_OK, derive_from(j, j->key.priv, &again));
	WANT(CKR_OK, derive_from(j, other.priv, &another));
	HOLDS(same_value(one, again));
	HOLDS(!same_value(one, another));
	check_lengths(j, derive);
	WANT(CKR_KEY_TYPE_INCONSISTENT, derive_from(j, j->wrong.priv, &one));
}

START_TEST(what_is_derived_again_is_the_same)
{
	each(CKF_DERIVE, check_derive);
}
END_TEST

/* ---- encapsulation ---- */

static CK_OBJECT_HANDLE shared;

static CK_RV
encapsulate(struct job *j)
{
	wrapped_len = ROOM;
	return P11(EncapsulateKey, fx.session, &j->mechanism, j->key.pub,
	    secret, 2, wrapped, &wrapped_len, &shared);
}

/* By place: not all headers agree on the type of its length. */
static CK_RV
decapsulate(struct job *j)
{
	CK_ULONG a[CALL_ARGS] = { fx.session, (CK_ULONG)&j->mechanism,
		j->key.priv, (CK_ULONG)secret, 2, (CK_ULONG)wrapped,
		wrapped_len, (CK_ULONG)&unwrapped };

	return every_call_run(fx.p11, every_call_find("DecapsulateKey"), a);
}

static void
check_encapsulate(struct job *j)
{
	CK_ULONG room = 0, n;

	WANT(CKR_OK, P11(EncapsulateKey, fx.session, &j->mechanism,
	    j->key.pub, secret, 2, NULL, &room, &shared));
	n = room - 1;
	WANT(CKR_BUFFER_TOO_SMALL, P11(EncapsulateKey, fx.session,
	    &j->mechanism, j->key.pub, secret, 2, wrapped, &n, &shared));
	HOLDS(n == room);
	WANT(CKR_OK, encapsulate(j));
	HOLDS(wrapped_len == room);
	WANT(CKR_OK, decapsulate(j));
	HOLDS(same_value(shared, unwrapped));
	check_lengths(j, encapsulate);
	check_lengths(j, decapsulate);
	WANT(CKR_OK, encapsulate(j));
	wrapped_len--;
	HOLDS(decapsulate(j) != CKR_OK);
	wrapped_len++;
	j->key = j->wrong;
	WANT(CKR_KEY_TYPE_INCONSISTENT, encapsulate(j));
	WANT(CKR_KEY_TYPE_INCONSISTENT, decapsulate(j));
}

START_TEST(what_is_encapsulated_is_decapsulated)
{
	each(CKF_ENCAPSULATE, check_encapsulate);
}
END_TEST

/* ---- what the flags do not name ---- */

static const struct {
	CK_FLAGS flag;
	CK_RV (*call)(struct job *);
} uses[] = {
	{ CKF_GENERATE, generate },
	{ CKF_GENERATE_KEY_PAIR, generate_pair },
	{ CKF_WRAP, wrap },
	{ CKF_UNWRAP, unwrap },
	{ CKF_DERIVE, derive },
	{ CKF_ENCAPSULATE, encapsulate },
	{ CKF_DECAPSULATE, decapsulate },
};

START_TEST(flags_name_all_there_is)
{
	CK_MECHANISM_TYPE list[MECHANISMS_MAX];
	size_t count = every_mechanism_list(list);
	const struct every_mechanism *m;
	struct job j;

	for (size_t i = 0; i < count; i++) {
		m = every_mechanism_find(list[i]);
		if (m->key == CK_UNAVAILABLE_INFORMATION ||
		    every_mechanism_info(list[i]).flags & uses[_i].flag)
			continue;
		j = job_of(m, 0);
		WANT(CKR_MECHANISM_INVALID, uses[_i].call(&j));
	}
	findings_end();
}
END_TEST

SUITE("pkcs11/every_key_mechanism",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, keys_are_generated);
    tcase_add_test(tc, pairs_are_generated);
    tcase_add_test(tc, what_is_wrapped_is_unwrapped);
    tcase_add_test(tc, private_keys_travel_too);
    tcase_add_test(tc, nothing_but_zeroes_is_no_private_key);
    tcase_add_test(tc, keys_travel_with_data_that_are_theirs);
    tcase_add_test(tc, what_is_derived_again_is_the_same);
    tcase_add_test(tc, what_is_encapsulated_is_decapsulated);
    tcase_add_loop_test(tc, flags_name_all_there_is, 0,
	(int)ATTR_COUNT(uses)))
