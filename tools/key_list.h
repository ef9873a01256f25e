/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting keys by a template: what key.c and the look-up by name share. */
#ifndef CLAVIGER_TOOLS_KEY_LIST_H
#define CLAVIGER_TOOLS_KEY_LIST_H

#include "key.h"
#include "search.h"

/* Append the keys that match, each once: live ones, and scheduled ones when
 * the template holds CKA_CLV_KEY_ID. */
enum status keys_search(const struct context *c, const struct search *base,
    struct keys *out) MUST_USE;
/* The same for keys that are scheduled for deletion. */
enum status keys_search_scheduled(const struct context *c,
    const struct search *base, struct keys *out) MUST_USE;

/* KEY as a template: the label or what a URI says, or the key id. */
enum status name_search(const struct context *c, struct search *out) MUST_USE;
bool key_id_search(const struct context *c, struct search *out);

#endif
