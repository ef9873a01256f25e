/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcrypto, ours alone: an OSSL_LIB_CTX of our own with the default provider
 * loaded explicitly and no configuration file read, and the algorithms we use
 * fetched once. The host's default context is never touched: it may have us
 * as its provider.
 */
#ifndef CLAVIGER_CRYPTO_LIBRARY_H
#define CLAVIGER_CRYPTO_LIBRARY_H

#include "base/err.h"

#include <openssl/types.h>
#include <stdbool.h>

/*
 * Make the context and fetch the algorithms, unless that has been done;
 * cheap and thread-safe when it has. E_GENERAL if libcrypto will not.
 *
 * The first time, libcrypto may read the host's configuration into the
 * host's context, and that may call into this module (as the host's
 * provider): have no lock of ours when calling it first.
 */
enum err library_open(void) MUST_USE;
/* Free all of it. No operation may be running, no object of it alive. */
void library_close(void);
/*
 * In a forked child, before library_open(): forget the parent's context
 * without freeing it (a lock in it may be held by a thread that is not here).
 */
void library_abandon(void);

/* Our context; NULL before library_open(). */
OSSL_LIB_CTX *library_context(void);
/* The same library for random numbers and for numbers and groups that are no
 * keys yet (crypto/provider.h says why). */
OSSL_LIB_CTX *library_standard_context(void);
/* What makes or imports keys of a type ("RSA", "ED25519"); NULL if libcrypto
 * fails. In place of EVP_PKEY_CTX_new_from_name and calls that rest on it, which
 * would ask the host's engines (crypto/provider.h). */
EVP_PKEY_CTX *library_key_ctx(const char *type);

/*
 * The thread's queue of libcrypto errors is the host's: what we add to it
 * between begin and end is taken back, what was there stays. Called once
 * around each call of ours by the call frame.
 */
void library_errors_begin(void);
void library_errors_end(void);
/* E_GENERAL with libcrypto's own words for what has just failed. */
enum err library_failed(const char *what);
/* As refuse(): a compiler sees that it is an error. */
#define library_failed(what) (library_failed(what), (enum err)E_GENERAL)

/* Fetched algorithms, by what they are; never NULL after library_open(). */
EVP_CIPHER *library_aes_ecb(size_t key_len); /* 16, 24, 32; else NULL */
EVP_CIPHER *library_aes_gcm(size_t key_len);
EVP_CIPHER *library_aes_wrap(size_t key_len);	  /* RFC 3394 */
EVP_CIPHER *library_aes_wrap_pad(size_t key_len); /* RFC 5649 */
/* A digest by libcrypto's name ("SHA2-256"); NULL if not offered. */
EVP_MD *library_digest(const char *name);
/* HMAC-SHA256 with some key set, to be copied and given its own; scrypt. */
EVP_MAC_CTX *library_hmac(void);
EVP_KDF *library_scrypt(void);

/*
 * Others are fetched when first asked for, and kept: by libcrypto's name
 * ("AES-256-CBC", "CMAC", "HKDF"), which must stay readable for good. NULL if
 * the provider has none of that name; nothing to free.
 */
EVP_CIPHER *library_cipher(const char *name);
EVP_MAC *library_mac(const char *name);
EVP_KDF *library_kdf(const char *name);
/* Whether there are keys of this kind ("RSA", "ML-KEM-768"). */
bool library_has_key_type(const char *name);

#endif
