/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-CCM (SP 800-38C). The length of the text goes into its first block, and
 * libcrypto takes the text in one piece: text that comes in several is held
 * until it is whole. A key to be wrapped is whole, and its length is the one
 * that counts, whatever the parameter says (PKCS#11 3.2, 6.13.5).
 */
#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/aead_param.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/param.h"
#include "mech/vector.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define NONCE_MIN 7
#define NONCE_MAX 13
#define TAG_MAX 16
/* libcrypto counts in int. */
#define TEXT_MAX ((size_t)INT_MAX - TAG_MAX)

static const struct cipher_names names = {
	{ "AES-128-CCM", "AES-192-CCM", "AES-256-CCM" }
};

/* A context with the key in it, and the text so far. */
struct ccm {
	EVP_CIPHER_CTX *ctx;
	struct bytes held;
	bool done;
};

static void
ccm_free(struct ccm *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->ctx);
	if (c->held.len != 0)
		ct_wipe(c->held.data, c->held.len);
	bytes_clear(&c->held);
	free(c);
}
SCOPED_DEFINE(ccm)

static bool
run_wraps(const struct run *run)
{
	return run->use == USE_WRAP || run->use == USE_UNWRAP;
}

/* ---- parameter ---- */

/* What the bytes that the nonce leaves can count. */
static bool
text_fits(CK_ULONG len, CK_ULONG nonce_len)
{
	CK_ULONG bits = 8 * (15 - nonce_len);

	return bits >= 8 * sizeof(len) || len >> bits == 0;
}

static enum err
lengths_check(const struct run *run, const struct aead_param *p)
{
	if (p->vector_len < NONCE_MIN || p->vector_len > NONCE_MAX)
		return refuse(E_MECHANISM_PARAM, "a nonce of %lu bytes, %d to "
		    "%d are possible", p->vector_len, NONCE_MIN, NONCE_MAX);
	if (p->tag_len < 4 || p->tag_len > TAG_MAX || p->tag_len % 2 != 0)
		return refuse(E_MECHANISM_PARAM, "a MAC of %lu bytes is none "
		    "of CCM's", p->tag_len);
	if (!run_wraps(run) && !text_fits(p->text_len, p->vector_len))
		return refuse(E_MECHANISM_PARAM, "%lu bytes are too many for "
		    "a nonce of %lu", p->text_len, p->vector_len);
	return aead_param_check(p);
}

/* The nonce is made, where that is asked for, when all else is right. */
static enum err
ccm_set(struct run *run, const struct aead_param *p, CK_BYTE *nonce,
    CK_ULONG fixed_bits, CK_ULONG generator)
{
	struct vector_spec spec = { nonce, p->vector_len, fixed_bits,
		generator };

	TRY(lengths_check(run, p));
	TRY(vector_make(run, &spec));
	return aead_param_set(run, p);
}

static enum err
wrap_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_CCM_WRAP_PARAMS given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	return ccm_set(run, &(struct aead_param){
		.vector = given.pNonce,
		.vector_len = given.ulNonceLen,
		.extra = given.pAAD,
		.extra_len = given.ulAADLen,
		.tag_len = given.ulMACLen,
	}, given.pNonce, given.ulNonceFixedBits, given.nonceGenerator);
}

static enum err
ccm_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_CCM_PARAMS given;

	if (run_wraps(run) &&
	    mechanism->ulParameterLen == sizeof(CK_CCM_WRAP_PARAMS))
		return wrap_param(run, mechanism);
	TRY(param_fixed(mechanism, &given, sizeof(given)));
	return ccm_set(run, &(struct aead_param){
		.vector = given.pNonce,
		.vector_len = given.ulNonceLen,
		.extra = given.pAAD,
		.extra_len = given.ulAADLen,
		.tag_len = given.ulMACLen,
		.text_len = given.ulDataLen,
	}, given.pNonce, 0, CKG_NO_GENERATE);
}

static enum err
ccm_message(struct run *run, const struct message *message,
    struct message_tag *tag)
{
	CK_MECHANISM form = { CKM_AES_CCM, message->parameter,
		message->parameter_len };
	CK_CCM_MESSAGE_PARAMS given;

	TRY(param_fixed(&form, &given, sizeof(given)));
	TRY(ccm_set(run, &(struct aead_param){
		.vector = given.pNonce,
		.vector_len = given.ulNonceLen,
		.extra = message->aad,
		.extra_len = message->aad_len,
		.tag_len = given.ulMACLen,
		.text_len = given.ulDataLen,
	}, given.pNonce, given.ulNonceFixedBits, given.nonceGenerator));
	*tag = (struct message_tag){ given.pMAC, given.ulMACLen };
	return E_OK;
}

static enum err
ccm_tag(const struct run *run, void *parameter, size_t len,
    struct message_tag *tag)
{
	CK_MECHANISM form = { CKM_AES_CCM, parameter, len };
	CK_CCM_MESSAGE_PARAMS given;

	TRY(param_fixed(&form, &given, sizeof(given)));
	return aead_tag_at(run, given.pMAC, given.ulMACLen, tag);
}

/* ---- one message in libcrypto ---- */

/* tag is what decryption has to find; NULL to encrypt. The key is set a second
 * time, as what it sets up depends on the lengths. */
static enum err
ccm_begin(const struct run *run, const struct material *m,
    const unsigned char *tag, EVP_CIPHER_CTX **out)
{
	struct aead_param p = aead_param_get(run);
	const struct secret *key = material_secret(m);
	unsigned char copy[TAG_MAX];
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;

	if (tag != NULL)
		memcpy(copy, tag, p.tag_len);
	TRY(cipher_aes(&names, m, NULL, tag == NULL, &ctx));
	if (EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN,
	    (int)p.vector_len, NULL) != 1 ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)p.tag_len,
	    tag == NULL ? NULL : copy) != 1 ||
	    EVP_CipherInit_ex2(ctx, NULL, secret_peek(key), p.vector, -1,
	    NULL) != 1)
		return library_failed("AES-CCM");
	*out = ctx;
	ctx = NULL;
	return E_OK;
}

/* Length and additional data. */
static enum err
ccm_head(const struct run *run, EVP_CIPHER_CTX *ctx, size_t text_len)
{
	struct aead_param p = aead_param_get(run);
	int n;

	if (EVP_CipherUpdate(ctx, NULL, &n, NULL, (int)text_len) != 1)
		return library_failed("AES-CCM");
	if (p.extra_len != 0 && EVP_CipherUpdate(ctx, NULL, &n, p.extra,
	    (int)p.extra_len) != 1)
		return library_failed("AES-CCM");
	return E_OK;
}

/* ---- encryption ---- */

static enum err
ccm_start(struct run *run, const struct material *m)
{
	SCOPED(ccm) *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return E_NO_MEMORY;
	TRY(ccm_begin(run, m, NULL, &c->ctx));
	run->state = c;
	c = NULL;
	return E_OK;
}

static enum err
seal(struct run *run, const unsigned char *in, size_t len, unsigned char *out)
{
	struct ccm *c = run->state;
	unsigned char nothing[1] = { 0 };
	int n;

	TRY(ccm_head(run, c->ctx, len));
	if (EVP_CipherUpdate(c->ctx, len != 0 ? out : nothing, &n,
	    len != 0 ? in : nothing, (int)len) != 1)
		return library_failed("AES-CCM");
	c->done = true;
	return E_OK;
}

/* Whether so much more makes the text whole, so that it can go at once. */
static bool
at_once(const struct run *run, size_t len)
{
	const struct ccm *c = run->state;

	if (c == NULL || c->done || c->held.len != 0 || len == 0)
		return false;
	return run_wraps(run) || len == aead_param_get(run).text_len;
}

static enum err
text_hold(struct ccm *c, const unsigned char *in, size_t len, size_t text_len)
{
	size_t so_far = c->done ? text_len : c->held.len;

	if (len > text_len - so_far || len > TEXT_MAX - c->held.len)
		return refuse(E_DATA_LEN, "more than the %zu bytes that were "
		    "told", text_len);
	return bytes_append(&c->held, in, len);
}

static enum err
ccm_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct aead_param p = aead_param_get(run);

	if (!at_once(run, len)) {
		TRY(text_hold(run->state, in, len, p.text_len));
		*out_len = 0;
		return E_OK;
	}
	if (len > TEXT_MAX || !text_fits(len, p.vector_len))
		return refuse(E_DATA_LEN, "%zu bytes are too many for a nonce "
		    "of %lu", len, p.vector_len);
	TRY(seal(run, in, len, out));
	*out_len = len;
	return E_OK;
}

static enum err
ccm_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct aead_param p = aead_param_get(run);
	struct ccm *c = run->state;
	size_t len = c->held.len;

	if (!c->done) {
		if (len != p.text_len)
			return refuse(E_DATA_LEN, "fewer than the %lu bytes "
			    "that were told", p.text_len);
		TRY(seal(run, c->held.data, len, out));
	}
	if (EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_AEAD_GET_TAG, (int)p.tag_len,
	    out + len) != 1)
		return library_failed("AES-CCM");
	*out_len = len + p.tag_len;
	return E_OK;
}

/* ---- decryption ---- */

static bool
length_possible(const struct run *run, size_t len)
{
	struct aead_param p = aead_param_get(run);

	if (len < p.tag_len || len - p.tag_len > TEXT_MAX)
		return false;
	return run_wraps(run) ? text_fits(len - p.tag_len, p.vector_len)
	    : len - p.tag_len == p.text_len;
}

static enum err
ccm_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	size_t text_len = len - aead_tag_len(run);
	unsigned char nothing[1] = { 0 };
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;
	int n;

	if (!length_possible(run, len))
		return refuse(E_CIPHERTEXT_LEN,
		    "%zu bytes cannot be what was told", len);
	TRY(ccm_begin(run, m, in + text_len, &ctx));
	TRY(ccm_head(run, ctx, text_len));
	if (EVP_CipherUpdate(ctx, text_len != 0 ? out : nothing, &n,
	    text_len != 0 ? in : nothing, (int)text_len) != 1) {
		ct_wipe(out, text_len);
		return E_CIPHERTEXT;
	}
	*out_len = text_len;
	return E_OK;
}

static size_t
ccm_bound(const struct run *run, size_t len, bool final)
{
	const struct ccm *c = run->state;
	size_t held = c == NULL ? 0 : c->held.len;
	size_t tag_len = aead_tag_len(run);

	if (!cipher_encrypts(run))
		return len < tag_len ? 0 : len - tag_len;
	if (final)
		return held + len + tag_len;
	return at_once(run, len) ? len : 0;
}

static void
ccm_stop(struct run *run)
{
	ccm_free(run->state);
}

const struct mech_ops aes_ccm_ops = {
	.param = ccm_param,
	.start = ccm_start,
	.update = ccm_update,
	.finish = ccm_finish,
	.open = ccm_open,
	.bound = ccm_bound,
	.tag_len = aead_tag_len,
	.stop = ccm_stop,
	.message = ccm_message,
	.tag = ccm_tag,
};
