/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HKDF (RFC 5869), either half or both: two lines of HMAC, which written out
 * here keep their intermediate values in secrets and know no limit on what
 * goes into them.
 */
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/derived.h"
#include "mech/family.h"
#include "mech/mac_begin.h"
#include "mech/param.h"

#include <string.h>

/* The salt and behind it the information are the run's param_extra. */
struct hkdf_param {
	const char *digest;
	size_t hash_len;
	bool extract, expand;
	size_t salt_len, info_len;
	CK_OBJECT_HANDLE salt_key; /* CK_INVALID_HANDLE: none */
};
_Static_assert(sizeof(struct hkdf_param) <= MECH_PARAM_MAX, "fits a run");

/* ---- parameter ---- */

/* The hash or, as some callers have it, its HMAC. */
static enum err
hash_read(CK_MECHANISM_TYPE type, struct hkdf_param *out)
{
	const struct mech *row = mech_find(type);
	EVP_MD *md;

	if (row == NULL || (row->ops != &digest_ops && row->ops != &hmac_ops))
		return refuse(E_MECHANISM_PARAM,
		    "mechanism 0x%lx is no hash for HKDF", type);
	md = library_digest(row->digest);
	if (md == NULL)
		return library_failed(row->digest);
	out->digest = row->digest;
	out->hash_len = (size_t)EVP_MD_get_size(md);
	return E_OK;
}

static enum err
salt_read(const CK_HKDF_PARAMS *given, struct hkdf_param *out)
{
	if (!given->bExtract || given->ulSaltType == CKF_HKDF_SALT_NULL)
		return E_OK;
	if (given->ulSaltType == CKF_HKDF_SALT_DATA) {
		out->salt_len = given->ulSaltLen;
		return param_block("the salt", given->pSalt, given->ulSaltLen,
		    DERIVE_DATA_MAX);
	}
	if (given->ulSaltType != CKF_HKDF_SALT_KEY)
		return refuse(E_MECHANISM_PARAM, "salt of type %lu",
		    given->ulSaltType);
	if (given->hSaltKey == CK_INVALID_HANDLE)
		return refuse(E_KEY_HANDLE, "the parameter names no key that "
		    "is the salt");
	out->salt_key = given->hSaltKey;
	return E_OK;
}

static enum err
info_read(const CK_HKDF_PARAMS *given, struct hkdf_param *out)
{
	if (!given->bExpand)
		return E_OK;
	out->info_len = given->ulInfoLen;
	return param_block("the information", given->pInfo, given->ulInfoLen,
	    DERIVE_DATA_MAX);
}

static enum err
hkdf_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct hkdf_param *p = (void *)run->param.bytes;
	CK_HKDF_PARAMS given;
	unsigned char *at;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	p->extract = given.bExtract != CK_FALSE;
	p->expand = given.bExpand != CK_FALSE;
	if (!p->extract && !p->expand)
		return refuse(E_MECHANISM_PARAM,
		    "HKDF neither extracts nor expands");
	TRY(hash_read(given.prfHashMechanism, p));
	TRY(salt_read(&given, p));
	TRY(info_read(&given, p));
	TRY(param_room(run, p->salt_len + p->info_len, &at));
	if (p->salt_len != 0)
		memcpy(at, given.pSalt, p->salt_len);
	if (p->info_len != 0)
		memcpy(at + p->salt_len, given.pInfo, p->info_len);
	return E_OK;
}

static CK_OBJECT_HANDLE
hkdf_second(const struct run *run)
{
	const struct hkdf_param *p = (const void *)run->param.bytes;

	return p->salt_key;
}

/* ---- extract ---- */

/* HMAC with an empty salt is HMAC with the zeroes RFC 5869 asks for. */
static enum err
salted_begin(const struct run *run, const struct derivation *d,
    EVP_MAC_CTX **out)
{
	const struct hkdf_param *p = (const void *)run->param.bytes;
	const struct secret *key;

	if (p->salt_key == CK_INVALID_HANDLE)
		return hmac_begin(p->digest, run->param_extra, p->salt_len,
		    out);
	key = d->second == NULL ? NULL : material_secret(d->second);
	if (key == NULL)
		return refuse(E_KEY_TYPE, "the salt is not a secret key");
	return hmac_begin(p->digest, secret_peek(key), secret_len(key), out);
}

static enum err
extract(const struct run *run, const struct derivation *d,
    struct secret **out)
{
	const struct secret *base = material_secret(d->base);
	SCOPED(evp_mac_ctx_st) *ctx = NULL;
	SCOPED(secret) *prk = NULL;
	size_t len;

	TRY(salted_begin(run, d, &ctx));
	if (EVP_MAC_update(ctx, secret_peek(base), secret_len(base)) != 1)
		return library_failed("HKDF");
	TRY(secret_new(MAC_LEN_MAX, &prk));
	TRY(mac_end(ctx, secret_data(prk), &len));
	secret_truncate(prk, len);
	*out = prk;
	prk = NULL;
	return E_OK;
}

/* ---- expand ---- */

/* HMAC(prk, block before || info || number), to at, which has room for any
 * MAC. */
static enum err
block(const struct run *run, EVP_MAC_CTX *keyed, size_t number,
    unsigned char *at)
{
	const struct hkdf_param *p = (const void *)run->param.bytes;
	const unsigned char *info = run->param_extra;
	unsigned char n = (unsigned char)number;
	size_t before = number > 1 ? p->hash_len : 0, len;
	SCOPED(evp_mac_ctx_st) *ctx = EVP_MAC_CTX_dup(keyed);

	if (ctx == NULL ||
	    EVP_MAC_update(ctx, at - before, before) != 1 ||
	    EVP_MAC_update(ctx, info + p->salt_len, p->info_len) != 1 ||
	    EVP_MAC_update(ctx, &n, 1) != 1)
		return library_failed("HKDF");
	return mac_end(ctx, at, &len);
}

static enum err
expand(const struct run *run, const struct secret *prk, size_t len,
    struct secret **out)
{
	const struct hkdf_param *p = (const void *)run->param.bytes;
	size_t blocks = (len + p->hash_len - 1) / p->hash_len;
	SCOPED(evp_mac_ctx_st) *keyed = NULL;
	SCOPED(secret) *okm = NULL;

	TRY(hmac_begin(p->digest, secret_peek(prk), secret_len(prk), &keyed));
	TRY(secret_new(blocks * p->hash_len + MAC_LEN_MAX, &okm));
	for (size_t i = 0; i < blocks; i++)
		TRY(block(run, keyed, i + 1,
		    secret_data(okm) + i * p->hash_len));
	secret_truncate(okm, len);
	*out = okm;
	okm = NULL;
	return E_OK;
}

/* RFC 5869, 2.3: at most 255 blocks, from a key at least as long as the
 * hash. */
static enum err
expand_base(const struct run *run, const struct derivation *d,
    const struct secret *prk, struct secret **out)
{
	const struct hkdf_param *p = (const void *)run->param.bytes;
	size_t len;

	if (secret_len(prk) < p->hash_len)
		return refuse(E_KEY_SIZE, "HKDF expands keys from %zu bytes "
		    "with this hash", p->hash_len);
	TRY(derived_len(run, d, 0, 255 * p->hash_len, &len));
	return expand(run, prk, len, out);
}

static enum err
hkdf_derive(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct hkdf_param *p = (const void *)run->param.bytes;
	SCOPED(secret) *prk = NULL;

	if (!p->extract)
		return expand_base(run, d, material_secret(d->base), out);
	TRY(extract(run, d, &prk));
	return p->expand ? expand_base(run, d, prk, out)
	    : derived_from(run, d, &prk, out);
}

const struct mech_ops hkdf_ops = {
	.param = hkdf_param,
	.derive = hkdf_derive,
	.second = hkdf_second,
};
