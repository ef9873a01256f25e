/* SPDX-License-Identifier: Apache-2.0 */
/* The token a command works on, its session, and who is logged in there. */
#ifndef CLAVIGER_TOOLS_TOKEN_H
#define CLAVIGER_TOOLS_TOKEN_H

#include "command.h"

#include <jansson.h>

#define TOKEN_LABEL_MAX 32

/* The ids of all slots, or of those with a token; *out is for free(). */
enum status slots_read(const struct context *c, CK_BBOOL present,
    CK_SLOT_ID **out, CK_ULONG *count) MUST_USE;

/* A blank-padded field of a token's info as text; out: size of it and 1. */
void padded_text(const CK_UTF8CHAR *field, size_t size, char *out);

/* The same as a JSON string; size: at most 64. NULL: out of memory. */
json_t *json_padded(const CK_UTF8CHAR *field, size_t size);

/* Refuse when the configuration or the store is refused: that is why there
 * are no tokens. */
enum status store_trusted(const struct context *c) MUST_USE;

/* Choose the token that --token and KEY allow: none, or several that are
 * listed, are refused. */
enum status token_choose(struct context *c) MUST_USE;
/* Open the session that the row asks for. */
enum status session_open(struct context *c) MUST_USE;
/* Open it anew, read-write, if the store lets us; else leave it. */
void session_make_writable(struct context *c);
bool session_is_writable(const struct context *c);
/* Log the user or the SO in (CKU_USER, CKU_SO), asking for the PIN. */
enum status session_login(struct context *c, CK_USER_TYPE who) MUST_USE;

/* What is to be told of a token, as JSON: slot, label, serial, uri ...; NULL:
 * out of memory. */
json_t *token_json(CK_SLOT_ID slot, const CK_TOKEN_INFO *token);

#endif
