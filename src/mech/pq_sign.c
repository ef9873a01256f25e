/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ML-DSA and SLH-DSA, pure and with a hash made beforehand. Whatever goes
 * before the message is put there by us, since libcrypto knows the pure
 * variants only and takes them in one piece: ML-DSA's representative (mu) is
 * hashed as the message comes and given instead of it; SLH-DSA goes over the
 * message twice, so that is kept.
 */
#include "base/scope.h"
#include "crypto/library.h"
#include "mech/family.h"
#include "mech/pq_context.h"

#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#define MU_LEN 64
#define TR_LEN 64 /* of the public key, in mu */
#define PUBLIC_MAX 2592
#define KEPT_MAX ((size_t)256 << 20)

struct pq_sign {
	EVP_PKEY *pkey;	      /* given to start */
	EVP_MD_CTX *stream;   /* where the message goes; NULL: to encoded */
	struct bytes encoded; /* head and message, or head and hash */
	size_t head_len;
	bool complete;
	unsigned char mu[MU_LEN]; /* pure ML-DSA, when complete */
};

static void
pq_sign_free(struct pq_sign *s)
{
	if (s == NULL)
		return;
	EVP_PKEY_free(s->pkey);
	EVP_MD_CTX_free(s->stream);
	bytes_clear(&s->encoded);
	free(s);
}
SCOPED_DEFINE(pq_sign)

static bool
is_ml_dsa(const struct run *run)
{
	return run->mech->key_type == CKK_ML_DSA;
}

/* Whether mu is made as the message comes. */
static bool
streams_mu(const struct run *run)
{
	return is_ml_dsa(run) && pq_context(run)->hash == NULL;
}

/* ---- hashing ---- */

static enum err
stream_new(const char *digest, EVP_MD_CTX **out)
{
	EVP_MD *md = library_digest(digest);
	EVP_MD_CTX *ctx;

	if (md == NULL)
		return library_failed(digest);
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_DigestInit_ex2(ctx, md, NULL) != 1) {
		EVP_MD_CTX_free(ctx);
		return library_failed(digest);
	}
	*out = ctx;
	return E_OK;
}

/* SHAKE256 over tr, the public key's own hash (FIPS 204, algorithm 7). */
static enum err
mu_new(const EVP_PKEY *pkey, EVP_MD_CTX **out)
{
	EVP_MD *md = library_digest("SHAKE-256");
	unsigned char public[PUBLIC_MAX], tr[TR_LEN];
	size_t len = sizeof(public);
	EVP_MD_CTX *ctx;

	if (EVP_PKEY_get_raw_public_key(pkey, public, &len) != 1)
		return library_failed("a public key");
	TRY(stream_new("SHAKE-256", &ctx));
	if (EVP_DigestUpdate(ctx, public, len) != 1 ||
	    EVP_DigestFinalXOF(ctx, tr, sizeof(tr)) != 1 ||
	    EVP_DigestInit_ex2(ctx, md, NULL) != 1 ||
	    EVP_DigestUpdate(ctx, tr, sizeof(tr)) != 1) {
		EVP_MD_CTX_free(ctx);
		return library_failed("the hash of a public key");
	}
	*out = ctx;
	return E_OK;
}

/* ---- begin ---- */

static enum err
stream_start(const struct run *run, struct pq_sign *s)
{
	if (run->mech->digest != NULL)
		return stream_new(run->mech->digest, &s->stream);
	if (!streams_mu(run))
		return E_OK;
	TRY(mu_new(s->pkey, &s->stream));
	if (EVP_DigestUpdate(s->stream, s->encoded.data, s->encoded.len) != 1)
		return library_failed(run->mech->name);
	return E_OK;
}

static enum err
pq_sign_start(struct run *run, const struct material *m)
{
	SCOPED(pq_sign) *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return E_NO_MEMORY;
	if (EVP_PKEY_up_ref(material_pkey(m)) != 1)
		return library_failed(run->mech->name);
	s->pkey = material_pkey(m);
	TRY(pq_context_head(pq_context(run), &s->encoded));
	s->head_len = s->encoded.len;
	TRY(stream_start(run, s));
	run->state = s;
	s = NULL;
	return E_OK;
}

/* ---- the message ---- */

static enum err
message_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct pq_sign *s = run->state;

	(void)out;
	if (s->stream == NULL) {
		if (len > KEPT_MAX - (s->encoded.len - s->head_len))
			return refuse(E_DATA_LEN, "%s takes at most %zu bytes",
			    run->mech->name, KEPT_MAX);
		TRY(bytes_append(&s->encoded, in, len));
	} else if (len != 0 && EVP_DigestUpdate(s->stream, in, len) != 1) {
		return library_failed(run->mech->name);
	}
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static enum err
hash_given(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	const struct prehash *hash = pq_context(run)->hash;
	struct pq_sign *s = run->state;

	(void)out;
	if (s->encoded.len != s->head_len || len != hash->len)
		return refuse(E_DATA_LEN, "%zu bytes are no hash of %s", len,
		    hash->digest);
	TRY(bytes_append(&s->encoded, in, len));
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static enum err
stream_end(struct pq_sign *s, const struct prehash *hash)
{
	unsigned char value[PQ_HASH_MAX];
	int done;

	if (hash->extendable)
		done = EVP_DigestFinalXOF(s->stream, value, hash->len);
	else
		done = EVP_DigestFinal_ex(s->stream, value, NULL);
	if (done != 1)
		return library_failed(hash->digest);
	return bytes_append(&s->encoded, value, hash->len);
}

/* Once, however many candidates a signature is checked with. */
static enum err
message_complete(const struct run *run, struct pq_sign *s)
{
	const struct prehash *hash = pq_context(run)->hash;

	if (s->complete)
		return E_OK;
	if (streams_mu(run)) {
		if (EVP_DigestFinalXOF(s->stream, s->mu, MU_LEN) != 1)
			return library_failed(run->mech->name);
	} else if (s->stream != NULL) {
		TRY(stream_end(s, hash));
	} else if (hash != NULL && s->encoded.len == s->head_len) {
		return refuse(E_DATA_LEN, "there is no hash to sign");
	}
	s->complete = true;
	return E_OK;
}

/* mu of a hash, which with another key is another. */
static enum err
mu_of_hash(const EVP_PKEY *pkey, struct pq_sign *s)
{
	EVP_MD_CTX *ctx;
	int done;

	TRY(mu_new(pkey, &ctx));
	done = EVP_DigestUpdate(ctx, s->encoded.data, s->encoded.len) == 1 &&
	    EVP_DigestFinalXOF(ctx, s->mu, MU_LEN) == 1;
	EVP_MD_CTX_free(ctx);
	return done ? E_OK : library_failed("ML-DSA");
}

/* For a signature with this key. */
static enum err
message_ready(const struct run *run, struct pq_sign *s, const EVP_PKEY *pkey)
{
	TRY(message_complete(run, s));
	if (is_ml_dsa(run) && !streams_mu(run))
		return mu_of_hash(pkey, s);
	return E_OK;
}

/* ---- sign, verify ---- */

/* What is signed, and how libcrypto is told what that is. */
struct signable {
	const unsigned char *data;
	size_t len;
	int yes, no, deterministic;
	OSSL_PARAM params[3];
};

static void
signable_make(const struct run *run, const struct pq_sign *s,
    struct signable *out)
{
	bool mu = is_ml_dsa(run);

	*out = (struct signable){
		.data = mu ? s->mu : s->encoded.data,
		.len = mu ? MU_LEN : s->encoded.len,
		.yes = 1,
		.deterministic = pq_context(run)->deterministic,
	};
	out->params[0] = mu ? OSSL_PARAM_construct_int("mu", &out->yes) :
	    OSSL_PARAM_construct_int("message-encoding", &out->no);
	out->params[1] = run->use != USE_SIGN ? OSSL_PARAM_construct_end() :
	    OSSL_PARAM_construct_int("deterministic", &out->deterministic);
	out->params[2] = OSSL_PARAM_construct_end();
}

static enum err
pq_sign_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct pq_sign *s = run->state;
	struct signable what;
	EVP_MD_CTX *ctx;
	int done;

	TRY(message_ready(run, s, s->pkey));
	signable_make(run, s, &what);
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL)
		return E_NO_MEMORY;
	done = EVP_DigestSignInit_ex(ctx, NULL, NULL, library_context(), NULL,
	    s->pkey, what.params) == 1 &&
	    EVP_DigestSign(ctx, out, out_len, what.data, what.len) == 1;
	EVP_MD_CTX_free(ctx);
	return done ? E_OK : library_failed(run->mech->name);
}

static enum err
signature_verify(struct run *run, EVP_PKEY *pkey,
    const unsigned char *signature, size_t len)
{
	struct signable what;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	enum err e;

	if (ctx == NULL)
		return E_NO_MEMORY;
	signable_make(run, run->state, &what);
	if (EVP_DigestVerifyInit_ex(ctx, NULL, NULL, library_context(), NULL,
	    pkey, what.params) != 1)
		e = library_failed(run->mech->name);
	else
		e = EVP_DigestVerify(ctx, signature, len, what.data,
		    what.len) == 1 ? E_OK : E_SIGNATURE;
	EVP_MD_CTX_free(ctx);
	return e;
}

static size_t
signature_len(const EVP_PKEY *pkey)
{
	return (size_t)EVP_PKEY_get_size(pkey);
}

static enum err
pq_sign_check(struct run *run, const struct material *m,
    const unsigned char *signature, size_t len)
{
	struct pq_sign *s = run->state;

	if (len != signature_len(material_pkey(m)))
		return refuse(E_SIGNATURE_LEN,
		    "%zu bytes cannot be a signature of this key", len);
	TRY(message_ready(run, s, material_pkey(m)));
	return signature_verify(run, material_pkey(m), signature, len);
}

static size_t
pq_sign_bound(const struct run *run, size_t len, bool final)
{
	const struct pq_sign *s = run->state;

	(void)len;
	return final ? signature_len(s->pkey) : 0;
}

static void
pq_sign_stop(struct run *run)
{
	pq_sign_free(run->state);
}

const struct mech_ops pq_sign_ops = {
	.param = pq_context_param,
	.start = pq_sign_start,
	.update = message_update,
	.finish = pq_sign_finish,
	.check = pq_sign_check,
	.bound = pq_sign_bound,
	.stop = pq_sign_stop,
};

const struct mech_ops pq_sign_given_ops = {
	.param = pq_context_hash_param,
	.start = pq_sign_start,
	.update = hash_given,
	.finish = pq_sign_finish,
	.check = pq_sign_check,
	.bound = pq_sign_bound,
	.stop = pq_sign_stop,
};
