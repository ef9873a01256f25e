/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-GCM (SP 800-38D) and the forms its parameter has: one for encrypting,
 * an older one, one for wrapping and one for each of several messages. In all
 * but the last the tag ends the ciphertext.
 */
#include "crypto/library.h"
#include "mech/aead.h"
#include "mech/aead_param.h"
#include "mech/aes_gcm_iv.h"
#include "mech/family.h"
#include "mech/param.h"
#include "mech/vector.h"

/* CK_GCM_PARAMS before it got ulIvBits; still sent. */
struct gcm_params_old {
	CK_BYTE_PTR pIv;
	CK_ULONG ulIvLen;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
	CK_ULONG ulTagBits;
};

static const struct aead_kind gcm = {
	.name = "AES-GCM",
	.text_max = ((uint64_t)1 << 36) - 32,
	.cipher = library_aes_gcm,
	.vector_max = GCM_IV_NATIVE,
	.shorten = gcm_iv_shorten,
};

static enum err
tag_check(CK_ULONG bits)
{
	if (bits == 32 || bits == 64 ||
	    (bits >= 96 && bits <= 128 && bits % 8 == 0))
		return E_OK;
	return refuse(E_MECHANISM_PARAM, "a tag of %lu bits is none of GCM's",
	    bits);
}

static struct aead_param
common(const CK_GCM_PARAMS *p)
{
	return (struct aead_param){
		.vector = p->pIv,
		.vector_len = p->ulIvLen,
		.extra = p->pAAD,
		.extra_len = p->ulAADLen,
		.tag_len = p->ulTagBits / 8,
	};
}

static enum err
gcm_check(const CK_GCM_PARAMS *p)
{
	struct aead_param given = common(p);

	if (p->ulIvLen == 0)
		return refuse(E_MECHANISM_PARAM, "the vector is empty");
	TRY(tag_check(p->ulTagBits));
	return aead_param_check(&given);
}

static enum err
gcm_set(struct run *run, const CK_GCM_PARAMS *p)
{
	struct aead_param given = common(p);

	TRY(gcm_check(p));
	return aead_param_set(run, &given);
}

/* The vector is made, where that is asked for, when all else is right. */
static enum err
gcm_make(struct run *run, const CK_GCM_PARAMS *p, CK_ULONG fixed_bits,
    CK_ULONG generator)
{
	struct aead_param given = common(p);
	struct vector_spec vector = { p->pIv, p->ulIvLen, fixed_bits,
		generator };

	TRY(gcm_check(p));
	TRY(vector_make(run, &vector));
	return aead_param_set(run, &given);
}

/* ---- the forms ---- */

static enum err
old_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct gcm_params_old old;

	TRY(param_fixed(mechanism, &old, sizeof(old)));
	return gcm_set(run, &(CK_GCM_PARAMS){
		.pIv = old.pIv,
		.ulIvLen = old.ulIvLen,
		.pAAD = old.pAAD,
		.ulAADLen = old.ulAADLen,
		.ulTagBits = old.ulTagBits,
	});
}

static enum err
wrap_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_GCM_WRAP_PARAMS given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	return gcm_make(run, &(CK_GCM_PARAMS){
		.pIv = given.pIv,
		.ulIvLen = given.ulIvLen,
		.pAAD = given.pAAD,
		.ulAADLen = given.ulAADLen,
		.ulTagBits = given.ulTagBits,
	}, given.ulIvFixedBits, given.ivGenerator);
}

static enum err
gcm_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_GCM_PARAMS given;
	bool wraps = run->use == USE_WRAP || run->use == USE_UNWRAP;

	if (wraps && mechanism->ulParameterLen == sizeof(CK_GCM_WRAP_PARAMS))
		return wrap_param(run, mechanism);
	if (mechanism->ulParameterLen == sizeof(struct gcm_params_old))
		return old_param(run, mechanism);
	TRY(param_fixed(mechanism, &given, sizeof(given)));
	return gcm_set(run, &given);
}

static enum err
gcm_message(struct run *run, const struct message *message,
    struct message_tag *tag)
{
	CK_MECHANISM form = { CKM_AES_GCM, message->parameter,
		message->parameter_len };
	CK_GCM_MESSAGE_PARAMS given;

	TRY(param_fixed(&form, &given, sizeof(given)));
	TRY(gcm_make(run, &(CK_GCM_PARAMS){
		.pIv = given.pIv,
		.ulIvLen = given.ulIvLen,
		.pAAD = (CK_BYTE_PTR)(uintptr_t)message->aad,
		.ulAADLen = message->aad_len,
		.ulTagBits = given.ulTagBits,
	}, given.ulIvFixedBits, given.ivGenerator));
	*tag = (struct message_tag){ given.pTag, given.ulTagBits / 8 };
	return E_OK;
}

static enum err
gcm_tag(const struct run *run, void *parameter, size_t len,
    struct message_tag *tag)
{
	CK_MECHANISM form = { CKM_AES_GCM, parameter, len };
	CK_GCM_MESSAGE_PARAMS given;

	TRY(param_fixed(&form, &given, sizeof(given)));
	return aead_tag_at(run, given.pTag, given.ulTagBits / 8, tag);
}

/* ---- the rest is every authenticating cipher's ---- */

static enum err
gcm_start(struct run *run, const struct material *m)
{
	return aead_start(run, &gcm, m);
}

static enum err
gcm_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	return aead_open(run, &gcm, m, in, len, out, out_len);
}

const struct mech_ops gcm_ops = {
	.param = gcm_param,
	.start = gcm_start,
	.update = aead_update,
	.finish = aead_finish,
	.open = gcm_open,
	.bound = aead_bound,
	.tag_len = aead_tag_len,
	.stop = aead_stop,
	.message = gcm_message,
	.tag = gcm_tag,
};
