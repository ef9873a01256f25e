/* SPDX-License-Identifier: Apache-2.0 */
/* Key check values: computed once, when a version is made, and stored. */
#include "mech/check_value.h"

#include "crypto/ct.h"
#include "crypto/library.h"

#include <openssl/evp.h>
#include <string.h>

static enum err
encrypt_zeroes(const struct secret *key, unsigned char block[static 16])
{
	static const unsigned char zeroes[16];
	EVP_CIPHER *cipher = library_aes_ecb(secret_len(key));
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len = 0;
	bool done;

	done = cipher != NULL && ctx != NULL &&
	    EVP_EncryptInit_ex2(ctx, cipher, secret_peek(key), NULL, NULL) &&
	    EVP_EncryptUpdate(ctx, block, &len, zeroes, 16) && len == 16;
	EVP_CIPHER_CTX_free(ctx);
	return done ? E_OK : E_GENERAL;
}

static enum err
hash_value(const void *data, size_t len, unsigned char digest[static 64])
{
	EVP_MD *sha1 = library_digest("SHA1");

	if (sha1 == NULL || !EVP_Digest(data, len, digest, NULL, sha1, NULL))
		return E_GENERAL;
	return E_OK;
}

enum err
check_value(CK_KEY_TYPE type, const struct material *m,
    unsigned char out[static CHECK_VALUE_LEN], size_t *len)
{
	const struct secret *value = material_secret(m);
	unsigned char full[64];
	enum err e;

	*len = 0;
	if (value == NULL || type == CK_UNAVAILABLE_INFORMATION)
		return E_OK;
	e = type == CKK_AES ? encrypt_zeroes(value, full)
	    : hash_value(secret_peek(value), secret_len(value), full);
	if (e == E_OK) {
		memcpy(out, full, CHECK_VALUE_LEN);
		*len = CHECK_VALUE_LEN;
	}
	ct_wipe(full, sizeof(full));
	return e;
}

enum err
check_value_of(const void *der, size_t len,
    unsigned char out[static CHECK_VALUE_LEN])
{
	unsigned char digest[64];

	TRY(hash_value(der, len, digest));
	memcpy(out, digest, CHECK_VALUE_LEN);
	return E_OK;
}
