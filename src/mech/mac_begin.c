/* SPDX-License-Identifier: Apache-2.0 */
/* Which algorithm and which parameters libcrypto wants for a MAC. */
#include "mech/mac_begin.h"

#include "crypto/library.h"
#include "crypto/scoped.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

static enum err
begin(const char *name, const void *key, size_t key_len,
    const OSSL_PARAM *params, EVP_MAC_CTX **out)
{
	EVP_MAC *mac = library_mac(name);
	SCOPED(evp_mac_ctx_st) *ctx = NULL;

	if (mac == NULL)
		return library_failed(name);
	ctx = EVP_MAC_CTX_new(mac);
	if (ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_MAC_init(ctx, key, key_len, params) != 1)
		return library_failed(name);
	*out = ctx;
	ctx = NULL;
	return E_OK;
}

/* libcrypto only reads them. */
static OSSL_PARAM
text_param(const char *name, const char *value)
{
	return OSSL_PARAM_construct_utf8_string(name,
	    (char *)(uintptr_t)value, 0);
}

enum err
hmac_begin(const char *digest, const void *key, size_t key_len,
    EVP_MAC_CTX **out)
{
	static const unsigned char no_key[1];
	OSSL_PARAM params[] = {
		text_param(OSSL_MAC_PARAM_DIGEST, digest),
		OSSL_PARAM_END,
	};

	/* HMAC fills keys up with zeroes; libcrypto wants a byte. */
	if (key_len == 0)
		return begin("HMAC", no_key, sizeof(no_key), params, out);
	return begin("HMAC", key, key_len, params, out);
}

/* The cipher's name for a key of this length; NULL if it is none for AES. */
static const char *
cipher_name(const char *const names[static 3], size_t key_len)
{
	if (key_len != 16 && key_len != 24 && key_len != 32)
		return NULL;
	return names[key_len / 8 - 2];
}

static enum err
no_aes_key(size_t len)
{
	return refuse(E_KEY_SIZE, "AES keys have 16, 24 or 32 bytes, not %zu",
	    len);
}

enum err
cmac_begin(const void *key, size_t key_len, EVP_MAC_CTX **out)
{
	static const char *const names[] = { "AES-128-CBC", "AES-192-CBC",
		"AES-256-CBC" };
	const char *cipher = cipher_name(names, key_len);
	OSSL_PARAM params[] = {
		text_param(OSSL_MAC_PARAM_CIPHER, cipher),
		OSSL_PARAM_END,
	};

	if (cipher == NULL)
		return no_aes_key(key_len);
	return begin("CMAC", key, key_len, params, out);
}

enum err
gmac_begin(const void *key, size_t key_len, const void *vector,
    size_t vector_len, EVP_MAC_CTX **out)
{
	static const char *const names[] = { "AES-128-GCM", "AES-192-GCM",
		"AES-256-GCM" };
	const char *cipher = cipher_name(names, key_len);
	OSSL_PARAM params[] = {
		text_param(OSSL_MAC_PARAM_CIPHER, cipher),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_IV,
		    (void *)(uintptr_t)vector, vector_len),
		OSSL_PARAM_END,
	};

	if (cipher == NULL)
		return no_aes_key(key_len);
	return begin("GMAC", key, key_len, params, out);
}

enum err
mac_end(EVP_MAC_CTX *ctx, unsigned char out[static MAC_LEN_MAX], size_t *len)
{
	if (EVP_MAC_final(ctx, out, len, MAC_LEN_MAX) != 1)
		return library_failed("MAC");
	return E_OK;
}
