/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES key wrap without and with padding (SP 800-38F, 6.2 and 6.3: RFC 3394
 * and RFC 5649), and Cryptoki's own: the first with the padding of PKCS #7,
 * which it has called _PAD and calls _PKCS7 now. libcrypto has the first two,
 * but goes block by block through AES in software: on one kept ECB context
 * the same takes a fifth of the time.
 */
#include "base/reader.h"
#include "base/scope.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "mech/cipher.h"
#include "mech/family.h"
#include "mech/param.h"
#include "mech/pkcs7.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define HALF 8 /* what the standard calls a semiblock */
#define BLOCK (2 * HALF)
#define ROUNDS 6
#define PREFIX 4 /* of the padded form: the other half is the length */
/* The padded form's length field; also far above any real key. */
#define PLAIN_MAX UINT32_MAX

static const unsigned char plain_start[HALF] = {
	0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6
};
static const unsigned char padded_start[PREFIX] = { 0xa6, 0x59, 0x59, 0xa6 };

/* The halves under work are kept here, so that all are wiped in one place. */
struct wrap {
	EVP_CIPHER_CTX *ctx;
	bool done;
	unsigned char fill; /* of the last half */
	unsigned char block[BLOCK];
	unsigned char next[HALF];
};

static void
wrap_free(struct wrap *w)
{
	if (w == NULL)
		return;
	EVP_CIPHER_CTX_free(w->ctx);
	ct_wipe(w, sizeof(*w));
	free(w);
}
SCOPED_DEFINE(wrap)

static enum err
wrap_acquire(const struct material *m, bool encrypt, struct wrap **out)
{
	const struct secret *key = material_secret(m);
	EVP_CIPHER *cipher;
	SCOPED(wrap) *w = NULL;

	if (key == NULL)
		return E_KEY_TYPE;
	cipher = library_aes_ecb(secret_len(key));
	if (cipher == NULL)
		return E_KEY_SIZE;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return E_NO_MEMORY;
	w->ctx = EVP_CIPHER_CTX_new();
	if (w->ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_CipherInit_ex2(w->ctx, cipher, secret_peek(key), NULL, encrypt,
	    NULL) != 1 || EVP_CIPHER_CTX_set_padding(w->ctx, 0) != 1)
		return library_failed("AES");
	*out = w;
	w = NULL;
	return E_OK;
}

/* ---- parameter: the start value, if it is not the standard's ---- */

static enum err
start_param(struct run *run, const CK_MECHANISM *mechanism,
    const unsigned char *otherwise, size_t len)
{
	if (mechanism->ulParameterLen != 0)
		return param_fixed(mechanism, run->param.bytes, len);
	memcpy(run->param.bytes, otherwise, len);
	return E_OK;
}

static enum err
plain_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return start_param(run, mechanism, plain_start, sizeof(plain_start));
}

static enum err
padded_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return start_param(run, mechanism, padded_start,
	    sizeof(padded_start));
}

/* ---- the cipher: W and its inverse ---- */

static size_t
round_up(size_t len)
{
	return (len + HALF - 1) / HALF * HALF;
}

static enum err
one_block(struct wrap *w)
{
	int n;

	if (EVP_CipherUpdate(w->ctx, w->block, &n, w->block, BLOCK) != 1)
		return library_failed("AES");
	return E_OK;
}

/* The step's number, from 1, into the first half. */
static void
step_mix(unsigned char half[static HALF], uint64_t step)
{
	for (size_t i = HALF; step != 0; step >>= 8)
		half[--i] ^= (unsigned char)step;
}

/* The half at this place, filled up. */
static void
next_take(struct wrap *w, const unsigned char *in, size_t len, size_t at)
{
	size_t part = len - at < HALF ? len - at : HALF;

	memset(w->next, w->fill, HALF);
	memcpy(w->next, in + at, part);
}

/*
 * block begins with the start value; the text ends at a whole half, filled up
 * beyond len. The first round reads one half ahead, so
 * that out may be in; nothing is ever at out that is not encrypted.
 */
static enum err
wrap_text(struct wrap *w, const unsigned char *in, size_t len, size_t end,
    unsigned char *out)
{
	uint64_t step = 0;

	next_take(w, in, len, 0);
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (size_t at = 0; at < end; at += HALF) {
			if (round > 0)
				memcpy(w->next, out + HALF + at, HALF);
			memcpy(w->block + HALF, w->next, HALF);
			if (round == 0 && at + HALF < end)
				next_take(w, in, len, at + HALF);
			TRY(one_block(w));
			step_mix(w->block, ++step);
			memcpy(out + HALF + at, w->block + HALF, HALF);
		}
	}
	memcpy(out, w->block, HALF);
	return E_OK;
}

/* out gets the text without the start value, which is left in block. */
static enum err
unwrap_text(struct wrap *w, const unsigned char *in, size_t len,
    unsigned char *out)
{
	uint64_t step = ROUNDS * (uint64_t)(len / HALF - 1);

	memcpy(w->block, in, HALF);
	memcpy(out, in + HALF, len - HALF);
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (size_t at = len - HALF; at != 0; at -= HALF) {
			memcpy(w->block + HALF, out + at - HALF, HALF);
			step_mix(w->block, step--);
			TRY(one_block(w));
			memcpy(out + at - HALF, w->block + HALF, HALF);
		}
	}
	return E_OK;
}

/* ---- what both rows share ---- */

static enum err
wrap_start(struct run *run, const struct material *m)
{
	struct wrap *w;

	TRY(wrap_acquire(m, true, &w));
	run->state = w;
	return E_OK;
}

/* The one update has written everything. */
static enum err
wrap_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	const struct wrap *w = run->state;

	(void)out;
	if (!w->done)
		return refuse(E_DATA_LEN, "there is nothing to wrap");
	*out_len = 0;
	return E_OK;
}

static size_t
wrap_tag_len(const struct run *run)
{
	(void)run;
	return HALF;
}

static void
wrap_stop(struct run *run)
{
	wrap_free(run->state);
}

/* ---- AES_KEY_WRAP ---- */

/*
 * Data come in whole halves, two at least. Keys do not always: Cryptoki fills
 * them with zeros, and they can be cut again by CKA_VALUE_LEN, which may be
 * short by up to 7; so a key of 8 bytes or less has no place here.
 */
static bool
plain_len_allowed(const struct run *run, size_t len)
{
	if (len > PLAIN_MAX)
		return false;
	if (run->use == USE_WRAP)
		return len > HALF;
	return len >= BLOCK && len % HALF == 0;
}

static enum err
plain_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct wrap *w = run->state;

	if (w->done || !plain_len_allowed(run, len))
		return refuse(E_DATA_LEN,
		    "%s cannot wrap %zu bytes", run->mech->name, len);
	memcpy(w->block, run->param.bytes, HALF);
	TRY(wrap_text(w, in, len, round_up(len), out));
	w->done = true;
	*out_len = HALF + round_up(len);
	return E_OK;
}

static enum err
plain_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	SCOPED(wrap) *w = NULL;

	if (len % HALF != 0 || len < 3 * HALF || len > PLAIN_MAX)
		return refuse(E_CIPHERTEXT_LEN,
		    "%zu bytes cannot be a wrapped key", len);
	TRY(wrap_acquire(m, false, &w));
	TRY(unwrap_text(w, in, len, out));
	len -= HALF;
	if (!ct_equal(w->block, run->param.bytes, HALF)) {
		ct_wipe(out, len);
		return E_CIPHERTEXT;
	}
	*out_len = len;
	return E_OK;
}

static size_t
wrap_bound(const struct run *run, size_t len, bool final)
{
	(void)final;
	if (cipher_encrypts(run))
		return HALF + round_up(len);
	return len < HALF ? 0 : len - HALF;
}

const struct mech_ops key_wrap_ops = {
	.param = plain_param,
	.start = wrap_start,
	.update = plain_update,
	.finish = wrap_finish,
	.open = plain_open,
	.bound = wrap_bound,
	.tag_len = wrap_tag_len,
	.stop = wrap_stop,
};

/* ---- AES_KEY_WRAP_KWP ---- */

/* A text of one half is one block of AES. */
static enum err
wrap_block(struct wrap *w, const unsigned char *in, size_t len,
    unsigned char *out)
{
	next_take(w, in, len, 0);
	memcpy(w->block + HALF, w->next, HALF);
	TRY(one_block(w));
	memcpy(out, w->block, BLOCK);
	return E_OK;
}

static enum err
unwrap_block(struct wrap *w, const unsigned char *in, unsigned char *out)
{
	memcpy(w->block, in, BLOCK);
	TRY(one_block(w));
	memcpy(out, w->block + HALF, HALF);
	return E_OK;
}

static enum err
padded_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct wrap *w = run->state;

	if (w->done || len == 0 || len > PLAIN_MAX)
		return refuse(E_DATA_LEN,
		    "%s cannot wrap %zu bytes", run->mech->name, len);
	memcpy(w->block, run->param.bytes, PREFIX);
	memset(w->block + PREFIX, 0, HALF - PREFIX);
	step_mix(w->block, len);
	if (len <= HALF)
		TRY(wrap_block(w, in, len, out));
	else
		TRY(wrap_text(w, in, len, round_up(len), out));
	w->done = true;
	*out_len = HALF + round_up(len);
	return E_OK;
}

/*
 * Prefix, length and padding, without telling which of them is wrong: the
 * length is right if it leaves 0 to 7 bytes of text, and those are zero.
 */
static bool
padding_right(const struct run *run, const unsigned char start[static HALF],
    const unsigned char *text, size_t len, size_t *plain_len)
{
	uint32_t stated, pad, wrong;
	struct reader r;

	reader_init(&r, start + PREFIX, HALF - PREFIX);
	stated = reader_u32(&r);
	pad = (uint32_t)len - stated;
	wrong = pad >> 3;
	wrong |= (uint32_t)!ct_equal(start, run->param.bytes, PREFIX);
	for (uint32_t i = 1; i < HALF; i++) {
		uint32_t inside = 0 - ((i - pad - 1) >> 31 & 1);

		wrong |= inside & text[len - i];
	}
	*plain_len = stated;
	return wrong == 0;
}

static enum err
padded_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	size_t plain_len;
	SCOPED(wrap) *w = NULL;

	if (len % HALF != 0 || len < BLOCK || len > PLAIN_MAX)
		return refuse(E_CIPHERTEXT_LEN,
		    "%zu bytes cannot be a wrapped key", len);
	TRY(wrap_acquire(m, false, &w));
	if (len == BLOCK)
		TRY(unwrap_block(w, in, out));
	else
		TRY(unwrap_text(w, in, len, out));
	len -= HALF;
	if (!padding_right(run, w->block, out, len, &plain_len)) {
		ct_wipe(out, len);
		return E_CIPHERTEXT;
	}
	*out_len = plain_len;
	return E_OK;
}

const struct mech_ops key_wrap_pad_ops = {
	.param = padded_param,
	.start = wrap_start,
	.update = padded_update,
	.finish = wrap_finish,
	.open = padded_open,
	.bound = wrap_bound,
	.tag_len = wrap_tag_len,
	.stop = wrap_stop,
};

/* ---- AES_KEY_WRAP_PAD, AES_KEY_WRAP_PKCS7 ---- */

/* At least one byte is added; less than a half would not make two. */
static size_t
filled_len(size_t len)
{
	return len - len % HALF + HALF;
}

static enum err
filled_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct wrap *w = run->state;
	size_t end = filled_len(len);

	if (w->done || len < HALF || len > PLAIN_MAX)
		return refuse(E_DATA_LEN,
		    "%s cannot wrap %zu bytes", run->mech->name, len);
	memcpy(w->block, run->param.bytes, HALF);
	w->fill = (unsigned char)(end - len);
	TRY(wrap_text(w, in, len, end, out));
	w->done = true;
	*out_len = HALF + end;
	return E_OK;
}

/* The padding is looked at only when it is known to be the wrapper's. */
static enum err
filled_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	size_t text_len, last_len;

	TRY(plain_open(run, m, in, len, out, &text_len));
	if (!pkcs7_len(out + text_len - HALF, HALF, &last_len)) {
		ct_wipe(out, text_len);
		return E_CIPHERTEXT;
	}
	ct_wipe(out + text_len - HALF + last_len, HALF - last_len);
	*out_len = text_len - HALF + last_len;
	return E_OK;
}

static size_t
filled_bound(const struct run *run, size_t len, bool final)
{
	return cipher_encrypts(run) ? HALF + filled_len(len)
	    : wrap_bound(run, len, final);
}

const struct mech_ops key_wrap_pkcs7_ops = {
	.param = plain_param,
	.start = wrap_start,
	.update = filled_update,
	.finish = wrap_finish,
	.open = filled_open,
	.bound = filled_bound,
	.tag_len = wrap_tag_len,
	.stop = wrap_stop,
};
