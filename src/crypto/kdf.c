/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256, HMAC and HKDF on the algorithms library.c fetched once. HKDF is
 * two lines of HMAC (RFC 5869): written out here it keeps its intermediate
 * values in secrets.
 */
#include "crypto/kdf.h"
#include "crypto/ct.h"
#include "crypto/library.h"

#include <openssl/evp.h>
#include <string.h>

struct part {
	const void *data;
	size_t len;
};

enum err
sha256(const void *data, size_t len, unsigned char out[static 32])
{
	TRY(library_open());
	if (EVP_Digest(len > 0 ? data : "", len, out, NULL,
	    library_digest("SHA2-256"), NULL) != 1)
		return library_failed("SHA-256");
	return E_OK;
}

static bool
hmac_run(EVP_MAC_CTX *ctx, struct part key, const struct part *parts,
    size_t count, unsigned char *out)
{
	static const unsigned char no_key[SHA256_LEN];
	size_t len;

	/* An empty key counts as zeroes; libcrypto would keep the old one. */
	if (key.len == 0)
		key = (struct part){ no_key, sizeof(no_key) };
	if (EVP_MAC_init(ctx, key.data, key.len, NULL) != 1)
		return false;
	for (size_t i = 0; i < count; i++)
		if (parts[i].len > 0 &&
		    EVP_MAC_update(ctx, parts[i].data, parts[i].len) != 1)
			return false;
	return EVP_MAC_final(ctx, out, &len, SHA256_LEN) == 1;
}

static enum err
hmac_parts(struct part key, const struct part *parts, size_t count,
    unsigned char *out)
{
	EVP_MAC_CTX *ctx;
	bool done;

	TRY(library_open());
	ctx = EVP_MAC_CTX_dup(library_hmac());
	done = ctx != NULL && hmac_run(ctx, key, parts, count, out);
	EVP_MAC_CTX_free(ctx);
	return done ? E_OK : library_failed("HMAC");
}

static struct part
part_of(const struct secret *s)
{
	return (struct part){ secret_peek(s), secret_len(s) };
}

enum err
hmac_sha256(const struct secret *key, const void *data, size_t len,
    unsigned char out[static 32])
{
	struct part part = { data, len };

	return hmac_parts(part_of(key), &part, 1, out);
}

enum err
hmac_sha256_secret(const struct secret *key, const void *data, size_t len,
    struct secret **out)
{
	SCOPED(secret) *mac = NULL;

	TRY(secret_new(SHA256_LEN, &mac));
	TRY(hmac_sha256(key, data, len, secret_data(mac)));
	*out = mac;
	mac = NULL;
	return E_OK;
}

enum err
hkdf_extract(const void *salt, size_t salt_len, const struct secret *ikm,
    struct secret **out)
{
	SCOPED(secret) *prk = NULL;
	struct part part = part_of(ikm);

	TRY(secret_new(SHA256_LEN, &prk));
	TRY(hmac_parts((struct part){ salt, salt_len }, &part, 1,
	    secret_data(prk)));
	*out = prk;
	prk = NULL;
	return E_OK;
}

/* Block i is HMAC(prk, block i - 1 || info || i), for i from 1. The output is
 * made in whole blocks and shortened. */
enum err
hkdf_expand(const struct secret *prk, const void *info, size_t info_len,
    size_t out_len, struct secret **out)
{
	SCOPED(secret) *okm = NULL;
	size_t blocks = (out_len + SHA256_LEN - 1) / SHA256_LEN;
	unsigned char *at;

	if (blocks > 255)
		return refuse(E_ARGUMENTS, "HKDF cannot give %zu bytes",
		    out_len);
	TRY(secret_new(blocks * SHA256_LEN, &okm));
	at = secret_data(okm);
	for (size_t i = 0; i < blocks; i++, at += SHA256_LEN) {
		unsigned char number = (unsigned char)(i + 1);
		struct part parts[] = { { at - (i > 0 ? SHA256_LEN : 0),
					    i > 0 ? SHA256_LEN : 0 },
			{ info, info_len }, { &number, 1 } };

		TRY(hmac_parts(part_of(prk), parts, 3, at));
	}
	secret_truncate(okm, out_len);
	*out = okm;
	okm = NULL;
	return E_OK;
}

enum err
kdf_derive(const struct secret *key, const char *label, const void *context,
    size_t context_len, size_t out_len, struct secret **out)
{
	SCOPED(secret) *prk = NULL;
	SCOPED_VALUE(bytes) info = { 0 };

	/* The label ends with its NUL: no two pairs run together. */
	TRY(bytes_append(&info, label, strlen(label) + 1));
	TRY(bytes_append(&info, context, context_len));
	TRY(hkdf_extract(NULL, 0, key, &prk));
	return hkdf_expand(prk, info.data, info.len, out_len, out);
}
