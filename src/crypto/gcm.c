/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of libcrypto that one message takes, in their order. */
#include "crypto/gcm.h"
#include "crypto/ct.h"
#include "crypto/library.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdbool.h>

enum err
gcm_new(size_t key_len, EVP_CIPHER_CTX **out)
{
	EVP_CIPHER_CTX *ctx;

	TRY(library_open());
	ctx = EVP_CIPHER_CTX_new();
	if (ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_CipherInit_ex2(ctx, library_aes_gcm(key_len), NULL, NULL, 1,
	    NULL) != 1) {
		EVP_CIPHER_CTX_free(ctx);
		return library_failed("AES-GCM");
	}
	*out = ctx;
	return E_OK;
}

/* libcrypto counts in int. */
static bool
too_long(const struct gcm_input *in, size_t len)
{
	return len > INT_MAX || in->ad_len > INT_MAX;
}

static bool
feed(EVP_CIPHER_CTX *ctx, unsigned char *out, const void *data, size_t len)
{
	int n;

	return len == 0 ||
	    EVP_CipherUpdate(ctx, out, &n, data, (int)len) == 1;
}

enum err
gcm_seal(EVP_CIPHER_CTX *ctx, const struct gcm_input *in, const void *plain,
    size_t len, unsigned char *out)
{
	int n;

	if (too_long(in, len))
		return refuse(E_DATA_LEN, "%zu bytes are too many", len);
	if (EVP_CipherInit_ex2(ctx, NULL, in->key, in->nonce, 1, NULL) != 1 ||
	    !feed(ctx, NULL, in->ad, in->ad_len) ||
	    !feed(ctx, out, plain, len) ||
	    EVP_CipherFinal_ex(ctx, out + len, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, GCM_TAG_LEN,
		out + len) != 1)
		return library_failed("AES-GCM");
	return E_OK;
}

enum err
gcm_open(EVP_CIPHER_CTX *ctx, const struct gcm_input *in, const void *sealed,
    size_t len, unsigned char *out)
{
	const unsigned char *at = sealed;
	unsigned char tail[GCM_TAG_LEN];
	void *tag;
	int n;

	if (len < GCM_TAG_LEN || too_long(in, len))
		return E_STORE_DAMAGED;
	len -= GCM_TAG_LEN;
	/* The control call's argument is not const. */
	tag = (void *)(uintptr_t)(at + len);
	if (EVP_CipherInit_ex2(ctx, NULL, in->key, in->nonce, 0, NULL) == 1 &&
	    feed(ctx, NULL, in->ad, in->ad_len) && feed(ctx, out, at, len) &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, GCM_TAG_LEN,
		tag) == 1 &&
	    EVP_CipherFinal_ex(ctx, tail, &n) == 1)
		return E_OK;
	ct_wipe(out, len);
	return E_STORE_DAMAGED;
}
