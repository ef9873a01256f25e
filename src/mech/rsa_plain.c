/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSA_PKCS and RSA_X_509: RSA over a block that is padded here. The same block
 * is made for signing and for verifying, where it has to be what the public
 * operation gives: nothing is parsed that could be forged.
 */
#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/family.h"
#include "mech/rsa_implicit.h"
#include "mech/rsa_key.h"

#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

struct plain {
	EVP_PKEY *key;
	size_t len;
	bool given;
	unsigned char block[]; /* len bytes */
};

static void
plain_free(struct plain *p)
{
	if (p == NULL)
		return;
	EVP_PKEY_free(p->key);
	ct_wipe(p->block, p->len);
	free(p);
}

static enum err
plain_start(struct run *run, const struct material *m)
{
	EVP_PKEY *key = material_pkey(m);
	size_t len = rsa_len(key);
	struct plain *p = calloc(1, sizeof(*p) + len);

	if (p == NULL)
		return E_NO_MEMORY;
	p->len = len;
	run->state = p;
	if (EVP_PKEY_up_ref(key) != 1)
		return library_failed("RSA");
	p->key = key;
	return E_OK;
}

static void
plain_stop(struct run *run)
{
	plain_free(run->state);
}

static bool
run_encrypts(const struct run *run)
{
	return run->use == USE_ENCRYPT || run->use == USE_WRAP;
}

/* Once, and not more than max bytes. */
static enum err
accept(struct run *run, size_t len, size_t max)
{
	struct plain *p = run->state;

	if (p->given || len > max)
		return refuse(E_DATA_LEN, "%s with this key takes one input "
		    "of at most %zu bytes", run->mech->name, max);
	p->given = true;
	return E_OK;
}

static void
wrote(size_t *out_len, size_t len)
{
	if (out_len != NULL)
		*out_len = len;
}

/* ---- signing, verifying; the end of encrypting ---- */

static enum err
plain_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct plain *p = run->state;

	if (!p->given)
		return refuse(E_DATA_LEN, "there is no input");
	if (run_encrypts(run)) {
		*out_len = 0;
		return E_OK;
	}
	TRY(rsa_private(p->key, p->block, out));
	*out_len = p->len;
	return E_OK;
}

static enum err
plain_check(struct run *run, const struct material *m,
    const unsigned char *signature, size_t len)
{
	const struct plain *p = run->state;
	unsigned char block[RSA_LEN_MAX];
	enum err e;

	if (len != rsa_len(material_pkey(m)) || len != p->len ||
	    len > sizeof(block))
		return refuse(E_SIGNATURE_LEN,
		    "%zu bytes cannot be a signature of this key", len);
	if (!p->given)
		return refuse(E_DATA_LEN, "there is nothing to verify");
	e = rsa_public(material_pkey(m), signature, block);
	if (e == E_OK)
		e = ct_equal(block, p->block, len) ? E_OK : E_SIGNATURE;
	return e == E_DATA ? E_SIGNATURE : e;
}

static enum err
plain_length(const struct material *m, size_t len)
{
	size_t right = rsa_len(material_pkey(m));

	return len == right ? E_OK : refuse(E_CIPHERTEXT_LEN,
	    "this key works on %zu bytes, not %zu", right, len);
}

/* ---- RSA_PKCS ---- */

static enum err
pkcs_encrypt(struct plain *p, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	size_t made = p->len;

	TRY(rsa_context(p->key, EVP_PKEY_encrypt_init, &ctx));
	if (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) != 1 ||
	    EVP_PKEY_encrypt(ctx, out, &made, in, len) != 1)
		return library_failed("RSA");
	*out_len = made;
	return E_OK;
}

/* 00 01 ff... 00 data */
static enum err
pkcs_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct plain *p = run->state;
	size_t fill;

	TRY(accept(run, len, p->len - RSA_PKCS_MIN));
	if (run_encrypts(run))
		return pkcs_encrypt(p, in, len, out, out_len);
	fill = p->len - len - 3;
	p->block[1] = 1;
	memset(p->block + 2, 0xff, fill);
	memcpy(p->block + 3 + fill, in, len);
	wrote(out_len, 0);
	return E_OK;
}

/* Where the data begin in a signature's block; 0 if it is none. */
static size_t
pkcs_data(const unsigned char *block, size_t len)
{
	size_t at = 2;

	if (block[0] != 0 || block[1] != 1)
		return 0;
	while (at < len && block[at] == 0xff)
		at++;
	return at >= 10 && at < len && block[at] == 0 ? at + 1 : 0;
}

static enum err
pkcs_recover(const struct material *m, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	unsigned char block[RSA_LEN_MAX];
	size_t at;
	enum err e;

	if (len > sizeof(block))
		return E_CIPHERTEXT_LEN;
	e = rsa_public(material_pkey(m), in, block);
	if (e != E_OK)
		return e == E_DATA ? E_CIPHERTEXT : e;
	at = pkcs_data(block, len);
	if (at == 0)
		return E_CIPHERTEXT;
	memcpy(out, block + at, len - at);
	*out_len = len - at;
	return E_OK;
}

static enum err
pkcs_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	TRY(plain_length(m, len));
	if (run->use == USE_VERIFY_RECOVER)
		return pkcs_recover(m, in, len, out, out_len);
	return rsa_implicit_open(m, in, out, out_len);
}

static size_t
pkcs_bound(const struct run *run, size_t len, bool final)
{
	size_t whole = rsa_run_len(run, len);

	if (run_encrypts(run))
		return whole;
	if (run->use == USE_DECRYPT || run->use == USE_UNWRAP ||
	    run->use == USE_VERIFY_RECOVER)
		return whole < RSA_PKCS_MIN ? 0 : whole - RSA_PKCS_MIN;
	return final ? whole : 0;
}

const struct mech_ops rsa_pkcs_ops = {
	.start = plain_start,
	.update = pkcs_update,
	.finish = plain_finish,
	.check = plain_check,
	.open = pkcs_open,
	.bound = pkcs_bound,
	.stop = plain_stop,
};

/* ---- RSA_X_509 ---- */

/* Zeroes, then the data. */
static enum err
raw_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct plain *p = run->state;

	TRY(accept(run, len, p->len));
	memcpy(p->block + p->len - len, in, len);
	if (!run_encrypts(run)) {
		wrote(out_len, 0);
		return E_OK;
	}
	TRY(rsa_public(p->key, p->block, out));
	*out_len = p->len;
	return E_OK;
}

static enum err
raw_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	EVP_PKEY *key = material_pkey(m);
	enum err e;

	TRY(plain_length(m, len));
	e = run->use == USE_VERIFY_RECOVER ? rsa_public(key, in, out)
	    : rsa_private(key, in, out);
	if (e == E_OK)
		*out_len = len;
	return e == E_DATA ? E_CIPHERTEXT : e;
}

static size_t
raw_bound(const struct run *run, size_t len, bool final)
{
	bool signs = run->use == USE_SIGN || run->use == USE_SIGN_RECOVER ||
	    run->use == USE_VERIFY;

	return signs && !final ? 0 : rsa_run_len(run, len);
}

const struct mech_ops rsa_raw_ops = {
	.start = plain_start,
	.update = raw_update,
	.finish = plain_finish,
	.check = plain_check,
	.open = raw_open,
	.bound = raw_bound,
	.stop = plain_stop,
};
