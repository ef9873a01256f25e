/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcrypto's default provider under names of our own. An ENGINE that the host
 * made its default for RSA or EC keys (nginx and curl do so with
 * engine_pkcs11, which calls us) would otherwise be asked about our keys too,
 * whatever context they are in: libcrypto looks for engines by the key type's
 * first name, so ours has another first name, and the usual ones after it.
 */
#ifndef CLAVIGER_CRYPTO_PROVIDER_H
#define CLAVIGER_CRYPTO_PROVIDER_H

#include "base/err.h"

#include <openssl/types.h>

struct provider;

/* A context with the algorithms of the default provider. E_NO_MEMORY,
 * E_GENERAL. */
enum err provider_open(struct provider **out) MUST_USE;
/* Nothing fetched from its context may be left. NULL is fine. */
void provider_close(struct provider *p);
OSSL_LIB_CTX *provider_context(const struct provider *p);
/* The context in which the default provider has its own name: for random
 * numbers, whose generators look for it by name (OpenSSL 3.5), and for
 * arithmetic, which wants random numbers. */
OSSL_LIB_CTX *provider_standard_context(const struct provider *p);

#define PROVIDER_NAME_MAX 64
/* What a key type ("RSA") is called first in that context; needed wherever
 * libcrypto makes something from the type's name alone. */
struct provider_name {
	char text[PROVIDER_NAME_MAX];
};
struct provider_name provider_key_name(const char *type);

#endif
