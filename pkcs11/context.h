/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's one global: whether it is initialised, the slots, the sessions
 * and the lock between starting, stopping and everything else.
 */
#ifndef CLAVIGER_PKCS11_CONTEXT_H
#define CLAVIGER_PKCS11_CONTEXT_H

#include "base/err.h"

#include <stdbool.h>

struct session_table;
struct tokens;

/*
 * Initialised in this very process: one atomic load. False in a child that was
 * forked from an initialised process, however it was forked.
 */
bool context_ready(void);

/* Keep the context from being started or stopped (shared), or be the one who
 * does so (alone). E_NO_MEMORY if there cannot be a lock. */
enum err context_lock(bool alone) MUST_USE;
void context_unlock(void);

/*
 * Start with this configuration argument (conf_read's args). A configuration
 * that cannot be used is not an error: there are no slots then, and the log
 * says why. In a forked child it first gives up what the parent had. Held
 * alone; E_ALREADY_INITIALIZED.
 */
enum err context_start(const char *args) MUST_USE;
/* Close all sessions and the store. Held alone; E_NOT_INITIALIZED. */
enum err context_stop(void) MUST_USE;

/* Only while ready. The sessions stay valid for good, the slots as long as
 * the context is held. */
struct session_table *context_sessions(void);
struct tokens *context_tokens(void);

#endif
