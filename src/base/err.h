/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outcomes. Core functions return an enum err that must be looked at; what a
 * person needs to know about a refusal goes beside it, into the thread's
 * reason. CK_RV appears only in pkcs11/ and in err.def.
 */
#ifndef CLAVIGER_BASE_ERR_H
#define CLAVIGER_BASE_ERR_H

#include <stddef.h>

enum err {
#define ERR(name, ckr, status, text) E_##name,
#include "base/err.def"
#undef ERR
	E_COUNT
};

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Leave with the error if there is one. Never leaks a lock: those are taken
 * and released by the frame, and owned things are SCOPED (scope.h). */
#define TRY(call) \
	do { \
		enum err try_ = (call); \
		if (try_ != E_OK) \
			return try_; \
	} while (0)

/* The sentence of a row; for a number outside the table, "unknown error". */
const char *err_text(enum err e);
/* The name of a row as in err.def, without prefix. */
const char *err_name(enum err e);

/*
 * Set this thread's reason (printf-like, at most 511 bytes, cut if longer)
 * and return e, so that a refusal is one statement:
 *	return refuse(E_KEY_STATE, "version %u of %s is disabled", n, id);
 * Never put a secret, a PIN or data of the caller into a reason.
 */
enum err refuse(enum err e, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* So that a compiler sees which error is returned: that it is one. */
#define refuse(e, ...) (refuse((e), __VA_ARGS__), (enum err)(e))

/* This thread's last reason; "" if none. Valid until the next refusal of the
 * same thread. */
const char *reason_text(void);
/* Forget this thread's reason; the frame does so when a call is entered. */
void reason_clear(void);

#endif
