/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcrypto's objects as things that end with their block, by the names of
 * their structs: SCOPED(evp_pkey_st) *key = NULL;
 */
#ifndef CLAVIGER_CRYPTO_SCOPED_H
#define CLAVIGER_CRYPTO_SCOPED_H

#include "base/scope.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#define SCOPED_FOREIGN(type, end) \
	static inline void type##_scope_end(struct type **p) \
	{ \
		end(*p); \
	}

SCOPED_FOREIGN(bignum_st, BN_clear_free)
SCOPED_FOREIGN(ec_group_st, EC_GROUP_free)
SCOPED_FOREIGN(ec_point_st, EC_POINT_free)
SCOPED_FOREIGN(ECDSA_SIG_st, ECDSA_SIG_free)
SCOPED_FOREIGN(evp_cipher_ctx_st, EVP_CIPHER_CTX_free)
SCOPED_FOREIGN(evp_mac_ctx_st, EVP_MAC_CTX_free)
SCOPED_FOREIGN(evp_md_ctx_st, EVP_MD_CTX_free)
SCOPED_FOREIGN(evp_pkey_st, EVP_PKEY_free)
SCOPED_FOREIGN(evp_pkey_ctx_st, EVP_PKEY_CTX_free)

#endif
