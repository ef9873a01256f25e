/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ciphers that authenticate: known answers with a tag, and messages
 * as the flow processes them. */
#ifndef CLAVIGER_TESTS_MECH_SEALED_H
#define CLAVIGER_TESTS_MECH_SEALED_H

#include "mech/drive.h"
#include "support/kat.h"

/* A known answer; bytes belong to the case, but for sealed: ciphertext and
 * tag. */
struct sealed {
	unsigned line;
	bool valid;
	CK_BYTE *vector, *extra;
	size_t vector_len, extra_len, tag_len;
	const unsigned char *plain;
	size_t plain_len;
	struct bytes sealed;
	struct job job; /* without the parameter */
};

/* Call for each case of the row. */
void sealed_each(CK_MECHANISM_TYPE type, void (*test)(struct sealed *a));
/* Sealed at once and in parts, and opened, with the parameter set. */
void sealed_is_right(struct sealed *a);

/* One message of a run that has been begun for messages: sealed or opened,
 * with the tag where the parameter says. in may be sealed text without it. */
enum err message_run(struct run *run, const struct job *job,
    const struct message *message, const void *in, size_t len,
    struct bytes *out) MUST_USE;

#endif
