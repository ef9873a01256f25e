/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that are bytes, through libcrypto's calls for such keys. */
#include "crypto/raw_pkey.h"
#include "crypto/library.h"
#include "crypto/provider.h"
#include "crypto/scoped.h"

enum err
raw_pkey_generate(const char *type, EVP_PKEY **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	EVP_PKEY *pkey = NULL;

	TRY(library_open());
	ctx = library_key_ctx(type);
	if (ctx == NULL || EVP_PKEY_keygen_init(ctx) != 1 ||
	    EVP_PKEY_generate(ctx, &pkey) != 1)
		return library_failed(type);
	*out = pkey;
	return E_OK;
}

enum err
raw_pkey_private(const char *type, const struct secret *value, EVP_PKEY **out)
{
	EVP_PKEY *pkey;

	TRY(library_open());
	pkey = EVP_PKEY_new_raw_private_key_ex(library_context(),
	    provider_key_name(type).text, NULL, secret_peek(value),
	    secret_len(value));
	if (pkey == NULL)
		return refuse(E_ATTRIBUTE_VALUE, "%zu bytes are no private "
		    "key of %s", secret_len(value), type);
	*out = pkey;
	return E_OK;
}

enum err
raw_pkey_public(const char *type, const unsigned char *octets, size_t len,
    EVP_PKEY **out)
{
	EVP_PKEY *pkey;

	TRY(library_open());
	pkey = EVP_PKEY_new_raw_public_key_ex(library_context(),
	    provider_key_name(type).text, NULL, octets, len);
	if (pkey == NULL)
		return refuse(E_ATTRIBUTE_VALUE, "%zu bytes are no public "
		    "key of %s", len, type);
	*out = pkey;
	return E_OK;
}

enum err
raw_pkey_octets(const EVP_PKEY *pkey, struct ec_octets *out)
{
	size_t len = sizeof(out->at);

	if (EVP_PKEY_get_raw_public_key(pkey, out->at, &len) != 1)
		return library_failed("public key");
	out->len = len;
	return E_OK;
}

enum err
raw_pkey_value(const EVP_PKEY *pkey, struct secret **out)
{
	SCOPED(secret) *value = NULL;
	size_t len;

	if (EVP_PKEY_get_raw_private_key(pkey, NULL, &len) != 1)
		return library_failed("private key");
	TRY(secret_new(len, &value));
	if (EVP_PKEY_get_raw_private_key(pkey, secret_data(value), &len) != 1)
		return library_failed("private key");
	*out = value;
	value = NULL;
	return E_OK;
}
