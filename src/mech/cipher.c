/* SPDX-License-Identifier: Apache-2.0 */
/* What every mode of a cipher begins with. */
#include "mech/cipher.h"

#include "crypto/library.h"

#include <openssl/evp.h>

/* libcrypto counts in int; whole blocks of any cipher. */
#define CALL_MAX ((size_t)1 << 30)

bool
cipher_encrypts(const struct run *run)
{
	return run->use == USE_ENCRYPT || run->use == USE_WRAP;
}

enum err
cipher_new(EVP_CIPHER *cipher, const unsigned char *key,
    const unsigned char *vector, bool encrypt, EVP_CIPHER_CTX **out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	bool blocks = EVP_CIPHER_get_block_size(cipher) > 1;

	if (ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_CipherInit_ex2(ctx, cipher, key, vector, encrypt, NULL) != 1 ||
	    (blocks && EVP_CIPHER_CTX_set_padding(ctx, 0) != 1)) {
		EVP_CIPHER_CTX_free(ctx);
		return library_failed("a cipher");
	}
	*out = ctx;
	return E_OK;
}

enum err
cipher_aes(const struct cipher_names *names, const struct material *m,
    const unsigned char *vector, bool encrypt, EVP_CIPHER_CTX **out)
{
	const struct secret *key = material_secret(m);
	EVP_CIPHER *cipher;
	size_t len;

	if (key == NULL)
		return E_KEY_TYPE;
	len = secret_len(key);
	if (len != 16 && len != 24 && len != 32)
		return E_KEY_SIZE;
	cipher = library_cipher(names->name[len / 8 - 2]);
	if (cipher == NULL)
		return library_failed(names->name[len / 8 - 2]);
	return cipher_new(cipher, secret_peek(key), vector, encrypt, out);
}

enum err
cipher_feed(EVP_CIPHER_CTX *ctx, const unsigned char *in, size_t len,
    unsigned char *out)
{
	int n;

	for (size_t at = 0; at < len; at += (size_t)n) {
		size_t part = len - at < CALL_MAX ? len - at : CALL_MAX;

		if (EVP_CipherUpdate(ctx, out + at, &n, in + at,
		    (int)part) != 1 || (size_t)n != part)
			return library_failed("a cipher");
	}
	return E_OK;
}
