/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-CBC with ciphertext stealing, so that nothing is added: CBC-CS1 of the
 * addendum to SP 800-38A, the variant that is CBC where there is nothing to
 * steal. Cryptoki does not say which of the three it is; other modules have
 * this one. The last block but one is cut, so one block and what follows it
 * wait until the end.
 */
#include "base/scope.h"
#include "crypto/ct.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/held.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16

static const struct cipher_names names = {
	{ "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" }
};

struct cts {
	EVP_CIPHER_CTX *ctx;
	struct held held;
	unsigned char chain[BLOCK]; /* the last block of ciphertext */
};

static void
cts_free(struct cts *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->ctx);
	ct_wipe(c, sizeof(*c));
	free(c);
}
SCOPED_DEFINE(cts)

static enum err
cts_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return param_fixed(mechanism, run->param.bytes, BLOCK);
}

static enum err
cts_start(struct run *run, const struct material *m)
{
	SCOPED(cts) *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return E_NO_MEMORY;
	TRY(cipher_aes(&names, m, run->param.bytes, cipher_encrypts(run),
	    &c->ctx));
	memcpy(c->chain, run->param.bytes, BLOCK);
	run->state = c;
	c = NULL;
	return E_OK;
}

static size_t
held_len(const struct run *run)
{
	const struct cts *c = run->state;

	return c == NULL ? 0 : c->held.len;
}

static size_t
passing(size_t total)
{
	return total < 2 * BLOCK ? 0 : total - total % BLOCK - BLOCK;
}

static enum err
cts_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct cts *c = run->state;
	size_t n = passing(c->held.len + len);
	const unsigned char *from = held_pass(&c->held, in, len, out, n);

	if (n != 0 && !cipher_encrypts(run))
		memcpy(c->chain, from + n - BLOCK, BLOCK);
	TRY(cipher_feed(c->ctx, from, n, out));
	*out_len = n;
	return E_OK;
}

static void
mix(unsigned char *to, const unsigned char *with, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] ^= with[i];
}

/* The last two blocks, of which the second has only `part` bytes. */
static enum err
steal(struct cts *c, size_t part, unsigned char *out)
{
	unsigned char *text = c->held.bytes;

	memset(text + BLOCK + part, 0, BLOCK - part);
	TRY(cipher_feed(c->ctx, text, 2 * BLOCK, text));
	memcpy(out, text, part);
	memcpy(out + part, text + BLOCK, BLOCK);
	return E_OK;
}

/*
 * What is missing of the block that was cut is found by decrypting the last
 * one. CBC mixes in the block before, which is taken out again each time.
 */
static enum err
give_back(struct cts *c, size_t part, unsigned char *out)
{
	unsigned char *cut = c->held.bytes;
	unsigned char last[BLOCK], *plain = cut + BLOCK;

	memcpy(last, cut + part, BLOCK);
	TRY(cipher_feed(c->ctx, last, BLOCK, plain));
	mix(plain, c->chain, BLOCK);
	memcpy(cut + part, plain + part, BLOCK - part);
	mix(plain, cut, part);
	TRY(cipher_feed(c->ctx, cut, BLOCK, cut));
	mix(cut, last, BLOCK);
	mix(cut, c->chain, BLOCK);
	memcpy(out, cut, BLOCK + part);
	return E_OK;
}

static enum err
cts_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct cts *c = run->state;
	size_t len = c->held.len;
	bool encrypts = cipher_encrypts(run);

	if (len < BLOCK)
		return refuse(encrypts ? E_DATA_LEN : E_CIPHERTEXT_LEN,
		    "%s needs %d bytes at least", run->mech->name, BLOCK);
	if (len == BLOCK)
		TRY(cipher_feed(c->ctx, c->held.bytes, BLOCK, out));
	else if (encrypts)
		TRY(steal(c, len - BLOCK, out));
	else
		TRY(give_back(c, len - BLOCK, out));
	*out_len = len;
	return E_OK;
}

static size_t
cts_bound(const struct run *run, size_t len, bool final)
{
	size_t total = held_len(run) + len;

	return final ? total : passing(total);
}

static void
cts_stop(struct run *run)
{
	cts_free(run->state);
}

const struct mech_ops aes_cts_ops = {
	.param = cts_param,
	.start = cts_start,
	.update = cts_update,
	.finish = cts_finish,
	.bound = cts_bound,
	.stop = cts_stop,
};
