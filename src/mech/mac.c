/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MACs: HMAC over the row's digest, AES-CMAC and AES-GMAC, whole or cut to
 * the length the parameter says.
 */
#include "crypto/ct.h"
#include "crypto/library.h"
#include "mech/aead_param.h"
#include "mech/aes_gcm_iv.h"
#include "mech/family.h"
#include "mech/mac_begin.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <string.h>

#define AES_BLOCK 16

/* Of HMAC and CMAC; GMAC's is GCM's. */
struct mac_param {
	size_t len;
};

static struct mac_param *
mac_param(struct run *run)
{
	return (void *)run->param.bytes;
}

/* ---- parameters ---- */

/* CK_MAC_GENERAL_PARAMS: how many bytes are wanted of those there are. */
static enum err
general_param(struct run *run, const CK_MECHANISM *mechanism, size_t most)
{
	CK_ULONG len;

	TRY(param_fixed(mechanism, &len, sizeof(len)));
	if (len == 0 || len > most)
		return refuse(E_MECHANISM_PARAM, "%s has 1 to %zu bytes, "
		    "not %lu", run->mech->name, most, len);
	mac_param(run)->len = len;
	return E_OK;
}

static enum err
digest_len(const struct run *run, size_t *out)
{
	EVP_MD *md = library_digest(run->mech->digest);

	if (md == NULL)
		return library_failed(run->mech->digest);
	*out = (size_t)EVP_MD_get_size(md);
	return E_OK;
}

static enum err
hmac_param(struct run *run, const CK_MECHANISM *mechanism)
{
	TRY(param_none(mechanism));
	return digest_len(run, &mac_param(run)->len);
}

static enum err
hmac_general_param(struct run *run, const CK_MECHANISM *mechanism)
{
	size_t most;

	TRY(digest_len(run, &most));
	return general_param(run, mechanism, most);
}

static enum err
cmac_param(struct run *run, const CK_MECHANISM *mechanism)
{
	TRY(param_none(mechanism));
	mac_param(run)->len = AES_BLOCK;
	return E_OK;
}

static enum err
cmac_general_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return general_param(run, mechanism, AES_BLOCK);
}

static size_t
mac_tag_len(const struct run *run)
{
	const struct mac_param *p = (const void *)run->param.bytes;

	return p->len;
}

/* GCM's parameter, or just a vector of the usual length. */
static enum err
gmac_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_GCM_PARAMS bare = { .pIv = mechanism->pParameter, .ulIvLen = 12,
		.ulTagBits = 8 * AES_BLOCK };
	CK_MECHANISM form = { CKM_AES_GMAC, &bare, sizeof(bare) };

	TRY(gcm_ops.param(run, mechanism->ulParameterLen == bare.ulIvLen
	    ? &form : mechanism));
	if (aead_param_get(run).extra_len != 0)
		return refuse(E_MECHANISM_PARAM, "the additional data of GMAC "
		    "are what is signed, not part of the parameter");
	return E_OK;
}

/* ---- begin ---- */

static enum err
hmac_start(struct run *run, const struct material *m)
{
	const struct secret *key = material_secret(m);
	EVP_MAC_CTX *ctx;

	TRY(hmac_begin(run->mech->digest, secret_peek(key), secret_len(key),
	    &ctx));
	run->state = ctx;
	return E_OK;
}

static enum err
cmac_start(struct run *run, const struct material *m)
{
	const struct secret *key = material_secret(m);
	EVP_MAC_CTX *ctx;

	TRY(cmac_begin(secret_peek(key), secret_len(key), &ctx));
	run->state = ctx;
	return E_OK;
}

static enum err
gmac_start(struct run *run, const struct material *m)
{
	const struct secret *key = material_secret(m);
	struct aead_param p = aead_param_get(run);
	unsigned char vector[16];
	EVP_MAC_CTX *ctx;

	if (p.vector_len > GCM_IV_NATIVE) {
		TRY(gcm_iv_shorten(key, p.vector, p.vector_len, vector));
		p.vector = vector;
		p.vector_len = sizeof(vector);
	}
	TRY(gmac_begin(secret_peek(key), secret_len(key), p.vector,
	    p.vector_len, &ctx));
	run->state = ctx;
	return E_OK;
}

/* ---- data, and the end ---- */

static enum err
mac_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	(void)out;
	if (len != 0 && EVP_MAC_update(run->state, in, len) != 1)
		return library_failed(run->mech->name);
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static enum err
mac_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	unsigned char whole[MAC_LEN_MAX];
	size_t len = run_tag_len(run), made;

	TRY(mac_end(run->state, whole, &made));
	memcpy(out, whole, len);
	*out_len = len;
	ct_wipe(whole, sizeof(whole));
	return E_OK;
}

static enum err
mac_check(struct run *run, const struct material *m,
    const unsigned char *signature, size_t len)
{
	unsigned char whole[MAC_LEN_MAX];
	size_t made;
	bool equal;

	(void)m; /* the run was started with it */
	if (len != run_tag_len(run))
		return refuse(E_SIGNATURE_LEN, "%s has %zu bytes here, not "
		    "%zu", run->mech->name, run_tag_len(run), len);
	TRY(mac_end(run->state, whole, &made));
	equal = ct_equal(whole, signature, len);
	ct_wipe(whole, sizeof(whole));
	return equal ? E_OK : E_SIGNATURE;
}

static size_t
mac_bound(const struct run *run, size_t len, bool final)
{
	(void)len;
	return final ? run_tag_len(run) : 0;
}

static void
mac_stop(struct run *run)
{
	EVP_MAC_CTX_free(run->state);
}

#define MAC_OPS(takes, starts, len) \
	{ \
		.param = takes, \
		.start = starts, \
		.update = mac_update, \
		.finish = mac_finish, \
		.check = mac_check, \
		.bound = mac_bound, \
		.tag_len = len, \
		.stop = mac_stop, \
	}

const struct mech_ops hmac_ops = MAC_OPS(hmac_param, hmac_start, mac_tag_len);
const struct mech_ops hmac_general_ops =
    MAC_OPS(hmac_general_param, hmac_start, mac_tag_len);
const struct mech_ops cmac_ops = MAC_OPS(cmac_param, cmac_start, mac_tag_len);
const struct mech_ops cmac_general_ops =
    MAC_OPS(cmac_general_param, cmac_start, mac_tag_len);
const struct mech_ops gmac_ops = MAC_OPS(gmac_param, gmac_start, aead_tag_len);
