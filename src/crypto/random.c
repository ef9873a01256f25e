/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcrypto's generators of our own context: one for what is seen and one for
 * what is not. They notice a fork by themselves, too.
 */
#include "crypto/random.h"
#include "crypto/library.h"

#include <openssl/rand.h>
#include <stdio.h>

enum err
random_bytes(void *out, size_t len)
{
	TRY(library_open());
	if (RAND_bytes_ex(library_standard_context(), out, len, 0) != 1)
		return library_failed("random bytes");
	return E_OK;
}

enum err
random_private(void *out, size_t len)
{
	TRY(library_open());
	if (RAND_priv_bytes_ex(library_standard_context(), out, len, 0) != 1)
		return library_failed("random bytes");
	return E_OK;
}

enum err
random_uuid(char out[static 37])
{
	unsigned char b[16];

	TRY(random_bytes(b, sizeof(b)));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* version 4 */
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* RFC 4122 variant */
	snprintf(out, 37,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
	    b[11], b[12], b[13], b[14], b[15]);
	return E_OK;
}
