/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSAES-PKCS1-v1_5 decryption with implicit rejection (draft-irtf-cfrg-
 * rsa-guidance, section 7): where the padding is wrong, the message is another
 * one, made from the private exponent and the ciphertext, of a length made
 * from them too. The same ciphertext gives the same message again, so nobody
 * can tell a wrong padding from a right one: no Bleichenbacher oracle, nor by
 * time a Marvin one, as no branch and no address below depends on either.
 *
 * libcrypto does the same by itself from 3.2 on. It is asked for the bare
 * operation, so what comes out does not depend on its version; below 3.2 it
 * would report the wrong padding.
 */
#include "mech/rsa_implicit.h"

#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/kdf.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/rsa_key.h"

#include <openssl/core_names.h>
#include <string.h>

#define CANDIDATES 128	   /* lengths to choose from, of two bytes each */
#define SEPARATOR_FIRST 10 /* 00 02, then at least eight bytes of padding */

/* ---- masks: all ones for true ---- */

/* The compiler must not see that a mask has but two values. */
static uint32_t
opaque(uint32_t mask)
{
	__asm__("" : "+r"(mask));
	return mask;
}

/* Both below 2^31. */
static uint32_t
is_less(uint32_t a, uint32_t b)
{
	return opaque(0 - ((a - b) >> 31));
}

static uint32_t
is_equal(uint32_t a, uint32_t b)
{
	return ~(is_less(a, b) | is_less(b, a));
}

static uint32_t
choose(uint32_t mask, uint32_t yes, uint32_t no)
{
	return (yes & mask) | (no & ~mask);
}

/* ---- the message for wrong padding ---- */

/* HMAC-SHA256(HMAC key: SHA-256 of the private exponent, ciphertext) */
static enum err
derivation_key(const struct material *m, const unsigned char *in,
    struct secret **out)
{
	SCOPED(bignum_st) *d = NULL;
	SCOPED(secret) *octets = NULL, *hash = NULL;
	size_t len = rsa_len(material_pkey(m));

	if (EVP_PKEY_get_bn_param(material_pkey(m), OSSL_PKEY_PARAM_RSA_D,
	    &d) != 1)
		return library_failed("RSA");
	if ((size_t)BN_num_bytes(d) > len) /* allowed, if odd */
		len = (size_t)BN_num_bytes(d);
	TRY(secret_new(len, &octets));
	TRY(secret_new(SHA256_LEN, &hash));
	if (BN_bn2binpad(d, secret_data(octets), (int)len) < 0)
		return library_failed("RSA");
	TRY(sha256(secret_peek(octets), len, secret_data(hash)));
	return hmac_sha256_secret(hash, in, rsa_len(material_pkey(m)), out);
}

/* The draft's IRPRF: len bytes that depend on key and label. */
static enum err
expand(const struct secret *key, const char *label, unsigned char *out,
    size_t len)
{
	unsigned char input[16], block[SHA256_LEN];
	size_t label_len = strlen(label);
	enum err e = E_OK;

	memcpy(input + 2, label, label_len);
	input[2 + label_len] = (unsigned char)(8 * len >> 8);
	input[3 + label_len] = (unsigned char)(8 * len);
	for (size_t at = 0; e == E_OK && at < len; at += SHA256_LEN) {
		size_t part = len - at < SHA256_LEN ? len - at : SHA256_LEN;

		input[0] = (unsigned char)(at / SHA256_LEN >> 8);
		input[1] = (unsigned char)(at / SHA256_LEN);
		e = hmac_sha256(key, input, 4 + label_len, block);
		memcpy(out + at, block, part);
	}
	ct_wipe(block, sizeof(block));
	return e;
}

/* The last of the candidates that is no longer than max. */
static uint32_t
choose_length(const unsigned char candidates[static 2 * CANDIDATES],
    uint32_t max)
{
	uint32_t bits = max, length = 0;

	for (unsigned shift = 1; shift < 16; shift *= 2)
		bits |= bits >> shift;
	for (size_t i = 0; i < CANDIDATES; i++) {
		uint32_t candidate = bits & (((uint32_t)candidates[2 * i]
		    << 8) | candidates[2 * i + 1]);

		length = choose(is_less(max, candidate), length, candidate);
	}
	return length;
}

/* A message at the end of instead, which is as long as the modulus. */
static enum err
replacement(const struct material *m, const unsigned char *in,
    struct secret *instead, uint32_t *length)
{
	SCOPED(secret) *key = NULL, *candidates = NULL;
	size_t len = secret_len(instead);

	TRY(derivation_key(m, in, &key));
	TRY(secret_new((size_t)2 * CANDIDATES, &candidates));
	TRY(expand(key, "length", secret_data(candidates),
	    secret_len(candidates)));
	TRY(expand(key, "message", secret_data(instead), len));
	*length = choose_length(secret_peek(candidates),
	    (uint32_t)(len - RSA_PKCS_MIN));
	return E_OK;
}

/* ---- the choice ---- */

/* 00 02, eight bytes or more that are not zero, 00, the message. */
static uint32_t
padding_right(const unsigned char *block, uint32_t len, uint32_t *message_len)
{
	uint32_t found = 0, separator = 0;

	for (uint32_t i = 2; i < len; i++) {
		uint32_t zero = is_equal(block[i], 0);

		separator = choose(zero & ~found, i, separator);
		found |= zero;
	}
	*message_len = len - 1 - separator;
	return opaque(is_equal(block[0], 0) & is_equal(block[1], 2) & found &
	    ~is_less(separator, SEPARATOR_FIRST));
}

/* Move the block to the left, zeroes following: by every power of two, of
 * which those that make up the distance count. */
static void
shift_left(unsigned char *block, size_t len, uint32_t distance)
{
	for (size_t step = 1; step <= len; step *= 2) {
		uint32_t moves = ~is_equal(distance & (uint32_t)step, 0);

		for (size_t i = 0; i < len; i++) {
			unsigned char from = len - i > step ? block[i + step]
			    : 0;

			block[i] = (unsigned char)choose(moves, from,
			    block[i]);
		}
	}
}

static size_t
message_or(unsigned char *block, const unsigned char *instead, uint32_t len,
    uint32_t instead_len)
{
	uint32_t message_len;
	uint32_t right = padding_right(block, len, &message_len);

	message_len = choose(right, message_len, instead_len);
	for (size_t i = 0; i < len; i++)
		block[i] = (unsigned char)choose(right, block[i], instead[i]);
	shift_left(block, len, len - message_len);
	return message_len;
}

enum err
rsa_implicit_open(const struct material *m, const unsigned char *in,
    unsigned char *out, size_t *out_len)
{
	size_t len = rsa_len(material_pkey(m));
	SCOPED(secret) *block = NULL, *instead = NULL;
	uint32_t instead_len;
	enum err e;

	TRY(secret_new(len, &block));
	TRY(secret_new(len, &instead));
	TRY(replacement(m, in, instead, &instead_len));
	e = rsa_private(material_pkey(m), in, secret_data(block));
	if (e != E_OK)
		return e == E_DATA ? E_CIPHERTEXT : e;
	*out_len = message_or(secret_data(block), secret_peek(instead),
	    (uint32_t)len, instead_len);
	memcpy(out, secret_peek(block), len - RSA_PKCS_MIN);
	return E_OK;
}
