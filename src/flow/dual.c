/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two operations at one go (PKCS#11 3.2, 5.16). What is signed or digested is
 * always the plaintext; neither half moves before both can.
 */
#include "flow/crypt.h"

#include "crypto/ct.h"
#include "flow/operation.h"
#include "flow/stream.h"
#include "session/out_buf.h"

struct pair {
	struct operation *cipher, *other;
};

static enum err
pair_find(struct session *s, enum use cipher, enum use other,
    struct pair *out)
{
	struct pair p;

	TRY(operation_find(s, cipher, &p.cipher));
	TRY(operation_find(s, other, &p.other));
	*out = p;
	return E_OK;
}

static void
pair_end(const struct pair *p)
{
	operation_end(p->cipher);
	operation_end(p->other);
}

/* Everything that can be known beforehand. */
static enum err
pair_check(const struct pair *p, const CK_BYTE *in, CK_ULONG len)
{
	TRY(stream_given(in, len));
	TRY(stream_open(p->cipher));
	return stream_open(p->other);
}

static enum err
pair_authenticated(const struct pair *p)
{
	TRY(operation_authenticated(p->cipher));
	return operation_authenticated(p->other);
}

/* The plaintext before it is overwritten: out may be in. */
static enum err
seal_step(struct session *s, const struct pair *p, const CK_BYTE *in,
    CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
{
	TRY(stream_take(s, p->other, in, len));
	return stream_step(s, p->cipher, in, len, out, out_len);
}

static enum err
open_step(struct session *s, const struct pair *p, const CK_BYTE *in,
    CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
{
	CK_ULONG made = *out_len;
	enum err e;

	TRY(stream_step(s, p->cipher, in, len, out, &made));
	e = stream_take(s, p->other, out, made);
	if (e != E_OK) {
		ct_wipe(out, made);
		return e;
	}
	*out_len = made;
	return E_OK;
}

static enum err
pair_update(struct session *s, const struct pair *p, const CK_BYTE *in,
    CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len, bool *kept)
{
	bool go;
	enum err e;

	TRY(pair_check(p, in, len));
	e = out_room(out, out_len, stream_bound(p->cipher, len), &go);
	*kept = !go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	if (!go)
		return e;
	TRY(pair_authenticated(p));
	return p->cipher->run.use == USE_ENCRYPT
	    ? seal_step(s, p, in, len, out, out_len)
	    : open_step(s, p, in, len, out, out_len);
}

enum err
flow_dual(struct session *s, enum use cipher, enum use other,
    const CK_BYTE *in, CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct pair p;
	bool kept = false;
	enum err e;

	TRY(pair_find(s, cipher, other, &p));
	e = pair_update(s, &p, in, len, out, out_len, &kept);
	if (e != E_OK && !kept)
		pair_end(&p);
	return e;
}
