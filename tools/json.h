/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON from the module and to the caller. The module's documents come under
 * the length protocol; what they lack reads as "", 0 or false, so that a
 * newer or an older module does no harm.
 */
#ifndef CLAVIGER_TOOLS_JSON_H
#define CLAVIGER_TOOLS_JSON_H

#include "base/scope.h"
#include "command.h"

#include <jansson.h>

/* SCOPED(json_t) *j; drops its reference at the end of the block. */
static inline void
json_t_scope_end(json_t **p)
{
	json_decref(*p);
}

/* A call of the module that answers with JSON; arg is its own. */
#define JSON_ASKER(name) \
	CK_RV name(const struct context *c, void *arg, CK_UTF8CHAR *text, \
	    CK_ULONG *len)

/*
 * Ask and read the answer into a new reference. Empty answers give NULL and
 * CKR_OK; what is no JSON object is CKR_GENERAL_ERROR.
 */
CK_RV json_ask(const struct context *c, JSON_ASKER((*ask)), void *arg,
    json_t **out);
JSON_ASKER(ask_status);

/* Members; what is absent or of another type is "", 0, false. */
const char *json_text(const json_t *object, const char *name);
json_int_t json_number(const json_t *object, const char *name);
bool json_flag(const json_t *object, const char *name);

/* A string of bytes that ought to be UTF-8; if not, '?' for what is not
 * ASCII. NULL: out of memory. */
json_t *json_string_of(const void *bytes, size_t len);

/* Write a document on stdout. It is taken over; NULL: out of memory. */
enum status json_print(const struct context *c, json_t *document);

#endif
