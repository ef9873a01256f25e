/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EdDSA. The key's curve and the parameter together say which of RFC 8032's
 * five schemes it is. All of them but the pre-hashed ones read the message
 * twice, and libcrypto takes it in one piece: it is held until the end.
 */
#include "base/scope.h"
#include "crypto/library.h"
#include "mech/family.h"
#include "mech/param.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT_MAX 255
#define MESSAGE_MAX ((size_t)256 << 20)

/* libcrypto's names since 3.2; 3.0 has none for them. */
#define PARAM_INSTANCE "instance"
#define PARAM_CONTEXT "context-string"

struct eddsa_param {
	bool given, prehash;
	size_t context_len;
	unsigned char context[CONTEXT_MAX];
};
_Static_assert(sizeof(struct eddsa_param) <= MECH_PARAM_MAX, "it fits");

struct eddsa {
	const char *scheme; /* libcrypto's name; NULL: the curve's own */
	EVP_MD_CTX *sign;   /* NULL when verifying */
	size_t size;	    /* of a signature */
	struct bytes message;
};

static void
eddsa_free(struct eddsa *s)
{
	if (s == NULL)
		return;
	EVP_MD_CTX_free(s->sign);
	bytes_clear(&s->message);
	free(s);
}
SCOPED_DEFINE(eddsa)

/* ---- which scheme ---- */

static enum err
eddsa_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct eddsa_param *p = (void *)&run->param;
	CK_EDDSA_PARAMS given;

	if (mechanism->ulParameterLen == 0)
		return E_OK;
	TRY(param_fixed(mechanism, &given, sizeof(given)));
	TRY(param_block("the context", given.pContextData,
	    given.ulContextDataLen, CONTEXT_MAX));
	p->given = true;
	p->prehash = given.phFlag != CK_FALSE;
	p->context_len = given.ulContextDataLen;
	if (p->context_len != 0)
		memcpy(p->context, given.pContextData, p->context_len);
	return E_OK;
}

/* NULL: the curve's pure scheme without a context. */
static const char *
scheme_name(const struct eddsa_param *p, bool is_448)
{
	if (!p->given)
		return NULL;
	if (is_448 && !p->prehash)
		return p->context_len == 0 ? NULL : "Ed448";
	if (p->prehash)
		return is_448 ? "Ed448ph" : "Ed25519ph";
	return "Ed25519ctx";
}

/* Releases that know nothing of schemes ignore it when told one. */
static bool
library_has_schemes(void)
{
	EVP_SIGNATURE *algorithm =
	    EVP_SIGNATURE_fetch(library_context(), "ED25519", NULL);
	const OSSL_PARAM *known = algorithm == NULL ? NULL :
	    EVP_SIGNATURE_settable_ctx_params(algorithm);
	bool found = known != NULL &&
	    OSSL_PARAM_locate_const(known, PARAM_INSTANCE) != NULL &&
	    OSSL_PARAM_locate_const(known, PARAM_CONTEXT) != NULL;

	EVP_SIGNATURE_free(algorithm);
	return found;
}

static enum err
scheme_check(const struct eddsa_param *p, const char *scheme)
{
	if (scheme == NULL)
		return E_OK;
	if (strcmp(scheme, "Ed25519ctx") == 0 && p->context_len == 0)
		return refuse(E_MECHANISM_PARAM, "Ed25519ctx needs a context; "
		    "Ed25519 itself takes no parameter");
	if (!library_has_schemes())
		return refuse(E_MECHANISM_PARAM, "%s with this parameter "
		    "needs libcrypto 3.2 or newer", scheme);
	return E_OK;
}

/* ---- begin ---- */

typedef int eddsa_init(EVP_MD_CTX *, EVP_PKEY_CTX **, const char *,
    OSSL_LIB_CTX *, const char *, EVP_PKEY *, const OSSL_PARAM *);

static enum err
context_new(const struct run *run, const struct eddsa *s,
    const struct material *m, eddsa_init *init, EVP_MD_CTX **out)
{
	const struct eddsa_param *p = (const void *)&run->param;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(PARAM_INSTANCE,
		    (char *)(uintptr_t)s->scheme, 0),
		OSSL_PARAM_construct_octet_string(PARAM_CONTEXT,
		    (void *)(uintptr_t)p->context, p->context_len),
		OSSL_PARAM_construct_end(),
	};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL)
		return E_NO_MEMORY;
	if (init(ctx, NULL, NULL, library_context(), NULL, material_pkey(m),
	    s->scheme == NULL ? NULL : params) != 1) {
		EVP_MD_CTX_free(ctx);
		return library_failed("EdDSA");
	}
	*out = ctx;
	return E_OK;
}

static enum err
eddsa_start(struct run *run, const struct material *m)
{
	const struct eddsa_param *p = (const void *)&run->param;
	SCOPED(eddsa) *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return E_NO_MEMORY;
	s->scheme = scheme_name(p, EVP_PKEY_is_a(material_pkey(m), "ED448"));
	TRY(scheme_check(p, s->scheme));
	s->size = (size_t)EVP_PKEY_get_size(material_pkey(m));
	if (run->use == USE_SIGN)
		TRY(context_new(run, s, m, EVP_DigestSignInit_ex, &s->sign));
	run->state = s;
	s = NULL;
	return E_OK;
}

/* ---- the message ---- */

static enum err
eddsa_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct eddsa *s = run->state;

	(void)out;
	if (len > MESSAGE_MAX - s->message.len)
		return refuse(E_DATA_LEN, "%s holds at most %zu bytes of a "
		    "message", run->mech->name, MESSAGE_MAX);
	TRY(bytes_append(&s->message, in, len));
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static const unsigned char *
message_data(const struct eddsa *s)
{
	return s->message.len == 0 ? (const unsigned char *)""
	    : s->message.data;
}

static enum err
eddsa_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct eddsa *s = run->state;
	size_t len = s->size;

	if (EVP_DigestSign(s->sign, out, &len, message_data(s),
	    s->message.len) != 1)
		return library_failed("EdDSA");
	*out_len = len;
	return E_OK;
}

static size_t
eddsa_bound(const struct run *run, size_t len, bool final)
{
	const struct eddsa *s = run->state;

	(void)len;
	return final ? s->size : 0;
}

static enum err
eddsa_check(struct run *run, const struct material *m,
    const unsigned char *signature, size_t len)
{
	const struct eddsa *s = run->state;
	EVP_MD_CTX *ctx;
	enum err e;

	if (len != (size_t)EVP_PKEY_get_size(material_pkey(m)))
		return refuse(E_SIGNATURE_LEN,
		    "%zu bytes cannot be a signature of this key", len);
	TRY(context_new(run, s, m, EVP_DigestVerifyInit_ex, &ctx));
	e = EVP_DigestVerify(ctx, signature, len, message_data(s),
	    s->message.len) == 1 ? E_OK : E_SIGNATURE;
	EVP_MD_CTX_free(ctx);
	return e;
}

static void
eddsa_stop(struct run *run)
{
	eddsa_free(run->state);
}

const struct mech_ops eddsa_ops = {
	.param = eddsa_param,
	.start = eddsa_start,
	.update = eddsa_update,
	.finish = eddsa_finish,
	.check = eddsa_check,
	.bound = eddsa_bound,
	.stop = eddsa_stop,
};
