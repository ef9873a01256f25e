/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parameter of the SP 800-108 mechanisms as the run keeps it: what the
 * pseudo-random function's input is put together from. For src/mech only.
 */
#ifndef CLAVIGER_MECH_KBKDF_H
#define CLAVIGER_MECH_KBKDF_H

#include "mech/mech.h"

/* Keys that come with one call, the first included. */
#define KBKDF_KEYS_MAX 64

/* A piece of the input. */
struct kbkdf_piece {
	CK_ULONG type;	      /* CK_SP800_108_ */
	bool little;	      /* counter and length: endianness */
	size_t width;	      /* and size in bytes */
	bool segments;	      /* length: of all that is made, not of the keys */
	const unsigned char *bytes; /* of a byte array: in param_extra */
	size_t len;
};

struct kbkdf_param {
	const char *digest; /* of the HMAC; NULL: AES-CMAC */
	const struct kbkdf_piece *pieces; /* in param_extra */
	size_t count;
	const unsigned char *iv; /* of the feedback mode: in param_extra */
	size_t iv_len;
	size_t counter_width;	 /* in bytes; 0: there is no counter */
	CK_OBJECT_HANDLE second; /* a key whose value is in the input */
	const CK_DERIVED_KEY *more; /* the caller's */
	size_t more_count;
};
_Static_assert(sizeof(struct kbkdf_param) <= MECH_PARAM_MAX, "fits a run");

static inline const struct kbkdf_param *
kbkdf_param(const struct run *run)
{
	return (const void *)run->param.bytes;
}

/* CK_SP800_108_KDF_PARAMS of the counter mode, of the double pipeline mode,
 * and CK_SP800_108_FEEDBACK_KDF_PARAMS: the ops' param. */
enum err kbkdf_counter_param(struct run *run, const CK_MECHANISM *mechanism)
    MUST_USE;
enum err kbkdf_pipeline_param(struct run *run, const CK_MECHANISM *mechanism)
    MUST_USE;
enum err kbkdf_feedback_param(struct run *run, const CK_MECHANISM *mechanism)
    MUST_USE;

#endif
