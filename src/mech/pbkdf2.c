/* SPDX-License-Identifier: Apache-2.0 */
/* Keys made from a password (PKCS #5, RFC 8018): CKM_PKCS5_PBKD2. */
#include "crypto/library.h"
#include "mech/family.h"
#include "mech/param.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#define ITERATIONS_MAX 10000000
#define SALT_MAX 65536
/* Up to here it is a length, beyond a pointer to one: no process has memory
 * that low. */
#define PASSWORD_MAX 65535

/* The password and behind it the salt are the run's param_extra. */
struct pbkdf2_param {
	const char *digest;
	uint64_t iterations;
	size_t password_len, salt_len;
};
_Static_assert(sizeof(struct pbkdf2_param) <= MECH_PARAM_MAX, "fits a run");

/* ---- parameter ---- */

static enum err
prf_read(const CK_PKCS5_PBKD2_PARAMS2 *given, struct pbkdf2_param *out)
{
	static const struct {
		CK_ULONG prf;
		const char *digest;
	} prfs[] = {
		{ CKP_PKCS5_PBKD2_HMAC_SHA1, "SHA1" },
		{ CKP_PKCS5_PBKD2_HMAC_SHA224, "SHA2-224" },
		{ CKP_PKCS5_PBKD2_HMAC_SHA256, "SHA2-256" },
		{ CKP_PKCS5_PBKD2_HMAC_SHA384, "SHA2-384" },
		{ CKP_PKCS5_PBKD2_HMAC_SHA512, "SHA2-512" },
		{ CKP_PKCS5_PBKD2_HMAC_SHA512_224, "SHA2-512/224" },
		{ CKP_PKCS5_PBKD2_HMAC_SHA512_256, "SHA2-512/256" },
	};

	for (size_t i = 0; i < sizeof(prfs) / sizeof(*prfs); i++) {
		if (prfs[i].prf == given->prf)
			out->digest = prfs[i].digest;
	}
	if (out->digest == NULL || given->ulPrfDataLen != 0)
		return refuse(E_MECHANISM_PARAM, "pseudo-random function %lu "
		    "with %lu bytes of data is not offered", given->prf,
		    given->ulPrfDataLen);
	return E_OK;
}

/*
 * Before CK_PKCS5_PBKD2_PARAMS2 there was CK_PKCS5_PBKD2_PARAMS, of the same
 * size, where the length of the password is a pointer to it; still sent. No
 * program has data below the first megabytes, no password is as long.
 */
#define POINTER_MIN 0x400000

static enum err
password_len_read(CK_ULONG *len)
{
	if (*len >= POINTER_MIN && *len % _Alignof(CK_ULONG) == 0)
		memcpy(len, (const void *)(uintptr_t)*len, sizeof(*len));
	if (*len > PASSWORD_MAX)
		return refuse(E_MECHANISM_PARAM, "a password of %lu bytes, at "
		    "most %d are accepted", *len, PASSWORD_MAX);
	return E_OK;
}

static enum err
params_check(const CK_PKCS5_PBKD2_PARAMS2 *given)
{
	TRY(param_block("the password", given->pPassword,
	    given->ulPasswordLen, PASSWORD_MAX));
	TRY(param_block("the salt", given->pSaltSourceData,
	    given->ulSaltSourceDataLen, SALT_MAX));
	if (given->saltSource != CKZ_SALT_SPECIFIED)
		return refuse(E_MECHANISM_PARAM, "salt source %lu is not "
		    "offered", given->saltSource);
	if (given->iterations == 0 || given->iterations > ITERATIONS_MAX)
		return refuse(E_MECHANISM_PARAM, "%lu iterations: 1 to %d are "
		    "accepted", given->iterations, ITERATIONS_MAX);
	return E_OK;
}

static enum err
pbkdf2_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct pbkdf2_param *p = (void *)run->param.bytes;
	CK_PKCS5_PBKD2_PARAMS2 given;
	unsigned char *at;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	TRY(password_len_read(&given.ulPasswordLen));
	TRY(params_check(&given));
	TRY(prf_read(&given, p));
	p->iterations = given.iterations;
	p->password_len = given.ulPasswordLen;
	p->salt_len = given.ulSaltSourceDataLen;
	TRY(param_room(run, p->password_len + p->salt_len, &at));
	if (p->password_len != 0)
		memcpy(at, given.pPassword, p->password_len);
	if (p->salt_len != 0)
		memcpy(at + p->password_len, given.pSaltSourceData,
		    p->salt_len);
	return E_OK;
}

/* ---- derivation ---- */

/* Lower bounds on what it is given are the caller's to keep: pkcs5 = 1. */
static enum err
pbkdf2(const struct run *run, struct secret *out)
{
	const struct pbkdf2_param *p = (const void *)run->param.bytes;
	unsigned char *password = run->param_extra;
	uint64_t iterations = p->iterations;
	int unbounded = 1;
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST,
		    (void *)(uintptr_t)p->digest, strlen(p->digest)),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_PASSWORD, password,
		    p->password_len),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT,
		    password + p->password_len, p->salt_len),
		OSSL_PARAM_uint64(OSSL_KDF_PARAM_ITER, &iterations),
		OSSL_PARAM_int(OSSL_KDF_PARAM_PKCS5, &unbounded),
		OSSL_PARAM_END,
	};
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(library_kdf("PBKDF2"));
	bool done = ctx != NULL && EVP_KDF_derive(ctx, secret_data(out),
	    secret_len(out), params) == 1;

	EVP_KDF_CTX_free(ctx);
	return done ? E_OK : library_failed("PBKDF2");
}

enum err
pbkdf2_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	SCOPED(secret) *value = NULL;
	size_t len;

	TRY(secret_spec_len(run, spec, &len));
	TRY(secret_new(len, &value));
	TRY(pbkdf2(run, value));
	return material_from_secret(value, out);
}

const struct mech_ops pbkdf2_ops = {
	.param = pbkdf2_param,
};
