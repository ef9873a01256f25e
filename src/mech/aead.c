/* SPDX-License-Identifier: Apache-2.0 */
/* One path through libcrypto for the ciphers that authenticate as they go. */
#include "mech/aead.h"

#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "mech/aead_param.h"
#include "mech/cipher.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define TAG_MAX 16
#define VECTOR_USUAL 12 /* libcrypto's, unless it is told */

/* A context with the key in it, and how far the message has got. */
struct aead {
	const struct aead_kind *kind;
	EVP_CIPHER_CTX *ctx;
	uint64_t done;
};

static void
aead_free(struct aead *a)
{
	if (a == NULL)
		return;
	EVP_CIPHER_CTX_free(a->ctx);
	free(a);
}
SCOPED_DEFINE(aead)

/* ---- a keyed context, and a message begun in it ---- */

static enum err
aead_acquire(const struct aead_kind *kind, const struct material *m,
    bool encrypt, struct aead **out)
{
	const struct secret *key = material_secret(m);
	EVP_CIPHER *cipher;
	SCOPED(aead) *a = NULL;

	if (key == NULL)
		return E_KEY_TYPE;
	cipher = kind->cipher(secret_len(key));
	if (cipher == NULL)
		return E_KEY_SIZE;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return E_NO_MEMORY;
	a->kind = kind;
	TRY(cipher_new(cipher, secret_peek(key), NULL, encrypt, &a->ctx));
	*out = a;
	a = NULL;
	return E_OK;
}

static enum err
vector_set(struct aead *a, const unsigned char *vector, size_t len)
{
	if (len != VECTOR_USUAL && EVP_CIPHER_CTX_ctrl(a->ctx,
	    EVP_CTRL_AEAD_SET_IVLEN, (int)len, NULL) != 1)
		return library_failed(a->kind->name);
	if (EVP_CipherInit_ex2(a->ctx, NULL, NULL, vector, -1, NULL) != 1)
		return library_failed(a->kind->name);
	return E_OK;
}

static enum err
aead_begin(struct aead *a, const struct run *run, const struct material *m)
{
	struct aead_param p = aead_param_get(run);
	unsigned char shortened[16];
	int len;

	if (p.vector_len <= a->kind->vector_max) {
		TRY(vector_set(a, p.vector, p.vector_len));
	} else {
		TRY(a->kind->shorten(material_secret(m), p.vector,
		    p.vector_len, shortened));
		TRY(vector_set(a, shortened, sizeof(shortened)));
	}
	if (p.extra_len != 0 && EVP_CipherUpdate(a->ctx, NULL, &len, p.extra,
	    (int)p.extra_len) != 1)
		return library_failed(a->kind->name);
	return E_OK;
}

/* ---- encryption ---- */

enum err
aead_start(struct run *run, const struct aead_kind *kind,
    const struct material *m)
{
	SCOPED(aead) *a = NULL;

	TRY(aead_acquire(kind, m, true, &a));
	TRY(aead_begin(a, run, m));
	run->state = a;
	a = NULL;
	return E_OK;
}

enum err
aead_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct aead *a = run->state;

	if (len > a->kind->text_max - a->done)
		return refuse(E_DATA_LEN, "%s ends at %llu bytes",
		    a->kind->name, (unsigned long long)a->kind->text_max);
	TRY(cipher_feed(a->ctx, in, len, out));
	a->done += len;
	*out_len = len;
	return E_OK;
}

enum err
aead_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct aead *a = run->state;
	unsigned char none[TAG_MAX];
	size_t tag_len = aead_tag_len(run);
	int n;

	if (EVP_CipherFinal_ex(a->ctx, none, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(a->ctx, EVP_CTRL_AEAD_GET_TAG, (int)tag_len,
	    out) != 1)
		return library_failed(a->kind->name);
	*out_len = tag_len;
	return E_OK;
}

/* ---- decryption ---- */

static enum err
tag_check(struct aead *a, const unsigned char *tag, size_t len)
{
	unsigned char copy[TAG_MAX];
	unsigned char none[TAG_MAX];
	int n;

	memcpy(copy, tag, len);
	if (EVP_CIPHER_CTX_ctrl(a->ctx, EVP_CTRL_AEAD_SET_TAG, (int)len,
	    copy) != 1)
		return library_failed(a->kind->name);
	return EVP_CipherFinal_ex(a->ctx, none, &n) == 1 ? E_OK : E_CIPHERTEXT;
}

enum err
aead_open(struct run *run, const struct aead_kind *kind,
    const struct material *m, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	size_t tag_len = aead_tag_len(run);
	SCOPED(aead) *a = NULL;
	enum err e;

	if (len < tag_len || len - tag_len > kind->text_max)
		return refuse(E_CIPHERTEXT_LEN,
		    "%zu bytes cannot be %s with a tag of %zu", len,
		    kind->name, tag_len);
	TRY(aead_acquire(kind, m, false, &a));
	TRY(aead_begin(a, run, m));
	len -= tag_len;
	e = cipher_feed(a->ctx, in, len, out);
	if (e == E_OK)
		e = tag_check(a, in + len, tag_len);
	if (e != E_OK) {
		ct_wipe(out, len);
		return e;
	}
	*out_len = len;
	return E_OK;
}

size_t
aead_bound(const struct run *run, size_t len, bool final)
{
	size_t tag_len = final ? aead_tag_len(run) : 0;

	if (cipher_encrypts(run))
		return len + tag_len;
	return len < tag_len ? 0 : len - tag_len;
}

void
aead_stop(struct run *run)
{
	aead_free(run->state);
}
