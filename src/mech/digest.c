/* SPDX-License-Identifier: Apache-2.0 */
/* Message digests: the row names libcrypto's algorithm. */
#include "crypto/library.h"
#include "mech/family.h"

#include <openssl/evp.h>

static enum err
digest_start(struct run *run, const struct material *m)
{
	EVP_MD *md = library_digest(run->mech->digest);
	EVP_MD_CTX *ctx;

	(void)m;
	if (md == NULL)
		return library_failed(run->mech->digest);
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_DigestInit_ex2(ctx, md, NULL) != 1) {
		EVP_MD_CTX_free(ctx);
		return library_failed(run->mech->digest);
	}
	run->state = ctx;
	return E_OK;
}

static enum err
digest_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	(void)out;
	if (len != 0 && EVP_DigestUpdate(run->state, in, len) != 1)
		return library_failed(run->mech->digest);
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static enum err
digest_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	unsigned len;

	if (EVP_DigestFinal_ex(run->state, out, &len) != 1)
		return library_failed(run->mech->digest);
	*out_len = len;
	return E_OK;
}

static size_t
digest_bound(const struct run *run, size_t len, bool final)
{
	(void)len;
	return final ? (size_t)EVP_MD_CTX_get_size(run->state) : 0;
}

static void
digest_stop(struct run *run)
{
	EVP_MD_CTX_free(run->state);
}

static enum err
digest_copy(const struct run *from, struct run *to)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL)
		return E_NO_MEMORY;
	if (EVP_MD_CTX_copy_ex(ctx, from->state) != 1) {
		EVP_MD_CTX_free(ctx);
		return library_failed(from->mech->digest);
	}
	to->state = ctx;
	return E_OK;
}

const struct mech_ops digest_ops = {
	.start = digest_start,
	.update = digest_update,
	.finish = digest_finish,
	.bound = digest_bound,
	.stop = digest_stop,
	.copy = digest_copy,
};
