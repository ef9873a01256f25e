/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XAES-256-GCM as in c2sp.org/XAES-256-GCM. A sealing key keeps the AES
 * schedule, the CMAC subkey and a GCM context per direction, so that a blob
 * costs three block operations, one GCM key and its bytes.
 */
#include "crypto/seal.h"
#include "crypto/ct.h"
#include "crypto/gcm.h"
#include "crypto/library.h"
#include "crypto/random.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define KEY_LEN 32
#define BLOCK 16
#define COMMITMENT_LEN 32

struct seal_key {
	EVP_CIPHER_CTX *ecb; /* under the key itself */
	EVP_CIPHER_CTX *seal, *open; /* under the message keys */
	unsigned char k1[BLOCK]; /* the CMAC subkey */
};

static enum err
encrypt_blocks(EVP_CIPHER_CTX *ecb, const unsigned char *in,
    unsigned char *out, int len)
{
	int n;

	if (EVP_EncryptUpdate(ecb, out, &n, in, len) != 1 || n != len)
		return library_failed("AES");
	return E_OK;
}

static enum err
ecb_init(struct seal_key *k, const unsigned char *key)
{
	k->ecb = EVP_CIPHER_CTX_new();
	if (k->ecb == NULL)
		return E_NO_MEMORY;
	if (EVP_EncryptInit_ex2(k->ecb, library_aes_ecb(KEY_LEN), key, NULL,
	    NULL) != 1 || EVP_CIPHER_CTX_set_padding(k->ecb, 0) != 1)
		return library_failed("AES");
	return E_OK;
}

/* K1 is L = AES(0) doubled in GF(2^128) (NIST SP 800-38B, 6.1). */
static enum err
subkey_init(struct seal_key *k)
{
	static const unsigned char zero[BLOCK];
	unsigned char l[BLOCK];
	unsigned carry = 0;

	TRY(encrypt_blocks(k->ecb, zero, l, BLOCK));
	for (size_t i = BLOCK; i-- > 0; carry = (unsigned)l[i] >> 7)
		k->k1[i] = (unsigned char)((unsigned)l[i] << 1 | carry);
	k->k1[BLOCK - 1] ^= (unsigned char)(carry * 0x87);
	ct_wipe(l, sizeof(l));
	return E_OK;
}

static enum err
key_make(const unsigned char *key, struct seal_key **out)
{
	SCOPED(seal_key) *k = NULL;

	TRY(library_open());
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		return E_NO_MEMORY;
	TRY(ecb_init(k, key));
	TRY(subkey_init(k));
	TRY(gcm_new(KEY_LEN, &k->seal));
	TRY(gcm_new(KEY_LEN, &k->open));
	*out = k;
	k = NULL;
	return E_OK;
}

enum err
seal_key_new(const struct secret *key, struct seal_key **out)
{
	if (secret_len(key) != KEY_LEN)
		return refuse(E_ARGUMENTS, "a sealing key of %zu bytes",
		    secret_len(key));
	return key_make(secret_peek(key), out);
}

void
seal_key_free(struct seal_key *k)
{
	if (k == NULL)
		return;
	EVP_CIPHER_CTX_free(k->ecb);
	EVP_CIPHER_CTX_free(k->seal);
	EVP_CIPHER_CTX_free(k->open);
	ct_wipe(k, sizeof(*k));
	free(k);
}

/* The message key: two blocks, (0, i, 'X', 0, nonce) xor K1 for i = 1, 2. */
static enum err
message_key(struct seal_key *k, const unsigned char *nonce,
    unsigned char key[static KEY_LEN])
{
	unsigned char m[2 * BLOCK];

	for (unsigned i = 0; i < 2; i++) {
		unsigned char *block = m + i * BLOCK;

		block[0] = 0;
		block[1] = (unsigned char)(i + 1);
		block[2] = 'X';
		block[3] = 0;
		memcpy(block + 4, nonce, SEAL_NONCE_LEN - GCM_NONCE_LEN);
		for (size_t j = 0; j < BLOCK; j++)
			block[j] ^= k->k1[j];
	}
	return encrypt_blocks(k->ecb, m, key, KEY_LEN);
}

/* out gets len + SEAL_OVERHEAD bytes. */
static enum err
seal_raw(struct seal_key *k, const void *ad, size_t ad_len, const void *plain,
    size_t len, unsigned char *out)
{
	unsigned char key[KEY_LEN];
	struct gcm_input in = { .key = key, .ad = ad, .ad_len = ad_len };
	enum err e;

	TRY(random_bytes(out, SEAL_NONCE_LEN));
	in.nonce = out + SEAL_NONCE_LEN - GCM_NONCE_LEN;
	TRY(message_key(k, out, key));
	e = gcm_seal(k->seal, &in, plain, len, out + SEAL_NONCE_LEN);
	ct_wipe(key, sizeof(key));
	return e;
}

/* out gets len - SEAL_OVERHEAD bytes; len is known to be at least that. */
static enum err
open_raw(struct seal_key *k, const void *ad, size_t ad_len,
    const unsigned char *blob, size_t len, unsigned char *out)
{
	unsigned char key[KEY_LEN];
	struct gcm_input in = { .key = key, .ad = ad, .ad_len = ad_len };
	enum err e;

	in.nonce = blob + SEAL_NONCE_LEN - GCM_NONCE_LEN;
	TRY(message_key(k, blob, key));
	e = gcm_open(k->open, &in, blob + SEAL_NONCE_LEN, len - SEAL_NONCE_LEN,
	    out);
	ct_wipe(key, sizeof(key));
	return e;
}

enum err
seal_blob(struct seal_key *k, const void *ad, size_t ad_len, const void *plain,
    size_t len, struct bytes *out)
{
	if (len > PTRDIFF_MAX - SEAL_OVERHEAD)
		return E_NO_MEMORY;
	TRY(bytes_reserve(out, len + SEAL_OVERHEAD));
	TRY(seal_raw(k, ad, ad_len, plain, len, out->data + out->len));
	out->len += len + SEAL_OVERHEAD;
	return E_OK;
}

/* Opened behind what *out holds, which thus stays if the blob is bad. */
enum err
seal_open(struct seal_key *k, const void *ad, size_t ad_len, const void *blob,
    size_t len, struct bytes *out)
{
	unsigned char *plain;

	if (len < SEAL_OVERHEAD)
		return E_STORE_DAMAGED;
	/* One byte more: an empty plaintext needs an address, too. */
	TRY(bytes_reserve(out, len - SEAL_OVERHEAD + 1));
	plain = out->data + out->len;
	TRY(open_raw(k, ad, ad_len, blob, len, plain));
	memmove(out->data, plain, len - SEAL_OVERHEAD);
	out->len = len - SEAL_OVERHEAD;
	return E_OK;
}

enum err
seal_secret(struct seal_key *k, const void *ad, size_t ad_len,
    const struct secret *plain, struct bytes *out)
{
	return seal_blob(k, ad, ad_len, secret_peek(plain), secret_len(plain),
	    out);
}

enum err
seal_open_secret(struct seal_key *k, const void *ad, size_t ad_len,
    const void *blob, size_t len, struct secret **out)
{
	SCOPED(secret) *plain = NULL;

	if (len < SEAL_OVERHEAD)
		return E_STORE_DAMAGED;
	TRY(secret_new(len - SEAL_OVERHEAD, &plain));
	TRY(open_raw(k, ad, ad_len, blob, len, secret_data(plain)));
	*out = plain;
	plain = NULL;
	return E_OK;
}

static enum err
committed_key(const struct secret *key64, struct seal_key **out)
{
	if (secret_len(key64) != KEY_LEN + COMMITMENT_LEN)
		return refuse(E_ARGUMENTS, "a committing key of %zu bytes",
		    secret_len(key64));
	return key_make(secret_peek(key64), out);
}

enum err
seal_committed(const struct secret *key64, const void *ad, size_t ad_len,
    const struct secret *plain, struct bytes *out)
{
	SCOPED(seal_key) *k = NULL;
	size_t before = out->len;
	enum err e;

	TRY(committed_key(key64, &k));
	TRY(bytes_append(out, secret_peek(key64) + KEY_LEN, COMMITMENT_LEN));
	e = seal_secret(k, ad, ad_len, plain, out);
	if (e != E_OK)
		out->len = before;
	return e;
}

enum err
seal_open_committed(const struct secret *key64, const void *ad, size_t ad_len,
    const void *blob, size_t len, struct secret **out)
{
	SCOPED(seal_key) *k = NULL;
	const unsigned char *at = blob;

	TRY(committed_key(key64, &k));
	if (len < COMMITMENT_LEN + SEAL_OVERHEAD)
		return E_STORE_DAMAGED;
	if (!ct_equal(at, secret_peek(key64) + KEY_LEN, COMMITMENT_LEN))
		return E_PIN_INCORRECT;
	return seal_open_secret(k, ad, ad_len, at + COMMITMENT_LEN,
	    len - COMMITMENT_LEN, out);
}
