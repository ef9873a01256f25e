/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A context for one message: encapsulate, schedule, encrypt. As the key is
 * used once, its first nonce is the only one.
 */
#include "crypto/hpke.h"
#include "crypto/gcm.h"
#include "crypto/hpke_schedule.h"
#include "crypto/scoped.h"

#include <string.h>

static enum err
seal_under(const struct hpke_keys *keys, const void *ad, size_t ad_len,
    const struct secret *plain, unsigned char *out)
{
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;
	struct gcm_input in = { secret_peek(keys->key), keys->nonce, ad,
		ad_len };

	TRY(gcm_new(secret_len(keys->key), &ctx));
	return gcm_seal(ctx, &in, secret_peek(plain), secret_len(plain), out);
}

static enum err
open_under(const struct hpke_keys *keys, const void *ad, size_t ad_len,
    const unsigned char *sealed, size_t len, struct secret **out)
{
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;
	SCOPED(secret) *plain = NULL;
	struct gcm_input in = { secret_peek(keys->key), keys->nonce, ad,
		ad_len };

	TRY(gcm_new(secret_len(keys->key), &ctx));
	TRY(secret_new(len - GCM_TAG_LEN, &plain));
	TRY(gcm_open(ctx, &in, sealed, len, secret_data(plain)));
	*out = plain;
	plain = NULL;
	return E_OK;
}

enum err
hpke_seal_with(const struct hpke_pair *ephemeral,
    const unsigned char point[static P256_POINT_LEN],
    const struct hpke_info *info, const void *ad, size_t ad_len,
    const struct secret *plain, struct bytes *out)
{
	SCOPED(secret) *shared = NULL;
	struct hpke_keys keys = { 0 };
	size_t len = P256_POINT_LEN + secret_len(plain) + GCM_TAG_LEN;
	enum err e;

	TRY(hpke_shared_secret(ephemeral, point, true, &shared));
	TRY(bytes_reserve(out, len));
	TRY(hpke_schedule(shared, info, &keys));
	e = seal_under(&keys, ad, ad_len, plain,
	    out->data + out->len + P256_POINT_LEN);
	secret_free(keys.key);
	if (e != E_OK)
		return e;
	memcpy(out->data + out->len, ephemeral->point, P256_POINT_LEN);
	out->len += len;
	return E_OK;
}

enum err
hpke_seal(const unsigned char point[static P256_POINT_LEN],
    const struct hpke_psk *psk, const void *info, size_t info_len,
    const void *ad, size_t ad_len, const struct secret *plain,
    struct bytes *out)
{
	struct hpke_info in = { HPKE_AES_256_GCM, psk, info, info_len };
	SCOPED(secret) *scalar = NULL;
	unsigned char own[P256_POINT_LEN];
	struct hpke_pair ephemeral;

	TRY(p256_generate(&scalar, own));
	ephemeral = (struct hpke_pair){ scalar, own };
	return hpke_seal_with(&ephemeral, point, &in, ad, ad_len, plain, out);
}

enum err
hpke_open(const struct secret *scalar,
    const unsigned char point[static P256_POINT_LEN],
    const struct hpke_psk *psk, const void *info, size_t info_len,
    const void *ad, size_t ad_len, const void *blob, size_t len,
    struct secret **out)
{
	struct hpke_info in = { HPKE_AES_256_GCM, psk, info, info_len };
	struct hpke_pair mine = { scalar, point };
	const unsigned char *enc = blob;
	SCOPED(secret) *shared = NULL;
	struct hpke_keys keys = { 0 };
	enum err e;

	if (len < HPKE_OVERHEAD)
		return E_STORE_DAMAGED;
	e = hpke_shared_secret(&mine, enc, false, &shared);
	/* A sender's point that is not on the curve is damage. */
	if (e == E_ATTRIBUTE_VALUE)
		return E_STORE_DAMAGED;
	TRY(e);
	TRY(hpke_schedule(shared, &in, &keys));
	e = open_under(&keys, ad, ad_len, enc + P256_POINT_LEN,
	    len - P256_POINT_LEN, out);
	secret_free(keys.key);
	return e;
}
