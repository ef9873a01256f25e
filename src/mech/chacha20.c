/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stream cipher ChaCha20 by itself (RFC 8439, 2.4, and the original one
 * with 64 bits each for counter and nonce). It does not authenticate.
 */
#include "base/scope.h"
#include "crypto/library.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 64
#define COUNTER_AND_NONCE 16

/* Both as libcrypto wants them, and what the counter has to be kept from. */
struct chacha_param {
	unsigned char vector[COUNTER_AND_NONCE];
	size_t counter_len;
};

struct chacha {
	EVP_CIPHER_CTX *ctx;
	uint64_t left; /* bytes until the counter runs over */
};

static void
chacha_free(struct chacha *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->ctx);
	free(c);
}
SCOPED_DEFINE(chacha)

static enum err
chacha_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct chacha_param *p = (void *)run->param.bytes;
	CK_CHACHA20_PARAMS given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	if (given.pBlockCounter == NULL || given.pNonce == NULL)
		return refuse(E_MECHANISM_PARAM, "counter or nonce is NULL");
	if ((given.blockCounterBits != 32 || given.ulNonceBits != 96) &&
	    (given.blockCounterBits != 64 || given.ulNonceBits != 64))
		return refuse(E_MECHANISM_PARAM, "counter and nonce have 32 "
		    "and 96 bits, or 64 each, not %lu and %lu",
		    given.blockCounterBits, given.ulNonceBits);
	p->counter_len = given.blockCounterBits / 8;
	memcpy(p->vector, given.pBlockCounter, p->counter_len);
	memcpy(p->vector + p->counter_len, given.pNonce,
	    COUNTER_AND_NONCE - p->counter_len);
	return E_OK;
}

/* Like everything in ChaCha20, the counter has its lowest byte first. */
static uint64_t
bytes_left(const struct chacha_param *p)
{
	uint64_t counter = 0;
	uint64_t end = p->counter_len == 4 ? UINT32_MAX : UINT64_MAX;

	for (size_t i = p->counter_len; i > 0; i--)
		counter = counter << 8 | p->vector[i - 1];
	if (end - counter >= UINT64_MAX / BLOCK)
		return UINT64_MAX;
	return (end - counter + 1) * BLOCK;
}

static enum err
chacha_start(struct run *run, const struct material *m)
{
	const struct chacha_param *p = (const void *)run->param.bytes;
	EVP_CIPHER *cipher = library_cipher("ChaCha20");
	SCOPED(chacha) *c = NULL;

	if (cipher == NULL)
		return library_failed("ChaCha20");
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return E_NO_MEMORY;
	TRY(cipher_new(cipher, secret_peek(material_secret(m)), p->vector,
	    true, &c->ctx));
	c->left = bytes_left(p);
	run->state = c;
	c = NULL;
	return E_OK;
}

static enum err
chacha_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct chacha *c = run->state;

	if (len > c->left)
		return refuse(E_DATA_LEN, "the counter of %s would run over",
		    run->mech->name);
	TRY(cipher_feed(c->ctx, in, len, out));
	c->left -= len;
	*out_len = len;
	return E_OK;
}

static enum err
chacha_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	(void)run;
	(void)out;
	*out_len = 0;
	return E_OK;
}

static size_t
chacha_bound(const struct run *run, size_t len, bool final)
{
	(void)run;
	(void)final;
	return len;
}

static void
chacha_stop(struct run *run)
{
	chacha_free(run->state);
}

const struct mech_ops chacha20_ops = {
	.param = chacha_param,
	.start = chacha_start,
	.update = chacha_update,
	.finish = chacha_finish,
	.bound = chacha_bound,
	.stop = chacha_stop,
};
