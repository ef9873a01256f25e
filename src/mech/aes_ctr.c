/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES in counter mode (SP 800-38A, 6.5). libcrypto counts with the whole
 * block, Cryptoki with its last bits; as those may not run over, the two are
 * the same until the data end.
 */
#include "base/reader.h"
#include "base/scope.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <stdlib.h>

#define BLOCK 16

static const struct cipher_names names = {
	{ "AES-128-CTR", "AES-192-CTR", "AES-256-CTR" }
};

struct ctr {
	EVP_CIPHER_CTX *ctx;
	uint64_t left; /* bytes until the counter runs over */
};

static void
ctr_free(struct ctr *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->ctx);
	free(c);
}
SCOPED_DEFINE(ctr)

static enum err
ctr_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_AES_CTR_PARAMS *p = (void *)run->param.bytes;

	TRY(param_fixed(mechanism, p, sizeof(*p)));
	if (p->ulCounterBits == 0 || p->ulCounterBits > 8 * BLOCK)
		return refuse(E_MECHANISM_PARAM, "a counter of %lu bits, 1 to "
		    "%d are possible", p->ulCounterBits, 8 * BLOCK);
	return E_OK;
}

static uint64_t
low_bits(uint64_t value, CK_ULONG bits)
{
	return bits >= 64 ? value : value & (((uint64_t)1 << bits) - 1);
}

/* 2^bits - value blocks; as good as no limit if that is beyond 2^59. */
static uint64_t
bytes_left(const CK_AES_CTR_PARAMS *p)
{
	CK_ULONG high_bits = p->ulCounterBits > 64 ? p->ulCounterBits - 64 : 0;
	uint64_t high, low;
	struct reader r;

	reader_init(&r, p->cb, BLOCK);
	high = low_bits(~reader_u64(&r), high_bits);
	low = low_bits(~reader_u64(&r), p->ulCounterBits);
	if (high != 0 || low >= (uint64_t)1 << 59)
		return UINT64_MAX;
	return (low + 1) * BLOCK;
}

static enum err
ctr_start(struct run *run, const struct material *m)
{
	const CK_AES_CTR_PARAMS *p = (const void *)run->param.bytes;
	SCOPED(ctr) *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return E_NO_MEMORY;
	TRY(cipher_aes(&names, m, p->cb, true, &c->ctx));
	c->left = bytes_left(p);
	run->state = c;
	c = NULL;
	return E_OK;
}

static enum err
ctr_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct ctr *c = run->state;

	if (len > c->left)
		return refuse(E_DATA_LEN, "the counter of %s would run over",
		    run->mech->name);
	TRY(cipher_feed(c->ctx, in, len, out));
	c->left -= len;
	*out_len = len;
	return E_OK;
}

static enum err
ctr_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	(void)run;
	(void)out;
	*out_len = 0;
	return E_OK;
}

static size_t
ctr_bound(const struct run *run, size_t len, bool final)
{
	(void)run;
	(void)final;
	return len;
}

static void
ctr_stop(struct run *run)
{
	ctr_free(run->state);
}

const struct mech_ops aes_ctr_ops = {
	.param = ctr_param,
	.start = ctr_start,
	.update = ctr_update,
	.finish = ctr_finish,
	.bound = ctr_bound,
	.stop = ctr_stop,
};
