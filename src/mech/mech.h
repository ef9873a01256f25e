/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mechanisms: a row each (mech_table.c), behaviour in the row. A mechanism
 * computes with one struct material; which version that is, whether it may
 * be used and in which order versions are tried is decided above.
 *
 * A run is one operation of a mechanism. Encrypt, sign and digest go
 * start, update..., finish. Verify goes start, update..., check (once per
 * candidate material; a MECH_KEYED row has to be started anew with each and
 * to see the input again). Decrypting with a MECH_WHOLE row (it authenticates,
 * or its input is one piece) goes open (once per candidate) over the whole
 * input, which the flow holds: nothing is released before it is authenticated.
 * Other rows decrypt as they encrypt: start, update..., finish. Wrapping is
 * encrypting one whole input with USE_WRAP, unwrapping is decrypting one with
 * USE_UNWRAP; verifying with recovery is open. Deriving, encapsulating and
 * generating are a single call each.
 *
 * A MECH_ONE_PART row gets exactly one update with the whole input before
 * finish; where it encrypts, that update writes everything and finish nothing.
 */
#ifndef CLAVIGER_MECH_MECH_H
#define CLAVIGER_MECH_MECH_H

#include "base/bytes.h"
#include "crypto/material.h"
#include "mech/use.h"

#include <stddef.h>

#define MECH_PARAM_MAX 1024

struct mech;
struct run;
struct derivation;
struct message;
struct message_tag;

struct mech_ops {
	/*
	 * Check the parameter for this use and keep a copy in the run: the
	 * caller's memory may be gone after Init. E_MECHANISM_PARAM. NULL: the
	 * mechanism takes no parameter (a length other than 0 is refused).
	 */
	enum err (*param)(struct run *run, const CK_MECHANISM *mechanism);
	/* Begin with this material (NULL for digests; the first candidate for
	 * verify). */
	enum err (*start)(struct run *run, const struct material *m);
	/* *out_len is the room at out on entry (known to suffice: >= bound),
	 * what was written on return. Sign, verify, digest write nothing, and
	 * their out and out_len may be NULL. in may be out. */
	enum err (*update)(struct run *run, const unsigned char *in, size_t len,
	    unsigned char *out, size_t *out_len);
	/* The last block, tag, signature or digest. */
	enum err (*finish)(struct run *run, unsigned char *out,
	    size_t *out_len);
	/* Verify this signature with this material: E_SIGNATURE if it does
	 * not fit, so that the next candidate can be tried. */
	enum err (*check)(struct run *run, const struct material *m,
	    const unsigned char *signature, size_t len);
	/* Decrypt or unwrap the whole input with this material: E_CIPHERTEXT
	 * if it does not fit; nothing is left at out then. E_CIPHERTEXT_LEN
	 * if no material could. Needs no start. in and out do not overlap:
	 * the next candidate has to find the input as it was. */
	enum err (*open)(struct run *run, const struct material *m,
	    const unsigned char *in, size_t len, unsigned char *out,
	    size_t *out_len);
	/* Room that update (final = false) or everything up to and including
	 * finish or open (final = true) needs for len more input bytes: exact
	 * wherever the standard lets it be. */
	size_t (*bound)(const struct run *run, size_t len, bool final);
	/* Bytes of authentication in the ciphertext; NULL: as strong as the
	 * key (signatures), or none at all. */
	size_t (*tag_len)(const struct run *run);
	/* Free what start made. */
	void (*stop)(struct run *run);
	/* Give `to`, otherwise a copy of `from`, a state of its own that goes
	 * on from here. NULL: the state cannot be saved. */
	enum err (*copy)(const struct run *from, struct run *to);

	/*
	 * C_DeriveKey: d->count values of d->len[i] bytes, made from d->base.
	 * A length of 0 in asks for what is natural to the mechanism (ECDH: the
	 * field; a concatenation: all of it), E_TEMPLATE_INCOMPLETE if nothing
	 * is; E_TEMPLATE_INCONSISTENT or E_KEY_SIZE for more than there is.
	 */
	enum err (*derive)(struct run *run, const struct derivation *d,
	    struct secret **out);
	/* A second key that the parameter names by handle (concatenation, HKDF
	 * salt): CK_INVALID_HANDLE if it names none. NULL: never. */
	CK_OBJECT_HANDLE (*second)(const struct run *run);
	/* More keys to derive in the same call (SP 800-108); the caller's
	 * memory. NULL: never. */
	const CK_DERIVED_KEY *(*more)(const struct run *run, size_t *count);

	/* C_EncapsulateKey: a shared secret and its ciphertext; *out_len is the
	 * room on entry, known to suffice (bound(run, 0, true) after a
	 * run_start with m, and exact). run->value_len says how long the secret
	 * is to be, as for derive; decapsulating, E_CIPHERTEXT and
	 * E_CIPHERTEXT_LEN say that in is no ciphertext. */
	enum err (*encapsulate)(struct run *run, const struct material *m,
	    struct secret **shared, unsigned char *out, size_t *out_len);
	enum err (*decapsulate)(struct run *run, const struct material *m,
	    const unsigned char *in, size_t len, struct secret **shared);

	/*
	 * C_EncryptMessage and its like: the parameter of one message of a run
	 * begun with run_begin_message; takes the place of param (frees
	 * param_extra), so that run_start, update, finish or open can follow
	 * as for one operation. Vectors to be generated are written to the
	 * caller's memory here. Where the tag is to be (encrypt) or is
	 * (decrypt) and how long goes to *tag: the caller's memory; NULL is
	 * no error yet, as in parts it is needed with the last one only. To
	 * finish and open it is what it always is: the end of the ciphertext.
	 */
	enum err (*message)(struct run *run, const struct message *message,
	    struct message_tag *tag);
	/* Only where the tag is, from the parameter given with a part of the
	 * message begun. */
	enum err (*tag)(const struct run *run, void *parameter, size_t len,
	    struct message_tag *tag);
};

struct derivation {
	const struct material *base, *second; /* second may be NULL */
	CK_KEY_TYPE type;		      /* of the first key */
	const size_t *len;
	size_t count; /* 1 + more() */
};

struct message {
	void *parameter;
	size_t parameter_len;
	const unsigned char *aad;
	size_t aad_len;
};

struct message_tag {
	unsigned char *at;
	size_t len;
};

/* What is to be made. */
struct key_spec {
	CK_KEY_TYPE type;
	size_t value_len;	     /* CKA_VALUE_LEN; 0 if not given */
	const unsigned char *params; /* CKA_EC_PARAMS */
	size_t params_len;
	size_t modulus_bits;	     /* CKA_MODULUS_BITS */
	const unsigned char *exponent; /* CKA_PUBLIC_EXPONENT; NULL: 65537 */
	size_t exponent_len;
	CK_ULONG parameter_set;	     /* CKA_PARAMETER_SET; 0 if not given */
};

/* Instead of a key type, for rows that take several. */
#define KEY_ANY_SECRET (CK_UNAVAILABLE_INFORMATION - 1) /* every secret key */
#define KEY_ANY_CURVE (CK_UNAVAILABLE_INFORMATION - 2) /* EC, Montgomery */

#define MECH_WHOLE 1u	 /* decryption needs the whole input: open */
#define MECH_TRIAL 2u	 /* finds its version by itself (authenticates) */
#define MECH_ONE_PART 4u /* no update: C_XUpdate is refused */
#define MECH_FILLS 8u	 /* wrapping fills a value up with zeroes */
#define MECH_KEYED 16u	 /* verifying: update depends on the material */
#define MECH_GENERIC 32u /* takes CKK_GENERIC_SECRET keys as well */
/* deriving: the result holds the base's own bytes, so what the bases hide it
 * hides (concatenations); silence means what the base has (SP 800-108); data
 * come out, no key (HKDF_DATA) */
#define MECH_BYTES 64u
#define MECH_LIKE_BASE 128u
#define MECH_DATA 256u

struct mech {
	CK_MECHANISM_TYPE type;
	const char *name;     /* "AES_GCM": CKM_ without prefix */
	CK_KEY_TYPE key_type; /* CK_UNAVAILABLE_INFORMATION: no key */
	CK_ULONG min, max;    /* as CK_MECHANISM_INFO, for this key type */
	CK_FLAGS flags;	      /* CKF_ENCRYPT...; says which uses there are */
	unsigned traits;      /* MECH_ */
	const struct mech_ops *ops; /* NULL for generation only */
	const char *digest;   /* libcrypto's name, where one is part of it */
	/* Make a key or a pair; NULL if the row does not. */
	enum err (*generate)(struct run *run, const struct key_spec *,
	    struct material **out);
};

/* By type; NULL if not offered. */
const struct mech *mech_find(CK_MECHANISM_TYPE type);
/* Whether keys of this type may be used with the row. */
bool mech_takes(const struct mech *mech, CK_KEY_TYPE type);
/* By row, NULL after the last: sorted by type, no type twice. Those that are
 * offered, and all there could be. */
const struct mech *mech_at(size_t i);
const struct mech *mech_row(size_t i);
/* Whether libcrypto has what it takes: before library_open() nothing that not
 * every libcrypto has. */
bool mech_offered(const struct mech *mech);
/* Whether the row serves this use (by its flags). */
bool mech_serves(const struct mech *mech, enum use use);

/* ---- runs ---- */

struct run {
	const struct mech *mech;
	enum use use;
	void *state; /* the ops' own, made by start */
	union {
		max_align_t align;
		unsigned char bytes[MECH_PARAM_MAX];
	} param;
	void *param_extra; /* allocated by param (long AAD, ...); freed by
			      run_end with free() */
	size_t param_extra_len; /* what run_end wipes of it first; 0: nothing
				   in there is secret */
	size_t key_bits;   /* of the material given to start */
	size_t value_len;  /* encapsulating and decapsulating: of the key that
			      is wanted; 0: what is natural */
	uint64_t messages; /* that vectors were generated for (counters) */
	CK_ULONG generator; /* of those: CKG_, and what they are made from */
	unsigned char vector[16];
};

/* Look up, check use and parameter; *run is then ready for run_start.
 * E_MECHANISM, E_MECHANISM_PARAM. run_end must follow in any case. */
enum err run_begin(struct run *run, enum use use,
    const CK_MECHANISM *mechanism) MUST_USE;
/* The same for C_MessageXInit: E_MECHANISM unless the row has message, or
 * signs or verifies (each message is then a run of the same parameter). */
enum err run_begin_message(struct run *run, enum use use,
    const CK_MECHANISM *mechanism) MUST_USE;
/*
 * The same for C_WrapKeyAuthenticated and C_UnwrapKeyAuthenticated (USE_WRAP,
 * USE_UNWRAP): the parameter is a message's, additional data come apart. *tag
 * is the caller's memory, never NULL. What update and finish write ends with
 * tag->len bytes for it, and what open takes has to (bound counts them). A
 * vector that is to be generated is another one each time.
 */
enum err run_begin_authenticated(struct run *run, enum use use,
    const CK_MECHANISM *mechanism, const unsigned char *aad, size_t aad_len,
    struct message_tag *tag) MUST_USE;
/* E_KEY_TYPE or E_KEY_SIZE if the row cannot use this material. For a use
 * that goes to open it only checks that; elsewhere a second start begins
 * anew. */
enum err run_start(struct run *run, const struct material *m) MUST_USE;
/* A second run that goes on from where this one is; *out need not be ended if
 * it fails. E_STATE_UNSAVEABLE. */
enum err run_copy(const struct run *run, struct run *out) MUST_USE;
/* The authenticator's length in bytes for a MECH_TRIAL row: what a search
 * through versions relies on; 0 is full strength. */
size_t run_tag_len(const struct run *run);
/* Stop, wipe and forget; fine on a zeroed run, and twice. */
void run_end(struct run *run);

#endif
