/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ChaCha20-Poly1305 (RFC 8439, 2.8), with its nonce of 12 bytes only. The
 * standard counts the nonce's length in bits, but calls it a Len; callers have
 * read it both ways, and 12 and 96 mean the same here.
 */
#include "crypto/library.h"
#include "mech/aead.h"
#include "mech/aead_param.h"
#include "mech/family.h"
#include "mech/param.h"

#define NONCE_LEN 12
#define TAG_LEN 16

static EVP_CIPHER *
chacha_cipher(size_t key_len)
{
	return key_len == 32 ? library_cipher("ChaCha20-Poly1305") : NULL;
}

static const struct aead_kind chacha = {
	.name = "ChaCha20-Poly1305",
	.text_max = ((uint64_t)1 << 38) - 64,
	.cipher = chacha_cipher,
	.vector_max = NONCE_LEN,
};

static enum err
chacha_set(struct run *run, const CK_SALSA20_CHACHA20_POLY1305_PARAMS *p)
{
	struct aead_param given = {
		.vector = p->pNonce,
		.vector_len = NONCE_LEN,
		.extra = p->pAAD,
		.extra_len = p->ulAADLen,
		.tag_len = TAG_LEN,
	};

	if (p->ulNonceLen != NONCE_LEN && p->ulNonceLen != 8 * NONCE_LEN)
		return refuse(E_MECHANISM_PARAM, "the nonce has %d bits, not "
		    "%lu", 8 * NONCE_LEN, p->ulNonceLen);
	TRY(aead_param_check(&given));
	return aead_param_set(run, &given);
}

static enum err
chacha_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_SALSA20_CHACHA20_POLY1305_PARAMS given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	return chacha_set(run, &given);
}

static enum err
chacha_message(struct run *run, const struct message *message,
    struct message_tag *tag)
{
	CK_MECHANISM form = { CKM_CHACHA20_POLY1305, message->parameter,
		message->parameter_len };
	CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS given;

	TRY(param_fixed(&form, &given, sizeof(given)));
	TRY(chacha_set(run, &(CK_SALSA20_CHACHA20_POLY1305_PARAMS){
		.pNonce = given.pNonce,
		.ulNonceLen = given.ulNonceLen,
		.pAAD = (CK_BYTE_PTR)(uintptr_t)message->aad,
		.ulAADLen = message->aad_len,
	}));
	*tag = (struct message_tag){ given.pTag, TAG_LEN };
	return E_OK;
}

static enum err
chacha_tag(const struct run *run, void *parameter, size_t len,
    struct message_tag *tag)
{
	CK_MECHANISM form = { CKM_CHACHA20_POLY1305, parameter, len };
	CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS given;

	TRY(param_fixed(&form, &given, sizeof(given)));
	return aead_tag_at(run, given.pTag, TAG_LEN, tag);
}

static enum err
chacha_start(struct run *run, const struct material *m)
{
	return aead_start(run, &chacha, m);
}

static enum err
chacha_open(struct run *run, const struct material *m,
    const unsigned char *in, size_t len, unsigned char *out, size_t *out_len)
{
	return aead_open(run, &chacha, m, in, len, out, out_len);
}

const struct mech_ops chacha20_poly1305_ops = {
	.param = chacha_param,
	.start = chacha_start,
	.update = aead_update,
	.finish = aead_finish,
	.open = chacha_open,
	.bound = aead_bound,
	.tag_len = aead_tag_len,
	.stop = aead_stop,
	.message = chacha_message,
	.tag = chacha_tag,
};
