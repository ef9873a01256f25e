/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-XTS (SP 800-38E, IEEE 1619). libcrypto takes a data unit in one piece
 * only, Cryptoki in any number: so the tweaks are mixed in here, and libcrypto
 * does the blocks. One block and what follows it wait until the end, where a
 * last one that is not whole steals from the one before.
 */
#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/held.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16
#define STRIDE (64 * BLOCK)
#define UNIT_MAX ((uint64_t)BLOCK << 20) /* the standard's, for a data unit */

struct xts {
	EVP_CIPHER_CTX *ctx;
	uint64_t done;
	struct held held;
	unsigned char tweak[BLOCK]; /* of the next block */
	unsigned char tweaks[STRIDE];
};

static void
xts_free(struct xts *x)
{
	if (x == NULL)
		return;
	EVP_CIPHER_CTX_free(x->ctx);
	ct_wipe(x, sizeof(*x));
	free(x);
}
SCOPED_DEFINE(xts)

static enum err
xts_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return param_fixed(mechanism, run->param.bytes, BLOCK);
}

/* ---- start: the first tweak is the number under the second half ---- */

static enum err
tweak_first(EVP_CIPHER *cipher, const unsigned char *key,
    const unsigned char *number, unsigned char out[static BLOCK])
{
	EVP_CIPHER_CTX *ctx;
	enum err e;

	TRY(cipher_new(cipher, key, NULL, true, &ctx));
	e = cipher_feed(ctx, number, BLOCK, out);
	EVP_CIPHER_CTX_free(ctx);
	return e;
}

static enum err
xts_start(struct run *run, const struct material *m)
{
	const struct secret *key = material_secret(m);
	size_t len = key == NULL ? 0 : secret_len(key), half = len / 2;
	SCOPED(xts) *x = NULL;
	EVP_CIPHER *cipher;

	if (len != 32 && len != 64)
		return refuse(E_KEY_SIZE, "keys for %s have 32 or 64 bytes",
		    run->mech->name);
	if (ct_equal(secret_peek(key), secret_peek(key) + half, half))
		return refuse(E_KEY_TYPE, "both halves of the key are the "
		    "same");
	cipher = library_aes_ecb(half);
	x = calloc(1, sizeof(*x));
	if (x == NULL)
		return E_NO_MEMORY;
	TRY(cipher_new(cipher, secret_peek(key), NULL, cipher_encrypts(run),
	    &x->ctx));
	TRY(tweak_first(cipher, secret_peek(key) + half, run->param.bytes,
	    x->tweak));
	run->state = x;
	x = NULL;
	return E_OK;
}

/* ---- blocks ---- */

/* Times x in GF(2^128), the first byte lowest. */
static void
tweak_next(unsigned char tweak[static BLOCK])
{
	unsigned carry = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned value = (unsigned)tweak[i] << 1 | carry;

		carry = value >> 8;
		tweak[i] = (unsigned char)value;
	}
	tweak[0] ^= (unsigned char)((0 - carry) & 0x87);
}

static void
mix(unsigned char *out, const unsigned char *in, const unsigned char *with,
    size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = in[i] ^ with[i];
}

/* At most STRIDE bytes with the tweaks that are next. */
static enum err
stride(struct xts *x, const unsigned char *in, size_t len, unsigned char *out)
{
	for (size_t at = 0; at < len; at += BLOCK) {
		memcpy(x->tweaks + at, x->tweak, BLOCK);
		tweak_next(x->tweak);
	}
	mix(out, in, x->tweaks, len);
	TRY(cipher_feed(x->ctx, out, len, out));
	mix(out, out, x->tweaks, len);
	return E_OK;
}

static size_t
held_len(const struct run *run)
{
	const struct xts *x = run->state;

	return x == NULL ? 0 : x->held.len;
}

static size_t
passing(size_t total)
{
	return total < 2 * BLOCK ? 0 : total - total % BLOCK - BLOCK;
}

static enum err
xts_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct xts *x = run->state;
	size_t n = passing(x->held.len + len);
	const unsigned char *from;

	if (len > UNIT_MAX - x->done)
		return refuse(cipher_encrypts(run) ? E_DATA_LEN
		    : E_CIPHERTEXT_LEN, "a data unit has 2^20 blocks at most");
	x->done += len;
	from = held_pass(&x->held, in, len, out, n);
	for (size_t at = 0; at < n; at += STRIDE)
		TRY(stride(x, from + at, n - at < STRIDE ? n - at : STRIDE,
		    out + at));
	*out_len = n;
	return E_OK;
}

/* ---- the end ---- */

/* A block with this tweak, in place. */
static enum err
one_block(struct xts *x, unsigned char *block, const unsigned char *tweak)
{
	mix(block, block, tweak, BLOCK);
	TRY(cipher_feed(x->ctx, block, BLOCK, block));
	mix(block, block, tweak, BLOCK);
	return E_OK;
}

/*
 * The whole block first, its beginning then goes to the end, and its place is
 * taken by the part filled up with its rest. Decrypting is the same with the
 * two tweaks exchanged.
 */
static enum err
steal(struct xts *x, size_t part, bool encrypts, unsigned char *out)
{
	unsigned char *whole = x->held.bytes, *rest = whole + BLOCK;
	const unsigned char *first = x->tweaks, *second = x->tweaks + BLOCK;

	memcpy(x->tweaks, x->tweak, BLOCK);
	tweak_next(x->tweak);
	memcpy(x->tweaks + BLOCK, x->tweak, BLOCK);
	TRY(one_block(x, whole, encrypts ? first : second));
	for (size_t i = 0; i < part; i++) {
		unsigned char moved = whole[i];

		whole[i] = rest[i];
		rest[i] = moved;
	}
	TRY(one_block(x, whole, encrypts ? second : first));
	memcpy(out, whole, BLOCK + part);
	return E_OK;
}

static enum err
xts_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct xts *x = run->state;
	size_t len = x->held.len;
	bool encrypts = cipher_encrypts(run);

	if (len < BLOCK)
		return refuse(encrypts ? E_DATA_LEN : E_CIPHERTEXT_LEN,
		    "%s needs %d bytes at least", run->mech->name, BLOCK);
	if (len == BLOCK)
		TRY(stride(x, x->held.bytes, BLOCK, out));
	else
		TRY(steal(x, len - BLOCK, encrypts, out));
	*out_len = len;
	return E_OK;
}

static size_t
xts_bound(const struct run *run, size_t len, bool final)
{
	size_t total = held_len(run) + len;

	return final ? total : passing(total);
}

static void
xts_stop(struct run *run)
{
	xts_free(run->state);
}

const struct mech_ops aes_xts_ops = {
	.param = xts_param,
	.start = xts_start,
	.update = xts_update,
	.finish = xts_finish,
	.bound = xts_bound,
	.stop = xts_stop,
};
