/* SPDX-License-Identifier: Apache-2.0 */
/* One candidate after the other; each has to find the input as it was. */
#include "flow/open.h"

#include "flow/common.h"

bool
open_serves(const struct operation *op)
{
	return op->run.use == USE_VERIFY_RECOVER ||
	    (op->run.use == USE_DECRYPT &&
	    (op->run.mech->traits & MECH_WHOLE) != 0);
}

/* Recovery is decryption to the mechanism, and a signature to the caller. */
static enum err
outcome(const struct operation *op, enum err e)
{
	if (op->run.use != USE_VERIFY_RECOVER)
		return e;
	if (e == E_CIPHERTEXT)
		return E_SIGNATURE;
	return e == E_CIPHERTEXT_LEN ? E_SIGNATURE_LEN : e;
}

static bool
is_misfit(enum err e)
{
	return e == E_CIPHERTEXT || e == E_SIGNATURE;
}

static enum err
open_apart(struct session *s, struct operation *op, const CK_BYTE *in,
    size_t len, CK_BYTE *out, CK_ULONG *out_len)
{
	static const unsigned char nothing[1];
	enum err e = E_CIPHERTEXT;

	for (size_t i = 0; is_misfit(e) && i < op->verdict.count; i++) {
		SCOPED(material) *m = NULL;
		size_t written = *out_len;

		TRY(flow_material(s, &op->view, op->verdict.versions[i], &m));
		e = op->run.mech->ops->open(&op->run, m,
		    in == NULL ? nothing : in, len, out, &written);
		if (e == E_OK)
			*out_len = (CK_ULONG)written;
	}
	return outcome(op, e);
}

static bool
overlap(const void *a, size_t a_len, const void *b, size_t b_len)
{
	uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

	return x < y + b_len && y < x + a_len;
}

enum err
open_input(struct session *s, struct operation *op, const CK_BYTE *in,
    size_t len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct bytes copy = { 0 };
	enum err e;

	if (!overlap(in, len, out, *out_len))
		return open_apart(s, op, in, len, out, out_len);
	e = bytes_set(&copy, in, len);
	if (e == E_OK)
		e = open_apart(s, op, copy.data, copy.len, out, out_len);
	bytes_clear(&copy);
	return e;
}
