/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of a shared secret: CK_EC_KDF_TYPE and the data both sides
 * share, as ECDH and its key wrapping have them in their parameters. For
 * src/mech only.
 */
#ifndef CLAVIGER_MECH_AGREEMENT_H
#define CLAVIGER_MECH_AGREEMENT_H

#include "mech/mech.h"

/* Longer data to share are some mistake. */
#define SHARED_DATA_MAX 65536

struct agreement_kdf;

struct agreement {
	const struct agreement_kdf *kdf;
	const unsigned char *shared; /* borrowed */
	size_t shared_len;
};

/* Check what a parameter says; shared is borrowed. E_MECHANISM_PARAM. */
enum err agreement_read(CK_ULONG kdf, const void *shared, CK_ULONG shared_len,
    struct agreement *out) MUST_USE;
/* Whether the secret itself is the result (CKD_NULL). */
bool agreement_is_raw(const struct agreement *a);
/* len bytes from the secret z by the function, which may not be CKD_NULL. */
enum err agreement_derive(const struct agreement *a, const struct secret *z,
    size_t len, struct secret **out) MUST_USE;

#endif
