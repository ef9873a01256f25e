/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GCM hashes a vector that does not have 12 bytes into its first counter
 * block: J0 = GHASH(H, IV || zeros || length) (SP 800-38D, 7.1). For 16 bytes
 * that is ((IV * H) + L) * H with L = the length block, which can be solved
 * for IV when J0 is given. So J0 of the long vector is computed here, bit by
 * bit and slowly, and everything else stays libcrypto's.
 */
#include "mech/aes_gcm_iv.h"

#include "base/reader.h"
#include "crypto/ct.h"
#include "crypto/library.h"

#include <openssl/evp.h>

#include <stdint.h>

/* An element of GF(2^128): its first byte is the top of high. */
struct element {
	uint64_t high, low;
};

static const struct element one = { (uint64_t)1 << 63, 0 };
static const struct element length_of_16 = { 0, 128 };

/* Up to 16 bytes, filled with zeros. */
static struct element
element_load(const unsigned char *bytes, size_t len)
{
	unsigned char block[16] = { 0 };
	struct element e;
	struct reader r;

	for (size_t i = 0; i < len; i++)
		block[i] = bytes[i];
	reader_init(&r, block, sizeof(block));
	e.high = reader_u64(&r);
	e.low = reader_u64(&r);
	return e;
}

static void
element_store(struct element e, unsigned char out[static 16])
{
	for (unsigned i = 0; i < 8; i++) {
		out[i] = (unsigned char)(e.high >> (56 - 8 * i));
		out[8 + i] = (unsigned char)(e.low >> (56 - 8 * i));
	}
}

static struct element
add(struct element a, struct element b)
{
	return (struct element){ a.high ^ b.high, a.low ^ b.low };
}

/* Without branches on the operands: H is as good as a key. */
static struct element
multiply(struct element a, struct element b)
{
	struct element sum = { 0, 0 };

	for (unsigned i = 0; i < 128; i++) {
		uint64_t word = i < 64 ? a.high : a.low;
		uint64_t take = 0 - (word >> (63 - i % 64) & 1);
		uint64_t carry = 0 - (b.low & 1);

		sum.high ^= b.high & take;
		sum.low ^= b.low & take;
		b.low = b.low >> 1 | b.high << 63;
		b.high = b.high >> 1 ^ (carry & (uint64_t)0xe1 << 56);
	}
	return sum;
}

/* a^(2^128 - 2) */
static struct element
invert(struct element a)
{
	struct element product = one;

	for (unsigned i = 1; i < 128; i++) {
		a = multiply(a, a);
		product = multiply(product, a);
	}
	return product;
}

static struct element
first_counter(struct element h, const unsigned char *iv, size_t len)
{
	struct element hash = { 0, 0 };
	struct element length = { 0, (uint64_t)len * 8 };

	for (size_t at = 0; at < len; at += 16) {
		size_t part = len - at < 16 ? len - at : 16;

		hash = multiply(add(hash, element_load(iv + at, part)), h);
	}
	return multiply(add(hash, length), h);
}

/* H = AES(key, 0) */
static enum err
hash_key(const struct secret *key, unsigned char out[static 16])
{
	static const unsigned char zeros[16];
	EVP_CIPHER *cipher = library_aes_ecb(secret_len(key));
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len;
	bool done;

	done = ctx != NULL && cipher != NULL &&
	    EVP_EncryptInit_ex2(ctx, cipher, secret_peek(key), NULL, NULL) &&
	    EVP_EncryptUpdate(ctx, out, &len, zeros, sizeof(zeros));
	EVP_CIPHER_CTX_free(ctx);
	return done ? E_OK : library_failed("AES");
}

enum err
gcm_iv_shorten(const struct secret *key, const unsigned char *iv, size_t len,
    unsigned char out[static 16])
{
	unsigned char block[16];
	struct element h, inverse, start;

	TRY(hash_key(key, block));
	h = element_load(block, sizeof(block));
	start = first_counter(h, iv, len);
	inverse = invert(h);
	element_store(multiply(add(multiply(start, inverse), length_of_16),
	    inverse), out);
	ct_wipe(block, sizeof(block));
	ct_wipe(&h, sizeof(h));
	ct_wipe(&inverse, sizeof(inverse));
	return E_OK;
}
