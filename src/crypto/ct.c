/* SPDX-License-Identifier: Apache-2.0 */
/* libcrypto's own, so that the compiler sees through neither. */
#include "crypto/ct.h"

#include <openssl/crypto.h>

bool
ct_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

void
ct_wipe(void *data, size_t len)
{
	OPENSSL_cleanse(data, len);
}
