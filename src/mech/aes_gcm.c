/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-GCM (SP 800-38D). Encryption streams; decryption takes the whole input
 * and gives nothing away before the tag has been found right.
 */
#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "mech/family.h"
#include "mech/aes_gcm_iv.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Longer vectors and additional data are some mistake. */
#define BLOCK_MAX ((size_t)1 << 28)
/* The standard's limit for one message, and libcrypto's for one call. */
#define MESSAGE_MAX (((uint64_t)1 << 36) - 32)
#define CALL_MAX ((size_t)1 << 30)
#define TAG_MAX 16

#define PARAM_INLINE (MECH_PARAM_MAX - 3 * sizeof(size_t))

/* The vector and the additional data stand one after the other in held or,
 * if they are long, in the run's param_extra. */
struct gcm_param {
	size_t vector_len;
	size_t extra_len;
	size_t tag_len;
	unsigned char held[PARAM_INLINE];
};
_Static_assert(sizeof(struct gcm_param) <= MECH_PARAM_MAX, "fits a run");

/* CK_GCM_PARAMS before it got ulIvBits; still sent. */
struct gcm_params_old {
	CK_BYTE_PTR pIv;
	CK_ULONG ulIvLen;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
	CK_ULONG ulTagBits;
};

/* A context with the key in it, and how far the message has got. */
struct gcm {
	EVP_CIPHER_CTX *ctx;
	uint64_t done;
};

static void
gcm_free(struct gcm *g)
{
	if (g == NULL)
		return;
	EVP_CIPHER_CTX_free(g->ctx);
	free(g);
}
SCOPED_DEFINE(gcm)

/* ---- parameter ---- */

static enum err
params_read(const CK_MECHANISM *mechanism, CK_GCM_PARAMS *out)
{
	struct gcm_params_old old;

	if (mechanism->ulParameterLen != sizeof(old))
		return param_fixed(mechanism, out, sizeof(*out));
	TRY(param_fixed(mechanism, &old, sizeof(old)));
	*out = (CK_GCM_PARAMS){
		.pIv = old.pIv,
		.ulIvLen = old.ulIvLen,
		.pAAD = old.pAAD,
		.ulAADLen = old.ulAADLen,
		.ulTagBits = old.ulTagBits,
	};
	return E_OK;
}

static bool
tag_bits_allowed(CK_ULONG bits)
{
	return bits == 32 || bits == 64 ||
	    (bits >= 96 && bits <= 128 && bits % 8 == 0);
}

static enum err
params_check(const CK_GCM_PARAMS *p)
{
	TRY(param_block("the vector", p->pIv, p->ulIvLen, BLOCK_MAX));
	TRY(param_block("additional data", p->pAAD, p->ulAADLen, BLOCK_MAX));
	if (p->ulIvLen == 0)
		return refuse(E_MECHANISM_PARAM, "the vector is empty");
	if (!tag_bits_allowed(p->ulTagBits))
		return refuse(E_MECHANISM_PARAM,
		    "a tag of %lu bits is none of GCM's", p->ulTagBits);
	return E_OK;
}

/* Where the vector begins; the additional data follow it. */
static const unsigned char *
param_bytes(const struct run *run)
{
	const struct gcm_param *p = (const void *)run->param.bytes;

	return run->param_extra != NULL ? run->param_extra : p->held;
}

static enum err
gcm_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct gcm_param *p = (void *)run->param.bytes;
	unsigned char *to = p->held;
	CK_GCM_PARAMS given;
	size_t len;

	TRY(params_read(mechanism, &given));
	TRY(params_check(&given));
	len = given.ulIvLen + given.ulAADLen;
	if (len > sizeof(p->held)) {
		to = malloc(len);
		if (to == NULL)
			return E_NO_MEMORY;
		run->param_extra = to;
	}
	memcpy(to, given.pIv, given.ulIvLen);
	if (given.ulAADLen != 0)
		memcpy(to + given.ulIvLen, given.pAAD, given.ulAADLen);
	p->vector_len = given.ulIvLen;
	p->extra_len = given.ulAADLen;
	p->tag_len = given.ulTagBits / 8;
	return E_OK;
}

static size_t
gcm_tag_len(const struct run *run)
{
	const struct gcm_param *p = (const void *)run->param.bytes;

	return p->tag_len;
}

/* ---- a keyed context, and a message begun in it ---- */

static enum err
gcm_acquire(const struct material *m, bool encrypt, struct gcm **out)
{
	const struct secret *key = material_secret(m);
	EVP_CIPHER *cipher;
	SCOPED(gcm) *g = NULL;

	if (key == NULL)
		return E_KEY_TYPE;
	cipher = library_aes_gcm(secret_len(key));
	if (cipher == NULL)
		return E_KEY_SIZE;
	g = calloc(1, sizeof(*g));
	if (g == NULL)
		return E_NO_MEMORY;
	g->ctx = EVP_CIPHER_CTX_new();
	if (g->ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_CipherInit_ex2(g->ctx, cipher, secret_peek(key), NULL, encrypt,
	    NULL) != 1)
		return library_failed("AES-GCM");
	*out = g;
	g = NULL;
	return E_OK;
}

static enum err
vector_set(struct gcm *g, const unsigned char *vector, size_t len)
{
	if (len != 12 && EVP_CIPHER_CTX_ctrl(g->ctx, EVP_CTRL_AEAD_SET_IVLEN,
	    (int)len, NULL) != 1)
		return library_failed("AES-GCM");
	if (EVP_CipherInit_ex2(g->ctx, NULL, NULL, vector, -1, NULL) != 1)
		return library_failed("AES-GCM");
	return E_OK;
}

static enum err
gcm_begin(struct gcm *g, const struct run *run, const struct material *m)
{
	const struct gcm_param *p = (const void *)run->param.bytes;
	const unsigned char *bytes = param_bytes(run);
	unsigned char vector[16];
	int len;

	if (p->vector_len <= GCM_IV_NATIVE) {
		TRY(vector_set(g, bytes, p->vector_len));
	} else {
		TRY(gcm_iv_shorten(material_secret(m), bytes, p->vector_len,
		    vector));
		TRY(vector_set(g, vector, sizeof(vector)));
	}
	if (p->extra_len != 0 && EVP_CipherUpdate(g->ctx, NULL, &len,
	    bytes + p->vector_len, (int)p->extra_len) != 1)
		return library_failed("AES-GCM");
	return E_OK;
}

/* Either direction; libcrypto counts in int. */
static enum err
gcm_crypt(struct gcm *g, const unsigned char *in, size_t len,
    unsigned char *out)
{
	int n;

	for (size_t at = 0; at < len; at += (size_t)n) {
		size_t part = len - at < CALL_MAX ? len - at : CALL_MAX;

		if (EVP_CipherUpdate(g->ctx, out + at, &n, in + at,
		    (int)part) != 1 || (size_t)n != part)
			return library_failed("AES-GCM");
	}
	return E_OK;
}

/* ---- encryption ---- */

static enum err
gcm_start(struct run *run, const struct material *m)
{
	SCOPED(gcm) *g = NULL;

	TRY(gcm_acquire(m, true, &g));
	TRY(gcm_begin(g, run, m));
	run->state = g;
	g = NULL;
	return E_OK;
}

static enum err
gcm_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct gcm *g = run->state;

	if (len > MESSAGE_MAX - g->done)
		return refuse(E_DATA_LEN, "GCM ends at 2^36 - 32 bytes");
	TRY(gcm_crypt(g, in, len, out));
	g->done += len;
	*out_len = len;
	return E_OK;
}

static enum err
gcm_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct gcm *g = run->state;
	unsigned char none[TAG_MAX];
	size_t tag_len = gcm_tag_len(run);
	int n;

	if (EVP_CipherFinal_ex(g->ctx, none, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(g->ctx, EVP_CTRL_AEAD_GET_TAG, (int)tag_len,
	    out) != 1)
		return library_failed("AES-GCM");
	*out_len = tag_len;
	return E_OK;
}

/* ---- decryption ---- */

static enum err
tag_check(struct gcm *g, const unsigned char *tag, size_t len)
{
	unsigned char copy[TAG_MAX];
	unsigned char none[TAG_MAX];
	int n;

	memcpy(copy, tag, len);
	if (EVP_CIPHER_CTX_ctrl(g->ctx, EVP_CTRL_AEAD_SET_TAG, (int)len,
	    copy) != 1)
		return library_failed("AES-GCM");
	return EVP_CipherFinal_ex(g->ctx, none, &n) == 1 ? E_OK : E_CIPHERTEXT;
}

static enum err
gcm_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	size_t tag_len = gcm_tag_len(run);
	SCOPED(gcm) *g = NULL;
	enum err e;

	if (len < tag_len || len - tag_len > MESSAGE_MAX)
		return refuse(E_CIPHERTEXT_LEN,
		    "%zu bytes cannot be GCM with a tag of %zu", len, tag_len);
	TRY(gcm_acquire(m, false, &g));
	TRY(gcm_begin(g, run, m));
	len -= tag_len;
	e = gcm_crypt(g, in, len, out);
	if (e == E_OK)
		e = tag_check(g, in + len, tag_len);
	if (e != E_OK) {
		ct_wipe(out, len);
		return e;
	}
	*out_len = len;
	return E_OK;
}

static size_t
gcm_bound(const struct run *run, size_t len, bool final)
{
	size_t tag_len = final ? gcm_tag_len(run) : 0;

	if (run->use == USE_ENCRYPT || run->use == USE_WRAP)
		return len + tag_len;
	return len < tag_len ? 0 : len - tag_len;
}

static void
gcm_stop(struct run *run)
{
	gcm_free(run->state);
}

const struct mech_ops gcm_ops = {
	.param = gcm_param,
	.start = gcm_start,
	.update = gcm_update,
	.finish = gcm_finish,
	.open = gcm_open,
	.bound = gcm_bound,
	.tag_len = gcm_tag_len,
	.stop = gcm_stop,
};
