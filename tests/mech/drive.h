/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives a mechanism as the flow does, in one part or in pieces. Outputs go
 * into buffers exactly as long as bound says, so that a byte too many is
 * found by the sanitizers.
 */
#ifndef CLAVIGER_TESTS_MECH_DRIVE_H
#define CLAVIGER_TESTS_MECH_DRIVE_H

#include "mech/mech.h"

#include <check.h>

#define WHOLE ((size_t)-1)

struct job {
	enum use use;
	CK_MECHANISM mechanism;
	struct material *key;
	size_t piece; /* how much an update gets; WHOLE: everything in one */
};

/* libcrypto ready, as a fixture. */
void drive_setup(void);
void drive_teardown(void);

struct material *drive_secret(const void *value, size_t len);
/* A pair if there is a private value, else the public key; without either a
 * new pair. */
struct material *drive_ec(const char *curve, const void *private,
    size_t private_len, const void *point, size_t point_len);

/* begin, start, update..., finish, end; what came out is added to *out, which
 * stays as it is on failure. */
enum err drive(const struct job *job, const void *in, size_t len,
    struct bytes *out) MUST_USE;
/* begin, start, open, end. */
enum err drive_open(const struct job *job, const void *in, size_t len,
    struct bytes *out) MUST_USE;
/* begin, start, update..., check, end. */
enum err drive_check(const struct job *job, const void *in, size_t len,
    const void *signature, size_t signature_len) MUST_USE;

/* begin, start with the job's key as base, derive, end. */
enum err drive_derive(const struct job *job, struct derivation d,
    struct secret **out) MUST_USE;
/* The same for one key of len bytes (0: as long as is natural); what was made
 * has to be the value. */
void drive_derive_is(const struct job *job, const struct material *second,
    size_t len, const void *value, size_t value_len);
/* The same where it has to fail. */
enum err drive_derive_fails(const struct job *job,
    const struct material *second, size_t len) MUST_USE;

#endif
