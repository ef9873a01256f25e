/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random arguments: numbers that come again with the same seed, memory of
 * exactly the length it is said to have, parameters, templates and handles
 * that are right more often than not.
 */
#ifndef CLAVIGER_TESTS_RANDOM_H
#define CLAVIGER_TESTS_RANDOM_H

#include "every_call.h"
#include "every_mechanism.h"

#include <stdint.h>

/* ---- numbers ---- */

void dice_seed(uint64_t seed);
uint64_t dice(void);
size_t below(size_t n); /* n > 0 */
bool chance(unsigned percent);
#define ONE_OF(array) ((array)[below(ATTR_COUNT(array))])

/* ---- memory of one call ---- */

/* A block of random bytes, or a copy: behind its end lies a canary or what the
 * sanitizer watches. */
void *block(size_t len);
void *block_copy(const void *from, size_t len);
/* Whether all canaries are as they were. */
bool blocks_whole(void);
void blocks_free(void);

/* ---- what there is ---- */

struct pool {
	CK_SESSION_HANDLE sessions[6];
	CK_OBJECT_HANDLE objects[32]; /* made last; some are gone */
	size_t next;
	bool token_full; /* no more objects on the token, please */
	const char *pin, *so_pin;
	bool wrong_pin;	 /* one may be tried */
};
extern struct pool pool;

CK_SESSION_HANDLE pool_session(void);
/* Any object; what is put in pushes out another, which is destroyed. */
CK_OBJECT_HANDLE pool_object(void);
void pool_put(CK_OBJECT_HANDLE h);
/* The key of this type that is kept, the public half or the other. */
CK_OBJECT_HANDLE pool_key(CK_KEY_TYPE type, bool public);
/* Make again what kept keys are gone: slow. */
void pool_keys(void);

/* What has come out of a mechanism, to be given to the function that undoes
 * it. */
void remember(const struct every_mechanism *by, const void *at, size_t len);

/* Put right what random calls have undone; now and then begin anew. */
void random_upkeep(void);
/* Destroy the objects on the token if they are too many. */
void random_make_room(void);

/* ---- arguments ---- */

/* A mechanism the function might take, with a parameter that may be wrong.
 * *row is what is known of it. */
CK_MECHANISM *random_mechanism(const char *function,
    const struct every_mechanism **row);
/* One message's parameter for that mechanism. */
void *random_message(const struct every_mechanism *row, CK_ULONG *len);
/* The tag that was written is the tag that comes next. */
void random_message_done(void);
void random_message_forget(void);
/* What the function may want to hear. */
CK_ATTRIBUTE *random_template(const char *function, size_t n,
    const struct every_mechanism *row, CK_ULONG *count);
/* Attributes to be read into buffers. */
CK_ATTRIBUTE *random_question(CK_ULONG *count);

/* One call. */
struct random_call {
	size_t row;
	CK_SESSION_HANDLE session; /* CK_INVALID_HANDLE: any */
	const struct every_mechanism *mechanism; /* of what was begun */
	CK_ULONG a[CALL_ARGS];
};
void random_args(struct random_call *call);
/* How likely a function is called, against 1000 for most. */
unsigned random_weight(size_t row);

#endif
