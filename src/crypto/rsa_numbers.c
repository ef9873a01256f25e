/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Completing private keys: tokens and programs keep anything from n and d
 * alone to all eight numbers (PKCS#11 3.2, 6.1.3).
 */
#include "crypto/rsa_numbers.h"
#include "crypto/library.h"
#include "crypto/scoped.h"

#include <openssl/rsa.h>

/* Bases tried; each finds the primes with a probability of at least 1/2. */
#define BASES 64

void
rsa_numbers_clear(struct rsa_numbers *k)
{
	for (size_t i = 0; i < RSA_PARTS; i++)
		BN_clear_free(k->at[i]);
}

static enum err
number_read(struct rsa_number given, size_t max, BIGNUM **out)
{
	SCOPED(bignum_st) *n = NULL;

	while (given.len > 0 && *given.at == 0) {
		given.at++;
		given.len--;
	}
	if (given.len == 0 || given.len > max)
		return refuse(E_ATTRIBUTE_VALUE,
		    "a number of the RSA key is zero or too long");
	n = BN_bin2bn(given.at, (int)given.len, NULL);
	if (n == NULL)
		return E_NO_MEMORY;
	*out = n;
	n = NULL;
	return E_OK;
}

enum err
rsa_numbers_read(const struct rsa_number given[static RSA_PARTS], size_t max,
    struct rsa_numbers *out)
{
	for (size_t i = 0; i < RSA_PARTS; i++) {
		if (given[i].at == NULL)
			continue;
		TRY(number_read(given[i], max, &out->at[i]));
		if (i >= RSA_PRIVATE_EXPONENT)
			BN_set_flags(out->at[i], BN_FLG_CONSTTIME);
	}
	return E_OK;
}

/* A number to be computed. */
static enum err
number_new(BIGNUM **out)
{
	BIGNUM *n = BN_new();

	if (n == NULL)
		return E_NO_MEMORY;
	BN_set_flags(n, BN_FLG_CONSTTIME);
	*out = n;
	return E_OK;
}

static enum err
less_one(const BIGNUM *n, BIGNUM **out)
{
	TRY(number_new(out));
	return BN_copy(*out, n) != NULL && BN_sub_word(*out, 1) == 1
	    ? E_OK : library_failed("RSA");
}

/* ---- the primes ---- */

/* The other prime, from the modulus and one. */
static enum err
divide(const BIGNUM *n, const BIGNUM *prime, BIGNUM **other, BN_CTX *ctx)
{
	SCOPED(bignum_st) *rest = NULL;

	TRY(number_new(&rest));
	TRY(number_new(other));
	if (BN_div(*other, rest, n, prime, ctx) != 1)
		return library_failed("RSA");
	return BN_is_zero(rest) ? E_OK : refuse(E_ATTRIBUTE_VALUE,
	    "the prime does not divide the modulus");
}

/*
 * Square y until it is 1: if what was there before is no trivial root of 1,
 * one less shares a prime with n. *prime stays NULL if this y does not tell.
 */
static enum err
root_try(BIGNUM *y, int squarings, const BIGNUM *n, BIGNUM **prime,
    BN_CTX *ctx)
{
	SCOPED(bignum_st) *x = NULL, *end = NULL;

	TRY(number_new(&x));
	TRY(less_one(n, &end));
	if (BN_is_one(y) || BN_cmp(y, end) == 0)
		return E_OK;
	for (int i = 0; i < squarings; i++) {
		if (BN_mod_sqr(x, y, n, ctx) != 1)
			return library_failed("RSA");
		if (BN_is_one(x)) {
			TRY(number_new(prime));
			return BN_sub_word(y, 1) == 1 &&
			    BN_gcd(*prime, y, n, ctx) == 1
			    ? E_OK : library_failed("RSA");
		}
		if (BN_cmp(x, end) == 0)
			return E_OK;
		BN_swap(x, y);
	}
	return refuse(E_ATTRIBUTE_VALUE,
	    "modulus and exponents of the RSA key do not fit together");
}

/* e * d - 1 = 2^squarings * odd */
static enum err
odd_part(const struct rsa_numbers *k, BIGNUM *odd, int *squarings, BN_CTX *ctx)
{
	if (BN_mul(odd, k->at[RSA_PUBLIC_EXPONENT],
	    k->at[RSA_PRIVATE_EXPONENT], ctx) != 1 ||
	    BN_sub_word(odd, 1) != 1)
		return library_failed("RSA");
	*squarings = 0;
	if (BN_is_zero(odd))
		return refuse(E_ATTRIBUTE_VALUE, "the exponents are 1");
	while (!BN_is_bit_set(odd, *squarings))
		(*squarings)++;
	return BN_rshift(odd, odd, *squarings) == 1 ? E_OK
	    : library_failed("RSA");
}

/* n from e and d (SP 800-56B, appendix C), with small bases. */
static enum err
factor(const struct rsa_numbers *k, BIGNUM **prime, BN_CTX *ctx)
{
	const BIGNUM *n = k->at[RSA_MODULUS];
	SCOPED(bignum_st) *odd = NULL, *base = NULL, *y = NULL;
	int squarings = 0;

	TRY(number_new(&odd));
	TRY(number_new(&base));
	TRY(number_new(&y));
	TRY(odd_part(k, odd, &squarings, ctx));
	for (BN_ULONG i = 2; i < 2 + BASES; i++) {
		if (BN_set_word(base, i) != 1 ||
		    BN_mod_exp(y, base, odd, n, ctx) != 1)
			return refuse(E_ATTRIBUTE_VALUE,
			    "the modulus is out of range");
		TRY(root_try(y, squarings, n, prime, ctx));
		if (*prime != NULL)
			return E_OK;
	}
	return refuse(E_ATTRIBUTE_VALUE, "the modulus has no two primes");
}

static enum err
default_exponent(struct rsa_numbers *k)
{
	BIGNUM **e = &k->at[RSA_PUBLIC_EXPONENT];

	if (*e != NULL)
		return E_OK;
	*e = BN_new();
	return *e != NULL && BN_set_word(*e, RSA_F4) == 1 ? E_OK : E_NO_MEMORY;
}

static enum err
complete_primes(struct rsa_numbers *k, BN_CTX *ctx)
{
	BIGNUM *n = k->at[RSA_MODULUS];
	BIGNUM **p = &k->at[RSA_PRIME_1], **q = &k->at[RSA_PRIME_2];

	if (*p != NULL && *q != NULL)
		return E_OK;
	if (n == NULL || (*p == NULL && *q == NULL &&
	    k->at[RSA_PRIVATE_EXPONENT] == NULL))
		return refuse(E_TEMPLATE_INCOMPLETE, "a private RSA key needs "
		    "its modulus and private exponent, or its primes");
	if (*p != NULL)
		return divide(n, *p, q, ctx);
	if (*q != NULL)
		return divide(n, *q, p, ctx);
	TRY(default_exponent(k));
	TRY(factor(k, p, ctx));
	TRY(divide(n, *p, q, ctx));
	if (BN_ucmp(*p, *q) < 0)
		BN_swap(*p, *q);
	return E_OK;
}

/* ---- the rest, from the primes ---- */

static enum err
product(const BIGNUM *a, const BIGNUM *b, BIGNUM **out, BN_CTX *ctx)
{
	if (*out != NULL)
		return E_OK;
	TRY(number_new(out));
	return BN_mul(*out, a, b, ctx) == 1 ? E_OK : library_failed("RSA");
}

static enum err
inverse(const BIGNUM *a, const BIGNUM *modulus, BIGNUM **out, BN_CTX *ctx)
{
	if (*out != NULL)
		return E_OK;
	TRY(number_new(out));
	return BN_mod_inverse(*out, a, modulus, ctx) != NULL ? E_OK
	    : refuse(E_ATTRIBUTE_VALUE, "the primes or exponents are none");
}

static enum err
remainder_of(const BIGNUM *a, const BIGNUM *modulus, BIGNUM **out, BN_CTX *ctx)
{
	if (*out != NULL)
		return E_OK;
	TRY(number_new(out));
	return BN_nnmod(*out, a, modulus, ctx) == 1 ? E_OK
	    : refuse(E_ATTRIBUTE_VALUE, "a prime is 1");
}

/* lcm(p - 1, q - 1) */
static enum err
period(const BIGNUM *p1, const BIGNUM *q1, BIGNUM **out, BN_CTX *ctx)
{
	SCOPED(bignum_st) *both = NULL, *common = NULL;

	TRY(product(p1, q1, &both, ctx));
	TRY(number_new(&common));
	TRY(number_new(out));
	return BN_gcd(common, p1, q1, ctx) == 1 &&
	    BN_div(*out, NULL, both, common, ctx) == 1 ? E_OK
	    : refuse(E_ATTRIBUTE_VALUE, "a prime is 1");
}

static enum err
complete_exponents(struct rsa_numbers *k, const BIGNUM *p1, const BIGNUM *q1,
    BN_CTX *ctx)
{
	BIGNUM **e = &k->at[RSA_PUBLIC_EXPONENT];
	BIGNUM **d = &k->at[RSA_PRIVATE_EXPONENT];
	SCOPED(bignum_st) *lcm = NULL;

	if (*e == NULL && *d == NULL)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "a private RSA key needs an exponent");
	TRY(period(p1, q1, &lcm, ctx));
	if (*d == NULL)
		return inverse(*e, lcm, d, ctx);
	return inverse(*d, lcm, e, ctx);
}

static enum err
complete(struct rsa_numbers *k, BN_CTX *ctx)
{
	SCOPED(bignum_st) *p1 = NULL, *q1 = NULL;
	BIGNUM *p, *q;

	TRY(complete_primes(k, ctx));
	p = k->at[RSA_PRIME_1];
	q = k->at[RSA_PRIME_2];
	TRY(less_one(p, &p1));
	TRY(less_one(q, &q1));
	TRY(product(p, q, &k->at[RSA_MODULUS], ctx));
	TRY(complete_exponents(k, p1, q1, ctx));
	TRY(remainder_of(k->at[RSA_PRIVATE_EXPONENT], p1,
	    &k->at[RSA_EXPONENT_1], ctx));
	TRY(remainder_of(k->at[RSA_PRIVATE_EXPONENT], q1,
	    &k->at[RSA_EXPONENT_2], ctx));
	return inverse(q, p, &k->at[RSA_COEFFICIENT], ctx);
}

enum err
rsa_numbers_complete(struct rsa_numbers *k)
{
	BN_CTX *ctx = BN_CTX_new_ex(library_standard_context());
	enum err e = ctx == NULL ? E_NO_MEMORY : complete(k, ctx);

	BN_CTX_free(ctx);
	return e;
}
