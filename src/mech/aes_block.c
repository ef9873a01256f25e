/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES in whole blocks (SP 800-38A, 6.1 and 6.2): ECB, CBC, and CBC with the
 * padding of PKCS #7. None of them authenticates.
 */
#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/held.h"
#include "mech/param.h"
#include "mech/pkcs7.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16

static const struct cipher_names ecb = {
	{ "AES-128-ECB", "AES-192-ECB", "AES-256-ECB" }
};
static const struct cipher_names cbc = {
	{ "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" }
};

struct block {
	EVP_CIPHER_CTX *ctx;
	struct held held;
};

static void
block_free(struct block *b)
{
	if (b == NULL)
		return;
	EVP_CIPHER_CTX_free(b->ctx);
	ct_wipe(b, sizeof(*b));
	free(b);
}
SCOPED_DEFINE(block)

/* ---- what the rows share ---- */

static enum err
vector_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return param_fixed(mechanism, run->param.bytes, BLOCK);
}

static enum err
block_start(struct run *run, const struct cipher_names *names,
    const struct material *m, const unsigned char *vector)
{
	SCOPED(block) *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return E_NO_MEMORY;
	TRY(cipher_aes(names, m, vector, cipher_encrypts(run), &b->ctx));
	run->state = b;
	b = NULL;
	return E_OK;
}

static enum err
ecb_start(struct run *run, const struct material *m)
{
	return block_start(run, &ecb, m, NULL);
}

static enum err
cbc_start(struct run *run, const struct material *m)
{
	return block_start(run, &cbc, m, run->param.bytes);
}

static size_t
held_len(const struct run *run)
{
	const struct block *b = run->state;

	return b == NULL ? 0 : b->held.len;
}

static enum err
pass(struct run *run, const unsigned char *in, size_t len, unsigned char *out,
    size_t n)
{
	struct block *b = run->state;
	const unsigned char *from = held_pass(&b->held, in, len, out, n);

	return cipher_feed(b->ctx, from, n, out);
}

static void
block_stop(struct run *run)
{
	block_free(run->state);
}

static enum err
length_refused(const struct run *run)
{
	return refuse(cipher_encrypts(run) ? E_DATA_LEN : E_CIPHERTEXT_LEN,
	    "%s works on whole blocks of %d bytes", run->mech->name, BLOCK);
}

/* ---- AES_ECB, AES_CBC ---- */

static size_t
round_down(size_t len)
{
	return len - len % BLOCK;
}

static enum err
block_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	size_t n = round_down(held_len(run) + len);

	TRY(pass(run, in, len, out, n));
	*out_len = n;
	return E_OK;
}

/* Keys are filled up with zeros (PKCS#11 3.2, 6.11.5); data are not. */
static enum err
block_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	static const unsigned char zeros[BLOCK];
	size_t rest = held_len(run);

	if (rest == 0) {
		*out_len = 0;
		return E_OK;
	}
	if (run->use != USE_WRAP)
		return length_refused(run);
	return block_update(run, zeros, BLOCK - rest, out, out_len);
}

static size_t
block_bound(const struct run *run, size_t len, bool final)
{
	size_t total = held_len(run) + len;

	if (final && run->use == USE_WRAP)
		return round_down(total + BLOCK - 1);
	return round_down(total);
}

const struct mech_ops aes_ecb_ops = {
	.start = ecb_start,
	.update = block_update,
	.finish = block_finish,
	.bound = block_bound,
	.stop = block_stop,
};

const struct mech_ops aes_cbc_ops = {
	.param = vector_param,
	.start = cbc_start,
	.update = block_update,
	.finish = block_finish,
	.bound = block_bound,
	.stop = block_stop,
};

/* ---- AES_CBC_PAD ---- */

/* Decrypting, the last block waits: it may be the padded one. */
static size_t
padded_pass(const struct run *run, size_t total)
{
	if (cipher_encrypts(run) || total == 0)
		return round_down(total);
	return round_down(total - 1);
}

static enum err
padded_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	size_t n = padded_pass(run, held_len(run) + len);

	TRY(pass(run, in, len, out, n));
	*out_len = n;
	return E_OK;
}

static enum err
padding_add(struct block *b, unsigned char *out, size_t *out_len)
{
	pkcs7_fill(b->held.bytes, b->held.len, BLOCK);
	TRY(cipher_feed(b->ctx, b->held.bytes, BLOCK, out));
	*out_len = BLOCK;
	return E_OK;
}

static enum err
padding_take(struct block *b, unsigned char *out, size_t *out_len)
{
	unsigned char *last = b->held.bytes;
	size_t len;

	TRY(cipher_feed(b->ctx, last, BLOCK, last));
	if (!pkcs7_len(last, BLOCK, &len))
		return E_CIPHERTEXT;
	memcpy(out, last, len);
	*out_len = len;
	return E_OK;
}

static enum err
padded_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	if (cipher_encrypts(run))
		return padding_add(run->state, out, out_len);
	if (held_len(run) != BLOCK)
		return length_refused(run);
	return padding_take(run->state, out, out_len);
}

/* Decrypting, there is at least one byte of padding, and maybe just one. */
static size_t
padded_bound(const struct run *run, size_t len, bool final)
{
	size_t total = held_len(run) + len;

	if (!final)
		return padded_pass(run, total);
	if (cipher_encrypts(run))
		return round_down(total) + BLOCK;
	return total == 0 ? 0 : total - 1;
}

const struct mech_ops aes_cbc_pad_ops = {
	.param = vector_param,
	.start = cbc_start,
	.update = padded_update,
	.finish = padded_finish,
	.bound = padded_bound,
	.stop = block_stop,
};
